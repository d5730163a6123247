"""A reading as plain JSON and one Arrow file, so that a child process can hand it over without pickling.

The cells are mapped into memory, not read: whoever holds a reading of a million rows holds pages of a file, which the
system takes back when it needs them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa

from data.ingest.cells import arrow_of_frame, frame_of_arrow
from data.ingest.issues import ISSUES, refused
from data.ingest.mapped import write_table
from data.ingest.model import ColumnSpec, Issue, OddLines, Reading, ReadParams, RowAside, ScaleSpec, Table
from errors import FileRefused

CELLS = "cells.arrow"


def reading_document(reading: Reading) -> dict[str, Any]:
    """Everything but the cells."""
    table = reading.table
    return {
        "vendor": reading.vendor, "kind": reading.kind, "verdict": reading.verdict,
        "columns": [asdict(column) for column in reading.columns],
        "issues": [asdict(found) | {"facts": _plain(found.facts)} for found in reading.issues],
        "table": {
            "params": asdict(table.params), "headers": table.headers, "aside": [asdict(row) for row in table.aside],
            "n_cells_in": table.n_cells_in, "bom": table.bom, "sheets": table.sheets, "name": table.name,
            "is_asked": table.is_asked, "odd": asdict(table.odd) if table.odd else None, "outside": table.outside,
            "nul": asdict(table.nul) if table.nul else None,
        },
    }  # fmt: skip


def _plain(facts: Mapping[str, object]) -> dict[str, object]:
    """Facts as JSON values; whole numbers of numpy become plain ones."""
    return {key: value if isinstance(value, str | list | None) else _number(value) for key, value in facts.items()}


def _number(value: object) -> object:
    return value.item() if hasattr(value, "item") else value


def write_reading_cells(reading: Reading, folder: Path) -> None:
    """The cells as an Arrow file in `folder`."""
    write_table(arrow_of_frame(reading.table.cells), folder / CELLS, reading.table.release)


def reading_of(told: Mapping[str, Any], folder: Path) -> Reading:
    """The reading from its document and the cells in `folder`."""
    columns = tuple(_column(one) for one in told["columns"])
    issues = tuple(Issue(**(one | {"rows": tuple(one["rows"])})) for one in told["issues"])
    return Reading(_table(told["table"], folder), told["vendor"], told["kind"], told["verdict"], columns, issues)


def _table(told: Mapping[str, Any], folder: Path) -> Table:
    with pa.memory_map(str(folder / CELLS)) as source:
        cells: pa.Table = pa.ipc.open_file(source).read_all()
    aside = tuple(RowAside(one["row_no"], one["reason"], tuple(one["cells"])) for one in told["aside"])
    return Table(
        ReadParams(**told["params"]),
        tuple(tuple(row) for row in told["headers"]),
        frame_of_arrow(cells),
        aside,
        told["n_cells_in"],
        told["bom"],
        tuple(told["sheets"]),
        told["name"],
        told["is_asked"],
        OddLines(**told["odd"]) if told["odd"] else None,
        tuple(told["outside"]),
        OddLines(**told["nul"]) if told["nul"] else None,
    )


def _column(told: Mapping[str, Any]) -> ColumnSpec:
    given: dict[str, Any] = dict(told)
    given["scale"] = _scale(told["scale"]) if told["scale"] else None
    given["why"], given["samples"] = tuple(told["why"]), tuple(told["samples"])
    return ColumnSpec(**given)


def _scale(told: Mapping[str, Any]) -> ScaleSpec:
    labels = tuple((str(text), float(value)) for text, value in told["labels"])
    return ScaleSpec(**(dict(told) | {"labels": labels, "na": tuple(told["na"])}))


def refusal_document(error: FileRefused) -> dict[str, Any]:
    """The slug and facts of a refusal."""
    return {"refused": error.issue, "facts": _plain(error.facts)}


def refusal_of(told: Mapping[str, Any]) -> FileRefused:
    """The refusal again; a slug that does not exist cannot come from our child."""
    code = told["refused"] if told["refused"] in ISSUES else "reading_failed"
    return refused(code, **told["facts"])
