"""Saved future states of a value stream."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from data.reading import Reader
from data.store import Write


def scenarios(store: Reader, journey_id: str) -> pd.DataFrame:
    """One row per saved future state, the newest first: scenario_id, name, edits (JSON), made_by, made_at."""
    return store.frame(
        """SELECT scenario_id, name, edits, made_by, made_at FROM stream_scenario
           WHERE journey_id = $journey AND removed_at IS NULL ORDER BY made_at DESC, scenario_id""",
        journey=journey_id,
    )


def insert_scenario(
    write: Write, scenario_id: str, journey_id: str, name: str, edits: Mapping[str, Any], *, by: str, at: datetime
) -> None:
    """Keep a future state."""
    write.execute(
        "INSERT INTO stream_scenario VALUES ($id, $journey, $name, $edits, $by, $at, NULL)",
        id=scenario_id, journey=journey_id, name=name, edits=json.dumps(edits, ensure_ascii=False), by=by or None,
        at=at,
    )  # fmt: skip


def mark_removed(write: Write, scenario_id: str, at: datetime) -> int:
    """Take a future state out of the list; how many there were."""
    return write.execute(
        "UPDATE stream_scenario SET removed_at = $at WHERE scenario_id = $id AND removed_at IS NULL",
        at=at,
        id=scenario_id,
    )


def is_taken(store: Reader, scenario_id: str) -> bool:
    """Whether the id is used, also by a removed one."""
    return bool(store.value("SELECT count(*) FROM stream_scenario WHERE scenario_id = $id", id=scenario_id))
