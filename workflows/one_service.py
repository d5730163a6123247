"""A background service of which a process has at most one, bound to the store it works on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from data.store import Store


class Service(Protocol):
    """What runs beside the pages: `start` may be called again, `close` comes before the store is closed."""

    store: Store

    def start(self) -> None: ...

    def close(self) -> None: ...


S = TypeVar("S", bound=Service)


class OneService(Generic[S]):
    """The service of this process, made by `make` for the store that asks first."""

    def __init__(self, make: Callable[[Store], S]) -> None:
        self._make = make
        self._guard = threading.Lock()
        self._current: S | None = None

    def start(self, store: Store) -> S:
        """The service of `store`; begins to work at once."""
        with self._guard:
            if self._current is None or self._current.store is not store:
                self._current = self._make(store)
            self._current.start()
            return self._current

    def current(self, store: Store) -> S | None:
        """The running service of `store`, None where none was started."""
        return self._current if self._current is not None and self._current.store is store else None

    def close(self) -> None:
        """End the service before its store is closed."""
        with self._guard:
            if self._current is not None:
                self._current.close()
            self._current = None
