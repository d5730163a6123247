"""Fits the n-gram models: English on rated valence, Chinese on signed reviews, both with the own phrases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression, Ridge

from analytics.voices.ngrams import Language, NgramModel, grams

SEED_WEIGHT = 3.0
SEED_VALENCE = 2.5
POLAR = 0.2
"""English rows whose mean rating is nearer to zero do not say which pole they belong to."""


@dataclass(frozen=True)
class Counts:
    """Occurrences of the kept n-grams, one row per text, and their hashes (sorted)."""

    matrix: Any
    keys: NDArray[np.uint32]


def counts(texts: Sequence[str], language: Language, fewest_texts: int) -> Counts:
    """N-grams that at least `fewest_texts` texts hold."""
    found = grams(texts, language)
    keys, place = np.unique(found.key, return_inverse=True)
    matrix = sparse.csr_matrix((np.ones(place.size), (found.row, place)), shape=(len(texts), keys.size))
    frequent = np.asarray((matrix > 0).sum(axis=0)).ravel() >= fewest_texts
    return Counts(matrix[:, np.flatnonzero(frequent)], keys[frequent])


def rarity(matrix: Any) -> NDArray[np.float64]:
    """Inverse document frequency, smoothed: ln((1 + n) / (1 + df)) + 1."""
    holding = np.asarray((matrix > 0).sum(axis=0)).ravel()
    return np.asarray(np.log((1 + matrix.shape[0]) / (1 + holding)) + 1)


def log_ratio(matrix: Any, positive: NDArray[np.bool_], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Naive-Bayes log count ratio of each n-gram (Wang and Manning 2012), one added to every count."""
    held = (matrix > 0).astype(np.float64)
    for_positive = 1 + held.T @ (weight * positive)
    for_negative = 1 + held.T @ (weight * ~positive)
    return np.asarray(np.log(for_positive / for_positive.sum()) - np.log(for_negative / for_negative.sum()))


def unit_rows(matrix: Any, scale: NDArray[np.float64]) -> Any:
    """Occurrences times scale, each row divided by the length the model will use for it."""
    lengths = np.sqrt(matrix @ scale**2)
    return sparse.diags_array(1 / np.where(lengths > 0, lengths, 1)) @ matrix @ sparse.diags_array(scale)


def fit_english(texts: Sequence[str], valence: NDArray[np.float64], weight: NDArray[np.float64]) -> NgramModel:
    """Half a ridge on the valence, half a logistic regression on naive-Bayes features (uncalibrated)."""
    found = counts(texts, "en", 2)
    scale = rarity(found.matrix)
    ridge = Ridge(alpha=1.0, solver="sparse_cg", tol=1e-4)
    ridge.fit(unit_rows(found.matrix, scale), valence, sample_weight=weight)
    polar = np.abs(valence) > POLAR
    strength = (weight * np.abs(valence))[polar]
    ratio = log_ratio(found.matrix[polar], valence[polar] > 0, weight[polar])
    bayes = LogisticRegression(C=1.0, class_weight="balanced", solver="liblinear")
    bayes.fit(unit_rows(found.matrix[polar], ratio), valence[polar] > 0, sample_weight=strength)
    return NgramModel(
        found.keys,
        np.column_stack([ridge.coef_ * scale, bayes.coef_[0] * ratio / 2]),
        np.column_stack([scale, np.abs(ratio)]),
        float(ridge.intercept_ + bayes.intercept_[0] / 2),
    )


def fit_chinese(texts: Sequence[str], sign: NDArray[np.int64], weight: NDArray[np.float64]) -> NgramModel:
    """A logistic regression (uncalibrated)."""
    found = counts(texts, "zh", 5)
    scale = rarity(found.matrix)
    fitted = LogisticRegression(C=3.0, class_weight="balanced", solver="liblinear")
    fitted.fit(unit_rows(found.matrix, scale), sign > 0, sample_weight=weight)
    weights = (fitted.coef_[0] * scale)[:, None]
    return NgramModel(found.keys, weights, scale[:, None], float(fitted.intercept_[0]))


def calibrated(fitted: NgramModel, factor: float, shift: float) -> NgramModel:
    """The model with its logit times `factor` plus `shift`."""
    return NgramModel(fitted.keys, fitted.weight * factor, fitted.scale, fitted.bias * factor + shift)


def arrays(fitted: NgramModel) -> dict[str, NDArray[Any]]:
    """The model as a weights file holds it."""
    return {
        "keys": fitted.keys,
        "weight": fitted.weight.astype(np.float16),
        "scale": fitted.scale.astype(np.float16),
        "bias": np.array(fitted.bias, dtype=np.float32),
    }
