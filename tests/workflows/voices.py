"""A scorer that works in this process by a rule anybody can check: "good" is positive, "bad" negative."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.store import Store
from tests.workflows.surveys import AT, HEADER, answers, write_csv
from workflows.feel_texts import feel_rows
from workflows.import_survey import import_survey
from workflows.score_comments import score_comments
from workflows.score_process import WORK
from workflows.score_transport import Message
from workflows.tag_texts import tag_rows

INSTANT_ONLY = {"instant": None, "standard": "not here", "accurate": "not here"}
UP_TO_STANDARD = {"instant": None, "standard": None, "accurate": "not here"}


class FakeScorer:
    """Counts what it is asked; may be told to fail at the n-th order."""

    def __init__(self, *, fails_at: int = 0) -> None:
        self.orders: list[tuple[str, int]] = []
        self.tagged: list[int] = []
        self._fails_at = fails_at

    def ask(self, head: Mapping[str, Any], rows: pd.DataFrame) -> Message:
        if head["kind"] == "engines":
            return {"engines": INSTANT_ONLY}, pd.DataFrame()
        if head["kind"] == "feel":
            return feel_rows(dict(head), rows)
        if head["kind"] == "tag":
            self.tagged.append(len(rows))
            return tag_rows(dict(head), rows)
        self.orders.append((f"{head['engine']}{'' if head['with_evidence'] else ' quick'}", len(rows)))
        if len(self.orders) == self._fails_at:
            raise RuntimeError("as told")
        text = rows["text"].str.lower()
        side = text.str.contains("good").astype(float) - text.str.contains("bad").astype(float)
        sure = 0.2 if head["engine"] == "instant" else 0.4
        scored = pd.DataFrame(
            {
                "text_hash": rows["text_hash"],
                "question_hash": rows["question_hash"],
                "p_positive": 0.3 + sure * side,
                "p_neutral": 0.4,
                "p_negative": 0.3 - sure * side,
                "is_none": text.isin(["nothing", "none"]),
                "confidence": np.where(side == 0, 0.4, 0.6),
                "language": np.where(rows["text"].str.contains("[\u4e00-\u9fff]"), "zh", "en"),
                "evidence": "[]" if head["with_evidence"] else None,
            }
        )
        return {"engine": head["engine"]}, scored


def scored_survey(store: Store, path: Path, comments: list[str], *, seed: int = 1, name: str = "s.csv") -> str:
    """Import a survey in which answer number i holds comment i; returns the upload's id."""
    rows = answers(range(len(comments)), seed=seed)
    for row, comment in zip(rows, comments, strict=True):
        row[2], row[-1] = "True", comment
    return import_survey(store, write_csv(path / name, rows, HEADER), None, name=name, at=AT, accept=True).upload_id


def run_scoring(store: Store, scorer: FakeScorer | None = None, available: Any = INSTANT_ONLY) -> FakeScorer:
    """Score all that waits."""
    scorer = scorer or FakeScorer()
    score_comments(store, scorer, clock=lambda: AT, available=available)
    return scorer


class RealScorer:
    """The work of the reading process, done in this one."""

    def ask(self, head: Mapping[str, Any], rows: pd.DataFrame) -> Message:
        return WORK[head["kind"]](dict(head), rows)
