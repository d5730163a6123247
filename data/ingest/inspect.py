"""From a table to a reading: vendor, kind, one proposal per column, and every issue at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pandas as pd

from data.ingest import proposal as why
from data.ingest.about import about_of, effort_scale, is_effort
from data.ingest.batch import TIMES
from data.ingest.checks import issues_of
from data.ingest.cross_tab import cross_tab_reading, is_cross_tab
from data.ingest.date_orders import settled_orders
from data.ingest.evidence import VERY_LONG, Evidence, decimal_mark, evidence_of
from data.ingest.families import Family, batteries, families, runs_of
from data.ingest.headers import column_names, filled_questions, option_of
from data.ingest.issues import issue
from data.ingest.kind_table import kind_named
from data.ingest.kinds import is_summary, kind_of
from data.ingest.kpi_shape import kpi_roles
from data.ingest.log_shape import log_roles
from data.ingest.mask_comments import masked_sample
from data.ingest.model import ColumnSpec, Reading, Table
from data.ingest.names import has_word
from data.ingest.proposal import Proposal, is_free_text
from data.ingest.record_tables import field_roles, tool_of
from data.ingest.roles_aspects import aspect_scores
from data.ingest.roles_family import family_roles, family_scores
from data.ingest.roles_named import Context, id_role, named_role, personal_role, system_role, time_role
from data.ingest.roles_neighbours import beside, option_runs
from data.ingest.roles_single import score_role, single_role
from data.ingest.scales import Legend, is_ratable, legend_of, metric_of
from data.ingest.text_source import TRANSCRIPT
from data.ingest.texts import is_record, record_kind, record_roles, spoken_on, text_issues, text_kind, with_speech
from data.ingest.totals import set_totals_aside
from data.ingest.vendors import UNKNOWN, Vendor, rules, vendor_of
from errors import N_

WHY_OUTSIDE = N_("It belongs to another table of the same sheet.")
WORKBOOKS = frozenset({"xlsx", "xls", "ods"})

RECORDS = frozenset({"work_items", "cost_table", "owners"})
LONG = 50_000


def inspect_table(table: Table) -> Reading:
    """What the file is and what each of its columns means, with reasons; nothing is written."""
    if is_record(table):
        return _record(table)
    first = table.cells.iloc[:400, 0].tolist() if table.n_columns else []
    if is_summary(table.headers, [*first, *(row.cells[0] for row in table.aside[:200] if row.cells)]):
        stop = issue("summary_export_not_responses")
        return Reading(table, "surveymonkey_summary", "aggregate", "reject", (), (stop,))
    if is_cross_tab(table):
        return cross_tab_reading(table, measure(table, UNKNOWN))
    is_book = table.params.format in WORKBOOKS
    vendor = tool_of(table.headers) or vendor_of(table.headers, table.name, is_workbook=is_book)
    table = set_totals_aside(table)
    if not table.is_asked:
        decimal = decimal_mark(table.cells, table.params.delimiter)
        table = replace(table, params=replace(table.params, decimal=decimal))
    columns = measure(table, vendor)
    own = [column for column in columns if column.index not in table.outside]
    kind = kind_of(own, vendor, table.name, table.cells)
    found = propose(columns, table.cells, vendor, kind, table.name, table.outside)
    kind_of_texts = text_kind(kind, columns, found)
    if kind_of_texts == TRANSCRIPT:
        found = with_speech(columns, found)
    specs = tuple(column_spec(column, found[column.index], table) for column in columns)
    issues = issues_of(table, vendor, kind, columns, found)
    if kind_of_texts != kind:
        return Reading(table, vendor.name, kind_of_texts, "import", specs, text_issues(issues, columns, found))
    name = vendor.name if vendor.name != "unknown" else kind_named(kind).vendor
    return Reading(table, name, kind, "import", specs, issues)


def _record(table: Table) -> Reading:
    """A record of speech, whose columns the reader of texts made."""
    columns = measure(table, UNKNOWN)
    found = record_roles(columns)
    specs = tuple(column_spec(column, found[column.index], table) for column in columns)
    issues = text_issues(issues_of(table, UNKNOWN, "reviews", columns, found), columns, found, spoken_on(table))
    return Reading(table, UNKNOWN.name, record_kind(table), "import", specs, issues)


def measure(table: Table, vendor: Vendor) -> list[Evidence]:
    """Evidence for every column."""
    table = table if table.headers else replace(table, headers=(("",) * table.n_columns,))
    names = column_names(table.headers, vendor.name)
    is_levelled = len(table.headers) >= 2 and not vendor.name.startswith("qualtrics")
    questions = filled_questions(table.headers) if is_levelled else _questions(table)
    options = [cell.strip() for cell in table.headers[-1]] if len(table.headers) >= 2 else [""] * table.n_columns
    if vendor.name.startswith("qualtrics"):
        options = [""] * table.n_columns

    def measured(i: int) -> Evidence:
        found = evidence_of(
            table.cells.iloc[:, i],
            i,
            (names[i], questions[i], option_of(questions[i], options[i])),
            tuple(row[i] for row in table.headers),
            table.params.decimal,
            vendor.missing,
        )
        table.release()
        return found

    if not LONG <= len(table.cells) <= VERY_LONG:
        return [measured(i) for i in range(table.n_columns)]
    with ThreadPoolExecutor(2) as pool:  # counting texts leaves the interpreter free
        return list(pool.map(measured, range(table.n_columns)))


def _questions(table: Table) -> list[str]:
    """The question text: Qualtrics keeps it in its second row."""
    row = table.headers[1] if len(table.headers) >= 2 else table.headers[0] if table.headers else ()
    return [re.sub(r"</?[A-Za-z][^<>]*>", "", cell).strip() for cell in row]


def propose(
    columns: Sequence[Evidence],
    cells: pd.DataFrame,
    vendor: Vendor,
    kind: str,
    file_name: str = "",
    outside: Sequence[int] = (),
) -> dict[int, Proposal]:
    """One proposal per column: system columns, known names, families, then each alone."""
    context = Context(kind, vendor, any(is_free_text(column) for column in columns))
    found: dict[int, Proposal] = {i: Proposal("other", 0.9, WHY_OUTSIDE) for i in outside}
    later: dict[int, Proposal] = {}
    if kind in RECORDS:
        found |= {i: one for i, one in field_roles(columns, kind).items() if i not in found}
    if kind == "event_log":
        found |= {i: one for i, one in log_roles(columns).items() if i not in found}
    for column in columns:
        if column.index in found:
            continue
        system = system_role(column, vendor) or (Proposal("empty", 0.9, why.WHY_EMPTY) if column.n == 0 else None)
        named = None if system else _by_name(column, context)
        if known := system or named:
            (later if named and _may_be_rated(column, named) else found)[column.index] = known
    if kind == "kpi_series":
        found |= kpi_roles(columns, file_name)
    if kind in ("survey_wide", "reviews"):
        found |= _families([c for c in columns if c.index not in found], {c.index: c for c in columns}, cells)
        found |= option_runs([c for c in columns if c.index not in found])
    found = later | found
    for column in columns:
        if column.index not in found:
            found[column.index] = time_role(column, context) or single_role(column, kind)
    if kind in ("survey_wide", "reviews"):
        found |= aspect_scores(columns, found)
    found |= beside(columns, found)
    found |= settled_orders(columns, found, vendor)
    return _settled(found, columns, kind)


def _may_be_rated(column: Evidence, named: Proposal) -> bool:
    """ "Location" from 1 to 5 among other ratings is a rating: a name alone waits for what its neighbours are."""
    return named.role in ("segment", "touchpoint") and is_ratable(column) and len(column.values) >= 4


def _by_name(column: Evidence, context: Context) -> Proposal | None:
    """Personal data before known names; a name that rates is left to the scale rules."""
    known = personal_role(column, context.kind)
    if known is None and context.kind not in RECORDS:
        known = named_role(column, context) or id_role(column, context)
    if known and known.role in ("segment", "touchpoint", "theme", "consent") and score_role(column):
        return None
    return known


def _families(free: Sequence[Evidence], columns: Mapping[int, Evidence], cells: pd.DataFrame) -> dict[int, Proposal]:
    found: dict[int, Proposal] = {}
    for family in families(free):
        decided = family_roles(family, columns, cells)
        found |= {i: replace(one, item=family.items.get(i, "")) for i, one in decided.items()}
    left = [column for column in free if column.index not in found]
    for run in runs_of(left, _run_kind):
        found |= family_scores(run, [columns[i] for i in run.members])
    for battery in batteries([column for column in left if column.index not in found]):
        scored = family_scores(battery, [columns[i] for i in battery.members])
        found |= {i: replace(one, confidence=0.65) for i, one in scored.items()}
    return found


def _run_kind(column: Evidence) -> tuple[Legend | None] | None:
    """Neighbours form a run when they can share one scale: same legend, no subject or scale of their own."""
    words = f"{column.name} {column.question}"
    if not is_ratable(column) or _stands_alone(column) or is_effort(words) or metric_of(words).lower_is_better:
        return None
    return (legend_of(words),)


def _stands_alone(column: Evidence) -> bool:
    """A rating with a scale of its own, which no neighbour should share."""
    alone = score_role(column)
    return (
        (alone is not None and alone.scale is not None and alone.scale.high > 7)
        or len(column.values) < 3
        or (max(column.values) <= 3)
    )


def _settled(found: dict[int, Proposal], columns: Sequence[Evidence], kind: str) -> dict[int, Proposal]:
    """Rules over the whole file: one answer id, one answer time, a single event time is its end."""
    settled = dict(found)
    _keep_first(settled, "response_id", "other")
    roles = [one.role for one in settled.values()]
    if kind == "event_log" and "start_ts" in roles and "end_ts" not in roles and roles.count("start_ts") == 1:
        settled = _renamed(settled, "start_ts", "end_ts")
    if not {"submitted_at", "recorded_at", "started_at"} & set(roles) and roles.count("event_date") == 1:
        settled = _renamed(settled, "event_date", "submitted_at")
    if (
        kind in ("survey_wide", "reviews")
        and roles.count("recorded_at") == 1
        and not TIMES & (set(roles) - {"recorded_at"})
    ):
        settled = _renamed(settled, "recorded_at", "submitted_at")
    _asked_before_answered(settled, columns)
    _keep_first(settled, "submitted_at", "event_date")
    return settled


def _asked_before_answered(found: dict[int, Proposal], columns: Sequence[Evidence]) -> None:
    """Of two answer times, one of the question's making and one of the answer, the first is when it was sent."""
    times = [column for column in columns if found[column.index].role == "submitted_at"]
    words = rules("process")
    answered = [column for column in times if has_word(column.key, words["answered"])]
    for column in times if answered else ():
        if column not in answered and has_word(column.key, words["asked"]):
            found[column.index] = replace(found[column.index], role="survey_sent_at")


def _renamed(found: Mapping[int, Proposal], role: str, then: str) -> dict[int, Proposal]:
    return {i: replace(one, role=then) if one.role == role else one for i, one in found.items()}


def _keep_first(found: dict[int, Proposal], role: str, then: str) -> None:
    """Only the surest column, or the first of equals, keeps the role."""
    holders = sorted((i for i, one in found.items() if one.role == role), key=lambda i: (-found[i].confidence, i))
    for index in holders[1:]:
        found[index] = replace(found[index], role=then, confidence=0.5)


def column_spec(column: Evidence, one: Proposal, table: Table) -> ColumnSpec:
    """The proposal in the words of the contract."""
    words = f"{one.matrix or ''} {column.name}" if one.item else f"{column.name} {column.question}"
    about = about_of(words, one.scale, one.item) if one.role == "score" and one.scale else None
    return ColumnSpec(
        index=column.index,
        name=column.name,
        role=one.role,
        confidence=one.confidence,
        why=(one.why, dict(one.facts)),
        scale=effort_scale(one.scale) if about == "effort" and one.scale else one.scale,
        about=about,
        matrix=one.matrix,
        date_format=one.formats[0] if one.formats else None,
        pii_type=one.pii_type,
        delimiter=one.delimiter,
        fill_rate=round(column.n / max(column.n_rows, 1), 4),
        n_distinct=column.n_distinct,
        samples=tuple(masked_sample(text[:80], one.role) for text in column.texts[:3]),
        role_source="rule",
        label=_label(column, one, table),
        fills=one.fills,
    )


CODE = re.compile(r"[A-Za-z0-9_.]+")


def _label(column: Evidence, one: Proposal, table: Table) -> str:
    """What a person calls the column: the item of a family, else the question, else the name.

    A bare code such as "Q7A_ART" stays whole: it is what the questionnaire and the file call the item.
    """
    is_code = bool(CODE.fullmatch(column.name)) and column.name.endswith(one.item)
    if one.item and one.matrix and not is_code:
        is_telling = len(one.item) >= 2 and not re.fullmatch(r"[\W\d_]+|[A-Za-z]{0,2}\d+", one.item)
        return one.item if is_telling or (len(table.headers) >= 2 and column.option) else column.question or column.name
    return column.question or column.name


__all__ = ["Family", "inspect_table", "propose"]
