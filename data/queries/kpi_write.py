"""Writing what a measure states: target, limits, owner, touchpoints, windows; every edit is kept and can be undone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import pandas as pd

from data.kpi_catalogue.definitions import catalogue
from data.reading import Reader
from data.transaction import Write

DEFINED: Final = ("target", "lower_spec", "upper_spec", "owner")
State = dict[str, Any]


def kpi_state(store: Reader, kpi_id: str) -> State:
    """What can be edited of a measure as it is now; `exists` says whether anything defines it in the store."""
    rows = store.rows("SELECT target, lower_spec, upper_spec, owner FROM kpi_def WHERE kpi_id = $id", id=kpi_id)
    links = store.rows("SELECT touchpoint_id FROM touchpoint_kpi WHERE kpi_id = $id ORDER BY 1", id=kpi_id)
    given = store.rows("SELECT name, value FROM kpi_parameter WHERE kpi_id = $id ORDER BY 1", id=kpi_id)
    state: State = dict(zip(DEFINED, rows[0] if rows else (None,) * len(DEFINED), strict=True))
    return {
        **state,
        "touchpoints": [str(row[0]) for row in links],
        "parameters": {str(name): float(value) for name, value in given},
        "exists": bool(rows),
    }


def put_state(write: Write, kpi_id: str, state: Mapping[str, Any], *, journey_id: str) -> None:
    """Make the measure say exactly this; one of the catalogue that the store does not define yet is defined."""
    if not state["exists"]:
        write.execute("DELETE FROM kpi_def WHERE kpi_id = $id", id=kpi_id)
    elif not write.value("SELECT count(*) FROM kpi_def WHERE kpi_id = $id", id=kpi_id):
        _define(write, kpi_id, journey_id)
    write.execute(
        """UPDATE kpi_def SET target = $target, lower_spec = $lower_spec, upper_spec = $upper_spec, owner = $owner
           WHERE kpi_id = $id""",
        id=kpi_id, **{name: state[name] for name in DEFINED},
    )  # fmt: skip
    _replace(write, "touchpoint_kpi", kpi_id, pd.DataFrame({"touchpoint_id": list(state["touchpoints"])}))
    named = state["parameters"].items()
    _replace(write, "kpi_parameter", kpi_id, pd.DataFrame(named, columns=["name", "value"]))


def _replace(write: Write, table: str, kpi_id: str, rows: pd.DataFrame) -> None:
    write.execute(f"DELETE FROM {table} WHERE kpi_id = $id", id=kpi_id)  # noqa: S608 - fixed names
    write.insert(table, rows.assign(kpi_id=kpi_id))


def _define(write: Write, kpi_id: str, journey_id: str) -> None:
    told = catalogue()[kpi_id.removeprefix(f"{journey_id}.")]
    is_sample = write.value("SELECT is_sample FROM journey WHERE journey_id = $id", id=journey_id)
    row = {
        "kpi_id": kpi_id, "name_en": told.text("name", "en"), "name_zh": told.text("name", "zh"), "unit": told.unit,
        "direction": told.direction, "grain": told.grain, "formula_en": told.text("formula", "en"),
        "formula_zh": told.text("formula", "zh"), "journey_id": journey_id, "is_sample": bool(is_sample),
    }  # fmt: skip
    write.insert("kpi_def", pd.DataFrame([row]))


def add_revision(write: Write, kpi_id: str, before: State, after: State, *, note: str, by: str, at: datetime) -> int:
    """Keep an edit; returns its number."""
    last = write.value("SELECT max(revision) FROM kpi_revision WHERE kpi_id = $id", id=kpi_id)
    revision = int(last or 0) + 1
    write.execute(
        """INSERT INTO kpi_revision (kpi_id, revision, changed_at, changed_by, note, before, after)
           VALUES ($id, $revision, $at, $by, $note, $before, $after)""",
        id=kpi_id, revision=revision, at=at, by=by or None, note=note or None, before=_json(before), after=_json(after),
    )  # fmt: skip
    return revision


def last_revision(store: Reader, kpi_id: str) -> tuple[int, State, State] | None:
    """The newest edit that was not taken back: number, before, after."""
    rows = store.rows(
        """SELECT revision, before::VARCHAR, after::VARCHAR FROM kpi_revision
           WHERE kpi_id = $id AND undone_at IS NULL ORDER BY revision DESC LIMIT 1""",
        id=kpi_id,
    )
    return (int(rows[0][0]), json.loads(rows[0][1]), json.loads(rows[0][2])) if rows else None


def mark_undone(write: Write, kpi_id: str, revision: int, *, at: datetime) -> None:
    """The edit stays listed, with the time at which it was taken back."""
    write.execute(
        "UPDATE kpi_revision SET undone_at = $at WHERE kpi_id = $id AND revision = $revision",
        at=at, id=kpi_id, revision=revision,
    )  # fmt: skip


def kpi_revisions(store: Reader, kpi_id: str) -> pd.DataFrame:
    """One row per edit of a measure, newest first: revision, changed_at, changed_by, note, before, after, undone_at."""
    return store.frame(
        """SELECT revision, changed_at, changed_by, note, before::VARCHAR AS before, after::VARCHAR AS after, undone_at
           FROM kpi_revision WHERE kpi_id = $id ORDER BY revision DESC""",
        id=kpi_id,
        dtypes=dict.fromkeys(("changed_by", "note", "before", "after"), "str"),
    )


def kpi_parameters(store: Reader, journey_id: str) -> pd.DataFrame:
    """One row per window or rate that somebody set for a measure of the journey: kpi_id, name, value."""
    return store.frame(
        "SELECT kpi_id, name, value FROM kpi_parameter WHERE starts_with(kpi_id, $journey || '.') ORDER BY ALL",
        journey=journey_id,
        dtypes={"kpi_id": "str", "name": "str", "value": "float64"},
    )


def _json(state: State) -> str:
    return json.dumps(state, ensure_ascii=False, sort_keys=True)
