"""Decide what a step is: its class of value, pushed or pulled, and whose time the wait before it is; undo."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from analytics.process.value_stream import CLASSES, WAIT_OWNERS, WASTE_TYPES
from data.store import Store, Write
from errors import N_, BadInput, UnknownId

FLOWS = ("push", "pull")
FIELDS = ("value_class", "waste_type", "flow", "wait_owner", "decided_by", "decided_at")


def decide_step(
    store: Store, source_id: str, activity: str, *, value_class: str, waste_type: str | None, flow: str = "push",
    wait_owner: str | None = None, at: datetime, by: str = "",
) -> int:  # fmt: skip
    """Keep a decision; returns its number, with which `undo_decision` takes it back.

    `wait_owner` says whose time the wait before the step is, "ours" or "customer"; None leaves that undecided.

    Raises
    ------
    BadInput
        An unknown class, type, flow or owner, or waste without a type.
    UnknownId
        No such step in any log.
    """
    _check(value_class, waste_type, flow, wait_owner)
    kept = waste_type if value_class == "waste" else None
    after = {"value_class": value_class, "waste_type": kept, "flow": flow, "wait_owner": wait_owner,
             "decided_by": by or None, "decided_at": at.isoformat()}  # fmt: skip
    with store.write("decide step", "process") as write:
        known = write.value(
            """SELECT count(*) FROM process_activity JOIN process_log USING (log_no)
               WHERE source_id = $source AND activity = $activity""",
            source=source_id,
            activity=activity,
        )
        if not known:
            raise UnknownId(kind=N_("step of the process"), id=activity)
        before = _now(write, source_id, activity)
        _set(write, source_id, activity, after)
        number = int(write.value("SELECT nextval('activity_decision_seq')"))
        write.execute(
            """INSERT INTO activity_decision VALUES ($number, $source, $activity, $before, $after, $by, $at, NULL)""",
            number=number, source=source_id, activity=activity, before=json.dumps(before), after=json.dumps(after),
            by=by or None, at=at,
        )  # fmt: skip
    return number


def undo_decision(store: Store, decision_no: int, *, at: datetime) -> None:
    """Take back a decision: the step is again what it was. Raises UnknownId; only the newest of a step can go."""
    with store.write("undo decision", "process") as write:
        rows = write.rows(
            """SELECT source_id, activity, before FROM activity_decision d WHERE decision_no = $number
               AND undone_at IS NULL AND decision_no = (SELECT max(decision_no) FROM activity_decision o
                   WHERE o.source_id = d.source_id AND o.activity = d.activity AND o.undone_at IS NULL)""",
            number=decision_no,
        )
        if not rows:
            raise UnknownId(kind=N_("decision"), id=str(decision_no))
        source_id, activity, before = rows[0]
        # a decision of before there was such a field says nothing about it
        _set(write, source_id, activity, dict.fromkeys(FIELDS) | json.loads(before))
        write.execute(
            "UPDATE activity_decision SET undone_at = $at WHERE decision_no = $number", at=at, number=decision_no
        )


def _check(value_class: str, waste_type: str | None, flow: str, wait_owner: str | None) -> None:
    if value_class not in CLASSES:
        raise BadInput(field=N_("Class"), value=value_class, fix=N_("Choose value-added, necessary or waste."))
    if value_class == "waste" and waste_type not in WASTE_TYPES:
        raise BadInput(field=N_("Type of waste"), value=str(waste_type), fix=N_("Choose one of the eight types."))
    if flow not in FLOWS:
        raise BadInput(field=N_("Flow"), value=flow, fix=N_("Choose push or pull."))
    if wait_owner is not None and wait_owner not in WAIT_OWNERS:
        raise BadInput(field=N_("Wait before it"), value=wait_owner, fix=N_("Choose ours or customer."))


def _now(write: Write, source_id: str, activity: str) -> dict[str, Any]:
    rows = write.rows(
        """SELECT value_class, waste_type, flow, wait_owner, decided_by, decided_at FROM activity_map
           WHERE source_id = $source AND activity = $activity""",
        source=source_id,
        activity=activity,
    )
    if not rows:
        return dict.fromkeys(FIELDS)
    held = dict(zip(FIELDS, rows[0], strict=True))
    return held | {"decided_at": held["decided_at"].isoformat() if held["decided_at"] else None}


def _set(write: Write, source_id: str, activity: str, values: dict[str, Any]) -> None:
    write.execute(
        """INSERT INTO activity_map (source_id, activity) SELECT $source, $activity
           WHERE NOT EXISTS (SELECT 1 FROM activity_map WHERE source_id = $source AND activity = $activity)""",
        source=source_id,
        activity=activity,
    )
    write.execute(
        """UPDATE activity_map SET value_class = $value_class, waste_type = $waste_type, flow = $flow,
               wait_owner = $wait_owner, decided_by = $decided_by, decided_at = $decided_at::TIMESTAMPTZ
           WHERE source_id = $source AND activity = $activity""",
        source=source_id,
        activity=activity,
        **values,
    )
