"""Whether an event log continues one that is in the store: columns are alike in most logs, so the activities tell."""

from __future__ import annotations

from data.ingest.mapping import ImportPlan
from data.ingest.model import Reading
from data.ingest.naming import digest, name_key
from data.ingest.plan import header_fingerprint
from data.queries.log_activities import log_activities
from data.reading import Reader

EVENT_LOG = "event_log"
LEAST_SHARED = 0.5  # of the activities of the log that has fewer


def continues_log(store: Reader, reading: Reading, survey_id: str) -> bool:
    """Whether the file can be a later one of `survey_id`; True for other kinds and where nothing is left to compare."""
    if reading.kind != EVENT_LOG:
        return True
    here = {name_key(text) for text in _activities(reading)}
    there = {name_key(text) for text in log_activities(store, survey_id)}
    smaller = min(len(here), len(there))
    return not smaller or len(here & there) >= LEAST_SHARED * smaller


def source_of(
    store: Reader, reading: Reading, plan: ImportPlan, *, sha256: str, journey_id: str | None
) -> tuple[str, str]:
    """(recipe, survey) of a file: those of its headers, but another event log with the same headers gets its own."""
    mark = header_fingerprint(reading)
    recipe_id = digest(mark, journey_id, length=16)
    survey_id = plan.survey_id or f"s_{recipe_id}"
    if reading.kind != EVENT_LOG:
        return recipe_id, survey_id
    if plan.survey_id is None and not continues_log(store, reading, survey_id):
        survey_id = f"s_{digest(mark, journey_id, sha256, length=16)}"
    is_plain = survey_id == f"s_{recipe_id}"
    return (recipe_id if is_plain else digest(mark, journey_id, survey_id, length=16)), survey_id


def _activities(reading: Reading) -> list[str]:
    column = next((column for column in reading.columns if column.role == "activity"), None)
    if column is None:
        return []
    texts = reading.table.cells.iloc[:, column.index].dropna().unique()
    return [text.strip() for text in texts if text.strip()]
