"""The list of uploads as one document."""

from __future__ import annotations

from typing import Any

from data.queries import quality
from data.store import Store

COUNTS = ("n_rows", "n_set_aside", "n_responses", "n_answers", "n_comments", "n_events", "n_cells_in", "n_cells_kept")


def uploads_document(store: Store) -> dict[str, Any]:
    """All uploads, newest first: id, file, state, journey, counts."""
    frame = quality.uploads(store)
    return {"uploads": [_document(row) for row in frame.to_dict("records")]}


def _document(row: dict[Any, Any]) -> dict[str, Any]:
    texts = ("upload_id", "file_name", "vendor", "kind", "state", "journey_id")
    document: dict[str, Any] = {name: _text(row[name]) for name in texts}
    document["uploaded_at"] = row["uploaded_at"].isoformat()
    document["is_sample"] = bool(row["is_sample"])
    return document | {name.removeprefix("n_"): int(row[name]) for name in COUNTS}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
