"""What data arrived from each source and until when, and which touchpoints it feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from data.reading import Reader

FILES = """
WITH live AS (
    SELECT upload_id, upload_no, survey_id, journey_id, recipe_id, file_name, uploaded_at FROM upload
    WHERE state = 'live' AND NOT is_sample AND survey_id IS NOT NULL AND recipe_id IS NOT NULL),
told AS (
    SELECT upload_id, max(submitted_at) AS last FROM response WHERE submitted_at IS NOT NULL GROUP BY 1
    UNION ALL SELECT upload_id, max(coalesce(end_ts, start_ts)) FROM event GROUP BY 1
    UNION ALL SELECT upload_id, max(period_start)::TIMESTAMPTZ FROM kpi_value GROUP BY 1),
dated AS (SELECT upload_id, max(last) AS last FROM told GROUP BY 1)
SELECT l.survey_id, l.upload_no, l.journey_id, l.recipe_id, l.file_name, s.title, r.expected_rhythm,
       CAST(coalesce(d.last, l.uploaded_at) AT TIME ZONE $zone AS DATE) AS last_day
FROM live l JOIN recipe r USING (recipe_id) LEFT JOIN dated d USING (upload_id)
LEFT JOIN survey s ON s.survey_id = l.survey_id
ORDER BY l.upload_no
"""
FED = """
SELECT f.touchpoint_id, q.survey_id, max(f.answered_on) AS last_on
FROM score_fact f JOIN question q USING (question_id)
WHERE f.journey_id = $journey_id AND f.touchpoint_id IS NOT NULL GROUP BY ALL
"""


def arrived_files(store: Reader, *, zone: str) -> pd.DataFrame:
    """One row per live file, oldest first: its survey, title, stated rhythm, and the last day of its data."""
    return store.frame(FILES, zone=zone)


def fed_touchpoints(store: Reader, journey_id: str) -> pd.DataFrame:
    """One row per touchpoint and survey that feeds it: the last day of its scores."""
    return store.frame(FED, journey_id=journey_id)
