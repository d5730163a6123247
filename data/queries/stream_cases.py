"""Behind a step of the value stream: the cases that waited longest, one case step by step, who decided what."""

from __future__ import annotations

from typing import Final

import pandas as pd

from data.queries.process_clock import CALENDAR, Clock
from data.queries.scope import Scope
from data.queries.stream import stream_sql
from data.reading import Reader

MOST: Final = 50
LONGEST: Final = """
SELECT e.case_id, coalesce(any_value(p.external_key), e.case_id) AS case_key, any_value(a.name) AS account,
    any_value(s.wait_s) / 3600 AS wait_hours, any_value(s.processing_s) / 3600 AS work_hours, s.visit,
    any_value(s.began_at) AS began_at, any_value(e.lead_s) / 3600 AS lead_hours
FROM step s JOIN ended e USING (case_no) JOIN process_activity t USING (activity_no)
JOIN process_log l ON l.log_no = t.log_no
LEFT JOIN process_case p USING (case_id) LEFT JOIN customer_account a ON a.account_id = p.account_id
WHERE t.activity = $activity AND l.source_id = $source AND s.wait_s IS NOT NULL
GROUP BY e.case_id, s.visit ORDER BY wait_hours DESC, case_key, s.visit LIMIT $most
"""


def longest_waits(
    store: Reader, scope: Scope, source_id: str, activity: str, clock: Clock = CALENDAR, *, most: int = MOST
) -> pd.DataFrame:
    """One row per visit, the longest wait first: case_id, case_key, account, wait_hours, work_hours, visit."""
    tables, params = stream_sql(scope, clock)
    sql = f"WITH {tables} {LONGEST}"
    types = {"case_id": "str", "case_key": "str", "account": "str"}
    return store.frame(sql, dtypes=types, **params, source=source_id, activity=activity, most=most)


def log_names(store: Reader, journey_id: str) -> pd.DataFrame:
    """One row per log of a journey: source_id, its name, and the name of one of its files."""
    return store.frame(
        """SELECT l.source_id, any_value(nullif(s.name, l.source_id)) AS name, any_value(u.file_name) AS file_name
           FROM process_log l LEFT JOIN source s USING (source_id)
           LEFT JOIN upload u ON u.source_id = l.source_id AND u.state = 'live'
           WHERE coalesce(l.journey_id, l.source_id) = $journey GROUP BY l.source_id ORDER BY l.source_id""",
        journey=journey_id,
    )


def decisions(store: Reader, journey_id: str) -> pd.DataFrame:
    """One row per decision that stands, the newest first: decision_no, source_id, activity, after, decided_by, _at."""
    return store.frame(
        """SELECT decision_no, source_id, activity, before, after, decided_by, decided_at FROM activity_decision
           WHERE undone_at IS NULL
           AND source_id IN (SELECT source_id FROM process_log WHERE coalesce(journey_id, source_id) = $journey)
           ORDER BY decision_no DESC""",
        journey=journey_id,
    )
