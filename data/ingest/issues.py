"""The catalogue of what can be wrong with a file: slug, E-number, severity, sentence.

Severities: stop (not imported), ask (the data cannot decide), warn, note.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data.ingest.model import Issue
from errors import N_, FileRefused


@dataclass(frozen=True)
class IssueKind:
    """One kind of issue; `message` is an English message id with the facts' names as placeholders.

    `single` says it of exactly one, `family` of several columns at once.
    """

    number: str
    severity: str
    message: str
    single: str = ""
    family: str = ""


MOST_ROWS = 10_000
OUTSIDE_ONE = N_('"{col}" is read as {lo}-{hi}, but {n} answer is {values}. Treat it as "no answer"?')
OUTSIDE_FAMILY = N_(
    '"{col}" and columns like it ({more} more) are read as {lo}-{hi}, but {n} answers in them are {values}. '
    'Treat them as "no answer"?'
)
UNRANKED_ONE = N_('{n} answer in "{col}" is a word we cannot rank: {values}. Say what it counts as.')

ISSUES: Mapping[str, IssueKind] = {
    # a file that is refused ------------------------------------------------------------------
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
    # shape -----------------------------------------------------------------------------------
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
    # time ------------------------------------------------------------------------------------
    "date_order": IssueKind("E07", "ask", N_('"{col}" can be day/month or month/day: {example} is {a} or {b}. Which?')),
    "mixed_date_orders": IssueKind(
        "E07",
        "warn",
        N_(
            'In "{col}" the month stands first in row {row} ({a}) and the day in row {other} ({b}): it is not read as '
            "dates. Write all of them in one order."
        ),
    ),
    "no_timestamp": IssueKind(
        "E08",
        "warn",
        N_(
            "No answer date found. Without one there are no trends and control charts: choose a column, or give "
            "the date of the answers."
        ),
    ),
    "no_timestamp_values": IssueKind(
        "E08",
        "warn",
        N_(
            'The date column "{col}" is empty. Without dates there are no trends and control charts: choose another '
            "column, or give the date of the answers."
        ),
    ),
    "texts_undated": IssueKind("E08", "note", N_("The texts carry no day. They are read all the same.")),
    "record_day": IssueKind("E08", "note", N_("The record gives its own day, {day}: every comment gets it.")),
    "no_full_date": IssueKind(
        "E08",
        "warn",
        N_(
            '"{col}" holds the day of the month only. Without month and year there are no trends: give the date of '
            "the answers."
        ),
    ),
    "date_in_parts": IssueKind("E08", "note", N_("The date is put together from the columns {names}.")),
    "zone_mixed": IssueKind(
        "E22", "warn", N_('Times in "{a}" have no zone, those in "{b}" do. Lead times may be off by hours.')
    ),
    "zone_beside_none": IssueKind(
        "E22",
        "warn",
        N_(
            '{n} times in "{col}" carry a time zone and the others none (first in row {row}: {example}). Each is read '
            "by its own zone, the others in the time zone of the settings."
        ),
        N_(
            '{n} time in "{col}" carries a time zone and the others none (row {row}: {example}). It is read by its '
            "own zone, the others in the time zone of the settings."
        ),
    ),
    "zone_left_out": IssueKind(
        "E22",
        "warn",
        N_(
            '{n} times in "{col}" carry no time zone and the others one (first in row {row}: {example}). They are read '
            "in the time zone of the settings."
        ),
        N_(
            '{n} time in "{col}" carries no time zone and the others one (row {row}: {example}). It is read in the '
            "time zone of the settings."
        ),
    ),
    "time_unreadable": IssueKind(
        "E22",
        "warn",
        N_(
            '{n} values in "{col}" cannot be read as times (first in row {row}: {example}). These steps stay without '
            "that time; nothing is guessed."
        ),
        N_(
            '{n} value in "{col}" cannot be read as a time (row {row}: {example}). The step stays without that time; '
            "nothing is guessed."
        ),
    ),
    "activity_missing": IssueKind(
        "E22",
        "warn",
        N_('{n} rows name no step in "{col}" (first in row {row}). They are set aside.'),
        N_('{n} row names no step in "{col}" (row {row}). It is set aside.'),
    ),
    "kpi_without_n": IssueKind(
        "E26",
        "note",
        N_("These are figures over many answers without the number behind them: no n, so no interval."),
    ),
    # identity --------------------------------------------------------------------------------
    "no_respondent_id": IssueKind(
        "E09",
        "note",
        N_("No answer id found. Each row gets its own key; uploading the same file again will be recognised."),
    ),
    "damaged_ids": IssueKind(
        "E10", "warn", N_('"{col}" looks damaged by Excel ({example}): {n} ids are no longer unique.')
    ),
    "duplicate_rows": IssueKind(
        "E11",
        "ask",
        N_("{n} answers appear more than once. Keep the latest, the first, or all?"),
        N_("{n} answer appears more than once. Keep the latest, the first, or all?"),
    ),
    "pii_found": IssueKind(
        "E19",
        "note",
        N_("Columns {cols} hold personal data ({types}). They are hidden and hashed unless you allow them."),
    ),
    # scores ----------------------------------------------------------------------------------
    "sentinel_codes": IssueKind(
        "E12",
        "ask",
        N_('"{col}" is read as {lo}-{hi}, but {n} answers are {values}. Treat them as "no answer"?'),
        OUTSIDE_ONE,
        OUTSIDE_FAMILY,
    ),
    "out_of_scale": IssueKind(
        "E12",
        "ask",
        N_('"{col}" is read as {lo}-{hi}, but {n} answers are {values}. Treat them as "no answer"?'),
        OUTSIDE_ONE,
        OUTSIDE_FAMILY,
    ),
    "mixed_numeric_and_label": IssueKind(
        "E13",
        "ask",
        N_('{n} answers in "{col}" are words we cannot rank: {values}. Say what each counts as.'),
        UNRANKED_ONE,
    ),
    "unknown_labels": IssueKind(
        "E13",
        "ask",
        N_('{n} answers in "{col}" are words we cannot rank: {values}. Say what each counts as.'),
        UNRANKED_ONE,
    ),
    "direction_guess": IssueKind("E14", "ask", N_('In "{col}", is {lo} the best or the worst?')),
    "codes_without_labels": IssueKind(
        "E15", "warn", N_('"{col}" holds codes without their meaning. Upload the code list or export with answer text.')
    ),
    "no_score_column": IssueKind(
        "E23",
        "warn",
        N_(
            "No rating question found. Comments and choices come in without scores; pick a score column if there is "
            "one."
        ),
    ),
    "asker_rows": IssueKind(
        "E23",
        "note",
        N_("{n} rows are words of {names}: they are kept, and are not counted as the customer's voice."),
        N_("{n} row is words of {names}: it is kept, and is not counted as the customer's voice."),
    ),
    "very_few_rows": IssueKind(
        "E24", "note", N_("Only {n} answers: averages are uncertain."), N_("Only {n} answer: averages are uncertain.")
    ),
    "placeholder_na_everywhere": IssueKind(
        "E12", "note", N_('Blank cells were filled with "{value}" ({n} cells). They are read as no answer.')
    ),
    "blank_in_number": IssueKind(
        "E12", "note", N_('{n} cells of "{col}" hold only blanks among numbers. They are read as no value.')
    ),
    "decimal_comma": IssueKind("E21", "note", N_('Decimal comma read as decimal point ("{example}" = {value}).')),
    # rows ------------------------------------------------------------------------------------
    "partial_responses": IssueKind(
        "E17",
        "note",
        N_("{n} answers are incomplete. They are kept and left out of scores by default."),
        N_("{n} answer is incomplete. It is kept and left out of scores by default."),
    ),
    "test_response": IssueKind("E18", "warn", N_("{n} answers look like tests."), N_("{n} answer looks like a test.")),
    "empty_response": IssueKind(
        "E17",
        "note",
        N_("{n} rows hold no answer at all. They are kept as empty."),
        N_("{n} row holds no answer at all. It is kept as empty."),
    ),
    "formula_injection": IssueKind(
        "E20",
        "note",
        N_("{n} cells begin like a formula. They are shown as text and will be made safe in exports."),
        N_("{n} cell begins like a formula. It is shown as text and will be made safe in exports."),
    ),
    "recipe_unfit": IssueKind(
        "E25",
        "ask",
        N_('"{col}" no longer holds what earlier files of this survey held (now for example {example}).'),
    ),
    "recipe_reworded": IssueKind(
        "E25",
        "warn",
        N_("{n} questions are worded differently from last time and are continued: {names}."),
        N_("One question is worded differently from last time and is continued: {names}."),
    ),
    "recipe_changed": IssueKind(
        "E25", "ask", N_("This looks like last time's survey. Columns that are new: {n}, missing: {m} ({names}).")
    ),
}


def issue(code: str, *, column: int | None = None, rows: tuple[int, ...] = (), n: int = 0, **facts: object) -> Issue:
    """An issue of a known kind; at most 10,000 row numbers are kept."""
    return Issue(code, ISSUES[code].severity, column, rows[:MOST_ROWS], n, {"n": n, **facts})


def issue_sentence(found: Issue) -> tuple[str, Mapping[str, object]]:
    """English message id and the facts to fill in."""
    kind = ISSUES[found.code]
    columns = found.facts.get("columns")
    n_more = len(columns) - 1 if isinstance(columns, list | tuple) else 0
    if kind.family and n_more > 0:
        return kind.family, {**found.facts, "more": n_more}
    return (kind.single if kind.single and found.n == 1 else kind.message), found.facts


def refused(code: str, **facts: object) -> FileRefused:
    """The error for a file that cannot be read at all."""
    return FileRefused(code, ISSUES[code].message, **facts)
