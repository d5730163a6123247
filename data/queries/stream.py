"""The value stream of a journey's finished cases, step by step; sums and quantiles leave the engine, never events.

A case counts in the period in which it ended, if nothing says that it is still open and the log holds its beginning: so
waiting and covered times of the steps add up to the lead times (docs/methods/event-log.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from data.ingest.sql import fill
from data.queries.process_clock import CALENDAR, Clock, case_clock, step_clock
from data.queries.process_scope import case_condition
from data.queries.scope import Scope
from data.reading import Reader

CLUSTER_GROUPS: Final = 1024
ENDED: Final = """
ended AS (SELECT c.* FROM case_fact c WHERE <where> AND NOT c.is_marked_open AND NOT c.is_cut),
step AS (SELECT s.* FROM step_fact s SEMI JOIN ended USING (case_no))
"""
# The same two tables by working time: every duration is counted anew, so that waits and covered times still add up.
WORKED: Final = """
<clock> whole AS (SELECT c.* REPLACE (<lead> AS lead_s) FROM case_fact c <case_joins>
    WHERE <where> AND NOT c.is_marked_open AND NOT c.is_cut),
step AS (
    SELECT * EXCLUDE (took, waited, queued, covered)
        REPLACE (took AS processing_s, waited AS wait_s, queued AS queue_s, covered AS covered_s)
    FROM (SELECT s.*, <times> FROM step_fact s <joins> SEMI JOIN whole USING (case_no))),
ended AS (
    SELECT w.* REPLACE (coalesce(t.wait_s, 0) AS wait_s)
    FROM whole w LEFT JOIN (SELECT case_no, sum(wait_s) AS wait_s FROM step GROUP BY case_no) t USING (case_no))
"""
STEPS: Final = """
told AS (
    SELECT activity_no, any_value(log_no) AS log_no, count(DISTINCT case_no) AS n_cases, count(*) AS n_visits,
        count(*) FILTER (visit = 2) AS n_again, count(processing_s) AS n_timed,
        median(processing_s) / 3600 AS work_median_hours, quantile_cont(processing_s, .85) / 3600 AS work_p85_hours,
        coalesce(sum(processing_s), 0) / 3600 AS work_sum_hours, coalesce(sum(covered_s), 0) / 3600 AS busy_sum_hours,
        median(wait_s) / 3600 AS wait_median_hours, quantile_cont(wait_s, .85) / 3600 AS wait_p85_hours,
        coalesce(sum(wait_s), 0) / 3600 AS wait_sum_hours, count(wait_s) AS n_waits,
        count(*) FILTER (next_no IS NOT NULL AND (next_no <> activity_no OR NOT is_last_visit)) AS n_handed,
        count(*) FILTER (NOT is_last_visit) AS n_back, count(*) FILTER (is_handoff) AS n_handoffs,
        count(DISTINCT resource_no) AS n_people, mode(resource_no) AS resource_no,
        avg(cost) AS cost_mean, sum(cost) AS cost_sum, avg(seq) FILTER (visit = 1) AS place
    FROM step GROUP BY activity_no)
SELECT a.activity, l.source_id, m.touchpoint_id, r.resource, t.* EXCLUDE (log_no, resource_no)
FROM told t JOIN process_activity a USING (activity_no) JOIN process_log l ON l.log_no = t.log_no
LEFT JOIN process_resource r USING (resource_no)
LEFT JOIN activity_map m ON m.source_id = l.source_id AND m.activity = a.activity
ORDER BY t.place, a.activity
"""
STEP_TYPES: Final = {
    **dict.fromkeys(("activity", "source_id", "resource", "touchpoint_id"), "str"),
    **dict.fromkeys(
        ("activity_no", "n_cases", "n_visits", "n_again", "n_timed", "n_waits", "n_handed", "n_back", "n_handoffs",
         "n_people"), "int64",
    ),
}  # fmt: skip
TOTALS: Final = """
SELECT count(*) AS n_cases, coalesce(sum(n_steps), 0)::BIGINT AS n_events, coalesce(sum(n_timed), 0)::BIGINT AS n_timed,
    (SELECT count(*) FROM step WHERE fault = 'reversed') AS n_reversed,
    median(lead_s) / 3600 AS lead_median_hours, avg(lead_s) / 3600 AS lead_mean_hours,
    quantile_cont(lead_s, .85) / 3600 AS lead_p85_hours, coalesce(sum(lead_s), 0) / 3600 AS lead_sum_hours,
    coalesce(sum(lead_s - wait_s), 0) / 3600 AS busy_sum_hours, avg((lead_s - wait_s) / nullif(lead_s, 0)) AS flow_mean,
    count(*) FILTER (lead_s = 0 AND ended_at > began_at) AS n_outside,
    epoch(max(ended_at) - min(ended_at)) / 3600 AS span_hours, min(ended_at) AS first_ended,
    max(ended_at) AS last_ended,
    (SELECT sum(cost) FROM step) AS cost_sum
FROM ended
"""
LOOPS: Final = """
SELECT a.activity AS source, b.activity AS target, count(*) AS n, count(DISTINCT s.case_no) AS n_cases
FROM step s JOIN process_activity a USING (activity_no) JOIN process_activity b ON b.activity_no = s.next_no
WHERE s.next_no <> s.activity_no GROUP BY ALL ORDER BY n_cases DESC, source, target
"""
# A visit is at once when the step before it in the case was the same activity. Steps that every case repeats, or hardly
# any, tell nothing by being repeated.
REPEATS: Final = """
visited AS (
    SELECT activity_no, case_no, count(*) AS visits, count(*) FILTER (visit > 1) AS extra,
        count(*) FILTER (visit > 1 AND previous_no = activity_no) AS back, max(seq) AS last_seq,
        min_by(began_at - to_microseconds((1e6 * coalesce(wait_s, 0))::BIGINT), seq) AS reached_at
    FROM step GROUP BY ALL),
counted AS (
    SELECT activity_no, count(*) AS n_cases, count(*) FILTER (visits > 1) AS n_again, sum(extra)::BIGINT AS n_extra,
        sum(back)::BIGINT AS n_back FROM visited GROUP BY activity_no)
"""
REPEAT_COUNTS: Final = """
SELECT a.activity, c.* EXCLUDE (activity_no) FROM counted c JOIN process_activity a USING (activity_no)
ORDER BY a.activity
"""
REPEAT_SUMS: Final = """
, <owner>, told AS (SELECT * FROM counted WHERE n_again >= $least_share * n_cases AND n_again <= $most_share * n_cases
        AND n_back >= $least_back * n_extra),
flow AS (
    SELECT case_no, seq, lead(began_at) OVER w AS next_at,
        sum((visit > 1)::INTEGER) OVER (w ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS repeats_after
    FROM step WINDOW w AS (PARTITION BY case_no ORDER BY seq)),
owned AS (SELECT e.case_no, e.case_id, e.ended_at, o.cluster_group FROM ended e JOIN owner o USING (case_no)),
scored AS (
    SELECT o.case_no, f.touchpoint_id, sum(f.norm) AS s, count(*) AS n
    FROM owned o JOIN link l USING (case_id) JOIN response r ON r.response_id = l.response_id AND r.is_current
    JOIN score_fact f ON f.response_no = r.response_no AND f.about = 'touchpoint' GROUP BY ALL),
measured AS (
    SELECT v.activity_no, v.case_no, v.visits > 1 AS is_again, o.cluster_group,
        epoch(f.next_at - v.reached_at) / 3600 AS local_hours, epoch(o.ended_at - f.next_at) / 3600 AS downstream_hours,
        coalesce(f.repeats_after, 0)::DOUBLE AS downstream_repeats
    FROM visited v SEMI JOIN told USING (activity_no) JOIN owned o USING (case_no)
    JOIN flow f ON f.case_no = v.case_no AND f.seq = v.last_seq),
long AS (
    SELECT activity_no, is_again, cluster_group, measure, 1::BIGINT AS n, value AS s FROM (
        UNPIVOT measured ON local_hours, downstream_hours, downstream_repeats INTO NAME measure VALUE value)
    UNION ALL
    SELECT m.activity_no, m.is_again, m.cluster_group, 'score', c.n, c.s FROM measured m JOIN scored c USING (case_no)
    LEFT JOIN process_activity a USING (activity_no)
    LEFT JOIN process_log l USING (log_no)
    LEFT JOIN activity_map t ON t.source_id = l.source_id AND t.activity = a.activity
    WHERE c.touchpoint_id IS DISTINCT FROM t.touchpoint_id)
SELECT a.activity, measure, cluster_group, coalesce(sum(n) FILTER (is_again), 0)::DOUBLE AS n,
    coalesce(sum(s) FILTER (is_again), 0) AS s, coalesce(sum(n) FILTER (NOT is_again), 0)::DOUBLE AS other_n,
    coalesce(sum(s) FILTER (NOT is_again), 0) AS other_s
FROM long JOIN process_activity a USING (activity_no) GROUP BY ALL ORDER BY ALL
"""


SUMS: Final = """
SELECT l.source_id, a.activity, cluster_group, count(wait_s) AS n_wait, coalesce(sum(wait_s), 0) / 3600 AS s_wait,
    count(processing_s) AS n_work, coalesce(sum(processing_s), 0) / 3600 AS s_work
FROM step JOIN owner USING (case_no) JOIN process_activity a USING (activity_no)
JOIN process_log l ON l.log_no = a.log_no GROUP BY ALL
UNION ALL
SELECT '', '', cluster_group, count(*), sum(lead_s) / 3600, 0, 0 FROM ended JOIN owner USING (case_no) GROUP BY ALL
ORDER BY ALL
"""
OWNER: Final = """
owner AS (
    SELECT e.case_no, (hash(coalesce(p.account_id, e.case_id)) % <groups>)::INTEGER AS cluster_group
    FROM ended e LEFT JOIN (SELECT case_id, any_value(account_id) AS account_id FROM process_case GROUP BY case_id) p
        USING (case_id))
"""
FUTURE: Final = """
, edit AS (SELECT unnest($sources) AS source_id, unnest($activities) AS activity, unnest($keep_wait) AS keep_wait,
    unnest($keep_work) AS keep_work),
cut AS (
    SELECT s.case_no, sum(coalesce(s.wait_s, 0) * (1 - d.keep_wait) + s.covered_s * (1 - d.keep_work)) AS cut_s
    FROM step s JOIN process_activity a USING (activity_no) JOIN process_log l ON l.log_no = a.log_no
    JOIN edit d ON d.source_id = l.source_id AND d.activity = a.activity GROUP BY s.case_no),
then_ AS (SELECT e.lead_s - coalesce(c.cut_s, 0) AS lead_s FROM ended e LEFT JOIN cut c USING (case_no))
SELECT median(lead_s) / 3600 AS lead_median_hours, avg(lead_s) / 3600 AS lead_mean_hours,
    quantile_cont(lead_s, .85) / 3600 AS lead_p85_hours, sum(lead_s) / 3600 AS lead_sum_hours FROM then_
"""


def stream_sql(scope: Scope, clock: Clock = CALENDAR) -> tuple[str, dict[str, object]]:
    """The common tables (after WITH) `ended`, one row per case, and `step`, one per step of these cases; parameters.

    Their durations are counted by `clock`.
    """
    where, params = case_condition(scope)
    if clock.days is None:
        return fill(ENDED, where=where), params
    steps, days = step_clock(clock)
    cases, _days = case_clock(clock)
    sql = fill(WORKED, where=where, lead=cases["lead"], case_joins=cases["joins"], **steps)
    return sql, params | days


def stream_steps(store: Reader, scope: Scope, clock: Clock = CALENDAR) -> pd.DataFrame:
    """One row per activity in the order of the process; hours by `clock`.

    Columns: activity, activity_no, source_id, touchpoint_id, resource (the most frequent), n_cases, n_visits, n_again
    (cases that come twice or more), n_timed, median, P85 and sum of work (start to end) per visit, busy_sum_hours (the
    part in which no earlier step ran), median, P85 and sum of wait per visit, n_waits, n_handed and n_back (hand-overs,
    and those that come back), n_handoffs, n_people, cost_mean (per visit), cost_sum, place.
    """
    tables, params = stream_sql(scope, clock)
    return store.frame(f"WITH {tables}, {STEPS}", dtypes=STEP_TYPES, **params)


def stream_totals(store: Reader, scope: Scope, clock: Clock = CALENDAR) -> dict[str, object]:
    """The whole stream: cases, events, lead time (median, mean, P85, sum), busy hours, span of the ends of cases.

    The span is in hours of the calendar by any clock; n_outside counts the cases that hold no hour of the clock.
    """
    tables, params = stream_sql(scope, clock)
    row = store.frame(f"WITH {tables} {TOTALS}", dtypes=None, **params).iloc[0]
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}


def stream_moves(store: Reader, scope: Scope) -> pd.DataFrame:
    """One row per pair of different activities that follow each other: source, target, n, n_cases."""
    tables, params = stream_sql(scope)
    return store.frame(f"WITH {tables} {LOOPS}", dtypes={"source": "str", "target": "str"}, **params)


def repeat_counts(store: Reader, scope: Scope) -> pd.DataFrame:
    """One row per activity: n_cases, n_again, n_extra (visits beyond the first), n_back (those at once)."""
    tables, params = stream_sql(scope)
    types = {"activity": "str", **dict.fromkeys(("n_cases", "n_again", "n_extra", "n_back"), "int64")}
    return store.frame(f"WITH {tables}, {REPEATS} {REPEAT_COUNTS}", dtypes=types, **params)


def repeat_sums(
    store: Reader, scope: Scope, *, least_share: float, most_share: float, least_back: float
) -> pd.DataFrame:
    """Cases that repeat a step (n, s) and those that do not (other_n, other_s): one row per activity, measure, cluster.

    Measures: local_hours, from the end of the step before the first visit to the start of the step after the last;
    downstream_hours from there to the end of the case; downstream_repeats, steps done again from there on; score, the
    experience 0-100 at other touchpoints, per answer of the case. Activities that fewer than `least_share` or more than
    `most_share` of their cases repeat, or `least_back` of the repetitions not at once, are left out.
    """
    tables, params = stream_sql(scope)
    sql = f"WITH {tables}, {REPEATS} {fill(REPEAT_SUMS, owner=OWNER, groups=str(CLUSTER_GROUPS))}"
    bounds = {"least_share": least_share, "most_share": most_share, "least_back": least_back}
    types = {"activity": "str", "measure": "str", "cluster_group": "int64"}
    return store.frame(sql, dtypes=types, **params, **bounds)


def activity_classes(store: Reader, journey_id: str) -> pd.DataFrame:
    """One row per mapped activity of the journey's logs: value_class, waste_type, flow, wait_owner, by whom."""
    return store.frame(
        """SELECT source_id, activity, touchpoint_id, value_class, waste_type, flow, wait_owner, decided_by,
               decided_at
           FROM activity_map
           WHERE source_id IN (SELECT source_id FROM process_log WHERE coalesce(journey_id, source_id) = $journey)
           ORDER BY activity, source_id""",
        journey=journey_id,
    )


def step_sums(store: Reader, scope: Scope, clock: Clock = CALENDAR) -> pd.DataFrame:
    """One row per step and cluster (customer account, else case): n and sum of waits and of processing times, hours.

    Rows with an empty activity hold the cases and their lead times as waits.
    """
    tables, params = stream_sql(scope, clock)
    types = {"source_id": "str", "activity": "str", "cluster_group": "int64"}
    owner = fill(OWNER, groups=str(CLUSTER_GROUPS))
    return store.frame(f"WITH {tables}, {owner} {SUMS}", dtypes=types, **params)


def future_lead(
    store: Reader, scope: Scope, edits: Mapping[tuple[str, str], tuple[float, float]], clock: Clock = CALENDAR
) -> dict[str, float | None]:
    """Lead times if every case had run with other times: median, mean, P85 and sum, hours.

    `edits` gives per (source_id, activity) the share of the wait before it and of its work that is kept.
    """
    tables, params = stream_sql(scope, clock)
    columns = {
        "sources": [source for source, _ in edits], "activities": [activity for _, activity in edits],
        "keep_wait": [float(wait) for wait, _ in edits.values()],
        "keep_work": [float(work) for _, work in edits.values()],
    }  # fmt: skip
    row = store.frame(f"WITH {tables} {FUTURE}", dtypes=None, **params, **columns).iloc[0]
    return {str(name): None if pd.isna(value) else float(value) for name, value in row.items()}
