"""Prediction intervals and probabilities from the errors on cases the model has not seen."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def conformal_half(errors: Floats, *, confidence: float) -> float | None:
    """Half width of a split-conformal interval [1]_: the ceil((n + 1) confidence)-th smallest absolute error.

    None where the calibration cases are too few for the confidence asked.

    References
    ----------
    .. [1] Lei, G'Sell, Rinaldo, Tibshirani & Wasserman (2018), JASA 113, 1094-1111.

    Examples
    --------
    >>> conformal_half(np.arange(1.0, 20.0), confidence=0.9), conformal_half(np.arange(3.0), confidence=0.9)
    (18.0, None)
    """
    place = math.ceil((len(errors) + 1) * confidence)
    return float(np.sort(np.abs(errors))[place - 1]) if place <= len(errors) else None


def chance_at_most(errors: Floats, prediction: Floats, limit: float) -> Floats:
    """Probability that the outcome is at most `limit`: share of the errors (outcome less prediction) that allow it.

    (1/2 + errors up to limit - prediction) / (n + 1): never 0 or 1, since n cases cannot show that.

    >>> chance_at_most(np.array([-1.0, 0.0, 1.0]), np.array([10.0]), 10.0).tolist()
    [0.625]
    """
    held = np.searchsorted(np.sort(errors), limit - np.asarray(prediction, dtype=float), side="right")
    found: Floats = (held + 0.5) / (len(errors) + 1)
    return found
