"""What the rows of a file hang on: journey, stages, touchpoints, survey, scales, questions, recipe.

These may be shared by several uploads. Each upload notes in `row_origin` (row_no 0: the file as a whole) the ones it
created or shares with the upload that did, so that undo removes an entity with its last upload and never one made by
hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from data.ingest.batch import Batch
from data.ingest.sql import fill
from data.transaction import Write

WHOLE_FILE = 0
KEYS = {
    "journey": "journey_id",
    "stage": "stage_id",
    "touchpoint": "touchpoint_id",
    "survey": "survey_id",
    "scale": "scale_id",
    "question": "question_id",
    "recipe": "recipe_id",
    "source": "source_id",
    "kpi_def": "kpi_id",
    "project": "project_id",
}
HELD = "SELECT <key> FROM <table> WHERE list_contains($ids, <key>)"
SHARED = """
INSERT INTO row_origin SELECT DISTINCT $upload_id, 0, entity, entity_id FROM row_origin
WHERE entity = $entity AND list_contains($ids, entity_id) AND upload_id <> $upload_id
    AND entity_id NOT IN (
        SELECT entity_id FROM row_origin WHERE upload_id = $upload_id AND row_no = 0 AND entity = $entity)
"""


def add_entities(write: Write, batch: Batch, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those `rows` whose key is new; note what this upload has to do with all of them."""
    key = KEYS[table]
    by_id = {str(row[key]): dict(row) for row in rows}
    held = {row[0] for row in write.rows(fill(HELD, key=key, table=table), ids=list(by_id))}
    new = [entity_id for entity_id in by_id if entity_id not in held]
    if held:
        write.execute(SHARED, upload_id=batch.upload_id, entity=table, ids=sorted(held))
    if new:
        write.insert(table, pd.DataFrame([by_id[entity_id] for entity_id in new]))
        write.insert(
            "row_origin",
            pd.DataFrame({"upload_id": batch.upload_id, "row_no": WHOLE_FILE, "entity": table, "entity_id": new}),
        )


def add_entity(write: Write, batch: Batch, table: str, row: Mapping[str, Any]) -> str:
    """One entity; returns its key."""
    add_entities(write, batch, table, [row])
    return str(row[KEYS[table]])
