"""From a path to a table of text cells: every record lands in the cells or is set aside with a reason."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

from data.ingest import dialect, headers
from data.ingest.above import is_blank, leading_blanks, rows_above, unnamed_columns
from data.ingest.cells import FAST_BYTES, arrow_of_frame, fast_cells, frame_of_arrow, mended_cells
from data.ingest.decode import encoding_of
from data.ingest.documents import DOCX, document_table, text_table
from data.ingest.issues import refused
from data.ingest.mapped import mapped_table, write_table
from data.ingest.mended import mended_copy
from data.ingest.model import Limits, OddLines, ReadParams, RowAside, Table
from data.ingest.plain import plain_copy
from data.ingest.precheck import check_file
from data.ingest.sheet_layout import filled_mask, top_of
from data.ingest.sheet_table import sheet_table
from data.ingest.split import Split, split_rows
from data.ingest.steps import CHECKING, READING, Step, silent
from data.ingest.workbook import open_workbook, sheet_records, sheets_with_tables
from data.ingest.xes import XES, xes_table

WORKBOOKS = frozenset({"xlsx", "xls", "ods"})


@dataclass(frozen=True)
class Source:
    """An opened file: its records and what is known about it before the header is found.

    `large` is a plain text that is read at once, by way of the file `spill`.
    """

    params: ReadParams
    rows: Generator[list[str]]
    bom: bool = False
    large: Path | None = None
    spill: Path | None = None
    odd: OddLines | None = None
    nul: OddLines | None = None


def read_table(
    path: Path,
    *,
    params: ReadParams | None = None,
    name: str | None = None,
    limits: Limits | None = None,
    step: Step = silent,
) -> Table:
    """All cells of `path` as text; `params` overrides what would be detected. Raises FileRefused."""
    bounds, told = limits or Limits(), name or path.name
    step(0.0, CHECKING)
    kind = check_file(path, bounds, told)
    step(0.3, READING)
    table = _workbook(path, kind, params, bounds) if kind in WORKBOOKS else _document(path, kind, told, params, bounds)
    if table is None:
        with tempfile.TemporaryDirectory(prefix="throughline-", ignore_cleanup_errors=True) as scratch:
            source = open_source(path, kind, params, Path(scratch))
            with closing(source.rows):
                table = table_of(source, params, bounds)
    return replace(table, name=told, is_asked=params is not None)


def _document(path: Path, kind: str, name: str, params: ReadParams | None, limits: Limits) -> Table | None:
    """A text that is no table of cells, as utterances or paragraphs."""
    if kind == DOCX:
        return document_table(path, limits)
    if kind == XES:
        return xes_table(path, limits)
    return text_table(path, name, params) if kind == "csv" else None


def open_source(path: Path, kind: str, params: ReadParams | None, scratch: Path) -> Source:
    """The records of a checked text file, with encoding and delimiter decided; `scratch` may hold a decoded copy."""
    encoding = encoding_of(path, params.encoding if params else None)
    plain = plain_copy(path, encoding, scratch)
    sample = dialect.sample_text(plain.path)
    delimiter = (params.delimiter if params else None) or dialect.delimiter_of(sample)
    found = ReadParams(format=kind, encoding=encoding.name, delimiter=delimiter)
    rows = dialect.records(plain.path, sample, delimiter)
    is_large = plain.path.stat().st_size > FAST_BYTES and not dialect.has_double_returns(sample)
    odd = OddLines(plain.n_odd, plain.odd_lines[0], encoding.second or "") if plain.n_odd else None
    nul = OddLines(plain.n_nul, plain.nul_line, "") if plain.n_nul else None
    large = plain.path if is_large else None
    return Source(found, rows, bom=encoding.bom, large=large, spill=scratch / "cells.arrow", odd=odd, nul=nul)


def _workbook(path: Path, kind: str, params: ReadParams | None, limits: Limits) -> Table:
    book = open_workbook(path)
    sheets = sheets_with_tables(book)
    sheet = (params.sheet if params else None) or sheets[0]
    if sheet not in book.sheet_names:
        raise refused("no_such_sheet", sheet=sheet, sheets=", ".join(book.sheet_names))
    rows, merges = sheet_records(book, sheet, limits)
    return sheet_table(rows, merges, ReadParams(format=kind, sheet=sheet), params, limits, sheets)


def table_of(source: Source, asked: ReadParams | None, limits: Limits) -> Table:
    """Split the records into header rows, data rows and rows set aside."""
    head = list(islice(source.rows, headers.DEPTH + 40))
    skip = asked.skip_rows if asked and asked.skip_rows else rows_above(head)
    levels = 1
    if asked is None:
        skip, levels = _by_hand(head, skip)
    if not any(cell.strip() for row in head for cell in row):
        raise refused("empty_file")
    n_headers = asked.header_rows if asked else max(levels, headers.header_rows(head[skip : skip + headers.DEPTH]))
    params = replace(source.params, header_rows=n_headers, skip_rows=skip, decimal=asked.decimal if asked else ".")
    body = head[skip + n_headers :]
    top, width = _header(head[skip : skip + max(n_headers, 1)], body, limits)
    fast = _fast(source.large, source.spill, params, width, limits) if source.large and source.spill else None
    if fast is None:
        numbered = enumerate(chain(body, source.rows), start=skip + n_headers + 1)
        fast = _slow(numbered, width, limits, source.spill if source.large else None)
    (cells, aside, n_cells), release = fast
    titles = [RowAside(at, "title", tuple(row)) for at, row in enumerate(head[:skip], 1) if not is_blank(row)]
    if not len(cells) and not any(row.reason in ("ragged", "open_quote") for row in aside):
        raise refused("no_data_rows")
    n_cells += sum(len(row.cells) for row in titles)
    told = (*titles, *aside)
    return Table(
        params, top[:n_headers], cells, told, n_cells, source.bom, odd=source.odd, nul=source.nul, release=release
    )


def _by_hand(head: list[list[str]], skip: int) -> tuple[int, int]:
    """Rows above the header and header rows of a table that was laid out by hand and saved as text."""
    lead = leading_blanks(head)
    if not head[lead:]:
        return skip, 1
    titles, levels = top_of(head[lead:], filled_mask(head[lead:]), [])
    return max(skip, lead + titles), levels if lead + titles >= skip else 1


def _header(rows: list[list[str]], body: list[list[str]], limits: Limits) -> tuple[tuple[tuple[str, ...], ...], int]:
    """The header rows, as wide as the table: columns without a name have a blank one."""
    named = max((len(row) for row in rows), default=0)
    left, right = unnamed_columns(named, body)
    width = left + named + right
    if width > limits.n_columns:
        raise refused("too_many_columns", n=width, row=1, limit=limits.n_columns)
    return tuple(("",) * left + tuple(row) + ("",) * (width - left - len(row)) for row in rows), width


def _nothing() -> None:
    """Cells in memory have no pages to give back."""


def _slow(
    numbered: Iterable[tuple[int, list[str]]], width: int, limits: Limits, spill: Path | None
) -> tuple[Split, Callable[[], None]]:
    """The table row by row; of a large one the cells move to the file `spill`."""
    cells, aside, n_cells = split_rows(numbered, width, limits)
    if spill is None:
        return (cells, aside, n_cells), _nothing
    write_table(arrow_of_frame(cells), spill, _nothing)
    table, release = mapped_table(spill)
    cells = frame_of_arrow(table)
    return (cells, aside, n_cells), release


def _fast(
    path: Path, spill: Path, params: ReadParams, width: int, limits: Limits
) -> tuple[Split, Callable[[], None]] | None:
    """The whole table at once, mended where it must be; what is set aside is what the slow way sets aside."""
    aside: list[RowAside] = []
    found = fast_cells(path, params, width=width, into=spill)
    if found is None:
        text = spill.with_name("mended.csv")
        mended = mended_copy(path, params, width=width, limits=limits, into=text)
        found = mended_cells(mended, params, width=width, into=spill) if mended else None
        text.unlink(missing_ok=True)
        if mended is None or found is None:
            return None
        aside = mended.aside
    if found.n_rows > limits.n_rows:
        raise refused("too_many_rows", limit=limits.n_rows)
    n_cells = found.n_rows * width + sum(len(row.cells) for row in aside)
    aside += [RowAside(row_no, "blank", cells) for row_no, cells in found.blank]
    aside.sort(key=lambda row: row.row_no)
    return (frame_of_arrow(found.table), aside, n_cells), found.release
