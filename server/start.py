"""Start order: store, sample, warm-up, then a frozen heap; a collection by timer instead of one per rerun."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from data import runtime
from settings import settings
from workflows import watch_service
from workflows.build_sample import ensure_sample
from workflows.erase_person import finish_erasures
from workflows.freed_memory import give_back, hold_little
from workflows.judge_responses import check_waiting

COLLECT_SECONDS = 60.0


def open_house(path: Path, address: str) -> None:
    """Open the store (lock, checks, migrations), build the sample if there is nothing yet, warm up, freeze."""
    hold_little()
    store = runtime.open_store(path, address=address)
    finish_erasures(store)
    if settings().sample:
        ensure_sample(store, at=datetime.now(UTC), progress=_announce())
    check_waiting(store)
    warm_up()
    watch_service.resume(store)
    if settings().freeze:
        gc.collect()
        gc.freeze()
        give_back()
        _collect_by_timer()


def _announce() -> Callable[[str, float], None]:
    """Says once on the terminal that the sample is being built."""
    said: list[str] = []

    def tell(step: str, _share: float) -> None:
        if not said:
            sys.stdout.write("  Building the sample data, once ...\n")
            sys.stdout.flush()
        said.append(step)

    return tell


def first_links() -> list[tuple[str, str]]:
    """(page, query string) of the views worth computing before somebody asks."""
    import views.warm

    return views.warm.first_links()


def warm_up() -> None:
    """Import what the first page needs and build one chart, so that no visitor pays for it."""
    import views.warm

    views.warm.warm_up()


def _collect_by_timer() -> None:
    def collect() -> None:
        gc.collect()
        give_back()
        _collect_by_timer()

    timer = threading.Timer(COLLECT_SECONDS, collect)
    timer.daemon = True
    timer.start()
