"""Set what a measure is held to: entered by a person, or taken over from what customers tolerate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from analytics.capability.model import Spec
from data.queries.measures import KPI_KINDS
from data.queries.specifications import SOURCES, add_specification
from data.store import Store
from errors import N_, BadInput, UnknownId
from workflows.capability_measures import capability_measures
from workflows.capability_model import CLOCKS, SHARE, STAGE_KINDS, Measured

MOST_NAME: Final = 80
FIX_NAME: Final = N_("Enter the name of the person who decides, 1 to 80 characters.")
FIX_SHARE: Final = N_("A share lies between 0 and 1.")
FIX_UPPER: Final = N_("Enter the share that may miss as the upper limit; this measure has no lower one.")
FIX_LOWER: Final = N_("More is better here: enter a lower limit.")


def measure_of(store: Store, journey_id: str, code: str) -> Measured:
    """The measure of a journey by its code; raises UnknownId."""
    found = next((one for one in capability_measures(store, journey_id) if one.code == code), None)
    if found is None:
        raise UnknownId(kind=N_("measure"), id=code)
    return found


def set_limits(
    store: Store, journey_id: str, code: str, *, lower: float | None, upper: float | None, target: float | None = None,
    is_critical: bool = True, by: str, at: datetime, source: str = "entered", facts: Mapping[str, Any] | None = None,
    clock: str | None = None,
) -> int:  # fmt: skip
    """Add a version of a measure's limits; returns its number. What was there before stays readable.

    `clock` says how the hours of a stage's limits are counted, "working" or "calendar"; by default as they are now.

    Raises
    ------
    LimitsCrossed, BadInput
        Limits that cannot be, or nobody named.
    UnknownId
        No such measure in the journey.
    """
    name = named(by)
    if source not in SOURCES:
        raise BadInput(field="source", value=source, fix=N_("Choose one of the listed values."))
    measured = measure_of(store, journey_id, code)
    spec = Spec(lower, upper, target)
    _check_share(measured, spec)
    limits = {"lower": lower, "upper": upper, "target": target}
    if measured.kind in STAGE_KINDS:
        facts = {**(facts or {}), "clock": _clock(clock or measured.clock)}
    with store.write("specification", "process") as write:
        return add_specification(
            write, journey_id, measured.kind, measured.measure_id, limits,
            is_critical=is_critical, source=source, facts=facts, by=name, at=at,
        )  # fmt: skip


def withdraw_limits(store: Store, journey_id: str, code: str, *, by: str, at: datetime) -> int:
    """Hold a measure to nothing any more; the versions before stay readable."""
    name = named(by)
    measured = measure_of(store, journey_id, code)
    with store.write("specification", "process") as write:
        return add_specification(
            write, journey_id, measured.kind, measured.measure_id, {},
            is_critical=False, source="entered", facts=None, by=name, at=at,
        )  # fmt: skip


def _clock(code: str) -> str:
    if code not in CLOCKS:
        raise BadInput(field="clock", value=code, fix=N_("Choose one of the listed values."))
    return code


def named(by: str) -> str:
    """The name of a person without outer blanks, or BadInput."""
    name = " ".join(by.split())
    if not 0 < len(name) <= MOST_NAME:
        raise BadInput(field=N_("name"), value=name[:40], fix=FIX_NAME)
    return name


def _check_share(measured: Measured, spec: Spec) -> None:
    if measured.figure != SHARE:
        return
    for field, value in ((N_("lower limit"), spec.lower), (N_("upper limit"), spec.upper)):
        if value is not None and not 0 <= value <= 1 and measured.kind == "rating":
            raise BadInput(field=field, value=value, fix=FIX_SHARE)
    if measured.kind == "rating" and (spec.upper is None or spec.lower is not None):
        raise BadInput(field=N_("limits"), value="" if spec.lower is None else spec.lower, fix=FIX_UPPER)
    if measured.kind in KPI_KINDS and measured.direction == "up" and spec.lower is None:
        raise BadInput(field=N_("limits"), value=spec.upper, fix=FIX_LOWER)
