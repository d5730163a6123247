"""Take back what one upload gave: its rows go, earlier revisions come back, shared entities go with their last user."""

from __future__ import annotations

from data.ingest.entities import KEYS
from data.ingest.event_order import order_events
from data.ingest.fact import drop_unused_clusters, rebuild_facts
from data.ingest.flags import check_survey, surveys_of
from data.ingest.held_texts import forget_texts
from data.ingest.link_run import relink
from data.ingest.owner_rows import take_back_owners
from data.ingest.process_rows import hand_over, respan
from data.ingest.receipt import count_recipes
from data.ingest.record_revisions import take_back
from data.ingest.revisions import note_touched, renumber
from data.ingest.sql import fill, text
from data.ingest.step_fact import CASES_OF_UPLOAD, rebuild_steps
from data.ingest.taken import pass_aliases_on
from data.transaction import Write

OWN_ROWS = (
    "upload_column",
    "upload_row_aside",
    "survey_wave",
    "respondent",
    "pii",
    "response",
    "response_flag",
    "answer",
    "comment",
    "segment_value",
    "score_fact",
    "process_case",
    "link",
    "customer_account",
    "contact",
    "touchpoint_owner",
)
# Children first: an entity that still has a child made by hand stays.
SHARED_ENTITIES = (
    "question",
    "scale",
    "survey",
    "touchpoint",
    "stage",
    "journey",
    "kpi_def",
    "project",
    "recipe",
    "source",
)
CHILDREN = {"journey": ("stage", "touchpoint", "journey_version"), "stage": ("touchpoint",)}
DROP_ENTITIES = """
DELETE FROM <table> WHERE <key> IN (
    SELECT entity_id FROM row_origin WHERE upload_id = $upload_id AND entity = <entity>)
AND <key> NOT IN (
    SELECT entity_id FROM row_origin WHERE upload_id <> $upload_id AND entity = <entity>)
"""
NO_CHILD = " AND <key> NOT IN (SELECT <key> FROM <child> WHERE <key> IS NOT NULL)"
RETURNED = """
SELECT DISTINCT upload_id FROM response WHERE is_current AND response_id IN (SELECT response_id FROM touched)
    AND response_no NOT IN (SELECT response_no FROM score_fact)
"""


def remove_contributions(write: Write, upload_id: str) -> dict[str, int]:
    """Delete everything the upload gave and restore what it had replaced; returns the deleted rows per table."""
    note_touched(write, upload_id)
    surveys = surveys_of(write, upload_id)
    hand_over(write, upload_id)
    take_back_owners(write, upload_id)
    removed = take_back(write, upload_id) | {
        table: write.execute(fill("DELETE FROM <table> WHERE upload_id = $id", table=table), id=upload_id)
        for table in OWN_ROWS
    }
    renumber(write)
    _restore_facts(write)
    for survey_id in surveys:
        check_survey(write, survey_id)
    pass_aliases_on(write, upload_id)
    for table in SHARED_ENTITIES:
        removed[table] = write.execute(_drop_sql(table), upload_id=upload_id)
    respan(write, upload_id)
    order_events(write, upload_id, is_leaving=True)
    rebuild_steps(write, CASES_OF_UPLOAD, upload_id=upload_id)
    write.execute("DELETE FROM row_origin WHERE upload_id = $id", id=upload_id)
    drop_unused_clusters(write)
    write.execute("DROP TABLE touched")
    return {table: n for table, n in removed.items() if n}


def _restore_facts(write: Write) -> None:
    """Facts of the responses that are current again."""
    for (other,) in write.rows(RETURNED):
        rebuild_facts(write, upload_id=other)


def _drop_sql(table: str) -> str:
    key = KEYS[table]
    kept = "".join(fill(NO_CHILD, key=key, child=child) for child in CHILDREN.get(table, ()))
    return fill(DROP_ENTITIES, table=table, key=key, entity=text(table)) + kept


def mark_undone(write: Write, upload_id: str, at: object) -> None:
    """The upload stays listed, with the time at which it was taken back; links that rested on it are made anew."""
    write.execute("UPDATE upload SET state = 'undone', undone_at = $at WHERE upload_id = $id", id=upload_id, at=at)
    count_recipes(write)
    forget_texts(write)
    for survey_id, source_id in write.rows(
        "SELECT survey_id, source_id FROM upload WHERE upload_id = $id", id=upload_id
    ):
        relink(write, survey_id=survey_id, source_id=source_id)
