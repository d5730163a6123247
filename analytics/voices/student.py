"""A quick engine learns from a better one: the teacher reads a sample, the pupil is refitted to its probabilities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.voices.adapt_fit import cross_fitted, fitted, logistic
from analytics.voices.adapt_parts import Design
from analytics.voices.scores import Floats

LESSONS = 1_500
"""Texts that the teacher reads."""
MIN_LESSONS = 500


@dataclass(frozen=True)
class Lessons:
    """The teacher's log-odds of the texts it read, NaN elsewhere; both of shape (n,)."""

    polarity: Floats
    neutral: Floats

    @property
    def taught(self) -> NDArray[np.bool_]:
        """Which texts the teacher read."""
        return np.isfinite(self.polarity)


def sample(n: int, *, seed: int, most: int = LESSONS) -> NDArray[np.int64]:
    """Rows for the teacher: a simple random sample, in order."""
    chosen = np.random.default_rng(seed).permutation(n)[:most]
    return np.sort(chosen).astype(np.int64)


def learnt(rows: Design, logit: Floats, taught: NDArray[np.bool_], folds: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Coefficients of the pupil and its log-odds for texts it has not seen; the teacher's `logit` are the soft labels.

    The sides are not balanced: the teacher's probabilities already are those of equally frequent sides.
    """
    soft = np.where(taught, logistic(np.nan_to_num(logit)), 0.0)
    crossed = cross_fitted(rows, soft, taught, folds, share=None)
    chosen = np.flatnonzero(taught)
    return fitted(rows.take(chosen), soft[chosen], share=None), crossed
