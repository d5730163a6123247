"""Change what a measure states: target, specification limits, owner, touchpoints, windows; and take it back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from data.kpi_catalogue.definitions import catalogue
from data.queries.kpi_write import DEFINED, add_revision, kpi_state, last_revision, mark_undone, put_state
from data.reading import Reader
from data.store import Store
from errors import N_, BadInput, UnknownId

MAX_TEXT: Final = 500
FIX_LIMITS: Final = N_("The lower specification limit must lie below the upper one. Swap them or leave one empty.")
FIX_TARGET: Final = N_("The target must lie within the specification limits. Move the target or the limit.")
FIX_NUMBER: Final = N_("Enter a number, or leave it empty.")
FIX_PARAMETER: Final = N_("Enter a number above 0.")
FIX_TEXT: Final = N_("Enter at most 500 characters on one line.")
FIX_FIELD: Final = N_("This cannot be changed here.")
FIX_UNDO: Final = N_("There is no edit of this measure left to take back.")
CHANGED_SINCE: Final = N_("It was changed again since, and undoing would lose that. Change it by hand.")
AREAS: Final = ("process", "journey")


def edit_kpi(
    store: Store, journey_id: str, kpi_id: str, fields: Mapping[str, Any], *, note: str = "", by: str = "", at: datetime
) -> bool:
    """Change the given fields of a measure, in one transaction; returns whether anything changed.

    `fields` may hold target, lower_spec, upper_spec (numbers in the measure's unit or None), owner, touchpoints (all
    ids it is linked to) and parameters (windows in days, rates). A measure of the catalogue that the journey does not
    have yet is defined by the first edit.

    Raises
    ------
    UnknownId
        No such measure or touchpoint in the journey.
    BadInput
        Crossed limits, a target outside them, or a value that is no number.
    """
    with store.write("edit kpi", *AREAS) as write:
        before = kpi_state(write, kpi_id)
        check_known(write, journey_id, kpi_id)
        after = {**before, **_checked(fields, kpi_id, journey_id), "exists": True}
        check_limits(after)
        _check_touchpoints(write, journey_id, after["touchpoints"])
        said = _line(note, N_("Note"))
        if after == before and not said:
            return False
        put_state(write, kpi_id, after, journey_id=journey_id)
        add_revision(write, kpi_id, before, after, note=said or "", by=_line(by, N_("Who")) or "", at=at)
    return True


def undo_kpi_edit(store: Store, journey_id: str, kpi_id: str, *, at: datetime) -> None:
    """Take the newest edit of a measure back.

    Raises
    ------
    BadInput
        There is none, or the measure was changed elsewhere since.
    """
    with store.write("undo edit of kpi", *AREAS) as write:
        found = last_revision(write, kpi_id)
        if found is None:
            raise BadInput(field=N_("Measure"), value=kpi_id, fix=FIX_UNDO)
        revision, before, after = found
        if kpi_state(write, kpi_id) != after:
            raise BadInput(field=N_("Measure"), value=kpi_id, fix=CHANGED_SINCE)
        put_state(write, kpi_id, before, journey_id=journey_id)
        mark_undone(write, kpi_id, revision, at=at)


def check_known(store: Reader, journey_id: str, kpi_id: str) -> None:
    """Refuse a measure that neither the journey nor the catalogue has."""
    if store.value("SELECT 1 FROM journey WHERE journey_id = $id", id=journey_id) is None:
        raise UnknownId(kind=N_("journey"), id=journey_id)
    defined = store.value(
        "SELECT count(*) FROM kpi_def WHERE kpi_id = $id AND (journey_id = $journey OR journey_id IS NULL)",
        id=kpi_id, journey=journey_id,
    )  # fmt: skip
    if not defined and _key(kpi_id, journey_id) not in catalogue():
        raise UnknownId(kind=N_("KPI"), id=kpi_id)


def check_limits(state: Mapping[str, Any]) -> None:
    """Refuse crossed limits and a target outside of them; raises BadInput."""
    low, high, target = (state[name] for name in ("lower_spec", "upper_spec", "target"))
    if low is not None and high is not None and low >= high:
        raise BadInput(field=N_("Specification limits"), value=f"{low:g} / {high:g}", fix=FIX_LIMITS)
    if target is not None and ((low is not None and target < low) or (high is not None and target > high)):
        raise BadInput(field=N_("Target"), value=f"{target:g}", fix=FIX_TARGET)


def _key(kpi_id: str, journey_id: str) -> str:
    return kpi_id.removeprefix(f"{journey_id}.")


def _checked(fields: Mapping[str, Any], kpi_id: str, journey_id: str) -> dict[str, Any]:
    clean: dict[str, Any] = {}
    for name, value in fields.items():
        if name == "owner":
            clean[name] = _line(value, N_("Owner"))
        elif name in DEFINED:
            clean[name] = _number(value, name)
        elif name == "touchpoints":
            clean[name] = sorted({str(one) for one in value})
        elif name == "parameters":
            clean[name] = _parameters(value, _key(kpi_id, journey_id))
        else:
            raise BadInput(field=str(name)[:60], value=str(value)[:60], fix=FIX_FIELD)
    return clean


def _number(value: object, name: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadInput(field=name, value=str(value)[:60], fix=FIX_NUMBER)
    return float(value)


def _parameters(given: Mapping[str, Any], key: str) -> dict[str, float]:
    """Windows and rates of this measure; one that has its usual value is not kept."""
    usual = catalogue()[key].parameters if key in catalogue() else {}
    clean = {}
    for name, value in given.items():
        number = _number(value, name)
        if name not in usual:
            raise BadInput(field=str(name)[:60], value=str(value)[:60], fix=FIX_FIELD)
        if number is None or number < 0 or (name.endswith("_days") and not 1 <= number <= 3650):
            raise BadInput(field=name, value=str(value)[:60], fix=FIX_PARAMETER)
        if number != usual[name]:
            clean[name] = float(int(number)) if name.endswith("_days") else number
    return clean


def _line(value: object, field: str) -> str | None:
    text = str(value or "").strip()
    if len(text) > MAX_TEXT or (text and not text.isprintable()):
        raise BadInput(field=field, value=text[:60], fix=FIX_TEXT)
    return text or None


def _check_touchpoints(store: Reader, journey_id: str, touchpoints: list[str]) -> None:
    known = {row[0] for row in store.rows("SELECT touchpoint_id FROM touchpoint WHERE journey_id = $id", id=journey_id)}
    for touchpoint_id in touchpoints:
        if touchpoint_id not in known:
            raise UnknownId(kind=N_("touchpoint"), id=touchpoint_id)
