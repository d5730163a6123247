"""Learning from people's corrections: negative, neutral and positive, on top of what was learnt before.

Two models, as in the engines: positive against negative, and neutral against either; both keep the log-odds so far as
a feature and are balanced, so that a rare sentiment is not overlooked. The factor of the log-odds is set anew by the
held-out corrections, as probabilities are too sure off the ground they were made on.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from analytics.voices.adapt_fit import cross_fitted, fitted
from analytics.voices.adapt_parts import Design
from analytics.voices.model_files import model_text
from analytics.voices.scores import Floats

MIN_CORRECTIONS = 50
MIN_CLASS = 8
NEUTRAL_SHARE = 1 / 3
SCALES = np.exp(np.linspace(np.log(0.25), np.log(2.0), 43))
CLASSES = ("negative", "neutral", "positive")
Flags = NDArray[np.bool_]


@cache
def label_words() -> dict[str, str]:
    """Words in which files write a sentiment, in small letters, and the sentiment they mean."""
    told = yaml.safe_load(model_text("corrections_words.yaml"))
    return {str(word): str(label) for label, words in told.items() for word in words}


def label_of(word: str) -> str | None:
    """The sentiment that a file means; None for any other word.

    Examples
    --------
    >>> label_of(" Positive "), label_of("-1"), label_of("perhaps")
    ('positive', 'negative', None)
    """
    return label_words().get(word.strip().casefold())


def polar(labels: NDArray[Any]) -> Flags:
    """Which labels are positive or negative."""
    return np.asarray((labels == "positive") | (labels == "negative"), dtype=bool)


def learnt_polarity(rows: Design, labels: NDArray[Any], use: Flags, folds: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Coefficients, and log-odds of positive for rows whose own label was not seen, shape (n,)."""
    return _learnt(rows, labels == "positive", use & polar(labels), folds, 0.5)


def learnt_neutral(rows: Design, labels: NDArray[Any], use: Flags, folds: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """The same for neutral against either pole, the three classes weighing the same."""
    return _learnt(rows, labels == "neutral", use, folds, NEUTRAL_SHARE)


def is_enough(labels: NDArray[Any], use: Flags, *, neutral: bool = False) -> bool:
    """Whether there are corrections enough, and among those of `use` enough of each kind that is to be told apart."""
    told = labels[use]
    if (labels != "").sum() < MIN_CORRECTIONS:
        return False
    sides = ((told == "neutral"), polar(told)) if neutral else ((told == "negative"), (told == "positive"))
    return bool(min(int(side.sum()) for side in sides) >= MIN_CLASS)


def scale(logit: Floats, is_positive: Flags) -> float:
    """The factor under which held-out log-odds are likeliest, both sides weighing the same.

    Examples
    --------
    >>> sure = np.array([5.0, 5.0, 5.0, -5.0, -5.0, -5.0])
    >>> scale(sure, np.array([True, True, False, False, False, True])) < 0.3
    True
    """
    sign = np.where(is_positive, 1.0, -1.0)
    weight = np.where(is_positive, 1 / max(is_positive.sum(), 1), 1 / max((~is_positive).sum(), 1))
    losses = [float(weight @ np.logaddexp(0, -factor * sign * logit)) for factor in SCALES]
    return float(SCALES[int(np.argmin(losses))])


def _learnt(
    rows: Design, is_target: NDArray[Any], use: Flags, folds: NDArray[np.int64], share: float
) -> tuple[Floats, Floats]:
    target, chosen = is_target.astype(np.float64), np.flatnonzero(use)
    crossed = cross_fitted(rows, target, use, folds, share=share)
    return fitted(rows.take(chosen), target[chosen], share=share), crossed
