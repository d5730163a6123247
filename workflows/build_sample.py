"""Build the sample world into a new store, build it anew, take it out again."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from data.ingest.held_texts import forget_texts
from data.queries import sample_write
from data.samples.world import World, world
from data.store import Store
from errors import N_, BadInput

AREAS: Final = ("journey", "feedback", "process", "voices", "work")
SEED: Final = 7
Progress = Callable[[str, float], None]


def ensure_sample(
    store: Store, *, seed: int = SEED, scale: float = 1.0, at: datetime, progress: Progress | None = None
) -> bool:
    """Build the sample if the store is new: no upload, no journey, sample never removed. True when it was built."""
    if not sample_write.is_untouched(store):
        return False
    _build(store, seed=seed, scale=scale, at=at, progress=progress)
    return True


def rebuild_sample(
    store: Store, *, seed: int = SEED, scale: float = 1.0, at: datetime, progress: Progress | None = None
) -> dict[str, Any]:
    """Replace the sample, or build it beside real data; returns what was built."""
    drawn, counts = _build(store, seed=seed, scale=scale, at=at, progress=progress)
    return {
        "seed": seed,
        "scale": scale,
        "until": drawn.until.isoformat(),
        "journeys": sorted(drawn["journey"]["journey_id"]),
        "counts": counts,
        "truth": str(truth_path(store)),
    }


def remove_sample(store: Store, *, at: datetime) -> bool:
    """Undo the sample uploads and delete all that came with them; False when there is no sample."""
    if not sample_write.has_sample(store):
        return False
    with store.write("remove sample", "setting", *AREAS) as write:
        sample_write.delete_sample(write)
        forget_texts(write)
        sample_write.mark_undone(write, at)
        sample_write.remember_removal(write, at)
    truth_path(store).unlink(missing_ok=True)
    return True


def truth_path(store: Store) -> Path:
    """Where the planted truths are written: beside the store."""
    return store.path.with_suffix(".truth.json")


def _build(
    store: Store, *, seed: int, scale: float, at: datetime, progress: Progress | None
) -> tuple[World, dict[str, int]]:
    tell = progress or _silent
    if taken := sample_write.taken_id(store):
        raise BadInput(field=N_("Journey"), value=taken, fix=N_("A journey of yours has this id. Use another store."))
    tell("draw", 0.0)
    drawn = world(seed, scale)
    tell("truth", 0.3)
    truth = json.dumps(drawn.truth, ensure_ascii=False, indent=2)
    tell("write", 0.5)
    with store.write("build sample", "setting", *AREAS) as write:
        sample_write.delete_sample(write)
        sample_write.forget_uploads(write)
        sample_write.forget_removal(write)
        counts = sample_write.insert_world(write, drawn, at=at, progress=lambda table: tell(table, 0.7))
        forget_texts(write)
    _write_beside(truth_path(store), truth)
    tell("done", 1.0)
    return drawn, counts


def _silent(step: str, share: float) -> None:
    return None


def _write_beside(path: Path, text: str) -> None:
    fresh = path.with_suffix(".json.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
