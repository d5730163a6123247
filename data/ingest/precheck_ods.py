"""An ODS before it is opened: really a spreadsheet, and no repeated cells that fill memory."""

from __future__ import annotations

import zipfile
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from data.ingest.issues import refused
from data.ingest.model import Limits

MOST_AREA = 100_000_000
SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


def check_ods(archive: zipfile.ZipFile, limits: Limits) -> str:
    """ "ods" for a spreadsheet whose filled area is within the limits; raises FileRefused."""
    names = {entry.filename for entry in archive.infolist()}
    told = archive.read("mimetype").strip() if "mimetype" in names else SPREADSHEET
    if not told.startswith(SPREADSHEET):
        raise refused("unknown_format", format="OpenDocument")
    if any(name.startswith("Basic/") or name.startswith("Scripts/") for name in names):
        raise refused("unsafe_workbook", place="Basic")
    try:
        _check_areas(archive, limits)
    except (ParseError, DefusedXmlException) as error:
        raise refused("damaged_workbook", place=str(error)[:80]) from error
    return "ods"


def _check_areas(archive: zipfile.ZipFile, limits: Limits) -> None:
    """The last filled row and column of every sheet, repeats counted in full."""
    row = column = last_column = filled = 0
    with archive.open("content.xml") as source:
        for event, node in ElementTree.iterparse(source, events=("start", "end")):
            if event == "start":
                if node.tag == f"{_TABLE}table":
                    row = last_column = 0
                elif node.tag == f"{_TABLE}table-row":
                    column = 0
                    filled = 0
            elif node.tag in _CELLS:
                column += _times(node.get(f"{_TABLE}number-columns-repeated"))
                filled = column if node.get(f"{_OFFICE}value-type") or len(node) else filled
                node.clear()
            elif node.tag == f"{_TABLE}table-row":
                row += _times(node.get(f"{_TABLE}number-rows-repeated"))
                last_column = max(last_column, filled)
                if filled:
                    _check_extent(row, last_column, limits)
                node.clear()


def _times(told: str | None) -> int:
    return int(told) if told and told.isdigit() else 1


def _check_extent(row: int, column: int, limits: Limits) -> None:
    if column > limits.n_columns:
        raise refused("too_many_columns", n=column, row=row, limit=limits.n_columns)
    if row > limits.n_rows or row * column > MOST_AREA:
        raise refused("too_many_rows", limit=min(limits.n_rows, MOST_AREA // max(column, 1)))
