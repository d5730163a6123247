"""Start order: store, sample, warm-up, then a frozen heap; a collection by timer instead of one per rerun."""

from __future__ import annotations

import gc
import threading
from datetime import UTC, datetime
from pathlib import Path

from workflows.build_sample import ensure_sample

from data import runtime
from settings import settings

COLLECT_SECONDS = 60.0


def open_house(path: Path, address: str) -> None:
    """Open the store (lock, checks, migrations), build the sample if there is nothing yet, warm up, freeze."""
    store = runtime.open_store(path, address=address)
    if settings().sample:
        ensure_sample(store, at=datetime.now(UTC))
    warm_up()
    if settings().freeze:
        gc.collect()
        gc.freeze()
        _collect_by_timer()


def warm_up() -> None:
    """Import what the first page needs and build one chart, so that no visitor pays for it."""
    import views.warm

    views.warm.warm_up()


def _collect_by_timer() -> None:
    def collect() -> None:
        gc.collect()
        _collect_by_timer()

    timer = threading.Timer(COLLECT_SECONDS, collect)
    timer.daemon = True
    timer.start()
