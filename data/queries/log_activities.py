"""What the steps of an imported log are called: what tells two logs with the same columns apart."""

from __future__ import annotations

from data.reading import Reader

ACTIVITIES = """
SELECT DISTINCT e.activity FROM event e JOIN upload u USING (upload_id)
WHERE u.survey_id = $survey AND u.state = 'live' AND e.activity <> '' ORDER BY ALL
"""


def log_activities(store: Reader, survey_id: str) -> tuple[str, ...]:
    """The activities of the live files of one log, sorted; nothing for a log that is not there."""
    return tuple(str(row[0]) for row in store.rows(ACTIVITIES, survey=survey_id))
