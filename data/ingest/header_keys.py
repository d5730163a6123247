"""What the columns of two files of one survey are recognised by: their headers without case, spaces and signs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from data.ingest.model import ColumnSpec, Reading
from data.ingest.naming import name_key


def header_keys(columns: Iterable[ColumnSpec], headers: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """One key per column, in file order; equal headers are told apart by their number.

    >>> header_keys([ColumnSpec(0, "Why?", "comment"), ColumnSpec(1, "why", "comment")], [["Why?", "why"]])
    ('why', 'why#2')
    """
    seen: Counter[str] = Counter()
    keys = []
    for column in columns:
        key = _plain_key(column, headers)
        seen[key] += 1
        keys.append(key if seen[key] == 1 else f"{key}#{seen[key]}")
    return tuple(keys)


def keys_of(reading: Reading) -> tuple[str, ...]:
    """The keys of a reading's columns."""
    return header_keys(reading.columns, reading.table.headers)


def _plain_key(column: ColumnSpec, headers: Sequence[Sequence[str]]) -> str:
    """The column's name and its header cells, each said once; a tool's import ids in JSON say nothing."""
    cells = [row[column.index].strip() for row in headers if column.index < len(row)]
    parts = [name_key(text) for text in (column.name, *cells) if text and not text.startswith('{"ImportId"')]
    return "|".join(dict.fromkeys(part for part in parts if part))
