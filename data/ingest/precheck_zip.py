"""An XLSX, ODS or DOCX before it is opened: sizes, names, duplicates, macros, entities, the largest row and column."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from data.ingest.issues import refused
from data.ingest.model import Limits
from data.ingest.precheck_ods import check_ods

CHUNK = 1 << 20
OVERLAP = 64
MOST_AREA = 100_000_000
MOST_ENTRIES = 10_000
LARGE_PART = 64 << 20
MOST_PACKED = 200
_CELL = re.compile(rb'<c[^<>]*?\sr="([A-Z]{1,3})(\d{1,9})"|<row[^<>]*?\sr="(\d{1,9})"')
_ENTITY = (b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"), "<!ENTITY".encode("utf-16-le"))
_KNOWN = (("xl/workbook.xml", "xlsx"), ("word/document.xml", "docx"), ("content.xml", "odf"))
_OTHER = (("word/", "Word"), ("ppt/", "PowerPoint"), ("mimetype", "OpenDocument"), ("META-INF/", "JAR"))


def check_zip(path: Path, limits: Limits) -> str:
    """ "xlsx", "ods" or "docx" for a plain workbook or document; raises FileRefused for anything else."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            kind = _check_names([entry.filename for entry in entries])
            _check_sizes(entries, limits)
            for entry in entries:
                _check_part(archive, entry, limits)
            if kind == "odf":
                kind = check_ods(archive, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise refused("damaged_workbook", place=str(error)[:80]) from error
    return kind


def _check_names(names: list[str]) -> str:
    """What the names of the parts say the file is; "odf" is still to be looked into."""
    for name in names:
        if ".." in name.split("/") or name.startswith(("/", "\\")) or "\\" in name or ":" in name or "\x00" in name:
            raise refused("unsafe_workbook", place=name[:60])
    lowered = [name.lower() for name in names]
    twice = next((name for name in lowered if lowered.count(name) > 1), None) if len(names) <= MOST_ENTRIES else "…"
    if twice:
        raise refused("unsafe_workbook", place=twice[:60])
    macros = next((name for name in lowered if "vbaproject" in name or "macrosheets" in name), None)
    if macros:
        raise refused("unsafe_workbook", place=macros[:60])
    if "xl/workbook.bin" in lowered:
        raise refused("unknown_format", format="XLSB")
    for part, known in _KNOWN:
        if part in lowered:
            return known
    kind = next((kind for start, kind in _OTHER if any(name.startswith(start.lower()) for name in lowered)), "ZIP")
    raise refused("unknown_format", format=kind)


def _check_sizes(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if sum(entry.file_size for entry in entries) > limits.n_bytes:
        raise refused("archive_bomb", limit=limits.n_bytes >> 20)
    for entry in entries:
        if entry.file_size > LARGE_PART and entry.file_size > MOST_PACKED * max(entry.compress_size, 1):
            times = entry.file_size // max(entry.compress_size, 1)
            raise refused("packed_tightly", place=entry.filename[:60], n=times)
    if any(entry.flag_bits & 1 for entry in entries):
        raise refused("locked_workbook")


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits) -> None:
    """Inflate one part in pieces: no entities, no more bytes than allowed, no cell beyond the limits."""
    name = entry.filename.lower()
    is_markup, is_sheet = name.endswith((".xml", ".rels", ".vml")), name.startswith("xl/worksheets/sheet")
    n_bytes, last_row, last_column = 0, 0, 0
    for chunk in _pieces(archive, entry):
        n_bytes += len(chunk) - OVERLAP
        if n_bytes > limits.n_bytes:
            raise refused("archive_bomb", limit=limits.n_bytes >> 20)
        if is_markup and any(mark in chunk for mark in _ENTITY):
            raise refused("unsafe_workbook", place=entry.filename[:60])
        if is_sheet:
            row, column = _furthest(chunk)
            last_row, last_column = max(last_row, row), max(last_column, column)
            _check_extent(last_row, last_column, limits)


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part in pieces, each with the end of the one before."""
    tail = b""
    with archive.open(entry) as source:
        while piece := source.read(CHUNK):
            yield tail + piece
            tail = piece[-OVERLAP:]


def _furthest(chunk: bytes) -> tuple[int, int]:
    row = column = 0
    for letters, number, bare in _CELL.findall(chunk):
        row = max(row, int(number or bare))
        if letters:
            column = max(column, _column_number(letters))
    return row, column


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _check_extent(row: int, column: int, limits: Limits) -> None:
    if column > limits.n_columns:
        raise refused("too_many_columns", n=column, row=row, limit=limits.n_columns)
    if row > limits.n_rows or row * max(column, 1) > MOST_AREA:
        raise refused("too_many_rows", limit=min(limits.n_rows, MOST_AREA // max(column, 1)))
