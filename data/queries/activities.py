"""What an event log holds, activity by activity: how often, and how long the middle one took."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.reading import Reader

if TYPE_CHECKING:
    import pandas as pd

# An event with start and end lasts from one to the other; one with a single time is measured from the event before
# it in its case. A log is measured in one of the two ways, by what most of its events have. The 95 % interval of the
# median is that of the order statistics, from the binomial with p = 1/2 (normal approximation of the ranks).
TIMES = """
WITH brought AS (
    SELECT e.activity, e.case_id, e.seq, e.start_ts, e.end_ts, coalesce(e.end_ts, e.start_ts) AS moment
    FROM event e JOIN row_origin o ON o.entity = 'event' AND o.entity_id = e.event_id AND o.upload_id = $upload_id),
basis AS (SELECT count(*) FILTER (WHERE start_ts IS NOT NULL AND end_ts > start_ts) * 2 > count(*) AS is_timed
          FROM brought),
timed AS (
    SELECT activity, case_id, seq, is_timed, epoch(CASE WHEN is_timed THEN end_ts - start_ts
           ELSE moment - lag(moment) OVER (PARTITION BY case_id ORDER BY seq) END) / 3600.0 AS hours
    FROM brought, basis),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY activity ORDER BY hours) AS place,
           count(hours) OVER (PARTITION BY activity) AS n_timed
    FROM timed WHERE hours IS NOT NULL AND hours >= 0),
middle AS (
    SELECT activity, any_value(n_timed) AS n_timed, median(hours) AS median_hours,
           min(hours) FILTER (WHERE place >= greatest(1, floor(n_timed / 2.0 - 0.98 * sqrt(n_timed)))) AS low_hours,
           min(hours) FILTER (WHERE place >= least(n_timed, ceil(1 + n_timed / 2.0 + 0.98 * sqrt(n_timed))))
               AS high_hours
    FROM ranked GROUP BY activity)
SELECT t.activity, count(*) AS n_events, count(DISTINCT t.case_id) AS n_cases, avg(t.seq) AS place,
       coalesce(any_value(m.n_timed), 0) AS n_timed, any_value(m.median_hours) AS median_hours,
       any_value(m.low_hours) AS low_hours, any_value(m.high_hours) AS high_hours, any_value(t.is_timed) AS is_timed
FROM timed t LEFT JOIN middle m USING (activity) GROUP BY t.activity ORDER BY place, t.activity
"""
TYPES = {
    **dict.fromkeys(("n_events", "n_cases", "n_timed"), "int64"),
    **dict.fromkeys(("place", "median_hours", "low_hours", "high_hours"), "float64"),
    "activity": "str",
    "is_timed": "bool",
}


def activity_times(store: Reader, upload_id: str) -> pd.DataFrame:
    """One row per activity of an upload, in the order of the process: n_events, n_cases, n_timed, median_hours with
    its 95 % interval low_hours to high_hours, and is_timed (measured from start to end, else from the event before).
    """
    return store.frame(TIMES, dtypes=TYPES, upload_id=upload_id)
