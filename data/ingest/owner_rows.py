"""Tables of owners: who answers for a touchpoint, named directly or by an activity that stands behind it."""

from __future__ import annotations

import pandas as pd

from data.ingest.batch import Batch
from data.ingest.map_rows import known_touchpoints
from data.ingest.naming import json_text, name_key
from data.ingest.work_items import filling
from data.transaction import Write

UNKNOWN = "no_touchpoint"
ACTIVITIES = "SELECT activity, touchpoint_id FROM activity_map WHERE touchpoint_id IS NOT NULL"
# A file that comes back to its old place stands before later ones: they remember it, and the touchpoint keeps theirs.
LATER = """
CREATE TEMP TABLE later_owner AS
SELECT o.touchpoint_id, first(o.upload_id ORDER BY u.upload_no) AS upload_id,
    first(o.owner_before ORDER BY u.upload_no) AS owner_before
FROM touchpoint_owner o JOIN upload u ON u.upload_id = o.upload_id
WHERE u.upload_no > coalesce((SELECT upload_no FROM upload WHERE upload_id = $upload_id), 9223372036854775807)
GROUP BY o.touchpoint_id
"""
NOTED = """
INSERT INTO touchpoint_owner
SELECT s.touchpoint_id, max_by(s.owner, s.row_no),
    CASE WHEN any_value(l.upload_id) IS NULL THEN any_value(t.owner) ELSE any_value(l.owner_before) END,
    $upload_id, max(s.row_no)
FROM owner_row s JOIN touchpoint t USING (touchpoint_id) LEFT JOIN later_owner l USING (touchpoint_id)
GROUP BY s.touchpoint_id
"""
TOLD = """
UPDATE touchpoint_owner SET owner_before = o.owner FROM later_owner l JOIN touchpoint_owner o USING (touchpoint_id)
WHERE o.upload_id = $upload_id AND touchpoint_owner.touchpoint_id = l.touchpoint_id
    AND touchpoint_owner.upload_id = l.upload_id
"""
SET = """
UPDATE touchpoint SET owner = o.owner FROM touchpoint_owner o
WHERE o.touchpoint_id = touchpoint.touchpoint_id AND o.upload_id = $upload_id
    AND o.touchpoint_id NOT IN (SELECT touchpoint_id FROM later_owner)
"""
ORIGINS = "INSERT INTO row_origin SELECT $upload_id, row_no, 'touchpoint_owner', touchpoint_id FROM owner_row"
# An owner that a later file or a hand has set stays; the later file then remembers what stood before this one.
BEQUEATH = """
UPDATE touchpoint_owner SET owner_before = mine.owner_before
FROM touchpoint_owner mine JOIN upload m ON m.upload_id = mine.upload_id, upload u
WHERE mine.upload_id = $upload_id AND touchpoint_owner.touchpoint_id = mine.touchpoint_id
    AND u.upload_id = touchpoint_owner.upload_id AND u.upload_no = (
        SELECT min(x.upload_no) FROM touchpoint_owner o JOIN upload x ON x.upload_id = o.upload_id
        WHERE o.touchpoint_id = mine.touchpoint_id AND x.upload_no > m.upload_no)
"""
RESTORE = """
UPDATE touchpoint SET owner = o.owner_before FROM touchpoint_owner o JOIN upload u ON u.upload_id = o.upload_id
WHERE o.upload_id = $upload_id AND touchpoint.touchpoint_id = o.touchpoint_id AND touchpoint.owner = o.owner
    AND NOT EXISTS (SELECT 1 FROM touchpoint_owner l JOIN upload x ON x.upload_id = l.upload_id
        WHERE l.touchpoint_id = o.touchpoint_id AND x.upload_no > u.upload_no)
"""


def write_owners(write: Write, batch: Batch) -> int:
    """The owner of each touchpoint that a row names; rows that name none are set aside. Returns the touchpoints."""
    point, owner = filling(batch, "point"), filling(batch, "owner")
    cells = batch.reading.table.cells
    known = {
        **{name_key(activity): point_id for activity, point_id in write.rows(ACTIVITIES)},
        **known_touchpoints(write, batch.journey_id),
    }
    named = cells.iloc[:, point.index].str.strip() if point else pd.Series("", index=cells.index, dtype="str")
    said = cells.iloc[:, owner.index].str.strip() if owner else pd.Series("", index=cells.index, dtype="str")
    found = named.map({name: known.get(name_key(name)) for name in named.unique()})
    is_known = (found.notna() & (said != "")).to_numpy()
    _set_aside(write, cells[~is_known])
    write.execute("CREATE TEMP TABLE owner_row (row_no BIGINT, touchpoint_id VARCHAR, owner VARCHAR)")
    rows = pd.DataFrame({"row_no": cells.index, "touchpoint_id": found.to_numpy(), "owner": said.to_numpy()})[is_known]
    write.insert("owner_row", rows.astype({"touchpoint_id": "str"}))
    write.execute(ORIGINS, upload_id=batch.upload_id)
    write.execute(LATER, upload_id=batch.upload_id)
    n_points = write.execute(NOTED, upload_id=batch.upload_id)
    write.execute(TOLD, upload_id=batch.upload_id)
    write.execute(SET, upload_id=batch.upload_id)
    write.execute("DROP TABLE owner_row")
    write.execute("DROP TABLE later_owner")
    return n_points


def _set_aside(write: Write, cells: pd.DataFrame) -> None:
    texts = [json_text(row) for row in cells.to_numpy().tolist()]
    write.insert("aside", pd.DataFrame({"row_no": cells.index, "reason": UNKNOWN, "cells": texts}))


def take_back_owners(write: Write, upload_id: str) -> None:
    """The owners that the upload set are as before, unless somebody has set another since."""
    for statement in (BEQUEATH, RESTORE):
        write.execute(statement, upload_id=upload_id)
