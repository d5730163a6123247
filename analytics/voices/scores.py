"""What the engines hand out: probabilities with their evidence, and the parts adaptation builds on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Evidence:
    """A place in the text as given that spoke for one side.

    `start` and `end` count characters; `weight` is a change of the log-odds, above 0 for positive.
    """

    start: int
    end: int
    weight: float


@dataclass(frozen=True)
class TextScores:
    """Sentiment of n texts, in their order; every array has the shape (n,).

    Attributes
    ----------
    p_negative, p_neutral, p_positive : probabilities, together 1.
    is_none : answers without content; they are counted and left out of averages.
    confidence : 0 to 1, how often such a verdict is right.
    language : "en", "zh" or "other".
    evidence : per text the places that decided, the strongest first; empty tuples when not asked for.
    engine : the engine that scored, after any fall-back.
    """

    p_negative: Floats
    p_neutral: Floats
    p_positive: Floats
    is_none: NDArray[np.bool_]
    confidence: Floats
    language: Array
    evidence: tuple[tuple[Evidence, ...], ...]
    engine: str

    def __len__(self) -> int:
        return len(self.p_negative)

    def take(self, rows: NDArray[np.int64]) -> TextScores:
        """The scores of these rows, in this order; a row may come more than once."""
        return TextScores(
            self.p_negative[rows],
            self.p_neutral[rows],
            self.p_positive[rows],
            self.is_none[rows],
            self.confidence[rows],
            self.language[rows],
            tuple(self.evidence[row] for row in rows.tolist()),
            self.engine,
        )


@dataclass(frozen=True)
class Base:
    """What an engine says before question and adaptation, rules included; one row per text.

    Attributes
    ----------
    texts : the cleaned texts.
    polarity : log-odds of positive against negative, shape (n,).
    neutral : log-odds of neutral against the rest, shape (n,).
    vectors : sentence vectors by encoder ("standard", "accurate"), shape (n, width); empty for Instant.
    language : "en", "zh" or "other", shape (n,).
    engine : the engine that was used, after any fall-back.
    parts : log-odds of positive of each model alone, n-grams first, shape (n, 1 + number of encoders).
    """

    texts: tuple[str, ...]
    polarity: Floats
    neutral: Floats
    vectors: dict[str, Array]
    language: Array
    engine: str
    parts: Floats

    def __len__(self) -> int:
        return len(self.polarity)


def joined(parts: Sequence[Base]) -> Base:
    """Several batches of one engine as one.

    Raises ValueError without any batch.
    """
    return Base(
        tuple(text for part in parts for text in part.texts),
        np.concatenate([part.polarity for part in parts]),
        np.concatenate([part.neutral for part in parts]),
        {name: np.concatenate([part.vectors[name] for part in parts]) for name in parts[0].vectors},
        np.concatenate([part.language for part in parts]),
        parts[0].engine,
        np.concatenate([part.parts for part in parts]),
    )


class Adapted(Protocol):
    """A model fitted to a workspace; replaces the log-odds of the base."""

    @property
    def name(self) -> str:
        """Stands in the model version of every score."""
        ...

    def polarity(self, base: Base, questions: Sequence[str | None]) -> Floats:
        """Log-odds of positive against negative, shape (n,), the question included."""
        ...

    def neutral(self, base: Base, questions: Sequence[str | None]) -> Floats:
        """Log-odds of neutral against the rest, shape (n,), the question included."""
        ...
