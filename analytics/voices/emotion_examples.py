"""Emotions by likeness: the sentences of our own to which a comment's sentence vector lies closest have a vote.

A vote counts exp(cosine / 0.05), so that the closest sentences decide. The emotion with at least .6 of the votes of
the ten closest is hinted at; sentences that show none vote too. A vector knows what a comment is about better than how
it is meant, so the sentiment of the comment must agree, and surprise and relief, which rest on what was expected
before, need words. docs/methods/emotions.md has what was measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import yaml
from numpy.typing import NDArray

from analytics.voices import vectors
from analytics.voices.emotion_names import EMOTIONS, UNPLEASANT
from analytics.voices.model_files import model_text

NONE = "none"
NEIGHBOURS = 10
SHARPNESS = 0.05
ENOUGH = 0.6
"""Share of the votes from which an emotion is hinted at."""
NEAR = 0.4
"""Cosine to the closest sentence below which a comment is like none of them."""
_SIGN = np.array([1 if name in {"joy", "trust"} else -1 if name in UNPLEASANT else 0 for name in (*EMOTIONS, NONE)])


@dataclass(frozen=True)
class Likeness:
    """The emotion of the sentences a comment is close to: share of the votes, and the closest of its sentences."""

    row: int
    emotion: str
    share: float
    nearest: str


@dataclass(frozen=True)
class _Examples:
    sentences: tuple[str, ...]
    of_emotion: NDArray[np.int64]  # per sentence its place in (*EMOTIONS, NONE)
    vectors: NDArray[np.float32]


def likenesses(standard: NDArray[np.floating], net: NDArray[np.floating]) -> list[Likeness]:
    """At most one emotion per row.

    Parameters
    ----------
    standard : vectors of the encoder "standard", shape (n, 512); rows of zeros are texts without one and like nothing.
    net : sentiment of the texts, shape (n,): chance of positive less chance of negative, nan where unknown. A pleasant
        emotion needs it above 0, an unpleasant one below.
    """
    if not len(standard):
        return []
    known = _examples()
    cosine = _units(standard) @ known.vectors.T
    closest = np.argsort(-cosine, axis=1, kind="stable")[:, :NEIGHBOURS]
    near = np.take_along_axis(cosine, closest, axis=1)
    weight = np.exp((near - near[:, :1]) / SHARPNESS)
    votes = np.zeros((len(standard), len(EMOTIONS) + 1))
    np.add.at(votes, (np.arange(len(standard))[:, None], known.of_emotion[closest]), weight)
    share = votes / votes.sum(axis=1, keepdims=True)
    best = share.argmax(axis=1)
    is_hint = (share.max(axis=1) >= ENOUGH) & (near[:, 0] >= NEAR) & (_SIGN[best] * net > 0)
    first = (known.of_emotion[closest] == best[:, None]).argmax(axis=1)
    return [
        Likeness(row, EMOTIONS[best[row]], float(share[row, best[row]]), known.sentences[closest[row, first[row]]])
        for row in np.flatnonzero(is_hint).tolist()
    ]


def _units(rows: NDArray[np.floating]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1.0), dtype=np.float32)


@lru_cache(maxsize=1)
def _examples() -> _Examples:
    told = yaml.safe_load(model_text("emotion_examples.yaml"))
    pairs = [(place, text) for place, name in enumerate((*EMOTIONS, NONE)) for text in told[name]]
    sentences = tuple(text for _, text in pairs)
    encoded = vectors.encoder("standard").encode(list(sentences))
    return _Examples(sentences, np.array([place for place, _ in pairs]), _units(encoded))
