"""Cached reads about the model that reads comments, keyed by the store's versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import pandas as pd

from data.queries import text_learning
from data.queries.scope import Scope
from data.queries.setting import setting
from data.queries.text_learning import LearningRun, ReadingChange
from views.loaders import made, store
from workflows.adapt_model import Available, available_rows
from workflows.reading_model import ReadingModel, reading_model, versions_of_engine

AREAS: Final = ("feedback", "voices", "journey", "setting")


@dataclass(frozen=True)
class Version:
    """One version that can be put to use; `is_at_once`: its scores are still here, so nothing must be read anew."""

    name: str
    kind: str
    at: datetime
    n_scores: int | None
    n_corrections: int | None
    told: dict[str, Any]
    is_at_once: bool


def model() -> ReadingModel:
    """The model that reads now."""
    return made(AREAS, "reading model", lambda: reading_model(store()))


def to_learn() -> tuple[Available, dict[str, int]]:
    """How much there is to learn from, and how many corrections of each sentiment."""
    return made(AREAS, "to learn", lambda: (available_rows(store()), text_learning.labels_by_kind(store())))


def learns_by_itself() -> bool:
    """Whether the background learns without being asked."""
    return bool(setting(store(), "learns_by_itself"))


def last_run() -> LearningRun | None:
    """The newest try to learn."""
    return made(AREAS, "last run", lambda: text_learning.last_run(store()))


def last_change() -> ReadingChange | None:
    """What the newest change of the model did."""
    return made(AREAS, "last change", lambda: text_learning.last_change(store()))


def moved(scope: Scope, change: ReadingChange, *, most: int) -> pd.DataFrame:
    """Comments that the change made read differently (`data.queries.text_learning.moved_comments`)."""
    what = ("moved", scope, change.from_version, change.to_version, most)
    return made(AREAS, what, lambda: text_learning.moved_comments(store(), scope, change, most=most))


def versions(engine: str) -> tuple[Version, ...]:
    """The versions of an engine, newest first."""
    return made(AREAS, ("versions", engine), lambda: _versions(engine))


def _versions(engine: str) -> tuple[Version, ...]:
    rows = versions_of_engine(store(), engine).to_dict("records")
    return tuple(
        Version(
            str(row["model_version"]), str(row["kind"]), row["created_at"],
            _whole(row["n_scores"]), _whole(row["n_corrections"]), text_learning.guard_of(row["guard"]),
            int(row["n_kept"]) + int(row["n_texts"]) > 0,
        )
        for row in rows
    )  # fmt: skip


def _whole(cell: Any) -> int | None:
    return None if cell is None or pd.isna(cell) else int(cell)
