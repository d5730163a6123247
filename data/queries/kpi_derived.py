"""Measures of the catalogue derived from the records of the store: per period, per project, and the records themselves.

Every figure is a sum over the same rows that a click on it lists. docs/methods/kpi-catalogue.md states the formulas.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd

from data.kpi_catalogue.definitions import catalogue, words
from data.queries import kpi_records_customers, kpi_records_flow, kpi_records_items
from data.queries.process_scope import project_condition
from data.queries.scope import Scope
from data.queries.setting import setting
from data.reading import Reader

RECORDS: Final[Mapping[str, str]] = {
    **kpi_records_items.RECORDS,
    **kpi_records_flow.RECORDS,
    **kpi_records_customers.RECORDS,
}
_FLOAT: Final = dict.fromkeys(
    ("numerator", "denominator", "ss_num", "ss_den", "ss_both", "median", "low", "high"), "float64"
)
SUMS: Final = """
    coalesce(sum(num), 0) AS numerator, coalesce(sum(den), 0) AS denominator, count(num)::BIGINT AS n_num,
    count(den)::BIGINT AS n_den, coalesce(sum(num * num), 0) AS ss_num, coalesce(sum(den * den), 0) AS ss_den,
    coalesce(sum(num * den), 0) AS ss_both"""
# docs/methods/median-interval.md: ranks of the 95 % interval of a median
MEDIAN: Final = """, median(num) AS median,
    list_sort(list(num) FILTER (num IS NOT NULL))[greatest(1, floor(count(num) / 2 - 1.96 * sqrt(count(num)) / 2))::INT]
        AS low,
    list_sort(list(num) FILTER (num IS NOT NULL))[
        least(count(num), ceil(1 + count(num) / 2 + 1.96 * sqrt(count(num)) / 2))::INT] AS high"""
NO_MEDIAN: Final = ", NULL::DOUBLE AS median, NULL::DOUBLE AS low, NULL::DOUBLE AS high"
# the agreed end of a contract may lie ahead of everything that is known
UNTIL: Final = """
SELECT greatest(
    (SELECT max((created_at AT TIME ZONE $zone)::DATE) FROM work_item w JOIN upload u USING (upload_id)
     WHERE u.journey_id = $journey OR u.journey_id IS NULL),
    (SELECT max((coalesce(end_ts, start_ts) AT TIME ZONE $zone)::DATE) FROM event e JOIN process_case c USING (case_id)
     WHERE c.journey_id = $journey),
    (SELECT max(answered_on) FROM score_fact WHERE journey_id = $journey),
    (SELECT max(CASE WHEN p.kind = 'contract' THEN started_on ELSE coalesce(closed_on, started_on) END)
     FROM project p JOIN upload u USING (upload_id) WHERE u.journey_id = $journey OR u.journey_id IS NULL))"""


@dataclass(frozen=True)
class Asked:
    """Which measure of which journey; `parameters` are its windows and rates as somebody set them."""

    journey_id: str
    key: str
    parameters: tuple[tuple[str, float], ...] = ()
    kpi_id: str = ""  # what the touchpoints are linked to, where it is not journey.key


def is_derivable(key: str) -> bool:
    """Whether the measure can come from records at all."""
    return key in RECORDS


def data_until(store: Reader, journey_id: str) -> date | None:
    """The last day any record or answer of the journey tells of; windows that end later are still open."""
    zone = str(setting(store, "time_zone"))
    found = store.value(UNTIL, journey=journey_id, zone=zone)
    return None if found is None else found if isinstance(found, date) else pd.Timestamp(found).date()


def has_records(store: Reader, asked: Asked) -> bool:
    """Whether there is anything to divide by, or to add up."""
    form = catalogue()[asked.key].form
    counted = "count(num) > 0" if form in ("sum", "median") else "sum(den) > 0"
    sql = f"WITH record AS ({RECORDS[asked.key]}) SELECT {counted} FROM record WHERE day IS NOT NULL"  # noqa: S608 - fixed
    return bool(store.value(sql, **_values(store, asked, sql)))


def derived_series(
    store: Reader, asked: Asked, *, grain: str | None = None, step: str | None = None, scope: Scope | None = None
) -> pd.DataFrame:
    """One row per period in time order: period_start, numerator, denominator, n_num, n_den and sums of squares.

    n_num and n_den count the records in numerator and denominator; median, low and high are filled for medians only.
    A period without any record has no row. `grain` is the measure's own unless another one is asked for; `step` is SQL
    for the first day of the period of `day` instead. Segments of `scope` narrow the records to projects in them.
    """
    definition = catalogue()[asked.key]
    where, narrowed = project_condition(scope or Scope(asked.journey_id))
    sql = f"""WITH record AS ({RECORDS[asked.key]})
    SELECT {step or "date_trunc($grain, day)::TIMESTAMP"} AS period_start, {SUMS} {_tail(definition.form)}
    FROM record WHERE day IS NOT NULL AND {where} GROUP BY 1 ORDER BY 1"""  # noqa: S608 - fixed statements
    given = {} if step else {"grain": grain or definition.grain}
    return store.frame(sql, dtypes=_FLOAT, **given, **narrowed, **_values(store, asked, sql))


def derived_singles(store: Reader, asked: Asked, scope: Scope) -> pd.DataFrame:
    """One row per single value behind the medians of a measure, oldest first: record_id, day, value, account.

    `account` is the customer the record belongs to, else its project, else the record itself. Segments of `scope`
    narrow as in `derived_series`.
    """
    where, narrowed = project_condition(scope)
    sql = f"""WITH record AS ({RECORDS[asked.key]}),
    held AS (SELECT * FROM record WHERE num IS NOT NULL AND day IS NOT NULL AND {where}
        AND ($start::DATE IS NULL OR day >= $start::DATE) AND ($end::DATE IS NULL OR day < $end::DATE))
    SELECT h.record_id, h.day::TIMESTAMP AS day, h.num AS value,
        coalesce(c.account_id, p.account_id, h.project_id, h.record_id) AS account
    FROM held h LEFT JOIN project p ON p.project_id = h.project_id
    LEFT JOIN event e ON h.entity = 'event' AND e.event_id = h.record_id
    LEFT JOIN process_case c ON c.case_id = e.case_id
    ORDER BY h.day, h.record_id"""  # noqa: S608 - fixed statements
    types = {"record_id": "str", "value": "float64", "account": "str"}
    return store.frame(sql, start=scope.start, end=scope.end, dtypes=types, **narrowed, **_values(store, asked, sql))


def derived_by_project(store: Reader, asked: Asked, *, start: date | None, end: date | None) -> pd.DataFrame:
    """One row per project with records from `start` to before `end`: project_id, name and the sums of the series."""
    definition = catalogue()[asked.key]
    sql = f"""WITH record AS ({RECORDS[asked.key]})
    SELECT project_id, any_value(p.name) AS name, {SUMS} {_tail(definition.form)}
    FROM record LEFT JOIN project p USING (project_id)
    WHERE project_id IS NOT NULL AND ($start::DATE IS NULL OR day >= $start::DATE)
        AND ($end::DATE IS NULL OR day < $end::DATE)
    GROUP BY 1 ORDER BY 1"""  # noqa: S608 - fixed statements
    return store.frame(
        sql, start=start, end=end, dtypes={"project_id": "str", "name": "str", **_FLOAT}, **_values(store, asked, sql)
    )


def derived_records(store: Reader, asked: Asked, *, start: date, end: date, limit: int = 500) -> pd.DataFrame:
    """One row per record behind a value, oldest first: entity, record_id, day, project, what it is called, num, den.

    `shown` is what a person knows the record by: its key in the source system, else its id.
    """
    sql = f"""WITH record AS ({RECORDS[asked.key]})
    SELECT r.entity, r.record_id, r.day::TIMESTAMP AS day, p.name AS project,
        coalesce(w.external_key, c.external_key, ec.external_key, a.name, pr.name, co.basis,
            r.record_id) AS shown,
        coalesce(w.kind, e.activity, co.scope_id, '') AS what, coalesce(w.title, '') AS title, r.num, r.den
    FROM record r
    LEFT JOIN project p ON p.project_id = r.project_id
    LEFT JOIN work_item w ON r.entity = 'work_item' AND w.item_id = r.record_id
    LEFT JOIN process_case c ON r.entity = 'process_case' AND c.case_id = r.record_id
    LEFT JOIN event e ON r.entity = 'event' AND e.event_id = r.record_id
    LEFT JOIN process_case ec ON ec.case_id = e.case_id
    LEFT JOIN customer_account a ON r.entity = 'account' AND a.account_id = r.record_id
    LEFT JOIN cost co ON r.entity = 'cost' AND co.cost_id = r.record_id
    LEFT JOIN project pr ON r.entity = 'project' AND pr.project_id = r.record_id
    WHERE r.day >= $start::DATE AND r.day < $end::DATE
    ORDER BY r.day, r.record_id, r.num LIMIT $most"""  # noqa: S608 - fixed statements
    texts = dict.fromkeys(("entity", "record_id", "project", "shown", "what", "title"), "str")
    return store.frame(
        sql, start=start, end=end, most=limit, dtypes={**texts, "num": "float64", "den": "float64"},
        **_values(store, asked, sql),
    )  # fmt: skip


def _tail(form: str) -> str:
    return MEDIAN if form == "median" else NO_MEDIAN


def _values(store: Reader, asked: Asked, sql: str) -> dict[str, object]:
    """The parameters that the statement names."""
    known: dict[str, Any] = {
        "journey": asked.journey_id,
        "kpi": asked.kpi_id or f"{asked.journey_id}.{asked.key}",
        "zone": str(setting(store, "time_zone")),
        "currency": str(setting(store, "currency")),
        **{kind: word_pattern(listed) for kind, listed in words().items()},
        **catalogue()[asked.key].parameters,
        **dict(asked.parameters),
    }
    if "$until" in sql:
        known["until"] = data_until(store, asked.journey_id)
    return {name: value for name, value in known.items() if re.search(rf"\${name}\b", sql)}


def word_pattern(listed: tuple[str, ...]) -> str:
    r"""A regular expression that finds one of the words: whole words of letters, Chinese ones anywhere.

    >>> word_pattern(("deleted", "a.b"))
    '(?:^|[^a-z])(?:deleted|a\\.b)(?:$|[^a-z])'
    """
    latin = "|".join(re.escape(word) for word in listed if word.isascii())
    others = [re.escape(word) for word in listed if not word.isascii()]
    return "|".join([*([f"(?:^|[^a-z])(?:{latin})(?:$|[^a-z])"] if latin else []), *others])
