"""Take back one upload: the store holds again what it held before, exactly. Redo brings it back, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from data.ingest.again import batch_of, stored_upload, write_again
from data.ingest.taken import keep_taken, note_taken, put_back
from data.ingest.undo import mark_undone, remove_contributions
from data.store import Store
from errors import UnknownId

AREAS = ("journey", "feedback", "process", "voices", "work")


@dataclass(frozen=True)
class UndoOutcome:
    """What was taken back: deleted rows per table; nothing the second time."""

    upload_id: str
    journey_id: str | None
    already_undone: bool
    removed: Mapping[str, int] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """As the CLI prints it."""
        return {
            "upload_id": self.upload_id,
            "journey_id": self.journey_id,
            "already_undone": self.already_undone,
            "removed": dict(self.removed),
        }


@dataclass(frozen=True)
class RedoOutcome:
    """What came back: the counts of the receipt."""

    upload_id: str
    journey_id: str | None
    already_live: bool
    counts: Mapping[str, int] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """As the CLI prints it."""
        return {
            "upload_id": self.upload_id,
            "journey_id": self.journey_id,
            "already_live": self.already_live,
            "counts": dict(self.counts),
        }


def undo_upload(store: Store, upload_id: str, *, at: datetime) -> UndoOutcome:
    """Remove the contributions of `upload_id` and restore the revisions it had replaced.

    The file's bytes stay in the store's folder, so that `redo_upload` can bring it back. Raises UnknownId.
    """
    state, journey_id = _upload(store, upload_id)
    if state == "undone":
        return UndoOutcome(upload_id, journey_id, True)
    with store.write("undo", *AREAS) as write:
        if write.value("SELECT state FROM upload WHERE upload_id = $id", id=upload_id) == "undone":
            return UndoOutcome(upload_id, journey_id, True)
        taken = note_taken(write, upload_id)
        removed = remove_contributions(write, upload_id)
        keep_taken(write, upload_id, taken)
        mark_undone(write, upload_id, at)
    return UndoOutcome(upload_id, journey_id, False, removed)


def redo_upload(store: Store, upload_id: str) -> RedoOutcome:
    """Bring an undone upload back to its place: the same rows under the same ids, from the kept cells and plan.

    Raises
    ------
    UnknownId, BadInput
        No such upload, or one without a kept plan or kept cells.
    """
    state, journey_id = _upload(store, upload_id)
    if state == "live":
        return RedoOutcome(upload_id, journey_id, True)
    with store.write("redo", *AREAS) as write:
        upload = stored_upload(write, upload_id)
        if upload.state == "live":
            return RedoOutcome(upload_id, journey_id, True)
        entities = upload.taken.get("entities", {})
        put_back(write, upload_id, entities)
        counts = write_again(write, batch_of(write, upload, upload.plan))
    return RedoOutcome(upload_id, journey_id, False, counts)


def _upload(store: Store, upload_id: str) -> tuple[str, str | None]:
    rows = store.rows("SELECT state, journey_id FROM upload WHERE upload_id = $id", id=upload_id)
    if not rows:
        raise UnknownId(kind="upload", id=upload_id)
    state, journey_id = rows[0]
    return str(state), journey_id
