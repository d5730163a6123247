"""Keep a future state of a value stream under a name, read it again, take it out of the list."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from analytics.process.future_state import StepEdit
from data.queries import stream_scenarios
from data.store import Store
from errors import N_, BadInput, UnknownId

MOST_NAME = 80
CLOCK = "clock"  # no step: their codes hold a stroke


def save_scenario(
    store: Store, journey_id: str, name: str, edits: Mapping[str, StepEdit], *, clock: str = "calendar", at: datetime,
    by: str = "",
) -> str:  # fmt: skip
    """Keep `edits` (by step code, hours by `clock`) under `name`; returns the id.

    Raises BadInput without a name or an edit.
    """
    kept = name.strip()
    if not kept or len(kept) > MOST_NAME:
        raise BadInput(field=N_("Name"), value=kept[:20], fix=N_("Give a name of up to 80 characters."))
    if not edits:
        raise BadInput(field=N_("Future state"), value=kept, fix=N_("Change a time or leave out a step first."))
    told: dict[str, Any] = {code: asdict(edit) for code, edit in edits.items()}
    if clock != "calendar":
        told[CLOCK] = clock
    key = f"{journey_id}|{kept}|{at.isoformat()}|{json.dumps(told, sort_keys=True)}"
    scenario_id = f"stream_{hashlib.sha256(key.encode()).hexdigest()[:12]}"
    with store.write("save scenario", "process") as write:
        if not stream_scenarios.is_taken(write, scenario_id):
            stream_scenarios.insert_scenario(write, scenario_id, journey_id, kept, told, by=by, at=at)
    return scenario_id


def remove_scenario(store: Store, scenario_id: str, *, at: datetime) -> None:
    """Take a saved future state out of the list. Raises UnknownId."""
    with store.write("remove scenario", "process") as write:
        if not stream_scenarios.mark_removed(write, scenario_id, at):
            raise UnknownId(kind=N_("future state"), id=scenario_id)


def edits_of(told: str) -> dict[str, StepEdit]:
    """The edits of a saved future state.

    >>> edits_of('{"log/a": {"wait_hours": 2.0, "work_hours": null, "is_removed": false}}')
    {'log/a': StepEdit(wait_hours=2.0, work_hours=None, is_removed=False)}
    """
    return {str(code): StepEdit(**edit) for code, edit in json.loads(told).items() if code != CLOCK}


def clock_of(told: str) -> str:
    """The clock by which the hours of a saved future state are meant.

    >>> clock_of('{"clock": "working"}'), clock_of("{}")
    ('working', 'calendar')
    """
    return str(json.loads(told).get(CLOCK, "calendar"))
