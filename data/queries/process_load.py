"""Load of the process: cases that begin and close per period, work in progress, how old open cases are."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from data.ingest.sql import fill
from data.queries.process_open import IS_OPEN, OPEN_RULE
from data.queries.process_scope import case_condition
from data.queries.scope import Scope

if TYPE_CHECKING:
    import pandas as pd

    from data.reading import Reader

PICKED = """
WITH <rule> picked AS (
    SELECT c.*, r.until_at, <is_open> AS is_open FROM case_fact c JOIN log_rule r USING (log_no) WHERE <where>)
"""
LOAD = f"""{PICKED}, span AS (SELECT date_trunc($grain, min(began_at))::TIMESTAMP AS low,
        date_trunc($grain, max(ended_at))::TIMESTAMP AS high, count(*) FILTER (is_cut) AS n_cut FROM picked),
spine AS (SELECT unnest(generate_series(low, high, CAST('1 ' || $grain AS INTERVAL))) AS period_start FROM span
          WHERE low IS NOT NULL),
begun AS (SELECT date_trunc($grain, began_at)::TIMESTAMP AS period_start, count(*) AS n FROM picked WHERE NOT is_cut
          GROUP BY 1),
closed AS (SELECT date_trunc($grain, ended_at)::TIMESTAMP AS period_start, count(*) AS n FROM picked WHERE NOT is_open
           GROUP BY 1),
told AS (
    SELECT s.period_start, coalesce(b.n, 0) AS n_begun, coalesce(d.n, 0) AS n_closed,
        n_cut + sum(coalesce(b.n, 0) - coalesce(d.n, 0)) OVER (ORDER BY s.period_start) AS n_in_progress
    FROM spine s LEFT JOIN begun b USING (period_start) LEFT JOIN closed d USING (period_start), span)
SELECT * FROM told WHERE ($start IS NULL OR period_start >= $start) AND ($end IS NULL OR period_start < $end)
ORDER BY period_start
"""  # noqa: S608 - fixed text
AGEING = f"""{PICKED}, aged AS (
    SELECT last_activity_no, epoch(coalesce($as_of, until_at) - began_at) AS age_s,
        epoch(coalesce($as_of, until_at) - ended_at) AS silent_s
    FROM picked WHERE is_open AND (CAST($as_of AS TIMESTAMP) IS NULL OR began_at <= $as_of)),
usual AS (SELECT quantile_cont(lead_s, 0.85) AS p85_s FROM picked WHERE NOT is_open AND NOT is_cut)
SELECT a.activity, count(*) AS n_open, median(g.age_s) AS median_age_s, max(g.age_s) AS max_age_s,
    median(g.silent_s) AS median_silent_s, count(*) FILTER (g.age_s > u.p85_s) AS n_overdue,
    any_value(u.p85_s) AS p85_lead_s
FROM aged g JOIN process_activity a ON a.activity_no = g.last_activity_no, usual u
GROUP BY a.activity ORDER BY n_open DESC, a.activity
"""  # noqa: S608 - fixed text
OPEN_CASES = f"""{PICKED}
SELECT k.case_id, p.external_key, o.name AS account, a.activity, k.began_at, k.ended_at, k.n_steps,
    epoch(coalesce($as_of, k.until_at) - k.began_at) AS age_s,
    epoch(coalesce($as_of, k.until_at) - k.ended_at) AS silent_s
FROM picked k JOIN process_case p USING (case_id) JOIN process_activity a ON a.activity_no = k.last_activity_no
LEFT JOIN customer_account o ON o.account_id = p.account_id
WHERE k.is_open AND ($activity IS NULL OR a.activity = $activity) ORDER BY age_s DESC, k.case_id LIMIT $most
"""  # noqa: S608 - fixed text
GRAINS = ("day", "week", "month", "quarter", "year")


def process_load(store: Reader, scope: Scope, grain: str = "month") -> pd.DataFrame:
    """One row per period without a gap: period_start, n_begun, n_closed, n_in_progress (cases open at its end).

    A case is in progress from its first step to its last; the scope's period chooses the periods shown, not the cases.
    Cases that began before the log are in progress from the first period on.
    """
    if grain not in GRAINS:
        raise ValueError(f"grain {grain!r} is none of {GRAINS}")
    types = dict.fromkeys(("n_begun", "n_closed", "n_in_progress"), "int64")
    return _asked(store, LOAD, scope, dtypes=types, grain=grain, start=scope.start, end=scope.end)


def open_ageing(store: Reader, scope: Scope, *, as_of: datetime | None = None) -> pd.DataFrame:
    """One row per activity after which open cases stand: activity, n_open, median_age_s, max_age_s, median_silent_s
    (since the last step), n_overdue (older than p85_lead_s, the 85 % point of the closed cases).

    `as_of` is a wall-clock time; None: the last event of the log.
    """
    types = {"n_open": "int64", "n_overdue": "int64"}
    return _asked(store, AGEING, scope, dtypes=types, as_of=as_of)


def open_cases(
    store: Reader, scope: Scope, *, activity: str | None = None, as_of: datetime | None = None, most: int = 50
) -> pd.DataFrame:
    """One row per open case, the oldest first: case_id, external_key, account, activity (last step), began_at,
    ended_at, n_steps, age_s, silent_s; with `activity` those that stand after it.
    """
    types = {"n_steps": "int64"}
    return _asked(store, OPEN_CASES, scope, dtypes=types, activity=activity, as_of=as_of, most=most)


def _asked(store: Reader, sql: str, scope: Scope, *, dtypes: dict[str, str], **params: object) -> pd.DataFrame:
    where, scoped = case_condition(replace(scope, start=None, end=None))
    return store.frame(fill(sql, where=where, rule=OPEN_RULE, is_open=IS_OPEN), dtypes=dtypes, **scoped, **params)
