"""Kinds of issues with the shape of a table: rows, headers, encodings, other tables beside it."""

from __future__ import annotations

from collections.abc import Mapping

from data.ingest.issue_kind import IssueKind
from errors import N_

SHAPE: Mapping[str, IssueKind] = {
    "several_sheets": IssueKind("E04", "ask", N_("The workbook has {n} sheets. Which one holds the answers?")),
    "ragged_rows": IssueKind(
        "E05",
        "warn",
        N_("{n} rows have a different number of cells (first: row {row}). They are set aside, not lost."),
        N_("Row {row} has a different number of cells. It is set aside, not lost."),
    ),
    "open_quote": IssueKind(
        "E05",
        "warn",
        N_(
            "In {n} rows a quotation mark opens a cell and never closes it (first: row {row}). They are set aside, "
            "the rows below are read."
        ),
        N_(
            "In row {row} a quotation mark opens a cell and never closes it. The row is set aside, the rows below "
            "are read."
        ),
    ),
    "rows_above": IssueKind(
        "E06",
        "note",
        N_("{n} rows above the header are a title. They are set aside."),
        N_("Row {row} above the header is a title. It is set aside."),
    ),
    "mixed_encoding": IssueKind(
        "E03",
        "warn",
        N_(
            "{n} lines are not in the encoding of the rest (first: line {line}). They were read as {encoding}: "
            "check them."
        ),
        N_("Line {line} is not in the encoding of the rest. It was read as {encoding}: check it."),
    ),
    "nul_bytes": IssueKind(
        "E03",
        "warn",
        N_("{n} NUL bytes, which no text holds, were left out (first: line {line}): check the cells there."),
        N_("Line {line} held a NUL byte, which no text holds. It was left out: check the cells there."),
    ),
    "header_rows": IssueKind("E06", "note", N_("The first {n} rows are headers ({vendor}).")),
    "duplicate_headers": IssueKind(
        "E06", "note", N_("{n} columns share a name with another one ({names}). They are kept apart by their position.")
    ),
    "totals_row": IssueKind(
        "E16",
        "warn",
        N_("{n} rows look like totals or averages (first: row {row}). They are set aside."),
        N_("Row {row} looks like a totals row and was set aside."),
    ),
    "rows_beside": IssueKind(
        "E06",
        "note",
        N_("{n} rows are notes or another table of the sheet (first: row {row}). They are set aside."),
        N_("Row {row} is a note or another table of the sheet. It is set aside."),
    ),
    "columns_beside": IssueKind(
        "E06",
        "note",
        N_("{n} columns belong to another table of the sheet. They are kept aside."),
        N_("{n} column belongs to another table of the sheet. It is kept aside."),
    ),
    "empty_column": IssueKind(
        "E06",
        "note",
        N_("{n} columns hold no value. They are kept aside."),
        N_("{n} column holds no value. It is kept aside."),
    ),
    "not_utf8": IssueKind("E03", "note", N_("The text was read as {encoding}. Check that names look right.")),
    "mojibake": IssueKind(
        "E03",
        "warn",
        N_("{n} cells were damaged before the export ({example}). They are kept as they are."),
        N_("{n} cell was damaged before the export ({example}). It is kept as it is."),
    ),
}
