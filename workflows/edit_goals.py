"""Business goals and objectives: state, change, publish, agree, retire; every step is kept and can be taken back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from data.ingest.naming import free_id, names, slug
from data.queries.case_measures import CASE_MEASURES
from data.queries.goals import (
    add_objective_revision,
    mark_revision_undone,
    objective_body,
    put_objective,
    standing_revisions,
)
from data.reading import Reader
from data.store import Store, Write
from errors import N_, BadInput, UnknownId
from workflows.edit_kpi import CHANGED_SINCE, check_known

MAX_TEXT: Final = 300
KINDS: Final = ("kpi", "touchpoint", "case")
AGREED_TO: Final = ("measure_kind", "measure_id", "baseline", "target", "due_on")
FIX_NAME: Final = N_("Say it in 1 to 300 characters on one line.")
FIX_NUMBER: Final = N_("Enter a number.")
FIX_BETTER: Final = N_("The target must lie on the better side of the baseline.")
FIX_DUE: Final = N_("Choose a due date after today.")
FIX_OWNER: Final = N_("An objective is published when somebody owns it. Name the owner first.")
FIX_PUBLISHED: Final = N_("Publish the objective first; then people can agree to it.")
FIX_AGREED: Final = N_("This person has agreed already.")
FIX_KIND: Final = N_("Choose a measure or a touchpoint.")
FIX_UNDO: Final = N_("There is nothing left to take back.")


def add_goal(store: Store, journey_id: str, name: str, *, owner: str = "", at: datetime) -> str:
    """State a business goal for a journey; returns its id. A name counts for the language it is written in."""
    said = _line(name, N_("Goal"), is_needed=True)
    english, chinese = names(said or "")
    with store.write("add goal", "work") as write:
        _check_journey(write, journey_id)
        taken = {str(row[0]) for row in write.rows("SELECT goal_id FROM business_goal")}
        goal_id = free_id(f"{journey_id}.{slug(said or '', prefix='goal')}", taken)
        write.execute(
            """INSERT INTO business_goal (goal_id, name_en, name_zh, owner, stated_on, journey_id)
               VALUES ($id, $en, $zh, $owner, $day, $journey)""",
            id=goal_id, en=english, zh=chinese, owner=_line(owner, N_("Owner")), day=at.date(), journey=journey_id,
        )  # fmt: skip
    return goal_id


def retire_goal(store: Store, goal_id: str, *, at: datetime | None) -> None:
    """Take a goal with its objectives off the page; with `at` None bring it back."""
    with store.write("retire goal", "work") as write:
        n_rows = write.execute("UPDATE business_goal SET retired_at = $at WHERE goal_id = $id", at=at, id=goal_id)
        if not n_rows:
            raise UnknownId(kind=N_("goal"), id=goal_id)


def add_objective(
    store: Store, journey_id: str, goal_id: str, fields: Mapping[str, Any], *, direction: str, by: str = "",
    at: datetime,
) -> str:  # fmt: skip
    """A measurable part of a goal; returns its id.

    `fields`: measure_kind (KINDS; "case" is what a case takes, costs or feels like), measure_id, baseline, baseline_on,
    target, due_on, owner.
    `direction` is that of the measure, "up" or "down".

    Raises
    ------
    UnknownId, BadInput
        No such goal or measure; a target that is not better than the baseline; a due date that is not ahead.
    """
    with store.write("add objective", "work") as write:
        if not write.value("SELECT count(*) FROM business_goal WHERE goal_id = $id", id=goal_id):
            raise UnknownId(kind=N_("goal"), id=goal_id)
        blank: dict[str, Any] = {
            "goal_id": goal_id,
            "agreed_by": [],
            "published_at": None,
            "retired_at": None,
            "owner": None,
        }
        body = blank | _checked(write, journey_id, fields, direction, at)
        taken = {str(row[0]) for row in write.rows("SELECT objective_id FROM objective")}
        objective_id = free_id(f"{goal_id}.objective", taken)
        _keep(write, objective_id, "added", body, by=by, at=at)
    return objective_id


def change_objective(
    store: Store, journey_id: str, objective_id: str, fields: Mapping[str, Any], *, direction: str, by: str = "",
    at: datetime,
) -> bool:  # fmt: skip
    """Change an objective; who had agreed to another measure, baseline, target or date has not agreed to this one.

    Returns whether anything changed.
    """
    with store.write("change objective", "work") as write:
        before = _body(write, objective_id)
        told = {name: before[name] for name in (*AGREED_TO, "baseline_on", "owner")} | dict(fields)
        body = before | _checked(write, journey_id, told, direction, at, is_new=told["due_on"] != before["due_on"])
        if body == before:
            return False
        if any(body[name] != before[name] for name in AGREED_TO):
            body["agreed_by"] = []
        _keep(write, objective_id, "changed", body, by=by, at=at)
    return True


def publish_objective(store: Store, objective_id: str, *, by: str = "", at: datetime) -> None:
    """Show the objective to everybody; it needs an owner."""
    with store.write("publish objective", "work") as write:
        body = _body(write, objective_id)
        if not body["owner"]:
            raise BadInput(field=N_("Owner"), value="", fix=FIX_OWNER)
        if body["published_at"] is None:
            _keep(write, objective_id, "published", body | {"published_at": at.isoformat()}, by=by, at=at)


def agree(store: Store, objective_id: str, name: str, *, at: datetime) -> None:
    """Note that a named person agrees to a published objective."""
    with store.write("agree objective", "work") as write:
        body = _body(write, objective_id)
        who = _line(name, N_("Who agrees"), is_needed=True)
        if body["published_at"] is None:
            raise BadInput(field=N_("Who agrees"), value=who, fix=FIX_PUBLISHED)
        if who in [one["name"] for one in body["agreed_by"]]:
            raise BadInput(field=N_("Who agrees"), value=who, fix=FIX_AGREED)
        agreed = [*body["agreed_by"], {"name": who, "on": at.date().isoformat()}]
        _keep(write, objective_id, "agreed", body | {"agreed_by": agreed}, by=who or "", at=at)


def retire_objective(store: Store, objective_id: str, *, by: str = "", at: datetime) -> None:
    """Take an objective off the page; its history stays."""
    with store.write("retire objective", "work") as write:
        _keep(write, objective_id, "retired", _body(write, objective_id) | {"retired_at": at.isoformat()}, by=by, at=at)


def undo_objective(store: Store, objective_id: str, *, at: datetime) -> None:
    """Take the newest step of an objective back; taking back the first one takes it off the page."""
    with store.write("undo objective", "work") as write:
        steps = standing_revisions(write, objective_id, 2)
        if not steps:
            raise BadInput(field=N_("Objective"), value=objective_id, fix=FIX_UNDO)
        revision, body = steps[0]
        if not _is_same(_body(write, objective_id), body):
            raise BadInput(field=N_("Objective"), value=objective_id, fix=CHANGED_SINCE)
        before = steps[1][1] if len(steps) > 1 else body | {"retired_at": at.isoformat()}
        put_objective(write, objective_id, before)
        mark_revision_undone(write, objective_id, revision, at=at)


def _keep(write: Write, objective_id: str, what: str, body: Mapping[str, Any], *, by: str, at: datetime) -> None:
    put_objective(write, objective_id, body)
    stored = _body(write, objective_id)
    add_objective_revision(write, objective_id, what, stored, by=_line(by, N_("Who")) or "", at=at)


def _body(store: Reader, objective_id: str) -> dict[str, Any]:
    body = objective_body(store, objective_id)
    if body is None:
        raise UnknownId(kind=N_("objective"), id=objective_id)
    return body


def _is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return dict(one) == dict(other)


def _checked(
    store: Reader, journey_id: str, fields: Mapping[str, Any], direction: str, at: datetime, *, is_new: bool = True
) -> dict[str, Any]:
    _check_measure(store, journey_id, str(fields["measure_kind"]), str(fields["measure_id"]))
    baseline, target = (
        _number(fields[name], label) for name, label in (("baseline", N_("Baseline")), ("target", N_("Target")))
    )
    if (target <= baseline) if direction == "up" else (target >= baseline):
        raise BadInput(field=N_("Target"), value=f"{target:g}", fix=FIX_BETTER)
    due = _day(fields["due_on"])
    if due is None or (is_new and due <= at.date()):
        raise BadInput(field=N_("Due date"), value=str(fields["due_on"] or ""), fix=FIX_DUE)
    told = _day(fields.get("baseline_on"))
    return {
        "measure_kind": str(fields["measure_kind"]),
        "measure_id": str(fields["measure_id"]),
        "baseline": baseline,
        "baseline_on": told.isoformat() if told else None,
        "target": target,
        "due_on": due.isoformat(),
        "owner": _line(fields.get("owner"), N_("Owner")),
    }


def _check_measure(store: Reader, journey_id: str, kind: str, measure_id: str) -> None:
    if kind not in KINDS:
        raise BadInput(field=N_("Measure"), value=kind[:60], fix=FIX_KIND)
    if kind == "kpi":
        check_known(store, journey_id, measure_id)
        return
    if kind == "case":
        if measure_id not in CASE_MEASURES:
            raise UnknownId(kind=N_("measure"), id=measure_id[:60])
        return
    found = "SELECT count(*) FROM touchpoint WHERE touchpoint_id = $id AND journey_id = $journey"
    if not store.value(found, id=measure_id, journey=journey_id):
        raise UnknownId(kind=N_("touchpoint"), id=measure_id)


def _check_journey(store: Reader, journey_id: str) -> None:
    if store.value("SELECT 1 FROM journey WHERE journey_id = $id", id=journey_id) is None:
        raise UnknownId(kind=N_("journey"), id=journey_id)


def _number(value: object, field: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadInput(field=field, value=str(value)[:60], fix=FIX_NUMBER)
    return float(value)


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date) or value is None:
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise BadInput(field=N_("Due date"), value=str(value)[:60], fix=FIX_DUE) from error


def _line(value: object, field: str, *, is_needed: bool = False) -> str | None:
    text = str(value or "").strip()
    if len(text) > MAX_TEXT or (text and not text.isprintable()) or (is_needed and not text):
        raise BadInput(field=field, value=text[:60], fix=FIX_NAME)
    return text or None
