"""What an upload shares with others or with edits by hand, as it stood: taken along by undo, put back by redo.

Rows are held as texts, which every type of the store survives unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from data.ingest.entities import KEYS, WHOLE_FILE
from data.ingest.model import RowAside
from data.ingest.naming import SEPARATOR, json_text
from data.ingest.sql import fill, text, texts
from data.transaction import Write

Rows = list[dict[str, str | None]]
Taken = dict[str, Any]
ALIAS = "touchpoint_alias"
# Reasons found while rows are written; they are found again when the upload comes back.
LANDING_REASONS = ("duplicate", "no_case", "no_activity", "no_touchpoint")
ENTITIES = """
SELECT COLUMNS(*)::VARCHAR FROM <table> WHERE <key> IN (
    SELECT entity_id FROM row_origin WHERE upload_id = $id AND row_no = 0 AND entity = <entity>)
ORDER BY <key>
"""
ASIDE = "SELECT row_no, reason, cells::VARCHAR FROM upload_row_aside WHERE upload_id = $id AND reason NOT IN <landing>"
HAND_ON = """
UPDATE touchpoint_alias SET source = 'upload:' || o.upload_id, created_at = o.uploaded_at
FROM (SELECT entity_id, min_by(upload_id, upload_no) AS upload_id, min_by(u.uploaded_at, upload_no) AS uploaded_at
      FROM row_origin r JOIN upload u USING (upload_id)
      WHERE entity = 'touchpoint_alias' AND <others> GROUP BY entity_id) o
WHERE <mine> AND o.entity_id = touchpoint_alias.journey_id || chr(31) || touchpoint_alias.alias
"""
LATER = "upload_no > (SELECT upload_no FROM upload WHERE upload_id = $id)"

LATER_SOURCE = "source IN (SELECT 'upload:' || upload_id FROM upload WHERE <later>)"


def alias_key(journey_id: str, alias: str) -> str:
    """The name of an alias in `row_origin`."""
    return f"{journey_id}{SEPARATOR}{alias}"


def note_taken(write: Write, upload_id: str) -> Taken:
    """The shared entities of an upload and the rows it was read without."""
    entities = {table: _rows(write, table, upload_id) for table in KEYS}
    aside = [list(row) for row in write.rows(fill(ASIDE, landing=texts(LANDING_REASONS)), id=upload_id)]
    return {"entities": {table: rows for table, rows in entities.items() if rows}, "aside": aside}


def _rows(write: Write, table: str, upload_id: str) -> Rows:
    frame = write.frame(fill(ENTITIES, table=table, key=KEYS[table], entity=text(table)), id=upload_id)
    return [
        {str(name): None if pd.isna(value) else str(value) for name, value in row.items()}
        for row in frame.to_dict("records")
    ]


def keep_taken(write: Write, upload_id: str, taken: Taken) -> None:
    """Store it with the upload."""
    write.execute("UPDATE upload SET taken = $taken WHERE upload_id = $id", taken=json_text(taken), id=upload_id)


def asides(taken: Mapping[str, Any]) -> tuple[RowAside, ...]:
    """The rows that were set aside on reading."""
    import json

    return tuple(
        RowAside(int(row_no), str(reason), tuple(str(cell) for cell in json.loads(cells or "[]")))
        for row_no, reason, cells in taken["aside"]
    )


def put_back(write: Write, upload_id: str, entities: Mapping[str, Rows]) -> None:
    """Insert those entities that are gone, and note that the upload uses all of them."""
    for table, rows in entities.items():
        key = KEYS[table]
        ids = [row[key] for row in rows]
        held = {row[0] for row in write.rows(fill("SELECT <key> FROM <table>", key=key, table=table))}
        write.insert(table, pd.DataFrame([row for row in rows if row[key] not in held]))
        write.insert(
            "row_origin",
            pd.DataFrame({"upload_id": upload_id, "row_no": WHOLE_FILE, "entity": table, "entity_id": ids}),
        )


def pass_aliases_on(write: Write, upload_id: str) -> int:
    """Before an upload goes: aliases that another file uses too become that one's; the others go."""
    mine = "source = 'upload:' || $id"
    write.execute(fill(HAND_ON, others="upload_id <> $id", mine=mine), id=upload_id)
    return write.execute(fill("DELETE FROM touchpoint_alias WHERE <mine>", mine=mine), id=upload_id)


def take_aliases_back(write: Write, upload_id: str) -> None:
    """After an upload came back: aliases that later files held in its place are its own again."""
    mine = fill(LATER_SOURCE, later=LATER)
    write.execute(fill(HAND_ON, others="upload_id = $id", mine=mine), id=upload_id)


def needed(entities: Mapping[str, Rows], touchpoints: Iterable[str]) -> dict[str, Rows]:
    """The map, source and recipe of an upload whose curve will have `touchpoints`; the rest is written anew."""
    wanted = set(touchpoints)
    points = [row for row in entities.get("touchpoint", []) if row["touchpoint_id"] in wanted]
    stages = {row["stage_id"] for row in points}
    kept = {
        table: list(entities.get(table, []))
        for table in ("source", "recipe", "journey", "survey", "kpi_def", "project")
    }
    kept["stage"] = [row for row in entities.get("stage", []) if row["stage_id"] in stages]
    kept["touchpoint"] = points
    return {table: rows for table, rows in kept.items() if rows}
