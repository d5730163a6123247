"""Take back one upload: the store holds again what it held before, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

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


def undo_upload(store: Store, upload_id: str, *, at: datetime) -> UndoOutcome:
    """Remove the contributions of `upload_id` and restore the revisions it had replaced.

    The file's bytes stay in the store's folder. Raises UnknownId.
    """
    rows = store.rows("SELECT state, journey_id FROM upload WHERE upload_id = $id", id=upload_id)
    if not rows:
        raise UnknownId(kind="upload", id=upload_id)
    state, journey_id = rows[0]
    if state == "undone":
        return UndoOutcome(upload_id, journey_id, True)
    with store.write("undo", *AREAS) as write:
        if write.value("SELECT state FROM upload WHERE upload_id = $id", id=upload_id) == "undone":
            return UndoOutcome(upload_id, journey_id, True)
        removed = remove_contributions(write, upload_id)
        mark_undone(write, upload_id, at)
    return UndoOutcome(upload_id, journey_id, False, removed)
