"""The time limit of a query: DuckDB has no statement timeout, so one thread interrupts what runs too long."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

TICK_SECONDS = 0.1


class Watchdog:
    """Interrupts cursors past their deadline. Registering costs a dictionary entry, not a thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wake = threading.Condition(self._lock)
        self._running: dict[int, tuple[float, duckdb.DuckDBPyConnection]] = {}
        self._thread: threading.Thread | None = None

    @contextmanager
    def limit(self, cursor: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
        """Within the block, `cursor` is interrupted once `seconds` have passed."""
        key = id(cursor)
        with self._lock:
            self._running[key] = (time.monotonic() + seconds, cursor)
            self._start()
            self._wake.notify()
        try:
            yield
        finally:
            with self._lock:
                self._running.pop(key, None)

    def _start(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._watch, name="query-watchdog", daemon=True)
            self._thread.start()

    def _watch(self) -> None:
        while True:
            with self._lock:
                while not self._running:
                    self._wake.wait()
                self._interrupt_late(time.monotonic())
            time.sleep(TICK_SECONDS)

    def _interrupt_late(self, now: float) -> None:
        """Called with the lock held, so a cursor cannot finish and serve another query in between."""
        for deadline, cursor in self._running.values():
            if now >= deadline:
                cursor.interrupt()


watchdog = Watchdog()
