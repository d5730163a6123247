"""Which cases are still open: by their own mark, or by how the log ends them.

Where the system marks open cases, its marks count. Otherwise a case is open when its last step is none that ends cases
and its silence, up to the last event of the log, is not longer than the longest after which a case of this log ever
went on. A step ends cases if somebody said so; where nobody did, if more than half of its visits are the last of their
case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.queries.process_scope import LOGS

if TYPE_CHECKING:
    import pandas as pd

    from data.reading import Reader

END_SHARE = 0.5
# CTEs `log_rule` and `end_activity`; IS_OPEN is the predicate over `case_fact c JOIN log_rule r USING (log_no)`.
OPEN_RULE = f"""log_rule AS MATERIALIZED (
    SELECT f.log_no, bool_or(f.is_marked_open) AS has_marks, max(f.ended_at) AS until_at,
        CASE WHEN bool_or(f.is_marked_open) THEN 0 ELSE coalesce((SELECT max(p.wait_s) FROM step_fact p
            WHERE p.log_no = f.log_no), 0) END AS quiet_s
    FROM case_fact f WHERE f.log_no IN ({LOGS}) GROUP BY f.log_no),
said_end AS (
    SELECT a.activity_no, a.log_no FROM process_end d JOIN process_log l USING (source_id)
    JOIN process_activity a ON a.log_no = l.log_no AND a.activity = d.activity),
end_activity AS MATERIALIZED (
    SELECT activity_no FROM said_end
    UNION ALL SELECT v.activity_no FROM (
        SELECT activity_no, any_value(log_no) AS log_no, count(*) AS n_visits,
            count(*) FILTER (next_no IS NULL) AS n_last
        FROM step_fact WHERE log_no IN ({LOGS}) GROUP BY activity_no) v
    WHERE v.n_last > {END_SHARE} * v.n_visits AND v.log_no NOT IN (SELECT log_no FROM said_end)),
"""  # noqa: S608 - fixed text
IS_OPEN = """CASE WHEN r.has_marks THEN c.is_marked_open
    ELSE c.last_activity_no NOT IN (SELECT activity_no FROM end_activity)
        AND c.ended_at + to_microseconds((1e6 * r.quiet_s)::BIGINT) >= r.until_at END"""
TOLD = f"""
WITH {OPEN_RULE.rstrip().rstrip(",")}
SELECT l.source_id, r.has_marks, r.until_at, r.quiet_s,
    (SELECT list(a.activity ORDER BY a.activity) FROM process_activity a JOIN end_activity USING (activity_no)
     WHERE a.log_no = r.log_no) AS end_activities,
    EXISTS (SELECT 1 FROM said_end s WHERE s.log_no = r.log_no) AS is_said
FROM log_rule r JOIN process_log l USING (log_no) ORDER BY l.source_id
"""  # noqa: S608 - fixed text

SHARES = f"""
SELECT l.source_id, a.activity, count(*) AS n_visits, count(*) FILTER (s.next_no IS NULL) AS n_last
FROM step_fact s JOIN process_activity a USING (activity_no) JOIN process_log l ON l.log_no = s.log_no
WHERE s.log_no IN ({LOGS}) GROUP BY ALL ORDER BY l.source_id, n_last / n_visits DESC, a.activity
"""  # noqa: S608 - fixed text


def open_rules(store: Reader, journey_id: str) -> pd.DataFrame:
    """One row per log of a journey, to be said on screen: source_id, has_marks, until_at (last event), quiet_s (the
    longest pause), end_activities (a list), is_said (a person chose them).
    """
    return store.frame(TOLD, journey=journey_id)


def end_shares(store: Reader, journey_id: str) -> pd.DataFrame:
    """One row per activity of the logs of a journey, the likeliest end first: source_id, activity, n_visits, n_last
    (visits after which the case holds no step).
    """
    return store.frame(SHARES, journey=journey_id, dtypes={"n_visits": "int64", "n_last": "int64"})
