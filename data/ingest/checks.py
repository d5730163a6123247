"""Every problem of a file at once, each with its column, count and rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from data.ingest import checks_rows, checks_scores
from data.ingest.checks_case import Case
from data.ingest.checks_dates import mixed_orders
from data.ingest.checks_log import log_faults
from data.ingest.date_orders import telling_example
from data.ingest.dates import has_zone
from data.ingest.evidence import Evidence
from data.ingest.issues import ISSUES, issue
from data.ingest.kpi_shape import has_no_n
from data.ingest.model import Issue, Table
from data.ingest.proposal import Proposal
from data.ingest.vendors import Vendor

SURVEYS = ("survey_wide", "reviews")
ANSWER_TIMES = {"submitted_at", "recorded_at", "started_at", "event_date"}
FEW = 30
_ASIDE = {"ragged": "ragged_rows", "open_quote": "open_quote", "title": "rows_above", "totals": "totals_row"}
_ORDER = {"stop": 0, "ask": 1, "warn": 2, "note": 3}


def issues_of(
    table: Table, vendor: Vendor, kind: str, columns: Sequence[Evidence], found: Mapping[int, Proposal]
) -> tuple[Issue, ...]:
    """All issues, the most serious first."""
    case = Case(table, vendor, kind, columns, found)
    issues = [
        *_shape(case),
        *_times(case),
        *mixed_orders(case),
        *log_faults(case),
        *_identity(case),
        *checks_scores.scores(case),
        *checks_rows.rows(case),
    ]
    return tuple(sorted(issues, key=lambda one: _ORDER[ISSUES[one.code].severity]))


def _shape(case: Case) -> Iterator[Issue]:
    table = case.table
    if len(table.sheets) > 1 and not table.is_asked:
        yield issue("several_sheets", n=len(table.sheets), sheets=", ".join(table.sheets))
    for reason, code in _ASIDE.items():
        rows = tuple(row.row_no for row in table.aside if row.reason == reason)
        if rows:
            yield issue(code, rows=rows, n=len(rows), row=rows[0])
    beside = tuple(row.row_no for row in table.aside if row.reason in ("note", "other_block"))
    if beside:
        yield issue("rows_beside", rows=beside, n=len(beside), row=beside[0])
    if table.outside:
        yield issue("columns_beside", column=table.outside[0], n=len(table.outside))
    if table.odd:
        yield issue("mixed_encoding", n=table.odd.n, line=table.odd.first, encoding=table.odd.encoding)
    if table.nul:
        yield issue("nul_bytes", n=table.nul.n, line=table.nul.first)
    if table.params.header_rows > 1:
        yield issue("header_rows", n=table.params.header_rows, vendor=case.vendor.title or case.vendor.name)
    yield from _names(case)
    encoding = table.params.encoding or ""
    if encoding and not encoding.startswith("utf"):
        yield issue("not_utf8", encoding=encoding)
    if table.params.decimal == ",":
        yield from _decimal_comma(case)


def _names(case: Case) -> Iterator[Issue]:
    names = [column.name for column in case.columns if column.name]
    twice = sorted({name for name in names if names.count(name) > 1}) if len(names) < 2_000 else []
    if twice:
        yield issue("duplicate_headers", n=sum(names.count(name) for name in twice), names=_short(twice))
    empty = case.of("empty")
    if empty:
        yield issue("empty_column", column=empty[0].index, n=len(empty))


def _decimal_comma(case: Case) -> Iterator[Issue]:
    for column in case.columns:
        example = next((text for text in column.texts if "," in text and column.number_share > 0.9), None)
        if example:
            yield issue("decimal_comma", column=column.index, example=example, value=example.replace(",", "."))
            return


# time ------------------------------------------------------------------------------------------


def _times(case: Case) -> Iterator[Issue]:
    dated = [column for column in case.columns if case.found[column.index].formats]
    yield from _order_questions(case, dated)
    if case.kind == "kpi_series":
        if has_no_n(case.found, case.columns):
            yield issue("kpi_without_n")
        parts = [column.name for column in case.columns if case.found[column.index].role == "kpi_date_part"]
        if parts:
            yield issue("date_in_parts", names=_short(parts))
    if case.kind in SURVEYS:
        yield from _answer_time(case, dated)
    yield from _zones(case, dated)


def _order_questions(case: Case, dated: Sequence[Evidence]) -> Iterator[Issue]:
    """One question for all dates that are written alike and fit both orders."""
    alike: dict[tuple[str, ...], list[Evidence]] = {}
    for column in dated:
        formats = case.found[column.index].formats
        if len(formats) > 1:
            alike.setdefault(formats, []).append(column)
    for formats, columns in alike.items():
        told = [(column, telling_example(column, formats)) for column in columns]
        first, (example, a, b) = next((one for one in told if one[1][1] != one[1][2]), told[0])
        indices = [column.index for column in columns]
        yield issue("date_order", column=first.index, col=first.name, example=example, a=a, b=b, columns=indices)


def _answer_time(case: Case, dated: Sequence[Evidence]) -> Iterator[Issue]:
    times = [column for column in case.columns if case.found[column.index].role in ANSWER_TIMES]
    if any(column in dated for column in times):
        return
    if times:
        yield issue("no_timestamp_values", column=times[0].index, col=times[0].name)
    elif days := case.of("event_day"):
        yield issue("no_full_date", column=days[0].index, col=days[0].name)
    else:
        yield issue("no_timestamp")


def _zones(case: Case, dated: Sequence[Evidence]) -> Iterator[Issue]:
    zoned = [column for column in dated if has_zone(case.found[column.index].formats[0])]
    plain = [c for c in dated if c not in zoned and "%H" in (case.found[c.index].formats[0])]
    if zoned and plain:
        yield issue("zone_mixed", column=plain[0].index, a=plain[0].name, b=zoned[0].name)


# identity --------------------------------------------------------------------------------------


def _identity(case: Case) -> Iterator[Issue]:
    has_time = any(case.found[column.index].role == "submitted_at" for column in case.columns)
    if case.kind in SURVEYS and not case.of("response_id") and not (has_time and case.vendor.name != "unknown"):
        yield issue("no_respondent_id")
    for column in (*case.of("response_id"), *case.of("respondent_id"), *case.of("case_id")):
        damaged = column.strings[column.strings.str.fullmatch(r"\d(?:[.,]\d+)?E\+\d+")]
        if len(damaged):
            repeated = int(sum(n for n in column.weights[damaged.index] if n > 1))
            yield issue("damaged_ids", column=column.index, n=repeated, col=column.name, example=str(damaged.iloc[0]))
    personal = [column for column in case.of("pii") if column.n]
    if personal:
        types = sorted({case.found[column.index].pii_type or "" for column in personal})
        names = _short([column.name or f"#{column.index + 1}" for column in personal])
        yield issue("pii_found", column=personal[0].index, n=len(personal), cols=names, types=", ".join(types))


def _short(names: Sequence[str]) -> str:
    """At most five names, each cut to 40 characters."""
    shown = ", ".join(name[:40] for name in names[:5])
    return f"{shown}, …" if len(names) > 5 else shown
