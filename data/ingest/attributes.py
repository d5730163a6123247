"""What describes a record beside its own columns, as one JSON object."""

from __future__ import annotations

from collections.abc import Iterable

from data.ingest.batch import Batch
from data.ingest.mapping import column_label
from data.ingest.model import ColumnSpec
from data.ingest.sql import cell, text


def attributes(batch: Batch, roles: Iterable[str]) -> str:
    """SQL for a JSON object of the cells of some roles, NULL without such columns."""
    return attribute_object(batch.having(roles))


def attribute_object(columns: Iterable[ColumnSpec]) -> str:
    """SQL for a JSON object of the filled cells of `columns`; columns that share a name make a list under it."""
    by_label: dict[str, list[str]] = {}
    for column in columns:
        by_label.setdefault(column_label(column), []).append(cell(column.index))
    pairs = ", ".join(f"{text(label)}, {_one_or_list(cells)}" for label, cells in by_label.items())
    return f"nullif(json_merge_patch('{{}}', json_object({pairs}))::VARCHAR, '{{}}')::JSON" if pairs else "NULL"


def _one_or_list(cells: list[str]) -> str:
    if len(cells) == 1:
        return cells[0]
    return f"nullif(list_filter([{', '.join(cells)}], lambda x: x IS NOT NULL), [])"
