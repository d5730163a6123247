"""What is wrong with the times and names of an event log: counted, with the rows, so that no figure hides it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.ingest.sql import fill
from data.ingest.step_fact import BELIEVED, is_work

if TYPE_CHECKING:
    import pandas as pd

    from data.reading import Reader

MOST_PLACES = 5
# Rows against the clock are a finding only in a log that is otherwise in the order of time.
MOST_BACKWARDS = 0.05
ISSUES = """
WITH mine AS (
    SELECT e.*, <is_work> AS is_work, e.start_ts >= <first> AND e.start_ts < <last> AS starts_well,
        e.end_ts >= <first> AND e.end_ts < <last> AS ends_well, coalesce(e.start_ts, e.end_ts) AS moment
    FROM event e JOIN process_case p USING (case_id) WHERE coalesce(p.journey_id, p.source_id) = $journey),
kind AS (
    SELECT count(*) AS n_events,
        count(*) FILTER (start_ts IS NOT NULL AND end_ts IS NOT NULL) * 2 > count(*) AS is_timed,
        bool_or(tz_known) AND bool_or(NOT tz_known) AS is_mixed FROM mine),
placed AS (
    SELECT *, is_work AND moment < lag(moment) OVER (PARTITION BY case_id, upload_id ORDER BY row_no) AS is_backwards
    FROM mine),
span AS (
    SELECT m.case_id, count(*) - coalesce(any_value(c.n_steps), 0) AS n_far
    FROM mine m LEFT JOIN case_fact c USING (case_id) WHERE m.is_work AND (m.starts_well OR m.ends_well)
    GROUP BY m.case_id),
found AS (
    SELECT unnest(list_filter([
        CASE WHEN NOT is_work THEN 'not_work' END,
        CASE WHEN is_work AND moment IS NULL THEN 'no_time' END,
        CASE WHEN is_work AND (NOT starts_well OR NOT ends_well) THEN 'unbelieved' END,
        CASE WHEN starts_well AND ends_well AND end_ts < start_ts AND is_work THEN 'reversed' END,
        CASE WHEN is_work AND is_timed AND start_ts IS NULL AND end_ts IS NOT NULL THEN 'no_start' END,
        CASE WHEN is_work AND is_timed AND end_ts IS NULL AND start_ts IS NOT NULL THEN 'no_end' END,
        CASE WHEN is_work AND enabled_ts > moment THEN 'late_enabled' END,
        CASE WHEN is_work AND activity = '' THEN 'no_activity' END,
        CASE WHEN is_backwards THEN 'backwards' END,
        CASE WHEN is_mixed AND NOT tz_known THEN 'mixed_zone' END], lambda code: code IS NOT NULL)) AS code,
        case_id, upload_id, row_no
    FROM placed, kind),
cases AS (
    SELECT 'far' AS code, n_far AS n, case_id FROM span WHERE n_far > 0
    UNION ALL SELECT 'single', 1, c.case_id FROM case_fact c JOIN process_log l USING (log_no)
        WHERE coalesce(l.journey_id, l.source_id) = $journey AND c.n_steps = 1 AND NOT c.is_cut
    UNION ALL SELECT 'cut', c.n_steps, c.case_id FROM case_fact c JOIN process_log l USING (log_no)
        WHERE coalesce(l.journey_id, l.source_id) = $journey AND c.is_cut),
told AS (
    SELECT code, count(*) AS n_events, count(DISTINCT case_id) AS n_cases,
        list(file_name || ': ' || row_no ORDER BY file_name, row_no)[1:<most>] AS places
    FROM found JOIN upload USING (upload_id) GROUP BY code
    UNION ALL SELECT c.code, sum(c.n)::BIGINT, count(*), list(p.external_key ORDER BY p.external_key)[1:<most>]
    FROM cases c JOIN process_case p USING (case_id) GROUP BY c.code
    UNION ALL SELECT 'unmapped', count(*), count(DISTINCT s.case_no), list(DISTINCT a.activity)[1:<most>]
    FROM step_fact s JOIN process_activity a USING (activity_no) JOIN process_log l ON l.log_no = a.log_no
    LEFT JOIN activity_map m ON m.source_id = l.source_id AND m.activity = a.activity
    WHERE coalesce(l.journey_id, l.source_id) = $journey AND m.touchpoint_id IS NULL HAVING count(*) > 0
    UNION ALL SELECT 'single_time', n_events, NULL, [] FROM kind WHERE NOT is_timed AND n_events > 0)
SELECT t.code, t.n_events, t.n_cases, k.n_events AS n_of, t.places FROM told t, kind k
WHERE t.code <> 'backwards' OR t.n_events <= $most_backwards * k.n_events ORDER BY t.n_events DESC, t.code
"""


def process_issues(store: Reader, journey_id: str) -> pd.DataFrame:
    """One row per kind of fault in the whole log of a journey; none where nothing is wrong.

    Columns: code, n_events, n_cases, n_of (all events), places (a list of up to five: "file: row" or, for cases and
    activities, their names).

    Codes: reversed (end before start), no_start, no_end, no_time, unbelieved (before 1980 or after 2199), far (ten
    years from the rest of its case), backwards (earlier than the row before it in a log in order), late_enabled
    (enabled after its start), no_activity, mixed_zone (times without a zone beside times with one), not_work
    (scheduled, assigned …), single (cases of one step, none that are cut), cut (cases begun before the log),
    single_time (one time per step), unmapped (activities without a touchpoint).
    """
    sql = fill(ISSUES, is_work=is_work(), most=str(MOST_PLACES), **BELIEVED)
    types = {"code": "str", "n_events": "int64", "n_of": "int64"}
    return store.frame(sql, dtypes=types, journey=journey_id, most_backwards=MOST_BACKWARDS)
