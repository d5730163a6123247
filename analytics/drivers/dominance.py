"""Dominance: which driver adds more than another, on average by model size or in every model."""

from __future__ import annotations

from math import comb

import numpy as np

from analytics.drivers.lmg import subset_sizes
from analytics.drivers.model import Bools, Floats

ROUNDING = 1e-12


def level_gains(r2: Floats) -> Floats:
    """Mean gain of each driver by the number of drivers already in the model (conditional dominance) [1]_.

    Parameters
    ----------
    r2 : shape (2^p,) from `subset_r2`.

    Returns
    -------
    Shape (p, p): row k for models that hold k others; the mean over rows is LMG.

    References
    ----------
    .. [1] Azen & Budescu (2003), Psychological Methods 8, 129-148.

    Examples
    --------
    >>> level_gains(np.array([0.0, 0.36, 0.09, 0.36])).round(3).tolist()
    [[0.36, 0.09], [0.27, 0.0]]
    """
    p = len(r2).bit_length() - 1
    count = np.array([comb(p - 1, k) for k in range(p)], dtype=float)
    size = subset_sizes(p - 1)
    gains = [np.bincount(size, weights=_gain(r2, j), minlength=p) / count for j in range(p)]
    return np.stack(gains, axis=1)


def _gain(r2: Floats, driver: int) -> Floats:
    """What one driver adds to each of the 2^(p - 1) subsets of the others, in their own bit order."""
    halves = r2.reshape(-1, 2, 1 << driver)
    gain: Floats = (halves[:, 1] - halves[:, 0]).reshape(-1)
    return gain


def complete_dominance(r2: Floats) -> Bools:
    """Shape (p, p): to every subset of the others the row's driver adds at least as much as the column's, once more.

    >>> complete_dominance(np.array([0.0, 0.36, 0.09, 0.36])).tolist()
    [[False, True], [False, False]]
    """
    p = len(r2).bit_length() - 1
    found = np.zeros((p, p), dtype=bool)
    for low in range(p):
        for high in range(low + 1, p):
            split = r2.reshape(-1, 2, 1 << (high - low - 1), 2, 1 << low)
            more = split[:, 0, :, 1] - split[:, 1, :, 0]  # with `low` alone against with `high` alone
            found[low, high] = more.min() >= -ROUNDING and more.max() > ROUNDING
            found[high, low] = more.max() <= ROUNDING and more.min() < -ROUNDING
    return found
