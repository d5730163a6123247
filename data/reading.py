"""Running one query on one cursor: parameters in, everything read, fixed types out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import Any, Protocol

import duckdb
import pandas as pd

from data.frames import build

ZONED = "TIMESTAMP WITH TIME ZONE"


class Reader(Protocol):
    """What queries need: the store, or a write in progress."""

    def frame(self, sql: str, /, *, dtypes: Mapping[str, str] | None = None, **params: object) -> pd.DataFrame:
        """The rows of `sql` with fixed dtypes (`data.frames`)."""

    def rows(self, sql: str, /, **params: object) -> list[tuple[Any, ...]]:
        """The rows of `sql` as tuples."""

    def value(self, sql: str, /, **params: object) -> Any:
        """The first column of the only row, None without a row."""


def read_frame(cursor: duckdb.DuckDBPyConnection, sql: str, params: Mapping[str, object],
               dtypes: Mapping[str, str] | None) -> pd.DataFrame:  # fmt: skip
    """One frame; `fetchnumpy` is faster than `df` on small results and free of its per-value type guesses."""
    cursor.execute(sql, dict(params) or None)
    names, types = _described(cursor)
    return build(names, types, cursor.fetchnumpy(), dtypes)


def read_rows(cursor: duckdb.DuckDBPyConnection, sql: str, params: Mapping[str, object]) -> list[tuple[Any, ...]]:
    """All rows as tuples of Python values; instants are aware datetimes in UTC."""
    cursor.execute(sql, dict(params) or None)
    names, types = _described(cursor)
    if ZONED not in types:
        return cursor.fetchall()
    columns = cursor.fetchnumpy()  # fetchall of instants needs pytz
    return list(zip(*(_python(columns[name], kind) for name, kind in zip(names, types, strict=True)), strict=True))


def _described(cursor: duckdb.DuckDBPyConnection) -> tuple[list[str], list[str]]:
    described = cursor.description or []
    return [str(column[0]) for column in described], [str(column[1]) for column in described]


def _python(values: Any, sql_type: str) -> list[Any]:
    plain = values.tolist()
    if sql_type == ZONED:
        return [None if value is None else value.replace(tzinfo=UTC) for value in plain]
    if sql_type == "DATE":
        return [None if value is None else value.date() for value in plain]
    return list(plain)


def only_value(rows: list[tuple[Any, ...]]) -> Any:
    """The first column of the only row, None without a row."""
    if len(rows) > 1:
        raise ValueError(f"expected one row, found {len(rows)}")
    return rows[0][0] if rows else None
