"""What the reading process does with a batch: texts in, probabilities, evidence and language out."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd

from analytics.voices.engine import score
from analytics.voices.scores import TextScores
from workflows.score_transport import Message


def score_rows(head: dict[str, Any], rows: pd.DataFrame) -> Message:
    """Score `rows` (text_hash, question_hash, text, question) with head["engine"].

    The answer's head names the engine that scored in the end, its frame has the columns of
    `data.queries.text_write.write_scores`.
    """
    texts = rows["text"].tolist()
    questions = [None if pd.isna(question) else str(question) for question in rows["question"].tolist()]
    scores = score(texts, "auto", questions, engine=str(head["engine"]))
    return {"engine": scores.engine}, pd.DataFrame(
        {
            "text_hash": rows["text_hash"],
            "question_hash": rows["question_hash"],
            "p_negative": scores.p_negative,
            "p_neutral": scores.p_neutral,
            "p_positive": scores.p_positive,
            "is_none": scores.is_none,
            "confidence": scores.confidence,
            "language": np.asarray(scores.language, dtype=object),
            "evidence": _evidence(scores),
        }
    )


def _evidence(scores: TextScores) -> list[str]:
    """Per text a JSON list of [start, end, weight]."""
    return [
        json.dumps([[one.start, one.end, round(float(one.weight), 3)] for one in found]) for found in scores.evidence
    ]
