"""Kinds of issues for which a file is refused as a whole."""

from __future__ import annotations

from collections.abc import Mapping

from data.ingest.issue_kind import IssueKind
from errors import N_


def _stop(number: str, message: str) -> IssueKind:
    return IssueKind(number, "stop", message)


REFUSED: Mapping[str, IssueKind] = {
    "summary_export_not_responses": _stop(
        "E01",
        N_(
            "This is a summary report, not single answers. In SurveyMonkey choose Export > All responses data, "
            "then upload that file."
        ),
    ),
    "cross_tab": _stop(
        "E01",
        N_(
            "This is a cross-table of totals, not single answers. Export the answers themselves, one row per answer; "
            "or load its figures as a KPI series."
        ),
    ),
    "no_data_rows": _stop("E02", N_("The file has column names but no answers.")),
    "empty_file": _stop("E02", N_("The file is empty. Export it again and upload the new file.")),
    "no_file": _stop("E02", N_("There is no file called {name}. Check the path.")),
    "not_a_file": _stop("E02", N_("{name} is a folder, a pipe or a device. Choose the exported file itself.")),
    "unreadable_encoding": _stop(
        "E03",
        N_(
            "The text cannot be read as UTF-8, UTF-16, GB18030 or Windows-1252. Save it again as UTF-8 CSV "
            "or upload the Excel file."
        ),
    ),
    "binary_file": _stop(
        "E03",
        N_("This is not a table: byte {byte} belongs to no text. Upload the CSV, TSV, XLSX or XLS export itself."),
    ),
    "endless_line": _stop(
        "E03",
        N_(
            "Line {line} is longer than {limit} MB, no table has such lines. Export the file again as CSV or XLSX, "
            "one answer per line."
        ),
    ),
    "blank_lines": _stop(
        "E03", N_("From row {row} on there are more than {n} blank lines. Remove them and upload the file again.")
    ),
    "packed_tightly": _stop(
        "E03",
        N_("{place} is packed {n} times smaller than it is, no table is. Save the workbook anew or upload a CSV file."),
    ),
    "mostly_ragged": _stop(
        "E05",
        N_(
            "Too many rows have another number of cells than the header (first: row {row}). Check the delimiter and "
            "the header, or export the file again."
        ),
    ),
    "unknown_format": _stop(
        "E03", N_("{format} files are not read. Save the table as XLSX or UTF-8 CSV and upload that file.")
    ),
    "damaged_workbook": _stop(
        "E03",
        N_("The workbook cannot be opened: {place}. Open it in Excel, save it as a new XLSX file and upload that."),
    ),
    "damaged_document": _stop(
        "E03",
        N_("The document cannot be opened: {place}. Open it in Word, save it as a new DOCX file and upload that."),
    ),
    "damaged_archive": _stop(
        "E03", N_("The compressed file ends too early or is damaged. Download it again, or upload the CSV inside it.")
    ),
    "damaged_log": _stop("E03", N_("The XES file is broken in line {row}. Export the log again, or export it as CSV.")),
    "unsafe_log": _stop(
        "E03", N_("The XES file holds something a log does not need in line {row}. Export the log again, or as CSV.")
    ),
    "locked_workbook": _stop(
        "E03", N_("The workbook is locked with a password. Remove the password in Excel, save it and upload it again.")
    ),
    "unsafe_workbook": _stop(
        "E03",
        N_("The workbook holds something a table does not need: {place}. Save it as XLSX without macros or as CSV."),
    ),
    "archive_bomb": _stop("E03", N_("The file unpacks to more than {limit} MB. Split the export into smaller files.")),
    "too_large": _stop(
        "E03", N_("The file has {size} MB, the limit is {limit} MB. Split the export, for example by month.")
    ),
    "too_many_columns": _stop(
        "E03", N_("The file has {n} columns in row {row}, the limit is {limit}. Remove the columns you do not need.")
    ),
    "too_many_rows": _stop("E03", N_("The file has more than {limit} rows. Split the export, for example by month.")),
    "unclosed_quote": _stop(
        "E05", N_("A quotation mark opened in row {row} is never closed. Close it there, or export the file again.")
    ),
    "no_such_sheet": _stop("E04", N_("The workbook has no sheet called {sheet}. It has: {sheets}.")),
    "reading_failed": _stop(
        "E03",
        N_("Reading the file needed more memory or time than allowed ({limit}). Split the export into smaller files."),
    ),
}
