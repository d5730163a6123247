"""What the board of a portfolio says of a unit besides its score: lead time, and the course of the score by month."""

from __future__ import annotations

from typing import Final

import pandas as pd

from data.ingest.sql import fill
from data.queries.measure_scores import cluster_variance
from data.queries.measure_series import shaped, whole
from data.queries.portfolio import JOURNEY, case_units_sql, cluster_sql, dimension, owner_sql
from data.queries.process_cases import PICKED
from data.queries.process_clock import CALENDAR, case_clock
from data.queries.process_open import IS_OPEN, OPEN_RULE
from data.queries.process_scope import case_condition
from data.queries.scope import Scope
from data.queries.segments import DATE_COLUMN, condition
from data.reading import Reader

GRAIN: Final = "month"
_LEADS: Final = f"""{PICKED}, owner AS (<owner>), case_unit AS (<case_units>)
SELECT u.unit, count(*) AS n, median(p.took) / 86400 AS lead_days
FROM picked p JOIN case_unit u USING (case_id) WHERE u.unit IS NOT NULL AND NOT p.is_unknown AND NOT p.is_open
GROUP BY u.unit ORDER BY u.unit
"""  # noqa: S608 - fixed text
_FELT: Final = """
    SELECT o.unit, <cluster> AS cluster, date_trunc('month', f.<day>)::TIMESTAMP AS period_start,
        f.norm - avg(f.norm) OVER (PARTITION BY f.touchpoint_id, f.comparison_group) + avg(f.norm) OVER () AS value
    FROM score_fact f JOIN owner o USING (response_no) WHERE <where> AND f.about = 'touchpoint'"""
_FELT_OF_JOURNEYS: Final = """
    SELECT f.journey_id AS unit, f.cluster_no AS cluster, date_trunc('month', f.<day>)::TIMESTAMP AS period_start,
        f.norm AS value
    FROM score_fact f WHERE f.about = 'touchpoint' AND ($start::DATE IS NULL OR f.<day> >= $start::DATE)
        AND ($end::DATE IS NULL OR f.<day> < $end::DATE)"""
_COURSES: Final = f"""
WITH owner AS (<owner>), felt AS (<felt>),
clustered AS (SELECT unit, period_start, cluster, count(*) AS n, sum(value) AS s, sum(value * value) AS s2
              FROM felt WHERE unit IS NOT NULL AND period_start IS NOT NULL GROUP BY ALL)
SELECT unit, period_start, sum(n)::BIGINT AS n, sum(s) / sum(n) AS value,
    sqrt(greatest(sum(s2) - sum(s) ** 2 / sum(n), 0) / nullif(sum(n) - 1, 0)) AS sd, {cluster_variance("s")} AS mean_var
FROM clustered GROUP BY unit, period_start ORDER BY unit, period_start
"""  # noqa: S608 - fixed text


def unit_leads(store: Reader, scope: Scope, kind: str) -> pd.DataFrame:
    """One row per unit: unit, n cases closed in the period, lead_days (their median lead time, calendar days)."""
    where, params = case_condition(scope)
    told, days = case_clock(CALENDAR)
    parts = told | {"where": where, "rule": OPEN_RULE, "is_open": IS_OPEN}
    sql = fill(_LEADS, **parts, owner=owner_sql(kind), case_units=case_units_sql(kind))
    types = {"unit": "str", "n": "int64", "lead_days": "float64"}
    return store.frame(sql, dtypes=types, **params, **days, **dimension(kind))


def unit_courses(store: Reader, scope: Scope, kind: str) -> dict[str, pd.DataFrame]:
    """Per unit a series by month as a control chart takes it: period_start, value (mean score, mix of touchpoints taken
    out as in `unit_scores`), n, sd, mean_var; months between without answers are rows without a value.
    """
    where, params = condition(scope)
    day = DATE_COLUMN[scope.basis]
    if kind == JOURNEY:
        felt, params = fill(_FELT_OF_JOURNEYS, day=day), {"start": scope.start, "end": scope.end}
    else:
        felt = fill(_FELT, day=day, where=where, cluster=cluster_sql(kind))
    types = {"unit": "str", "n": "int64", **dict.fromkeys(("value", "sd", "mean_var"), "float64")}
    sql = fill(_COURSES, owner=owner_sql(kind), felt=felt)
    found = store.frame(sql, dtypes=types, **params, **dimension(kind))
    return {
        str(unit): whole(shaped(rows, GRAIN, week_start="mon"), scope, GRAIN) for unit, rows in found.groupby("unit")
    }
