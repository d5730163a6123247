"""The open database file: a cursor for each query, and opened again after DuckDB has given it up.

After an error while writing to the disk DuckDB refuses every further query until the file is opened again, which
only works once no cursor of the old opening is left.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from data.faults import is_fatal
from errors import N_, StoreUnavailable

GRACE_SECONDS = 1.0
Open = Callable[[], duckdb.DuckDBPyConnection]


class Session:
    """Hands out cursors; counts who holds one."""

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection, reopen: Open, *, patience: float) -> None:
        self._path = path
        self._connection = connection
        self._reopen = reopen
        self._patience = patience
        self._state = threading.Condition()
        self._users = 0
        self._cursors: list[duckdb.DuckDBPyConnection] = []
        self._is_broken = False
        self._is_closed = False
        self._own = threading.local()

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor of its own, closed at the end of the block."""
        connection = self._enter()
        try:
            with connection.cursor() as cursor, self._noted(cursor):
                yield cursor
        except duckdb.Error as error:
            self._is_broken = self._is_broken or is_fatal(error)
            raise
        finally:
            self._leave()

    def close(self) -> None:
        """Wait a little for what still runs, then stop it, then close the file."""
        with self._state:
            self._is_closed = True
            if not self._state.wait_for(lambda: self._users == 0, timeout=GRACE_SECONDS):
                for cursor in self._cursors:
                    cursor.interrupt()
                self._state.wait_for(lambda: self._users == 0, timeout=self._patience)
            self._connection.close()

    def swap(self, copy: Callable[[duckdb.DuckDBPyConnection], None], put_in_place: Callable[[], None]) -> None:
        """Alone with the file: `copy` it, close it, `put_in_place` the copy, open that. Others wait meanwhile."""
        with self._state:
            if not self._state.wait_for(lambda: self._users == 0, timeout=self._patience):
                raise StoreUnavailable(path=self._path, reason=N_("it is busy. Try again in a minute."))
            with self._connection.cursor() as cursor:
                copy(cursor)
            self._connection.close()
            try:
                put_in_place()
            finally:
                self._connection = self._reopen()

    @contextmanager
    def _noted(self, cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
        with self._state:
            self._cursors.append(cursor)
        try:
            yield
        finally:
            with self._state:
                self._cursors.remove(cursor)

    def _enter(self) -> duckdb.DuckDBPyConnection:
        with self._state:
            if self._is_closed:
                raise StoreUnavailable(path=self._path, reason=N_("it was closed."))
            if self._is_broken:
                self._revive()
            self._users += 1
            self._own.depth = getattr(self._own, "depth", 0) + 1
            return self._connection

    def _leave(self) -> None:
        with self._state:
            self._users -= 1
            self._own.depth -= 1
            self._state.notify_all()

    def _revive(self) -> None:
        is_nested = getattr(self._own, "depth", 0) > 0
        if is_nested or not self._state.wait_for(lambda: self._users == 0, timeout=self._patience):
            raise StoreUnavailable(path=self._path, reason=N_("it has to be opened again after an error."))
        if self._is_broken:
            self._connection.close()
            self._connection = self._reopen()
            self._is_broken = False
