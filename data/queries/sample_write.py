"""Putting the sample world into the store and taking exactly that out again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

import numpy as np
import pandas as pd

from data.ingest.fact import drop_unused_clusters, rebuild_facts
from data.ingest.flags import check_survey
from data.ingest.step_fact import rebuild_steps
from data.queries.sample_goals import insert_goals
from data.samples.story import JOURNEYS
from data.samples.world import World
from data.store import Reader, Write

REMOVED_KEY: Final = "sample_removed"
NUMBERED: Final = {
    "response": "response_no",
    "answer": "response_no",
    "comment": "response_no",
    "segment_value": "owner_no",
}
BY_UPLOAD: Final = (
    "answer",
    "comment",
    "segment_value",
    "response",
    "respondent",
    "pii",
    "row_origin",
    "process_case",
    "event",
    "work_item",
    "kpi_value",
    "cost",
    "link",
    "contact",
    "project",
    "customer_account",
    "survey_wave",
    "response_flag",
    "upload_column",
    "upload_row_aside",
    "issue",
)
ENTITIES: Final = {
    "journey": "journey_id",
    "stage": "stage_id",
    "touchpoint": "touchpoint_id",
    "survey": "survey_id",
    "question": "question_id",
    "kpi_def": "kpi_id",
    "scale": "scale_id",
}
SAMPLE_UPLOADS: Final = "SELECT upload_id FROM upload WHERE is_sample"
SAMPLE_JOURNEYS: Final = "SELECT journey_id FROM journey WHERE is_sample"
NO_CASE: Final = "SELECT case_id FROM process_case WHERE false"
TOUCHPOINTS: Final = "SELECT touchpoint_id FROM touchpoint"
SAMPLE_TOUCHPOINTS: Final = f"SELECT touchpoint_id FROM touchpoint WHERE journey_id IN ({SAMPLE_JOURNEYS})"  # noqa: S608
SAMPLE_GOALS: Final = f"""SELECT goal_id FROM business_goal WHERE journey_id IN ({SAMPLE_JOURNEYS})
    OR journey_id NOT IN (SELECT journey_id FROM journey)"""  # noqa: S608 - fixed names
BY_RULE: Final = {
    "touchpoint_kpi": f"touchpoint_id IN ({SAMPLE_TOUCHPOINTS}) OR touchpoint_id NOT IN ({TOUCHPOINTS})",
    "competitor_score": f"touchpoint_id IN ({SAMPLE_TOUCHPOINTS}) OR touchpoint_id NOT IN ({TOUCHPOINTS})",
    "activity_map": "source_id LIKE 'sample.%'",
    "activity_decision": "source_id LIKE 'sample.%'",
    "stream_scenario": f"journey_id IN ({SAMPLE_JOURNEYS})",
    "improvement_action": "is_sample",
    "objective_revision": f"objective_id IN (SELECT objective_id FROM objective WHERE goal_id IN ({SAMPLE_GOALS}))",  # noqa: S608
    "objective": f"goal_id IN ({SAMPLE_GOALS})",
    "business_goal": f"goal_id IN ({SAMPLE_GOALS})",
    "kpi_def": "is_sample",
    "question": "starts_with(survey_id, 'sample.')",
    "survey_check": "starts_with(survey_id, 'sample.')",
    "left_out": "starts_with(survey_id, 'sample.')",
    "population_share": "starts_with(survey_id, 'sample.')",
    "survey": "starts_with(survey_id, 'sample.')",
    "scale": "starts_with(scale_id, 'sample.')",
    "source": "starts_with(source_id, 'sample.')",
    "touchpoint_alias": f"journey_id IN ({SAMPLE_JOURNEYS})",
    "score_fact": f"journey_id IN ({SAMPLE_JOURNEYS})",
    "journey_version": f"journey_id IN ({SAMPLE_JOURNEYS})",
    "touchpoint": f"journey_id IN ({SAMPLE_JOURNEYS})",
    "stage": f"journey_id IN ({SAMPLE_JOURNEYS})",
    "persona": "is_sample",
    "journey": "is_sample",
}  # the last two are what the rules above look up


def is_untouched(store: Reader) -> bool:
    """Whether the store has neither uploads nor journeys and nobody has removed the sample."""
    return not store.value(
        """SELECT (SELECT count(*) FROM upload) + (SELECT count(*) FROM journey)
                + (SELECT count(*) FROM setting WHERE key = $key)""",
        key=REMOVED_KEY,
    )


def has_sample(store: Reader) -> bool:
    """Whether the sample world is in the store."""
    return bool(
        store.value(
            """SELECT (SELECT count(*) FROM upload WHERE is_sample AND state = 'live')
                    + (SELECT count(*) FROM journey WHERE is_sample)
                    + (SELECT count(*) FROM persona WHERE is_sample)"""
        )
    )


def taken_id(reader: Reader) -> str | None:
    """The id of a real journey that a sample journey would need."""
    found = reader.value(
        "SELECT min(journey_id) FROM journey WHERE NOT is_sample AND list_contains($ids, journey_id)",
        ids=list(JOURNEYS),
    )
    return None if found is None else str(found)


def insert_world(
    write: Write, world: World, *, at: datetime, progress: Callable[[str], None] | None = None
) -> dict[str, int]:
    """Insert every frame, the uploads they came by and the derived facts; returns rows per table."""
    base = _reserve(write, len(world["response"]))
    counts = {}
    for table, frame in world.frames.items():
        if progress is not None:
            progress(table)
        column = NUMBERED.get(table)
        moved = frame if column is None else frame.assign(**{column: frame[column] + base})
        counts[table] = write.insert(table, moved)
    write.insert("upload", _uploads(write, world, at))
    write.insert("row_origin", _origins(world.frames))
    insert_goals(write, world.until)
    rebuild_facts(write, sorted(world["journey"]["journey_id"]), is_wide=True)
    rebuild_steps(write, f"SELECT case_id FROM process_case WHERE upload_id IN ({SAMPLE_UPLOADS})")  # noqa: S608
    for survey_id in world["survey"]["survey_id"]:
        check_survey(write, str(survey_id))
    return counts


def _reserve(write: Write, n: int) -> int:
    """Take `n` consecutive response numbers; returns what to add to 1 … n."""
    last = write.value("SELECT max(number) FROM (SELECT nextval('response_no_seq') AS number FROM range($n))", n=n)
    return int(last) - n


def _uploads(write: Write, world: World, at: datetime) -> pd.DataFrame:
    """One row per journey: the sample arrives as uploads like any other file."""
    rows = []
    for journey_id in world["journey"]["journey_id"]:
        counts = _counts(world.frames, f"sample_{journey_id}")
        cells = counts["answers"] + counts["comments"] + 4 * counts["responses"]
        rows.append(
            {
                "upload_id": f"sample_{journey_id}",
                "upload_no": write.value("SELECT nextval('upload_seq')"),
                "file_name": f"sample {journey_id}",
                "sha256": hashlib.sha256(f"{journey_id}|{world.seed}|{world.scale}".encode()).hexdigest(),
                "size_bytes": 0,
                "uploaded_at": pd.Timestamp(at),
                "vendor": "sample",
                "kind": "survey",
                "journey_id": journey_id,
                "source_id": f"sample.{journey_id}",
                "state": "live",
                "n_rows": counts["responses"],
                "n_set_aside": 0,
                "n_cells_in": cells,
                "n_cells_kept": cells,
                "counts": json.dumps(counts),
                "is_sample": True,
            }
        )
    return pd.DataFrame(rows)


def _origins(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """What each sample upload as a whole (row 0) brought, so that undoing it takes that away too."""
    rows = []
    for entity, key in ((entity, key) for entity, key in ENTITIES.items() if entity in frames):
        journeys = frames[entity].get("journey_id")
        for owner in frames["journey"]["journey_id"]:
            ids = frames[entity][key] if journeys is None else frames[entity].loc[journeys == owner, key]
            rows.append(pd.DataFrame({"upload_id": f"sample_{owner}", "row_no": 0, "entity": entity, "entity_id": ids}))
    return pd.concat(rows, ignore_index=True)


def _counts(frames: Mapping[str, pd.DataFrame], upload_id: str) -> dict[str, int]:
    names = {"responses": "response", "answers": "answer", "comments": "comment", "events": "event"}
    return {
        name: int(np.sum(frames[table]["upload_id"].to_numpy(dtype=object) == upload_id)) if table in frames else 0
        for name, table in names.items()
    }


def delete_sample(write: Write) -> None:
    """Take out all sample rows; the upload rows stay and say that they were undone."""
    for table in BY_UPLOAD:
        write.execute(f"DELETE FROM {table} WHERE upload_id IN ({SAMPLE_UPLOADS})")  # noqa: S608 - fixed names
    for table, rule in BY_RULE.items():
        write.execute(f"DELETE FROM {table} WHERE {rule}")  # noqa: S608 - fixed names
    drop_unused_clusters(write)
    rebuild_steps(write, NO_CASE)


def mark_undone(write: Write, at: datetime) -> None:
    """The sample uploads are undone."""
    write.execute("UPDATE upload SET state = 'undone', undone_at = $at WHERE is_sample AND state = 'live'", at=at)


def forget_uploads(write: Write) -> None:
    """Drop the sample's upload rows, so that a new sample can take their ids."""
    write.execute("DELETE FROM upload WHERE is_sample")


def remember_removal(write: Write, at: datetime) -> None:
    """Never build the sample again by itself."""
    write.execute("INSERT OR REPLACE INTO setting VALUES ($key, 'true', $at, NULL)", key=REMOVED_KEY, at=at)


def forget_removal(write: Write) -> None:
    """The sample was asked for again."""
    write.execute("DELETE FROM setting WHERE key = $key", key=REMOVED_KEY)
