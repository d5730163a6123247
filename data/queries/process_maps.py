"""Which logs there are, which journey they stand behind, and which touchpoint each activity belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from data.reading import Reader

LOGS = """
SELECT l.source_id, l.journey_id, any_value(u.file_name) AS file_name, count(*) AS n_cases,
    any_value(t.n_activities) AS n_activities, any_value(t.n_mapped) AS n_mapped
FROM process_log l JOIN case_fact c USING (log_no) JOIN process_case p USING (case_id) JOIN upload u USING (upload_id)
JOIN (SELECT a.log_no, count(*) AS n_activities, count(m.touchpoint_id) AS n_mapped
      FROM process_activity a JOIN process_log g USING (log_no)
      LEFT JOIN activity_map m ON m.source_id = g.source_id AND m.activity = a.activity GROUP BY a.log_no) t
    ON t.log_no = l.log_no
GROUP BY l.source_id, l.journey_id ORDER BY n_cases DESC, l.source_id
"""
ACTIVITIES = """
SELECT a.activity_no, l.source_id, a.activity, v.n_visits, v.place, m.touchpoint_id, m.mapped_by, m.mapped_at
FROM process_activity a JOIN process_log l USING (log_no)
JOIN (SELECT activity_no, count(*) AS n_visits, avg(seq) FILTER (visit = 1) AS place FROM step_fact
      GROUP BY activity_no) v
    USING (activity_no)
LEFT JOIN activity_map m ON m.source_id = l.source_id AND m.activity = a.activity
WHERE coalesce(l.journey_id, l.source_id) = $journey ORDER BY v.place, a.activity
"""
NAMES = """
SELECT touchpoint_id, name_en AS name FROM touchpoint
WHERE journey_id = $journey AND retired_at IS NULL AND name_en IS NOT NULL
UNION ALL SELECT touchpoint_id, name_zh FROM touchpoint
WHERE journey_id = $journey AND retired_at IS NULL AND name_zh IS NOT NULL
UNION ALL SELECT a.touchpoint_id, a.alias FROM touchpoint_alias a JOIN touchpoint t USING (touchpoint_id)
WHERE a.journey_id = $journey AND t.retired_at IS NULL ORDER BY ALL
"""


def process_logs(store: Reader) -> pd.DataFrame:
    """One row per log: source_id, journey_id (missing: behind none yet), file_name (one of its files), n_cases,
    n_activities, n_mapped.
    """
    types = dict.fromkeys(("n_cases", "n_activities", "n_mapped"), "int64")
    return store.frame(LOGS, dtypes=types)


def log_activities(store: Reader, journey_id: str) -> pd.DataFrame:
    """One row per activity of the logs behind a journey (or of a source without one), in the order of the process:
    activity_no, source_id, activity, n_visits, place, touchpoint_id, mapped_by, mapped_at.
    """
    return store.frame(ACTIVITIES, dtypes={"activity_no": "int64", "n_visits": "int64"}, journey=journey_id)


def touchpoint_names(store: Reader, journey_id: str) -> list[tuple[str, str]]:
    """(touchpoint id, a name or alias of it) for every touchpoint of a journey, both languages."""
    return [(str(touchpoint), str(name)) for touchpoint, name in store.rows(NAMES, journey=journey_id)]
