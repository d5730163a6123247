"""Kinds of issues for which a file is refused as a whole."""

from __future__ import annotations

from collections.abc import Mapping

from data.ingest.issue_kind import IssueKind
from errors import N_

REFUSED: Mapping[str, IssueKind] = {
    "summary_export_not_responses": IssueKind(
        "E01",
        "stop",
        N_(
            "This is a summary report, not single answers. In SurveyMonkey choose Export > All responses data, "
            "then upload that file."
        ),
    ),
    "cross_tab": IssueKind(
        "E01",
        "stop",
        N_(
            "This is a cross-table of totals, not single answers. Export the answers themselves, one row per answer; "
            "or load its figures as a KPI series."
        ),
    ),
    "no_data_rows": IssueKind("E02", "stop", N_("The file has column names but no answers.")),
    "empty_file": IssueKind("E02", "stop", N_("The file is empty. Export it again and upload the new file.")),
    "no_file": IssueKind("E02", "stop", N_("There is no file called {name}. Check the path.")),
    "not_a_file": IssueKind(
        "E02", "stop", N_("{name} is a folder, a pipe or a device. Choose the exported file itself.")
    ),
    "unreadable_encoding": IssueKind(
        "E03",
        "stop",
        N_(
            "The text cannot be read as UTF-8, UTF-16, GB18030 or Windows-1252. Save it again as UTF-8 CSV "
            "or upload the Excel file."
        ),
    ),
    "binary_file": IssueKind(
        "E03",
        "stop",
        N_("This is not a table: byte {byte} belongs to no text. Upload the CSV, TSV, XLSX or XLS export itself."),
    ),
    "endless_line": IssueKind(
        "E03",
        "stop",
        N_(
            "Line {line} is longer than {limit} MB, no table has such lines. Export the file again as CSV or XLSX, "
            "one answer per line."
        ),
    ),
    "blank_lines": IssueKind(
        "E03",
        "stop",
        N_("From row {row} on there are more than {n} blank lines. Remove them and upload the file again."),
    ),
    "packed_tightly": IssueKind(
        "E03",
        "stop",
        N_("{place} is packed {n} times smaller than it is, no table is. Save the workbook anew or upload a CSV file."),
    ),
    "mostly_ragged": IssueKind(
        "E05",
        "stop",
        N_(
            "Too many rows have another number of cells than the header (first: row {row}). Check the delimiter and "
            "the header, or export the file again."
        ),
    ),
    "unknown_format": IssueKind(
        "E03", "stop", N_("{format} files are not read. Save the table as XLSX or UTF-8 CSV and upload that file.")
    ),
    "damaged_workbook": IssueKind(
        "E03",
        "stop",
        N_("The workbook cannot be opened: {place}. Open it in Excel, save it as a new XLSX file and upload that."),
    ),
    "damaged_document": IssueKind(
        "E03",
        "stop",
        N_("The document cannot be opened: {place}. Open it in Word, save it as a new DOCX file and upload that."),
    ),
    "damaged_archive": IssueKind(
        "E03",
        "stop",
        N_("The compressed file ends too early or is damaged. Download it again, or upload the CSV inside it."),
    ),
    "damaged_log": IssueKind(
        "E03", "stop", N_("The XES file is broken in line {row}. Export the log again, or export it as CSV.")
    ),
    "unsafe_log": IssueKind(
        "E03",
        "stop",
        N_("The XES file holds something a log does not need in line {row}. Export the log again, or as CSV."),
    ),
    "locked_workbook": IssueKind(
        "E03",
        "stop",
        N_("The workbook is locked with a password. Remove the password in Excel, save it and upload it again."),
    ),
    "unsafe_workbook": IssueKind(
        "E03",
        "stop",
        N_("The workbook holds something a table does not need: {place}. Save it as XLSX without macros or as CSV."),
    ),
    "archive_bomb": IssueKind(
        "E03", "stop", N_("The file unpacks to more than {limit} MB. Split the export into smaller files.")
    ),
    "too_large": IssueKind(
        "E03", "stop", N_("The file has {size} MB, the limit is {limit} MB. Split the export, for example by month.")
    ),
    "too_many_columns": IssueKind(
        "E03",
        "stop",
        N_("The file has {n} columns in row {row}, the limit is {limit}. Remove the columns you do not need."),
    ),
    "too_many_rows": IssueKind(
        "E03", "stop", N_("The file has more than {limit} rows. Split the export, for example by month.")
    ),
    "unclosed_quote": IssueKind(
        "E05",
        "stop",
        N_("A quotation mark opened in row {row} is never closed. Close it there, or export the file again."),
    ),
    "no_such_sheet": IssueKind("E04", "stop", N_("The workbook has no sheet called {sheet}. It has: {sheets}.")),
    "reading_failed": IssueKind(
        "E03",
        "stop",
        N_("Reading the file needed more memory or time than allowed ({limit}). Split the export into smaller files."),
    ),
}
