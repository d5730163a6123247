"""Units side by side: projects, accounts or segments of a journey, and journeys among themselves.

A unit's score is free of its mix of touchpoints: each answer counts as its distance from the mean of its touchpoint
and scale, put back on the mean of all.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from data.ingest.sql import fill
from data.queries.kpi_derived import data_until
from data.queries.kpi_records_flow import DELIVERABLES
from data.queries.scope import Scope
from data.queries.segments import condition
from data.queries.setting import setting
from data.store import Reader

PROJECT, ACCOUNT, JOURNEY = "project", "account", "journey"
KINDS: Final = (PROJECT, ACCOUNT, JOURNEY)
"""What a unit can be, besides any segment."""
_OWNERS: Final = {
    PROJECT: "SELECT response_no, project_id AS unit FROM response WHERE is_current",
    ACCOUNT: "SELECT response_no, account_id AS unit FROM response WHERE is_current",
    JOURNEY: "SELECT response_no, journey_id AS unit FROM response WHERE is_current",
}
_BY_SEGMENT: Final = """
SELECT r.response_no, any_value(v.value) AS unit
FROM (SELECT response_no, respondent_no, account_no FROM score_fact WHERE journey_id = $journey GROUP BY ALL) r
JOIN segment_value v ON v.dim = $unit_dim AND ((v.owner_kind = 'response' AND v.owner_no = r.response_no)
    OR (v.owner_kind = 'respondent' AND v.owner_no = r.respondent_no)
    OR (v.owner_kind = 'account' AND v.owner_no = r.account_no))
GROUP BY r.response_no
"""
_SCORES: Final = """
WITH owner AS (<owner>),
felt AS (
    SELECT o.unit, <cluster> AS cluster,
        f.norm - avg(f.norm) OVER (PARTITION BY f.touchpoint_id, f.comparison_group) + avg(f.norm) OVER () AS value
    FROM score_fact f JOIN owner o USING (response_no) WHERE <where> AND f.about = 'touchpoint'),
<sums>
"""
_JOURNEY_SCORES: Final = """
WITH felt AS (
    SELECT journey_id AS unit, cluster_no AS cluster, norm AS value FROM score_fact f
    WHERE about = 'touchpoint' AND ($start::DATE IS NULL OR <day> >= $start::DATE)
        AND ($end::DATE IS NULL OR <day> < $end::DATE)),
<sums>
"""
# The variance of a mean of clusters: sum over clusters of (s - n mean)^2, by its three sums.
_SUMS: Final = """
clustered AS (SELECT unit, cluster, count(*) AS n, sum(value) AS s, sum(value * value) AS s2
              FROM felt WHERE unit IS NOT NULL GROUP BY ALL),
summed AS (SELECT unit, sum(n)::BIGINT AS n, sum(s) / sum(n) AS mean, count(*) AS n_clusters, sum(s2) AS s2,
                  sum(s * s) AS ss, sum(s * n) AS sn, sum(n * n) AS nn FROM clustered GROUP BY unit)
SELECT s.unit, <name> AS name, s.n, s.mean, s.n_clusters,
    sqrt(greatest(s.s2 - s.n * s.mean * s.mean, 0) / nullif(s.n - 1, 0)) AS sd,
    CASE WHEN s.n_clusters > 1 THEN greatest(s.ss - 2 * s.mean * s.sn + s.mean * s.mean * s.nn, 0) / (s.n * s.n)
        * s.n_clusters / (s.n_clusters - 1) END AS variance
FROM summed s <named> ORDER BY s.n DESC, s.unit
"""
_NAMES: Final = {
    PROJECT: ("coalesce(p.name, s.unit)", "LEFT JOIN project p ON p.project_id = s.unit"),
    ACCOUNT: ("coalesce(p.name, s.unit)", "LEFT JOIN customer_account p ON p.account_id = s.unit"),
    JOURNEY: ("s.unit", ""),
}
# As the on-time delivery rate counts: by the day committed first; what is due and not handed over is late.
_DUE: Final = """SELECT case_id, bool_and(coalesce(done_on <= first_due, false)) AS is_on_time,
    max(first_due)::TIMESTAMP AS due_at FROM deliverable WHERE first_due <= $until::DATE GROUP BY case_id"""
_ON_TIME: Final = """
WITH owner AS (<owner>),
case_unit AS (<case_units>),
<deliverables>,
due AS (<due>)
SELECT unit, count(*) AS n, count(*) FILTER (is_on_time) AS n_on_time
FROM due JOIN case_unit USING (case_id)
WHERE unit IS NOT NULL AND ($start::DATE IS NULL OR due_at >= $start::DATE)
    AND ($end::DATE IS NULL OR due_at < $end::DATE)
GROUP BY unit ORDER BY n DESC, unit
"""
_CASE_UNIT: Final = {
    PROJECT: ("any_value(c.project_id)", ""),
    ACCOUNT: ("any_value(c.account_id)", ""),
    JOURNEY: ("any_value(c.journey_id)", ""),
}
_CASE_BY_SEGMENT: Final = (
    "any_value(o.unit)",
    "JOIN link l USING (case_id) JOIN response r USING (response_id) JOIN owner o USING (response_no)",
)
_CASE_UNITS: Final = """SELECT c.case_id, <case_unit> AS unit FROM process_case c <joined>
    WHERE c.journey_id = $journey GROUP BY c.case_id"""
_TYPES: Final = {
    "unit": "str", "name": "str", "n": "int64", "mean": "float64", "n_clusters": "int64", "sd": "float64",
    "variance": "float64",
}  # fmt: skip


def unit_scores(store: Reader, scope: Scope, kind: str) -> pd.DataFrame:
    """One row per unit: unit, name, n answers, mean (0-100, mix of touchpoints taken out), sd of the answers,
    n_clusters (accounts; respondents within projects and accounts), variance of the mean from its clusters.

    `kind` is one of KINDS, else the dimension of a segment.
    """
    if kind == JOURNEY:
        day = "answered_on" if scope.basis == "answer" else "served_on"
        sql = fill(_JOURNEY_SCORES, day=day, sums=fill(_SUMS, name=_NAMES[JOURNEY][0], named=_NAMES[JOURNEY][1]))
        return store.frame(sql, dtypes=_TYPES, start=scope.start, end=scope.end)
    where, params = condition(scope)
    name, named = _NAMES.get(kind, _NAMES[JOURNEY])
    sql = fill(
        _SCORES, owner=owner_sql(kind), cluster=cluster_sql(kind), where=where,
        sums=fill(_SUMS, name=name, named=named),
    )  # fmt: skip
    return store.frame(sql, dtypes=_TYPES, **params, **dimension(kind))


def unit_on_time(store: Reader, scope: Scope, kind: str) -> pd.DataFrame:
    """One row per unit: unit, n cases with a committed date in the period, n_on_time of them; segments are not applied.

    A case is on time where every deliverable was handed over by the day committed first (`DELIVERABLES`); one due
    after the last day that is known of does not count yet. Of kind JOURNEY there is one row, the journey of the scope:
    commitments of several are not the same thing.
    """
    sql = fill(
        _ON_TIME, owner=owner_sql(kind), case_units=case_units_sql(kind), deliverables=DELIVERABLES, due=_DUE
    )  # fmt: skip
    return store.frame(
        sql, journey=scope.journey_id, start=scope.start, end=scope.end, zone=str(setting(store, "time_zone")),
        until=data_until(store, scope.journey_id), **dimension(kind),
        dtypes={"unit": "str", "n": "int64", "n_on_time": "int64"},
    )  # fmt: skip


def owner_sql(kind: str) -> str:
    """SELECT response_no, unit: whose an answer is."""
    return _OWNERS.get(kind, _BY_SEGMENT)


def case_units_sql(kind: str) -> str:
    """SELECT case_id, unit: whose a case of $journey is; of a segment it needs the CTE `owner` (`owner_sql`)."""
    unit, joined = _CASE_UNIT.get(kind, _CASE_BY_SEGMENT)
    return fill(_CASE_UNITS, case_unit=unit, joined=joined)


def cluster_sql(kind: str) -> str:
    """Whose answers hang together: a person's within projects and accounts, else an account's."""
    return "coalesce(f.respondent_no, -f.response_no)" if kind in (PROJECT, ACCOUNT) else "f.cluster_no"


def dimension(kind: str) -> dict[str, str]:
    """The parameter of `owner_sql`: the dimension where units are segments."""
    return {} if kind in KINDS else {"unit_dim": kind}


_UNIT_POINTS: Final = """
WITH owner AS (<owner>),
felt AS (
    SELECT f.touchpoint_id, f.norm, o.unit IS NOT DISTINCT FROM $unit AS is_mine
    FROM score_fact f LEFT JOIN owner o USING (response_no) WHERE <where> AND f.about = 'touchpoint'),
summed AS (
    SELECT touchpoint_id, count(*) FILTER (is_mine) AS n, avg(norm) FILTER (is_mine) AS mean,
        stddev_samp(norm) FILTER (is_mine) AS sd, count(*) FILTER (NOT is_mine) AS n_rest,
        avg(norm) FILTER (NOT is_mine) AS rest, stddev_samp(norm) FILTER (NOT is_mine) AS sd_rest
    FROM felt GROUP BY touchpoint_id)
SELECT s.*, t.name_en, t.name_zh FROM summed s JOIN touchpoint t USING (touchpoint_id) WHERE s.n >= $least
ORDER BY s.mean - s.rest, touchpoint_id
"""
_UNIT_CASES: Final = """
WITH owner AS (<owner>),
mine AS (SELECT c.case_id, <case_unit> AS unit, any_value(c.external_key) AS external_key,
             any_value(c.opened_at) AT TIME ZONE $zone AS opened_at,
             any_value(c.closed_at) AT TIME ZONE $zone AS closed_at
         FROM process_case c <joined> WHERE c.journey_id = $journey GROUP BY c.case_id),
<deliverables>,
due AS (<due>)
SELECT coalesce(m.external_key, m.case_id) AS case_key, m.opened_at, m.closed_at, d.due_at, d.is_on_time
FROM mine m JOIN due d USING (case_id)
WHERE m.unit = $unit AND ($start::DATE IS NULL OR d.due_at >= $start::DATE)
    AND ($end::DATE IS NULL OR d.due_at < $end::DATE)
ORDER BY d.is_on_time, d.due_at DESC, case_key LIMIT $most
"""


def unit_touchpoints(store: Reader, scope: Scope, kind: str, unit: str, *, least: int) -> pd.DataFrame:
    """One row per touchpoint that the unit rated at least `least` times, lowest against the rest first: touchpoint_id,
    name_en, name_zh, n, mean, sd of the unit and n_rest, rest, sd_rest of all others (0-100).
    """
    where, params = condition(scope)
    sql = fill(_UNIT_POINTS, owner=owner_sql(kind), where=where)
    types = {"touchpoint_id": "str", "name_en": "str", "name_zh": "str", "n": "int64", "n_rest": "int64",
             "mean": "float64", "sd": "float64", "rest": "float64", "sd_rest": "float64"}  # fmt: skip
    return store.frame(sql, dtypes=types, unit=unit, least=least, **params, **dimension(kind))


def unit_cases(store: Reader, scope: Scope, kind: str, unit: str, *, most: int = 200) -> pd.DataFrame:
    """One row per case of the unit with a committed date in the period, late ones first.

    Columns: case_key, opened_at, closed_at, due_at (in the time zone of the store), is_on_time.
    """
    case_unit, joined = _CASE_UNIT.get(kind, _CASE_BY_SEGMENT)
    sql = fill(
        _UNIT_CASES, owner=owner_sql(kind), case_unit=case_unit, joined=joined, deliverables=DELIVERABLES, due=_DUE
    )  # fmt: skip
    return store.frame(
        sql, journey=scope.journey_id, start=scope.start, end=scope.end, zone=str(setting(store, "time_zone")),
        until=data_until(store, scope.journey_id), unit=unit, most=most, **dimension(kind),
        dtypes={"case_key": "str", "is_on_time": "bool"},
    )  # fmt: skip
