"""Correct what columns of an imported file were taken for; its rows are written again from the kept cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from data.ingest.again import StoredUpload, batch_of, stored_upload
from data.ingest.held_texts import forget_texts
from data.ingest.lifted import lift, settle
from data.ingest.mapping import ImportPlan, TouchpointTarget
from data.ingest.plan import column_targets, with_about
from data.ingest.taken import needed
from data.store import Store, Write
from errors import N_, BadInput
from workflows.map_columns import edit_columns
from workflows.undo_upload import AREAS

POINT = "touchpoint_id"
FIX_UNDONE = N_("It was undone. Bring it back first.")
FIX_EDITS = N_("Give the fields to change per column number, for example 7: low 1, high 5.")
FIX_POINT = N_("Choose a touchpoint of the journey, and only for a column that rates one.")

Edits = Mapping[int, Mapping[str, object]]


@dataclass(frozen=True)
class CorrectOutcome:
    """What came of a correction: the columns changed and the counts of the receipt."""

    upload_id: str
    journey_id: str | None
    columns: tuple[int, ...]
    counts: Mapping[str, int] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """As the CLI prints it."""
        return {
            "upload_id": self.upload_id,
            "journey_id": self.journey_id,
            "columns": list(self.columns),
            "counts": dict(self.counts),
        }


def correct_upload(store: Store, upload_id: str, edits: Edits, *, at: datetime, by: str) -> CorrectOutcome:
    """Write a live upload again with some columns taken for something else; its recipe learns it too.

    Parameters
    ----------
    edits : per column (counted from 0) the fields to change: role, about, low, high, lower_is_better, na,
        touchpoint_id ("" = a touchpoint of its own).

    Raises
    ------
    UnknownId, BadInput
        No such upload, an undone one, or an edit that is not allowed; nothing was changed.
    """
    with store.write("correct", *AREAS) as write:
        upload = stored_upload(write, upload_id)
        if upload.state != "live":
            raise BadInput(field="UPLOAD_ID", value=upload_id, fix=FIX_UNDONE)
        if not edits:
            return CorrectOutcome(upload_id, upload.journey_id, ())
        plan = corrected_plan(write, upload, edits)
        lifted = lift(write, upload, plan)
        points = [target.touchpoint_id for target in plan.targets if target.touchpoint_id]
        counts = settle(write, replace(lifted, entities=needed(lifted.entities, points)))
        forget_texts(write)
        write.execute(
            "UPDATE upload SET corrected_at = $at, corrected_by = $by WHERE upload_id = $id", id=upload_id, at=at, by=by
        )
    return CorrectOutcome(upload_id, upload.journey_id, tuple(sorted(edits)), counts)


def corrected_plan(write: Write, upload: StoredUpload, edits: Edits) -> ImportPlan:
    """The plan of an upload with the edits checked and carried through to its touchpoints."""
    plan = upload.plan
    reading = batch_of(write, upload, plan).reading
    of_columns = {index: {name: v for name, v in fields.items() if name != POINT} for index, fields in edits.items()}
    edited = edit_columns(reading, {index: fields for index, fields in of_columns.items() if fields})
    is_by_row = plan.touchpoint_axis == "rows"
    columns = tuple(with_about(edited.columns, is_curve_anyway=is_by_row))
    plan = replace(plan, columns=columns)
    if not is_by_row:
        plan = _with_targets(plan)
    moved = {index: fields[POINT] for index, fields in edits.items() if POINT in fields}
    return _with_points(write, plan, upload.journey_id, moved) if moved else plan


def _with_targets(plan: ImportPlan) -> ImportPlan:
    """The touchpoints of the rating columns as they are now; those that were there keep their name and stage."""
    proposed = column_targets(plan.columns, {})
    before = {target.column: target for target in plan.targets}
    found = [before.get(target.column, target) for target in proposed] if len(proposed) > 1 else []
    order = {target.column: place for place, target in enumerate(plan.targets)}
    targets = sorted(found, key=lambda target: order.get(target.column, len(order) + target.column))
    stages = tuple(dict.fromkeys((*plan.stages, *(target.stage for target in targets))))
    return replace(plan, targets=tuple(targets), stages=stages, touchpoint_axis="columns" if targets else None)


def _with_points(write: Write, plan: ImportPlan, journey_id: str | None, moved: Mapping[int, object]) -> ImportPlan:
    rows = write.rows("SELECT touchpoint_id FROM touchpoint WHERE journey_id = $id", id=journey_id)
    allowed = {str(row[0]) for row in rows} | {""}
    rated = {target.column for target in plan.targets}
    for index, point in moved.items():
        if index not in rated or not isinstance(point, str) or point not in allowed:
            raise BadInput(field=POINT, value=str(point), fix=FIX_POINT)
    return replace(plan, targets=tuple(_moved(target, moved) for target in plan.targets))


def _moved(target: TouchpointTarget, moved: Mapping[int, object]) -> TouchpointTarget:
    if target.column not in moved:
        return target
    return replace(target, touchpoint_id=str(moved[target.column]) or None)


def edits_of(told: object) -> dict[int, dict[str, object]]:
    """Edits from JSON, whose keys are texts; raises BadInput."""
    if not isinstance(told, Mapping):
        raise BadInput(field="edits", value=str(told)[:40], fix=FIX_EDITS)
    edits: dict[int, dict[str, object]] = {}
    for column, fields in told.items():
        if not str(column).isdigit() or not isinstance(fields, Mapping):
            raise BadInput(field="edits", value=str(column)[:40], fix=FIX_EDITS)
        edits[int(column)] = {str(name): value for name, value in fields.items()}
    return edits
