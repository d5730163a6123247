"""From a path to a table of text cells: every record lands in the cells or is set aside with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

import numpy as np
import pandas as pd

from data.ingest import dialect, headers
from data.ingest.cells import FAST_BYTES, fast_cells, frame_of_arrow
from data.ingest.decode import encoding_of
from data.ingest.issues import refused
from data.ingest.model import Limits, ReadParams, RowAside, Table
from data.ingest.precheck import check_file
from data.ingest.steps import CHECKING, READING, Step, silent
from data.ingest.workbook import open_workbook, sheet_records, sheets_with_tables

PIECE = 50_000


@dataclass(frozen=True)
class Source:
    """An opened file: its records and what is known about it before the header is found."""

    params: ReadParams
    rows: Iterator[list[str]]
    bom: bool = False
    sheets: tuple[str, ...] = ()
    large: Path | None = None


def read_table(
    path: Path,
    *,
    params: ReadParams | None = None,
    name: str | None = None,
    limits: Limits | None = None,
    step: Step = silent,
) -> Table:
    """All cells of `path` as text; `params` overrides what would be detected. Raises FileRefused."""
    bounds = limits or Limits()
    step(0.0, CHECKING)
    source = open_source(path, params, bounds, name or path.name)
    step(0.3, READING)
    table = table_of(source, params, bounds)
    return replace(table, name=name or path.name, is_asked=params is not None)


def open_source(path: Path, params: ReadParams | None, limits: Limits, name: str) -> Source:
    """The records of a checked file, with encoding, delimiter or sheet decided."""
    kind = check_file(path, limits, name)
    return _workbook(path, kind, params, limits) if kind in ("xlsx", "xls") else _text(path, kind, params)


def _text(path: Path, kind: str, params: ReadParams | None) -> Source:
    encoding = encoding_of(path, params.encoding if params else None)
    delimiter = (params.delimiter if params else None) or dialect.delimiter_of(dialect.sample_text(path, encoding))
    found = ReadParams(format=kind, encoding=encoding.name, delimiter=delimiter)
    is_large = path.stat().st_size > FAST_BYTES // (1 if kind == "csv" else 8)
    rows = dialect.records(path, encoding, delimiter)
    return Source(found, rows, bom=encoding.bom, large=path if is_large else None)


def _workbook(path: Path, kind: str, params: ReadParams | None, limits: Limits) -> Source:
    book = open_workbook(path)
    sheets = sheets_with_tables(book)
    sheet = (params.sheet if params else None) or sheets[0]
    if sheet not in book.sheet_names:
        raise refused("no_such_sheet", sheet=sheet, sheets=", ".join(book.sheet_names))
    return Source(ReadParams(format=kind, sheet=sheet), sheet_records(book, sheet, limits), sheets=sheets)


def table_of(source: Source, asked: ReadParams | None, limits: Limits) -> Table:
    """Split the records into header rows, data rows and rows set aside."""
    head = list(islice(source.rows, headers.DEPTH + 40))
    skip = asked.skip_rows if asked and asked.skip_rows else headers.leading_blank_rows(head)
    if not any(cell.strip() for row in head for cell in row):
        raise refused("empty_file")
    n_headers = asked.header_rows if asked else headers.header_rows(head[skip : skip + headers.DEPTH])
    params = replace(source.params, header_rows=n_headers, skip_rows=skip, decimal=asked.decimal if asked else ".")
    top, width = _header(head[skip : skip + max(n_headers, 1)], limits)
    found = _fast(source.large, params, width, limits) if source.large else None
    if found is None:
        body = enumerate(chain(head[skip + n_headers :], source.rows), start=skip + n_headers + 1)
        found = split_rows(body, width, limits, params.delimiter)
    cells, aside, n_cells = found
    if not len(cells) and not any(row.reason == "ragged" for row in aside):
        raise refused("no_data_rows")
    return Table(params, top[:n_headers], cells, tuple(aside), n_cells, source.bom, source.sheets)


def _header(rows: list[list[str]], limits: Limits) -> tuple[tuple[tuple[str, ...], ...], int]:
    width = max((len(row) for row in rows), default=0)
    if width > limits.n_columns:
        raise refused("too_many_columns", n=width, row=1, limit=limits.n_columns)
    return tuple(tuple(row) + ("",) * (width - len(row)) for row in rows), width


Split = tuple[pd.DataFrame, list[RowAside], int]


def _fast(path: Path, params: ReadParams, width: int, limits: Limits) -> Split | None:
    """The whole table at once; rows of nothing but blanks are set aside as in the slow way."""
    found = fast_cells(path, params, width=width)
    if found is None:
        return None
    n_rows = found.num_rows
    if n_rows > limits.n_rows:
        raise refused("too_many_rows", limit=limits.n_rows)
    holder = [found]
    del found
    cells = frame_of_arrow(holder.pop())
    blank = (cells.iloc[:, 0].str.strip() == "").to_numpy(copy=True)
    for place in range(1, width):
        if not blank.any():
            break
        blank[blank] = (cells.iloc[np.flatnonzero(blank), place].str.strip() == "").to_numpy()
    rows = zip(cells.index[blank], cells[blank].to_numpy().tolist(), strict=True)
    aside = [RowAside(int(row_no), "blank", tuple(row)) for row_no, row in rows]
    return (cells[~blank] if blank.any() else cells), aside, n_rows * width


def split_rows(
    body: Iterable[tuple[int, list[str]]], width: int, limits: Limits, delimiter: str | None = None
) -> Split:
    """Rows of the header's width; longer ones whose surplus is blank are cut, the others set aside."""
    parts: list[pd.DataFrame] = []
    kept: list[list[str]] = []
    numbers: list[int] = []
    aside: list[RowAside] = []
    n_cells = n_kept = 0
    for row_no, row in body:
        if not row:
            continue
        fitted = row if len(row) == width else _fitted(row, width)
        if fitted is not None and delimiter and _swallowed(fitted, delimiter):
            fitted = None
        if fitted is None or not any(map(str.strip, fitted)):
            aside.append(RowAside(row_no, "ragged" if fitted is None else "blank", tuple(fitted or row)))
        else:
            kept.append(fitted)
            numbers.append(row_no)
        n_cells += width if fitted is not None else len(row)
        if len(kept) == PIECE:
            parts.append(frame_of(kept, numbers, width))
            n_kept, kept, numbers = n_kept + PIECE, [], []
        if n_kept + len(kept) > limits.n_rows:
            raise refused("too_many_rows", limit=limits.n_rows)
    parts.append(frame_of(kept, numbers, width))
    return (pd.concat(parts) if len(parts) > 1 else parts[0]), aside, n_cells


def _swallowed(row: list[str], delimiter: str) -> bool:
    """Whether a stray quote took the next record into a cell: a line in it has all the cells of a row."""
    return (
        any(
            '"' in cell and "\n" in cell and any(line.count(delimiter) >= len(row) - 1 for line in cell.split("\n")[1:])
            for cell in row
        )
        and len(row) > 2
    )


def _fitted(row: list[str], width: int) -> list[str] | None:
    return row[:width] if len(row) > width and not any(map(str.strip, row[width:])) else None


def frame_of(rows: list[list[str]], numbers: list[int], width: int) -> pd.DataFrame:
    """The cells as a frame c0.. of dtype "str", indexed by record number."""
    names = [f"c{i}" for i in range(width)]
    columns = zip(*rows, strict=True) if rows else ([] for _ in names)
    frame = pd.DataFrame(dict(zip(names, map(list, columns), strict=True)), columns=names, dtype="str")
    frame.index = pd.Index(numbers, dtype="int64", name="row_no")
    return frame
