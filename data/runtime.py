"""The one store of this process, held in a module so that no cache can drop it."""

from __future__ import annotations

import atexit
import threading
from pathlib import Path

from data.store import Store
from settings import settings

_guard = threading.Lock()
_open: Store | None = None


def open_store(path: Path | None = None, *, address: str = "") -> Store:
    """Open the store once; later calls return the same one, whatever their path."""
    global _open
    with _guard:
        if _open is None:
            _open = Store.open(path or settings().store, address=address)
        return _open


def store() -> Store:
    """The open store; opens it on first use."""
    return _open or open_store()


def close_store() -> None:
    """Close the store if it is open; the next use opens it again."""
    global _open
    with _guard:
        if _open is not None:
            _open.close()
        _open = None


atexit.register(close_store)  # a thread inside a query when the interpreter goes would abort the process
