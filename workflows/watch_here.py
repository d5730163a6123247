"""Watch a folder from the script door: in the server that owns the store, else here until it is interrupted."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from data.lock import holder
from data.store import Store
from errors import ThroughlineError
from workflows.error_document import Translate, error_document, exit_code
from workflows.remote import execute
from workflows.watch_service import Tell, WatchService, change_watch


def execute_watch(
    path: Path, args: Mapping[str, Any], *, lang: str, translate: Translate, tell: Tell
) -> tuple[int, dict[str, Any]]:
    """Exit code and document. Without a server it returns once the person interrupts it; `tell` hears of each file."""
    owner = holder(path)
    if owner is not None and owner.address:
        return execute(path, "watch", args, lang=lang, translate=translate)
    try:
        store = Store.open(path)
    except ThroughlineError as error:
        return exit_code(error), error_document(error, translate)
    try:
        watched = WatchService(store, tell=tell)
        change_watch(watched, args)
        if not args.get("stop"):
            _until_interrupted(watched)
        return 0, watched.document(translate)
    except ThroughlineError as error:
        return exit_code(error), error_document(error, translate)
    finally:
        store.close()


def _until_interrupted(watched: WatchService) -> None:
    """Until Ctrl-C or the end of the service; also where the shell that started it lets the first one pass unheard."""
    for wanted in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wanted, signal.default_int_handler)
    try:
        watched.run()
    except KeyboardInterrupt:
        return
