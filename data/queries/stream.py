"""The value stream of a journey's finished cases, step by step; sums and quantiles leave the engine, never events.

A case counts in the period in which it ended; a case that has not ended counts in none. An event lasts from its start
to its end; one with a single time has no duration. Events may overlap: the wait before a step is the time in which
nobody worked on the case, from the latest end so far to the start of the step, and `busy` is what the step adds to the
time in which somebody did. So waits and busy times of a case add up to its lead time.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from data.ingest.sql import fill
from data.queries.scope import Scope
from data.queries.setting import setting
from data.reading import Reader

NOT_WORK: Final = ("schedule", "assign", "withdraw", "reassign", "autoskip", "manualskip", "pi_abort", "ate_abort")

STEPS: Final = """
chosen_case AS (
    SELECT DISTINCT c.case_id, c.account_id, c.source_id FROM process_case c
    WHERE c.journey_id = $journey AND c.closed_at IS NOT NULL <narrowed>),
timed AS (
    SELECT c.case_id, c.account_id, c.source_id, e.event_id, e.activity, e.seq, e.touchpoint_id, e.resource, e.cost,
        coalesce(e.start_ts, e.end_ts) AS begun, greatest(coalesce(e.end_ts, e.start_ts), begun) AS ended,
        e.start_ts IS NOT NULL AND e.end_ts IS NOT NULL AS is_timed,
        coalesce(e.end_ts < e.start_ts, false) AS is_reversed
    FROM event e JOIN chosen_case c USING (case_id)
    WHERE coalesce(e.start_ts, e.end_ts) IS NOT NULL
        AND (e.lifecycle IS NULL OR NOT list_contains($not_work, lower(e.lifecycle)))),
placed AS (
    SELECT *, row_number() OVER w AS place, lag(resource) OVER w AS resource_before,
        lag(activity) OVER w AS activity_before,
        max(ended) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached,
        row_number() OVER (PARTITION BY case_id, activity ORDER BY begun, seq) AS pass,
        min(begun) OVER (PARTITION BY case_id) AS case_begun, max(ended) OVER (PARTITION BY case_id) AS case_ended
    FROM timed WINDOW w AS (PARTITION BY case_id ORDER BY begun, seq)),
step AS (
    SELECT *, epoch(ended - begun) / 3600 AS work_hours, greatest(epoch(begun - reached) / 3600, 0) AS wait_hours,
        greatest(epoch(ended - greatest(begun, coalesce(reached, begun))) / 3600, 0) AS busy_hours,
        epoch(case_ended - case_begun) / 3600 AS lead_hours
    FROM placed WHERE true <period>)
"""
PER_CASE: Final = """
per_case AS (
    SELECT activity, case_id, count(*) AS visits, sum(work_hours) AS work, sum(busy_hours) AS busy,
        sum(wait_hours) AS wait, sum(cost) AS cost, min(begun - case_begun) AS offset_at, min(place) AS place
    FROM step GROUP BY ALL)
"""
SUMMARY: Final = """
SELECT activity, any_value(t.source_id) AS source_id, count(*) AS n_cases, sum(c.visits)::BIGINT AS n_visits,
    count(*) FILTER (c.visits > 1) AS n_cases_again,
    median(c.work) AS work_median_hours, quantile_cont(c.work, .85) AS work_p85_hours, sum(c.work) AS work_sum_hours,
    sum(c.busy) AS busy_sum_hours, median(c.wait) AS wait_median_hours, quantile_cont(c.wait, .85) AS wait_p85_hours,
    coalesce(sum(c.wait), 0) AS wait_sum_hours, avg(c.cost) AS cost_mean, sum(c.cost) AS cost_sum,
    any_value(t.n_resources) AS n_resources, any_value(t.resource) AS resource, any_value(t.n_timed) AS n_timed,
    any_value(t.n_handed) AS n_handed, any_value(t.touchpoint_id) AS touchpoint_id,
    median(epoch(c.offset_at)) / 3600 AS offset_hours, avg(c.place) AS place
FROM per_case c JOIN (
    SELECT activity, any_value(source_id) AS source_id, count(DISTINCT resource) AS n_resources,
        mode(resource) AS resource,
        count(*) FILTER (is_timed) AS n_timed, count(*) FILTER (resource <> resource_before) AS n_handed,
        mode(touchpoint_id) AS touchpoint_id
    FROM step GROUP BY activity) t USING (activity)
GROUP BY activity ORDER BY offset_hours, place, activity
"""
TOTALS: Final = """
SELECT count(*) AS n_cases, coalesce(sum(n), 0)::BIGINT AS n_events, coalesce(sum(n_reversed), 0)::BIGINT AS n_reversed,
    median(lead) AS lead_median_hours, avg(lead) AS lead_mean_hours, quantile_cont(lead, .85) AS lead_p85_hours,
    coalesce(sum(lead), 0) AS lead_sum_hours, coalesce(sum(busy), 0) AS busy_sum_hours,
    avg(busy / nullif(lead, 0)) AS flow_mean,
    coalesce(sum(n_timed), 0)::BIGINT AS n_timed, epoch(max(ended) - min(ended)) / 3600 AS span_hours,
    min(ended) AS first_ended, max(ended) AS last_ended, sum(cost) AS cost_sum
FROM (SELECT case_id, count(*) AS n, any_value(lead_hours) AS lead, sum(busy_hours) AS busy, max(case_ended) AS ended,
        count(*) FILTER (is_timed) AS n_timed, count(*) FILTER (is_reversed) AS n_reversed, sum(cost) AS cost
      FROM step GROUP BY case_id)
"""
SUMMARY_TYPES: Final = {
    **dict.fromkeys(("activity", "source_id", "resource", "touchpoint_id"), "str"),
    **dict.fromkeys(("n_cases", "n_visits", "n_cases_again", "n_resources", "n_timed", "n_handed"), "int64"),
}
MEMBER: Final = """
        AND EXISTS (SELECT 1 FROM segment_value WHERE dim = $dim<number> AND list_contains($values<number>, value)
            AND (<owners>))"""
OWNERS: Final = (
    "(owner_kind = 'case' AND owner_id = c.case_id)",
    "(owner_kind = 'account' AND owner_id = c.account_id)",
    "(owner_kind = 'respondent' AND owner_id = c.respondent_id)",
    "(owner_kind = 'response' AND owner_id IN (SELECT response_id FROM link l WHERE l.case_id = c.case_id))",
)


def stream_sql(store: Reader, scope: Scope) -> tuple[str, dict[str, object]]:
    """The common table `step` (after WITH), one row per event of a finished case of the scope, and its parameters."""
    params: dict[str, object] = {"journey": scope.journey_id, "not_work": list(NOT_WORK)}
    period = ""
    if scope.start is not None or scope.end is not None:
        params["zone"] = str(setting(store, "time_zone"))
    for name, sign in (("start", ">="), ("end", "<")):
        day = getattr(scope, name)
        if day is not None:
            period += f" AND CAST(case_ended AT TIME ZONE $zone AS DATE) {sign} ${name}"
            params[name] = day
    narrowed = ""
    dims = sorted({dim for dim, _ in scope.segments})
    for number, dim in enumerate(dims):
        narrowed += fill(MEMBER, number=str(number), owners=" OR ".join(OWNERS))
        params |= {f"dim{number}": dim, f"values{number}": [value for key, value in scope.segments if key == dim]}
    return fill(STEPS, narrowed=narrowed, period=period), params


def stream_steps(store: Reader, scope: Scope) -> pd.DataFrame:
    """One row per activity in the order in which cases reach it; hours, per case that passes the step.

    Columns: activity, source_id, touchpoint_id, n_cases, n_visits, n_cases_again (two visits or more), median, P85 and
    sum of work (start to end) and wait, busy_sum_hours, cost_mean, cost_sum, n_resources, resource (the most frequent),
    n_timed (events with start and end), n_handed (events by another person than the one before), offset_hours, place.
    """
    tables, params = stream_sql(store, scope)
    return store.frame(f"WITH {tables}, {PER_CASE} {SUMMARY}", dtypes=SUMMARY_TYPES, **params)


def stream_totals(store: Reader, scope: Scope) -> dict[str, object]:
    """The whole stream: cases, events, lead time (median, mean, P85, sum), busy hours, span of the ends of cases."""
    tables, params = stream_sql(store, scope)
    row = store.frame(f"WITH {tables} {TOTALS}", dtypes=None, **params).iloc[0]
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}


def activity_classes(store: Reader, journey_id: str) -> pd.DataFrame:
    """One row per mapped activity of the journey's logs: value_class, waste_type, flow, by whom and when."""
    return store.frame(
        """SELECT source_id, activity, touchpoint_id, value_class, waste_type, flow, decided_by, decided_at
           FROM activity_map
           WHERE source_id IN (SELECT DISTINCT source_id FROM process_case WHERE journey_id = $journey)
           ORDER BY activity, source_id""",
        journey=journey_id,
    )
