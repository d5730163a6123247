"""Answers kept in this process, keyed by plain values; the least recently used go first.

Streamlit's own cache hashes every argument and unpickles a fresh copy on every hit: a quarter of the
time of a cached page. Here a hit is one dictionary look-up and the answer is shared, so nobody may
change it. Keys hold the store's versions (`views.loaders.stamp`), so a write is seen at once.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")


class _Entry:
    """One answer, or the computation others wait for."""

    __slots__ = ("is_made", "lock", "value")

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.is_made = False
        self.value: Any = None


class Kept:
    """At most `most` answers; each is computed once, whoever asks at the same time waits for it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        _ALL.append(self)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The answer for `key`; an error is raised to the caller and not kept."""
        entry = self._entry(key)
        if not entry.is_made:
            with entry.lock:
                if not entry.is_made:
                    entry.value = make()
                    entry.is_made = True
        return cast("T", entry.value)

    def _entry(self, key: Hashable) -> _Entry:
        with self._lock:
            entry = self._entries.setdefault(key, _Entry())
            self._entries.move_to_end(key)
            if len(self._entries) > self._most:
                self._entries.popitem(last=False)
            return entry

    def forget(self) -> None:
        """Drop all answers."""
        with self._lock:
            self._entries.clear()


_ALL: list[Kept] = []


def cached(most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep the last `most` answers of a function of hashable arguments."""

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        kept = Kept(most)

        @wraps(function)
        def answer(*args: P.args, **kwargs: P.kwargs) -> T:
            return kept.get((args, tuple(sorted(kwargs.items()))), lambda: function(*args, **kwargs))

        return answer

    return decorate


def forget_all() -> None:
    """Drop the answers of every cache of this process."""
    for kept in _ALL:
        kept.forget()
