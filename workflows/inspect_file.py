"""Read and recognise a file without writing anything, and the document that describes the outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from data.ingest.inspect import inspect_table
from data.ingest.issues import issue_sentence
from data.ingest.model import ColumnSpec, Issue, Limits, Reading, ReadParams
from data.ingest.read import read_table
from errors import Marked
from settings import settings

Translate = Callable[[str], str]


def file_limits() -> Limits:
    """The most a file may hold, from the process settings."""
    told = settings()
    return Limits(told.upload_mb << 20, told.max_columns, told.max_rows)


def inspect_file(path: Path, *, name: str | None = None, params: ReadParams | None = None) -> Reading:
    """What the file is and what each of its columns means; raises FileRefused."""
    return inspect_table(read_table(path, params=params, name=name, limits=file_limits()))


def inspection_json(reading: Reading, translate: Translate) -> dict[str, object]:
    """The reading as one JSON document, its sentences in the language of `translate`."""
    read = reading.table.params
    return {
        "vendor": reading.vendor,
        "kind": reading.kind,
        "verdict": reading.verdict,
        "read": {
            "format": read.format,
            "encoding": read.encoding,
            "delimiter": read.delimiter,
            "header_rows": read.header_rows,
            "n_data_rows": len(reading.table.cells),
            "n_columns": reading.table.n_columns,
        },
        "columns": [_column_json(column, translate) for column in reading.columns],
        "issues": [issue_json(found, translate) for found in reading.issues],
    }


def _column_json(column: ColumnSpec, translate: Translate) -> dict[str, object]:
    told: dict[str, object] = {"index": column.index, "name": column.name, "role": column.role}
    if column.scale:
        told |= {"scale": [column.scale.low, column.scale.high], "metric": column.scale.metric,
                 "na": list(column.scale.na)}
    if column.date_format:
        told["date_format"] = column.date_format
    if column.about:
        told["about"] = column.about
    return told | {"confidence": round(column.confidence, 2), "why": filled(*column.why, translate)}


def issue_json(found: Issue, translate: Translate) -> dict[str, object]:
    """One issue with its sentence."""
    told: dict[str, object] = {"code": found.code, "severity": found.severity}
    if found.column is not None:
        told["column"] = found.column
    if found.rows:
        told["rows"] = list(found.rows)
    return told | {"message": filled(*issue_sentence(found), translate)}


def filled(message: str, facts: Mapping[str, object], translate: Translate) -> str:
    """A message id in the language of `translate` with its facts in place; marked facts are translated too."""
    told = {key: translate(value) if isinstance(value, Marked) else value for key, value in facts.items()}
    return translate(message).format_map(told) if message else ""
