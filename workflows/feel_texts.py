"""What the reading process does with texts beside polarity: hints at emotions, with the words that show them."""

from __future__ import annotations

import json
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.voices.emotions import emotions
from workflows.score_transport import Message

HINTS: Final = ("text_hash", "emotion", "confidence", "spans", "nearest")
WIDTH: Final = 512


def feel_rows(head: dict[str, Any], rows: pd.DataFrame) -> Message:
    """Hints at emotions in `rows` (of `data.queries.text_feel.unfelt_texts`): the columns of the table text_emotion.

    Sentence vectors and sentiment take part where head["with_vectors"]; a text without gets hints by its words alone.
    """
    hashes = rows["text_hash"].tolist()
    both = (_matrix(rows["vector"]), rows["net"].to_numpy(dtype=np.float64)) if head["with_vectors"] else (None, None)
    hints = emotions(rows["text"].tolist(), rows["language"].tolist(), *both)
    found = [
        (hashes[hint.text], hint.emotion, hint.confidence, json.dumps(hint.spans), hint.like or None) for hint in hints
    ]
    return {}, pd.DataFrame(found, columns=list(HINTS))


def _matrix(stored: pd.Series) -> NDArray[np.float32]:
    """The stored vectors; a missing one is zero, so that it lies close to no emotion."""
    nothing = bytes(2 * WIDTH)
    joined = b"".join(nothing if pd.isna(value) else bytes(value) for value in stored.tolist())
    return np.frombuffer(joined, dtype=np.float16).reshape(-1, WIDTH).astype(np.float32)
