"""The event log, activity by activity: visits, times, rework, hand-overs, resources, cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.ingest.sql import fill
from data.queries.process_clock import CALENDAR, Clock, step_clock
from data.queries.process_scope import step_condition
from data.queries.scope import Scope

if TYPE_CHECKING:
    import pandas as pd

    from data.reading import Reader

# A hand-over is a visit after which the case goes on with another activity or with somebody else; it comes back when
# the activity has to be done again later.
STEPS = """
WITH <clock> picked AS (SELECT s.*, <times> FROM step_fact s <joins> WHERE <where>),
told AS (
    SELECT activity_no, count(DISTINCT case_no) AS n_cases, count(*) AS n_visits, avg(seq) FILTER (visit = 1) AS place,
        count(took) AS n_timed, median(took) AS median_processing_s, quantile_cont(took, 0.85) AS p85_processing_s,
        avg(took) AS mean_processing_s, sum(took) AS total_processing_s,
        count(waited) AS n_waits, median(waited) AS median_wait_s, quantile_cont(waited, 0.85) AS p85_wait_s,
        avg(waited) AS mean_wait_s, sum(waited) AS total_wait_s,
        count(queued) AS n_queued, median(queued) AS median_queue_s, quantile_cont(queued, 0.85) AS p85_queue_s,
        avg(queued) AS mean_queue_s, sum(covered) AS total_covered_s,
        count(*) FILTER (visit > 1) AS n_repeats, count(*) FILTER (visit = 2) AS n_repeated_cases,
        count(*) FILTER (is_handover) AS n_handovers,
        count(*) FILTER (is_handover AND NOT is_last_visit) AS n_returned,
        count(*) FILTER (is_handoff) AS n_handoffs, count(DISTINCT resource_no) AS n_resources,
        count(cost) AS n_costed, sum(cost) AS total_cost, avg(cost) AS mean_cost,
        count(*) FILTER (previous_no IS NULL) AS n_first, count(*) FILTER (next_no IS NULL) AS n_last
    FROM picked GROUP BY activity_no)
SELECT t.activity_no, a.activity, l.source_id, m.touchpoint_id, tp.stage_id,
    m.value_class, t.* EXCLUDE (activity_no), t.n_repeats / t.n_visits AS rework_share,
    1 - t.n_returned / nullif(t.n_handovers, 0) AS ca_share
FROM told t JOIN process_activity a USING (activity_no) JOIN process_log l USING (log_no)
LEFT JOIN activity_map m ON m.source_id = l.source_id AND m.activity = a.activity
LEFT JOIN touchpoint tp ON tp.touchpoint_id = m.touchpoint_id
ORDER BY t.place, a.activity
"""
_COUNTS = (
    "activity_no", "n_cases", "n_visits", "n_timed", "n_waits", "n_queued", "n_repeats", "n_repeated_cases",
    "n_handovers", "n_returned", "n_handoffs", "n_resources", "n_costed", "n_first", "n_last",
)  # fmt: skip
TYPES = {
    **dict.fromkeys(_COUNTS, "int64"),
    **dict.fromkeys(("activity", "source_id", "touchpoint_id", "stage_id", "value_class"), "str"),
}


def process_steps(store: Reader, scope: Scope, clock: Clock = CALENDAR) -> pd.DataFrame:
    """One row per activity of the cases in scope, in the order of the process.

    Columns
    -------
    activity_no, activity, source_id, touchpoint_id, stage_id, value_class : the step and what a person mapped it to.
    n_cases, n_visits : cases that pass here; how often.
    place : mean position of the first visit within its case, from 1.
    n_timed, median_, p85_, mean_, total_processing_s : visits with believable start and end; seconds.
    n_waits, median_, p85_, mean_, total_wait_s : seconds from the latest end so far in the case to the start of the
        visit, 0 where steps overlap; first steps have none.
    n_queued, median_, p85_, mean_queue_s : seconds from "enabled" to start, where the log says when it was enabled.
    total_covered_s : seconds in which no earlier step of the case ran; with total_wait_s it sums to the lead times.
    n_repeats, rework_share : visits beyond the first of a case; their share of visits. n_repeated_cases : their cases.
    n_handovers, n_returned, ca_share : visits followed by another activity or another resource; those after which the
        activity had to be done again; %C&A = 1 - n_returned / n_handovers, NaN without hand-overs.
    n_handoffs, n_resources : visits taken over from another resource; different resources.
    n_costed, total_cost, mean_cost : visits with a cost; in the log's currency.
    n_first, n_last : visits that begin or end their case.
    """
    where, params = step_condition(scope)
    pieces, more = step_clock(clock)
    return store.frame(fill(STEPS, where=where, **pieces), dtypes=TYPES, **params, **more)
