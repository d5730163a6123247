"""What the reading process does to learn: it reads batches and keeps what it read, then learns from all of them."""

from __future__ import annotations

import base64
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from analytics.voices.adapt_learn import Learnt, Rows, learn
from analytics.voices.engine import base_scores, start_neutral, start_polarity
from analytics.voices.scores import Base, joined
from analytics.voices.student import Lessons
from workflows.score_transport import Message

_read: list[Base] = []
_taught: list[np.ndarray] = []


def read_rows(head: dict[str, Any], rows: pd.DataFrame) -> Message:
    """Read one batch (text, question, is_lesson) with head["engine"]; head["is_first"] forgets what was read before.

    Rows with `is_lesson` are read by the engine head["teacher"] too.
    """
    if head["is_first"]:
        _read.clear()
        _taught.clear()
    _read.append(base_scores(rows["text"].tolist(), engine=str(head["engine"])))
    told = np.full((len(rows), 2), np.nan)
    lessons = np.flatnonzero(rows["is_lesson"].to_numpy(dtype=bool))
    if lessons.size:
        chosen = rows.iloc[lessons]
        said, asked = base_scores(chosen["text"].tolist(), engine=str(head["teacher"])), questions_of(chosen)
        told[lessons] = np.column_stack([start_polarity(said, asked), start_neutral(said, asked)])
    _taught.append(told)
    return {}, pd.DataFrame()


def learn_rows(head: dict[str, Any], rows: pd.DataFrame) -> Message:
    """Learn from the rows read so far (question, score, label in the same order): the model and the verdicts."""
    taught = np.concatenate(_taught)
    lessons = Lessons(taught[:, 0], taught[:, 1]) if np.isfinite(taught).any() else None
    labels = rows["label"].fillna("").to_numpy(dtype=object)
    known = Rows(joined(_read), questions_of(rows), rows["score"].to_numpy(dtype=np.float64), labels, lessons)
    _read.clear()
    _taught.clear()
    return document(learn(known, seed=int(head["seed"]), direct=bool(head["direct"]))), pd.DataFrame()


def questions_of(rows: pd.DataFrame) -> list[str | None]:
    """The question of each row, None without one."""
    return [None if pd.isna(question) else str(question) for question in rows["question"].tolist()]


def document(told: Learnt) -> dict[str, Any]:
    """What was learnt, as JSON; the weights in base 64."""
    model, table = told.adapted, told.table
    return {
        "weights": base64.b64encode(model.to_bytes()).decode() if model else None,
        "kinds": list(model.kinds) if model else [],
        "is_neutral_learnt": bool(model and model.neutral_stages),
        "verdicts": [asdict(verdict) for verdict in told.verdicts],
        "n_scores": told.n_scores,
        "n_corrections": told.n_corrections,
        "correlation": told.correlation,
        "offers_direct": told.offers_direct,
        "witness": [
            {"question": question, "negative": rates[0], "positive": rates[1]}
            for question, rates in zip(table.questions, table.rates.round(4).tolist(), strict=True)
        ] if table else [],
    }  # fmt: skip
