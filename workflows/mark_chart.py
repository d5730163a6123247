"""What people decide on a control chart: limits that begin anew, notes beside a day; each kept with who and when."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import date, datetime

from data.queries.chart_marks import (
    chart_notes,
    chart_stages,
    remove_note,
    remove_stage,
    restore_stage,
    write_note,
    write_stage,
)
from data.queries.journey import journeys
from data.queries.measures import parsed
from data.store import Store
from errors import N_, BadInput, UnknownId

MOST_TEXT, MOST_NAME, MOST_STAGES, MOST_NOTES = 140, 80, 20, 100
FIX_TEXT = N_("Write 1 to 140 characters.")
FIX_NAME = N_("Give your name, 1 to 80 characters: the decision is kept with who and when.")
FIX_MANY = N_("Take back one of those there are first.")
FIX_TWICE = N_("Limits begin anew on this day already.")


def begin_stage(
    store: Store, journey_id: str, measure: str, starts_on: date, *, reason: str = "",
    facts: Mapping[str, float] | None = None, at: datetime, by: str,
) -> str:  # fmt: skip
    """Let the limits of a measure begin anew on `starts_on`; returns the key by which it is taken back.

    Raises
    ------
    UnknownId
        No such journey or measure.
    BadInput
        No name, too long a reason, or a stage of that day already.
    """
    name, told = _checked(store, journey_id, measure, by, reason or "-")
    with store.write("begin chart stage", "work") as write:
        there = chart_stages(write, journey_id, measure)
        if (there["starts_on"].dt.date == starts_on).any():
            raise BadInput(field=N_("day"), value=starts_on.isoformat(), fix=FIX_TWICE)
        if len(there) >= MOST_STAGES:
            raise BadInput(field=N_("day"), value=starts_on.isoformat(), fix=FIX_MANY)
        key = uuid.uuid4().hex[:12]
        kept = json.dumps(dict(facts or {}))
        write_stage(
            write, key, journey_id, measure, starts_on, reason=told if reason else "", facts=kept, at=at, by=name
        )
    return key


def end_stage(store: Store, key: str, *, at: datetime, by: str = "") -> None:
    """Take a stage back: the limits of before hold again. Raises UnknownId."""
    with store.write("end chart stage", "work") as write:
        if not remove_stage(write, key, at=at, by=by):
            raise UnknownId(kind=N_("stage of limits"), id=key)


def renew_stage(store: Store, key: str) -> None:
    """Undo the taking back of a stage. Raises UnknownId."""
    with store.write("renew chart stage", "work") as write:
        if not restore_stage(write, key):
            raise UnknownId(kind=N_("stage of limits"), id=key)


def add_note(
    store: Store, journey_id: str, measure: str, noted_on: date, text: str, *, whole_journey: bool = False,
    at: datetime, by: str,
) -> str:  # fmt: skip
    """Note something beside a day, on the chart of one measure or on all charts of the journey; returns its key."""
    name, told = _checked(store, journey_id, measure, by, text)
    with store.write("add chart note", "work") as write:
        if len(chart_notes(write, journey_id, measure)) >= MOST_NOTES:
            raise BadInput(field=N_("note"), value=told, fix=FIX_MANY)
        key = uuid.uuid4().hex[:12]
        write_note(write, key, journey_id, None if whole_journey else measure, noted_on, told, at=at, by=name)
    return key


def drop_note(store: Store, key: str, *, at: datetime, by: str = "") -> None:
    """Take a note back. Raises UnknownId."""
    with store.write("drop chart note", "work") as write:
        if not remove_note(write, key, at=at, by=by):
            raise UnknownId(kind=N_("note"), id=key)


def _checked(store: Store, journey_id: str, measure: str, by: str, text: str) -> tuple[str, str]:
    """Name and text as they are kept."""
    if journey_id not in set(journeys(store)["journey_id"]):
        raise UnknownId(kind="journey", id=journey_id)
    if parsed(measure) is None:
        raise UnknownId(kind=N_("measure"), id=measure)
    name, told = " ".join(by.split()), " ".join(text.split())
    if not 0 < len(name) <= MOST_NAME:
        raise BadInput(field=N_("name"), value=name[:40], fix=FIX_NAME)
    if not 0 < len(told) <= MOST_TEXT:
        raise BadInput(field=N_("text"), value=told[:40], fix=FIX_TEXT)
    return name, told
