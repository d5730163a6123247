"""Workbook cells as text: XLSX, XLS and ODS through calamine, numbers and dates in one plain notation."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from data.ingest.issues import refused
from data.ingest.model import Limits
from data.ingest.vendors import rules


def open_workbook(path: Path) -> CalamineWorkbook:
    """The workbook, or a refusal that says it is damaged."""
    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as error:
        raise refused("damaged_workbook", place=str(error)[:120]) from error


def sheets_with_tables(book: CalamineWorkbook) -> tuple[str, ...]:
    """Visible sheets that hold a table, the fullest first, pages of notes left out; without one, every sheet."""
    visible = [meta.name for meta in book.sheets_metadata if meta.visible == SheetVisibleEnum.Visible]
    if len(visible) == 1:
        return tuple(visible)
    sizes = {name: _size(_sheet(book, name)) for name in visible}
    full = sorted((name for name in visible if sizes[name]), key=lambda name: -sizes[name])
    tables = [name for name in full if name.strip().casefold() not in rules("words")["notes_sheets"]]
    return tuple(tables or full or visible or book.sheet_names)


def _size(sheet: CalamineSheet) -> int:
    """Cells of the filled area; 0 for a sheet of one row or, beside a table, one column of notes."""
    return sheet.height * sheet.width if sheet.height >= 2 and sheet.width >= 2 else 0


Merges = list[tuple[tuple[int, int], tuple[int, int]]]


def sheet_records(book: CalamineWorkbook, name: str, limits: Limits) -> tuple[list[list[str]], Merges]:
    """Every row of a sheet from the first line on, all of one width, and its merged ranges (row, column)."""
    sheet = _sheet(book, name)
    n_columns = sheet.end[1] + 1 if sheet.end else 0
    if n_columns > limits.n_columns:
        raise refused("too_many_columns", n=n_columns, row=1, limit=limits.n_columns)
    if _n_rows(sheet) > limits.n_rows:
        raise refused("too_many_rows", limit=limits.n_rows)
    rows = [[cell_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    return rows, [m for m in sheet.merged_cell_ranges or [] if m[1][0] < len(rows) and m[1][1] < n_columns]


def _n_rows(sheet: CalamineSheet) -> int:
    """Rows down to the last filled one."""
    return sheet.end[0] + 1 if sheet.end else 0


def _sheet(book: CalamineWorkbook, name: str) -> CalamineSheet:
    try:
        return book.get_sheet_by_name(name)
    except CalamineError as error:
        raise refused("damaged_workbook", place=f"{name}: {error}"[:120]) from error


def cell_text(cell: object) -> str:
    """One cell as text: 5.0 is "5", 0.1 + 0.2 is "0.3", a date-time is ISO with a blank, true is "TRUE"."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"
    if isinstance(cell, datetime):
        return _moment_text(cell)
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return "" if cell is None else str(cell)


def _moment_text(moment: datetime) -> str:
    """Excel keeps days as a fraction, so seconds arrive a few microseconds off."""
    rounded = (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
    near = rounded if abs(rounded - moment) < timedelta(milliseconds=2) else moment
    return near.isoformat(sep=" ")
