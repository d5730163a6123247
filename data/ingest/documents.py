"""Text files and DOCX as tables: one row per utterance or paragraph, or the rows of a table that fills the document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import OpcError
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph
from lxml.etree import XMLSyntaxError

from data.ingest.decode import Encoding, encoding_of, open_bytes
from data.ingest.issues import refused
from data.ingest.model import Limits, OddLines, ReadParams, RowAside, Table
from data.ingest.split import frame_of, split_rows
from data.ingest.transcripts import HEAD, Line, is_prose, transcript_of

TEXT_ENDINGS = (".txt", ".md", ".vtt", ".srt", ".log")
TEXT, DOCX = "txt", "docx"
MOST_BYTES = 64 << 20
MOST_LINES = 500_000
PROBE_LINES = 2_000


def text_table(path: Path, name: str, params: ReadParams | None) -> Table | None:
    """A text file as utterances or paragraphs; None when it is a table of cells."""
    if params is not None and params.format != TEXT:
        return None
    if params is None and not name.casefold().endswith(TEXT_ENDINGS):
        return None
    if path.stat().st_size > MOST_BYTES:
        return None
    encoding = encoding_of(path, params.encoding if params else None)
    lines = _lines(path, encoding)
    nul = OddLines(sum(line.text.count("\0") for line in lines), next(_with_nul(lines), 0), "")
    lines = [Line(line.no, line.text.replace("\0", "")) for line in lines] if nul.n else lines
    if params is None and not is_prose([line.text for line in lines[:PROBE_LINES]]):
        return None
    table = _table(lines, ReadParams(format=TEXT, encoding=encoding.name), bom=encoding.bom)
    return replace(table, nul=nul) if nul.n else table


def _with_nul(lines: list[Line]) -> Iterator[int]:
    return (line.no for line in lines if "\0" in line.text)


def _lines(path: Path, encoding: Encoding) -> list[Line]:
    errors = "replace" if encoding.second else "strict"
    with TextIOWrapper(open_bytes(path), encoding=encoding.codec, errors=errors, newline=None) as text:
        found = [Line(no, line.rstrip("\n")) for no, line in enumerate(text, 1)]
    if len(found) > MOST_LINES:
        raise refused("too_many_rows", limit=MOST_LINES)
    return found


def document_table(path: Path, limits: Limits) -> Table:
    """A DOCX as utterances or paragraphs, or as the rows of the table that holds most of its text."""
    pieces = list(_pieces(path))
    tables = [piece for piece in pieces if not isinstance(piece, str)]
    largest = max(tables, key=_n_chars, default=[])
    n_chars = sum(len(piece) if isinstance(piece, str) else _n_chars(piece) for piece in pieces)
    if len(largest) >= 3 and len(largest[0]) >= 3 and _n_chars(largest) >= 0.6 * n_chars:
        return _of_rows(largest, pieces, limits)
    lines = [line for piece in pieces for line in ([piece] if isinstance(piece, str) else map(_as_line, piece))]
    return _table([Line(no, text) for no, text in enumerate(lines, 1)], ReadParams(format=DOCX))


Rows = list[list[str]]


def _pieces(path: Path) -> Iterator[str | Rows]:
    """Paragraphs as text (listed ones with a dot in front) and tables as rows of cells, in their order."""
    try:
        document = docx.Document(str(path))
        for item in document.iter_inner_content():
            if isinstance(item, Paragraph):
                yield f"• {item.text}" if item.text.strip() and _is_listed(item) else item.text
            elif isinstance(item, WordTable):
                yield [[cell.text.strip() for cell in row.cells] for row in item.rows]
    except (OpcError, BadZipFile, XMLSyntaxError, KeyError, ValueError) as error:
        raise refused("damaged_document", place=str(error)[:120]) from error


def _is_listed(paragraph: Paragraph) -> bool:
    properties = paragraph._p.pPr
    style = paragraph.style.name if paragraph.style is not None else ""
    return (properties is not None and properties.numPr is not None) or str(style).startswith("List ")


def _n_chars(rows: Rows) -> int:
    return sum(len(cell) for row in rows for cell in row)


def _as_line(row: list[str]) -> str:
    """A table row as a line of speech: "speaker: text", with a time in front where there is one."""
    filled = list(dict.fromkeys(cell for cell in row if cell))
    if len(filled) >= 2:
        return f"{' '.join(filled[:-1])}: {filled[-1]}"
    return filled[0] if filled else ""


def _of_rows(rows: Rows, pieces: list[str | Rows], limits: Limits) -> Table:
    width = max(len(row) for row in rows)
    if width > limits.n_columns:
        raise refused("too_many_columns", n=width, row=1, limit=limits.n_columns)
    cells, aside, n_cells = split_rows(enumerate(rows[1:], 2), width, limits)
    others = [piece for piece in pieces if isinstance(piece, str) and piece.strip()]
    base = len(rows)
    outside = tuple(RowAside(base + no, "note", (text,)) for no, text in enumerate(others, 1))
    header = tuple(rows[0]) + ("",) * (width - len(rows[0]))
    return Table(ReadParams(format=DOCX), (header,), cells, (*aside, *outside), n_cells + len(outside))


def _table(lines: list[Line], params: ReadParams, *, bom: bool = False) -> Table:
    found = transcript_of(lines)
    if not found.rows:
        raise refused("no_data_rows" if found.aside else "empty_file")
    width = len(found.headers)
    cells = frame_of([list(row) for _, row in found.rows], [no for no, _ in found.rows], width)
    aside = tuple(row for row in found.aside if row.reason == HEAD)
    return Table(params, (found.headers,), cells, aside, len(found.rows) * width + len(aside), bom)
