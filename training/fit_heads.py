"""Fits linear heads on sentence vectors and calibrates logits on rows that were held out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

Floats = NDArray[np.float64]

EVEN_PRIOR = -float(np.log(2))
"""What turns odds at one to one (neutral against polar) into odds at one to two: three classes alike."""


@dataclass(frozen=True)
class Rows:
    """Vectors, what they are (True for positive, or for neutral), and how much each row counts."""

    vectors: NDArray[np.floating]
    is_true: NDArray[np.bool_]
    weight: Floats

    def joined(self, other: Rows) -> Rows:
        """These rows and those of `other`."""
        return Rows(
            np.concatenate([self.vectors, other.vectors]),
            np.concatenate([self.is_true, other.is_true]),
            np.concatenate([self.weight, other.weight]),
        )


def head(rows: Rows, strength: float) -> Floats:
    """Intercept and coefficients on the vectors as they are, shape (1 + d,).

    Logistic regression on standardised vectors with C = `strength`, both classes weighing the same.
    """
    scaler = StandardScaler()
    fitted = LogisticRegression(C=strength, class_weight="balanced", max_iter=1000)
    steps = make_pipeline(scaler, fitted)
    steps.fit(rows.vectors, rows.is_true, logisticregression__sample_weight=rows.weight)
    coefficients = fitted.coef_[0] / scaler.scale_
    return np.concatenate([fitted.intercept_ - scaler.mean_ @ coefficients, coefficients])


def applied(fitted: Floats, vectors: NDArray[np.floating]) -> Floats:
    """Logits of a head."""
    return np.asarray(vectors.astype(np.float64) @ fitted[1:] + fitted[0])


def platt(logits: Floats, is_true: NDArray[np.bool_], weight: Floats | None = None) -> tuple[float, float]:
    """Factor and shift that make held-out logits probabilities when both classes are as frequent (Platt 1999)."""
    fitted = LogisticRegression(C=100.0, class_weight="balanced")
    fitted.fit(logits[:, None], is_true, sample_weight=weight)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def scaled(fitted: Floats, factor: float, shift: float) -> Floats:
    """The head with its logit times `factor` plus `shift`."""
    moved = fitted * factor
    moved[0] += shift
    return moved
