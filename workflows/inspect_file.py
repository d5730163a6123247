"""Read and recognise a file without writing anything, and the document that describes the outcome."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

from data.ingest.issues import issue_sentence
from data.ingest.model import ColumnSpec, Issue, Limits, Reading, ReadParams
from data.ingest.precheck import check_file, check_place
from data.ingest.transport import reading_of, refusal_of
from errors import Marked
from settings import settings
from workflows.reading_process import Progress, answer_of

EARLY_BYTES = 64 << 20  # files up to this size are pre-checked here too, so that most refusals need no process
Translate = Callable[[str], str]


def file_limits() -> Limits:
    """The most a file may hold, from the process settings."""
    told = settings()
    return Limits(told.upload_mb << 20, told.max_columns, told.max_rows)


def inspect_file(
    path: Path,
    *,
    name: str | None = None,
    params: ReadParams | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Reading:
    """What the file is and what each of its columns means.

    The file is opened in a process of its own, with a bound on memory and time. `progress` is told a share from 0
    to 1 and a message id now and then; `cancelled` is asked about twenty times a second.

    Raises
    ------
    FileRefused
        The file cannot be read.
    Cancelled
        `cancelled` said so; the process has been stopped.
    """
    told, limits = settings(), file_limits()
    check_place(path)
    if path.stat().st_size < EARLY_BYTES:
        check_file(path, limits, name or path.name)
    order = {
        "path": str(path.resolve()), "name": name or path.name, "params": asdict(params) if params else None,
        "limits": asdict(limits), "memory_mb": _memory_mb(path), "seconds": told.import_seconds,
    }  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="throughline-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        answer = answer_of(order, folder, progress=progress, cancelled=cancelled)
        if "refused" in answer:
            raise refusal_of(answer)
        return reading_of(answer, folder)


def _memory_mb(path: Path) -> int:
    """The bound of the settings, raised for a large file: its text is held up to five times, more when packed."""
    if not path.exists():
        return settings().import_memory_mb
    with path.open("rb") as source:
        is_packed = source.read(2) == b"\x1f\x8b"
    return settings().import_memory_mb + (20 if is_packed else 6) * (path.stat().st_size >> 20)


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
        told |= {
            "scale": [column.scale.low, column.scale.high],
            "metric": column.scale.metric,
            "na": list(column.scale.na),
        }
        if column.scale.lower_is_better:
            told["direction"] = "lower_is_better"
    if column.matrix:
        told["matrix"] = column.matrix
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
