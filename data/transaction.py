"""A write in progress: statements inside one transaction, counted and digested for the ledger."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from data.connect import quoted_name
from data.reading import only_value, read_frame, read_rows
from data.watchdog import watchdog

logger = logging.getLogger(__name__)


@contextmanager
def transaction(cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of the block or nothing of it, whatever ends it."""
    cursor.execute("BEGIN")
    try:
        yield
        cursor.execute("COMMIT")
    except BaseException:
        _roll_back(cursor)
        raise


def _roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    try:
        cursor.execute("ROLLBACK")
    except duckdb.Error as error:  # a failed commit has ended the transaction already
        logger.debug("nothing to roll back: %s", error)


class Write:
    """What the block of `Store.write` may do. It sees its own changes; nobody else does before the commit."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, files: Path, *, seconds: float) -> None:
        self._cursor = cursor
        self._seconds = seconds
        self._digest = hashlib.sha256()
        self.files = files
        self.n_rows = 0

    @property
    def digest(self) -> str:
        """Of every statement so far, its parameters and the rows it touched."""
        return self._digest.hexdigest()

    def execute(self, sql: str, /, **params: object) -> int:
        """Run one statement and return the number of rows it inserted, updated or deleted."""
        with watchdog.limit(self._cursor, self._seconds):
            self._cursor.execute(sql, params or None)
            described = self._cursor.description
            rows = self._cursor.fetchall()
        counted = bool(rows) and bool(described) and described[0][0] == "Count"
        n_rows = int(rows[0][0]) if counted else 0
        self._note(f"{sql}|{sorted(params.items())!r}", n_rows)
        return n_rows

    def frame(self, sql: str, /, *, dtypes: Mapping[str, str] | None = None, **params: object) -> pd.DataFrame:
        """As on the store, inside the transaction."""
        with watchdog.limit(self._cursor, self._seconds):
            return read_frame(self._cursor, sql, params, dtypes)

    def rows(self, sql: str, /, **params: object) -> list[tuple[Any, ...]]:
        """As on the store, inside the transaction."""
        with watchdog.limit(self._cursor, self._seconds):
            return read_rows(self._cursor, sql, params)

    def value(self, sql: str, /, **params: object) -> Any:
        """As on the store, inside the transaction."""
        return only_value(self.rows(sql, **params))

    def insert(self, table: str, frame: pd.DataFrame) -> int:
        """Append `frame` by column name; columns it lacks get their default."""
        if frame.empty:
            return 0
        self._cursor.register("incoming", pa.Table.from_pandas(frame, preserve_index=False))
        n_rows = self.execute(f"INSERT INTO {quoted_name(table)} BY NAME SELECT * FROM incoming")  # noqa: S608
        self._cursor.unregister("incoming")  # after an error the view ends with the transaction
        return n_rows

    def _note(self, what: str, n_rows: int) -> None:
        self.n_rows += n_rows
        self._digest.update(f"{what}|{n_rows}\n".encode())
