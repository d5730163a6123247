"""What the reading process does with a batch: texts in, probabilities, evidence and language out."""

from __future__ import annotations

import base64
import json
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from analytics.voices.adapt import Adapted, from_bytes
from analytics.voices.engine import available_engines, scores_and_base
from analytics.voices.scores import TextScores
from workflows.score_transport import Message


def score_rows(head: dict[str, Any], rows: pd.DataFrame) -> Message:
    """Score `rows` (text_hash, question_hash, text, question) with head["engine"], head["with_evidence"] or not.

    head["weights"], in base 64, are those of a model learnt from the workspace.

    The answer's head names the engine that scored in the end and the encoders; its frame has the columns of
    `data.queries.text_write.write_scores`, and one of float16 bytes per encoder.
    """
    texts = rows["text"].tolist()
    questions = [None if pd.isna(question) else str(question) for question in rows["question"].tolist()]
    is_explained = bool(head.get("with_evidence", True))
    adapted = model_of(head)
    scores, base = scores_and_base(
        texts, "auto", questions, engine=str(head["engine"]), adapted=adapted, with_evidence=is_explained
    )
    vectors = {name: [row.tobytes() for row in found.astype(np.float16)] for name, found in base.vectors.items()}
    return {"engine": scores.engine, "encoders": list(vectors)}, pd.DataFrame(
        {
            "text_hash": rows["text_hash"],
            "question_hash": rows["question_hash"],
            "p_negative": scores.p_negative,
            "p_neutral": scores.p_neutral,
            "p_positive": scores.p_positive,
            "is_none": scores.is_none,
            "confidence": scores.confidence,
            "language": np.asarray(scores.language, dtype=object),
            "evidence": _evidence(scores) if is_explained else None,
            **vectors,
        }
    )


def engine_reasons(_head: dict[str, Any], _rows: pd.DataFrame) -> Message:
    """Which engines can be used in this process, and why the others cannot."""
    return {"engines": available_engines()}, pd.DataFrame()


def model_of(head: dict[str, Any]) -> Adapted | None:
    """The model learnt from the workspace that an order brings along, if it does."""
    return _model(str(head["weights"])) if head.get("weights") else None


@lru_cache(maxsize=2)
def _model(weights: str) -> Adapted:
    return from_bytes(base64.b64decode(weights))


def _evidence(scores: TextScores) -> list[str]:
    """Per text a JSON list of [start, end, weight]."""
    return [
        json.dumps([[one.start, one.end, round(float(one.weight), 3)] for one in found]) for found in scores.evidence
    ]
