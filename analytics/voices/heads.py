"""Linear heads on sentence vectors, and how the models' logits become three probabilities.

A polarity head gives log odds of positive against negative, a neutral head log odds of neutral against either pole.
Instant is the n-gram logit, Standard adds the head on standard vectors, Accurate weighs n-grams and accurate vectors;
what the rules add comes on top. The factors of the sums lie beside the heads. See docs/methods/sentiment.md.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analytics.voices.vectors import Name
from analytics.voices.weights import weights

Floats = NDArray[np.float64]

LARGE = 3.0
"""Log odds of a pole above which a text is not less neutral still."""


def polarity_logits(vectors: NDArray[np.floating], name: Name) -> Floats:
    """Log odds of positive against negative, shape (n,), from vectors of shape (n, d)."""
    return _linear(vectors, f"{name}_polarity")


def neutral_logits(vectors: NDArray[np.floating], name: Name) -> Floats:
    """Log odds of neutral against either pole, shape (n,), the three classes being equally frequent."""
    return _linear(vectors, f"{name}_neutral")


def mixed_polarity(
    rules: Floats, ngram: Floats, standard: Floats | None = None, accurate: Floats | None = None
) -> Floats:
    """Log odds of positive against negative of an engine, from the logits that it has; all of shape (n,)."""
    return _mixed("polarity", rules, ngram, standard, accurate)


def mixed_neutral(
    rules: Floats, polarity: Floats, standard: Floats | None = None, accurate: Floats | None = None
) -> Floats:
    """Log odds of neutral of an engine, from the logits that it has; all of shape (n,).

    `polarity` are the mixed log odds of the poles: the larger they are, the less neutral is the text.
    """
    return _mixed("neutral", rules, np.minimum(np.abs(polarity), LARGE), standard, accurate)


def probabilities(polarity: Floats, neutral: Floats) -> Floats:
    """Shape (n, 3): negative, neutral, positive; rows sum to 1.

    p(neutral) = s(neutral), p(positive) = (1 - p(neutral)) s(polarity), s the logistic function.

    Examples
    --------
    >>> probabilities(np.array([0.0]), np.array([-np.log(2)])).round(3).tolist()
    [[0.333, 0.333, 0.333]]
    """
    p_neutral, p_positive = _logistic(neutral), _logistic(polarity)
    return np.column_stack([(1 - p_neutral) * (1 - p_positive), p_neutral, (1 - p_neutral) * p_positive])


def _mixed(kind: str, rules: Floats, first: Floats, standard: Floats | None, accurate: Floats | None) -> Floats:
    engine = "accurate" if accurate is not None else "standard" if standard is not None else "instant"
    factors = weights("heads")[f"mix_{engine}_{kind}"].astype(np.float64)
    parts = (rules, first, standard, accurate)
    given = [(factor, part) for factor, part in zip(factors[1:], parts, strict=True) if part is not None]
    return np.asarray(factors[0] + sum(factor * part for factor, part in given), dtype=np.float64)


def _linear(vectors: NDArray[np.floating], head: str) -> Floats:
    fitted = weights("heads")[head].astype(np.float64)
    return np.asarray(vectors.astype(np.float64) @ fitted[1:] + fitted[0])


def _logistic(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -35, 35))))
