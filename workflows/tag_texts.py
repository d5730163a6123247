"""What the reading process does with scored texts: the themes they speak of, where, and how each is spoken of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.voices.aspects import PROBABILITIES, aspect_scores
from analytics.voices.clauses import clauses
from analytics.voices.codeframe import parse
from analytics.voices.engine import score
from analytics.voices.scores import TextScores
from analytics.voices.themes import tag
from workflows.learn_texts import questions_of
from workflows.score_texts import model_of
from workflows.score_transport import Message

TAGS: Final = (
    "text_hash", "question_hash", "clause_no", "theme_id", "source", "confidence",
    "p_negative", "p_neutral", "p_positive", "spans",
)  # fmt: skip


def tag_rows(head: dict[str, Any], rows: pd.DataFrame) -> Message:
    """Tag scored `rows` (of `data.queries.text_work.untagged_texts`) by the codeframe head["themes"].

    The answer has one row per clause and theme: the columns of the table text_theme, spans as JSON [[start, end]].
    Where a text names several themes or its clauses disagree, a theme carries the sentiment of its own clauses, read
    by head["engine"] with head["weights"]; else that of the text. Texts of other languages get no themes.
    """
    read = rows[rows["language"] != "other"].reset_index(drop=True)
    texts = read["text"].tolist()
    spans = [clauses(text, spoken) for text, spoken in zip(texts, read["language"].tolist(), strict=True)]
    hits = tag(texts, parse({"themes": head["themes"]}), clauses=spans)
    if hits.empty:
        return {}, pd.DataFrame(columns=list(TAGS))
    told = aspect_scores(texts, spans, hits, _whole(read), _Clauses(head, read))
    keyed = _places(hits).merge(told[["text", "theme_id", *PROBABILITIES]], on=["text", "theme_id"])
    keyed = keyed.join(read[["text_hash", "question_hash"]], on="text")
    return {}, keyed.assign(source="keyword", confidence=1.0)[list(TAGS)]


def _places(hits: pd.DataFrame) -> pd.DataFrame:
    """One row per text, clause_no and theme_id with its spans; a hit between clauses goes with the first."""
    pairs = pd.Series([[start, end] for start, end in hits[["start", "end"]].to_numpy().tolist()], index=hits.index)
    keys = [hits["text"], hits["clause"].clip(lower=0), hits["theme_id"]]
    found = pairs.groupby(keys).agg(list).map(json.dumps).reset_index()
    found.columns = pd.Index(["text", "clause_no", "theme_id", "spans"])
    return found


def _whole(rows: pd.DataFrame) -> TextScores:
    """The scores of the whole texts, as the store has them."""
    negative, neutral, positive = (rows[name].to_numpy(dtype=np.float64) for name in PROBABILITIES)
    return TextScores(
        p_negative=negative, p_neutral=neutral, p_positive=positive, is_none=np.zeros(len(rows), dtype=bool),
        confidence=np.maximum(np.maximum(negative, neutral), positive),
        language=rows["language"].to_numpy(dtype=object), evidence=((),) * len(rows), engine="",
    )  # fmt: skip


class _Clauses:
    """The engine that scored the texts, for their clauses; each goes with language and question of its text."""

    def __init__(self, head: dict[str, Any], rows: pd.DataFrame) -> None:
        self._engine = str(head["engine"])
        self._adapted = model_of(head)
        self._language: list[str] = rows["language"].tolist()
        self._questions = questions_of(rows)

    def __call__(self, texts: Sequence[str], owners: NDArray[np.int64]) -> TextScores:
        owner = owners.tolist()
        return score(
            texts,
            [self._language[row] for row in owner],
            [self._questions[row] for row in owner],
            engine=self._engine,
            adapted=self._adapted,
            with_evidence=False,
        )
