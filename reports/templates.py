"""Files to fill in: an XLSX per kind with headers, two example rows and a sheet that explains each column."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
import yaml

from errors import UnknownId
from i18n import LANGUAGES

_FILE = Path(__file__).with_name("templates.yaml")
KINDS = ("survey", "events", "work_items", "kpi", "costs", "owners")
WIDEST, NARROWEST = 40, 10


@lru_cache(maxsize=1)
def _told() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(_FILE.read_text("utf-8"))
    return found


def template_title(kind: str, lang: str) -> str:
    """What the template is called: "Event log"."""
    return str(_part(kind, lang)["title"][lang])


def template_name(kind: str, lang: str) -> str:
    """The file's name.

    >>> template_name("kpi", "en"), template_name("kpi", "zh")
    ('template_kpi.xlsx', '模板_指标数值.xlsx')
    """
    return f"{_told()['words']['template'][lang]}_{template_title(kind, lang) if lang == 'zh' else kind}.xlsx"


def template_rows(kind: str, lang: str) -> list[list[str]]:
    """The header and the two example rows."""
    columns = _part(kind, lang)["columns"]
    cells = [_cells(column["cells"], lang) for column in columns]
    return [[str(column[lang]) for column in columns], *[[str(pair[row]) for pair in cells] for row in (0, 1)]]


def template_bytes(kind: str, lang: str) -> bytes:
    """The template as an XLSX file.

    Parameters
    ----------
    kind : survey, events, work_items, kpi, costs or owners.
    lang : en or zh.

    Raises
    ------
    UnknownId
        There is no such template or language.
    """
    told, words, rows = _part(kind, lang), _told()["words"], template_rows(kind, lang)
    sink = BytesIO()
    book = xlsxwriter.Workbook(sink, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(template_title(kind, lang))
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            _write(sheet, place, column, cell, bold if place == 0 else None)
    for column, width in enumerate(_widths(rows)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    notes = book.add_worksheet(words["notes"][lang])
    notes.set_column(0, 0, 34)
    notes.set_column(1, 1, 76)
    notes.write_row(0, 0, [words["column"][lang], words["meaning"][lang]], bold)
    told_rows = [[column[lang], column["about"][lang]] for column in told["columns"]]
    for place, row in enumerate([*told_rows, ["", told["about"][lang]], ["", words["examples"][lang]]], start=1):
        notes.write_row(place, 0, row, wrapped)
    book.close()
    return sink.getvalue()


def _part(kind: str, lang: str) -> dict[str, Any]:
    if kind not in KINDS:
        raise UnknownId(kind="template", id=kind)
    if lang not in LANGUAGES:
        raise UnknownId(kind="language", id=lang)
    part: dict[str, Any] = _told()[kind]
    return part


def _cells(told: Any, lang: str) -> Sequence[Any]:
    cells: Sequence[Any] = told[lang] if isinstance(told, dict) else told
    return cells


def _write(sheet: Any, row: int, column: int, cell: str, form: Any) -> None:
    """Numbers as numbers, everything else as text: dates stay as they are to be typed."""
    if row and cell.replace(".", "", 1).isdigit():
        sheet.write_number(row, column, float(cell), form)
    elif cell:
        sheet.write_string(row, column, cell, form)


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Column widths in characters; a Chinese character takes two."""
    longest = [
        max(sum(2 if ord(sign) > 0x2E80 else 1 for sign in cell) for cell in cells) for cells in zip(*rows, strict=True)
    ]
    return [min(max(width + 2, NARROWEST), WIDEST) for width in longest]
