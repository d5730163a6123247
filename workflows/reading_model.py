"""Which model reads comments now, as a version that people can tell from others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from data.queries.text_learning import last_reading
from data.queries.text_models import model_versions
from data.queries.text_work import count_waiting, n_distinct_texts
from data.store import Reader, Store
from workflows.choose_model import usable_versions
from workflows.score_comments import steps


@dataclass(frozen=True)
class ReadingModel:
    """The model that is to read every text.

    Attributes
    ----------
    kind : base, or what it learnt from last: witness, corrections, student.
    since : when the version was made; None before the first text is read by it.
    n_scores, n_corrections : what there was to learn from; None for a model as shipped.
    n_waiting, n_texts : distinct texts that another version has read, and all.
    is_settled : whether all is read and counted, so that nothing changes by itself.
    """

    engine: str
    version: str
    kind: str
    since: datetime | None
    n_scores: int | None
    n_corrections: int | None
    n_waiting: int
    n_texts: int
    is_settled: bool


def reading_model(store: Store) -> ReadingModel:
    """The model of now."""
    last = steps(store)[-1]
    listed = model_versions(store)
    found = listed[listed["model_version"] == last.version].to_dict("records")
    row: dict[Any, Any] = found[0] if found else {}
    n_waiting = count_waiting(store, done="version", wanted=(last.version,))
    n_texts = n_distinct_texts(store)
    return ReadingModel(
        last.engine, last.version, str(row.get("kind", "base")), row.get("created_at"),
        _whole(row.get("n_scores")), _whole(row.get("n_corrections")), n_waiting, n_texts,
        n_waiting == 0 and (n_texts == 0 or last_reading(store) == last.version),
    )  # fmt: skip


def versions_of_engine(store: Reader, engine: str) -> pd.DataFrame:
    """The usable versions (`choose_model.usable_versions`) of one engine, newest first."""
    versions = usable_versions(store)
    return versions[versions["engine"] == engine].reset_index(drop=True)


def _whole(cell: Any) -> int | None:
    return None if cell is None or pd.isna(cell) else int(cell)
