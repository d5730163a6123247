"""Series by week or month made comparable: their trend taken out, and what each point owes to the one before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from analytics.links.model import Floats

Whitening = Literal["ar1", "difference"]
MOST: Final = 0.95  # no carry-over is taken as larger
EXACT: Final = 1e-12  # a spread below this share of the level is rounding


@dataclass(frozen=True, eq=False)
class Whitened:
    """Series (k, n) with mean 0 and standard deviation 1 over their known points, nan elsewhere.

    A series without variation is nan throughout and marked in `is_constant` (k,). `carry` (k,) is what a point takes
    over from the one before it, -1 to 1; 1 where differences were taken.
    """

    values: Floats
    carry: Floats
    is_constant: np.ndarray


def whitened(series: Floats, *, how: Whitening = "ar1") -> Whitened:
    """Take out of each row of `series` (k, n), nan for gaps, what makes it resemble any other series.

    "ar1": a straight line through the known points, then e_t = x_t - carry x_(t-1) with the row's own carry [1]_.
    "difference": e_t = x_t - x_(t-1), for series that wander. A point without a known one before it is lost either way.

    References
    ----------
    .. [1] Haugh (1976), JASA 71, 378-385: each series by its own filter, so that neither lends the other its memory.

    Examples
    --------
    >>> whitened(np.array([[1.0, 2.0, 4.0, 7.0]]), how="difference").values.round(2).tolist()
    [[nan, -1.22, 0.0, 1.22]]
    """
    level = np.nanmax(np.abs(series), axis=1, initial=0.0, where=np.isfinite(series))
    flat = detrended(series)
    start, carry = (flat, carries(flat)) if how == "ar1" else (series, np.ones(len(series)))
    rest = np.full(series.shape, np.nan)
    rest[:, 1:] = start[:, 1:] - carry[:, None] * start[:, :-1]
    known = np.isfinite(rest)
    n = np.maximum(known.sum(axis=1, keepdims=True), 1)
    rest = rest - np.where(known, rest, 0.0).sum(axis=1, keepdims=True) / n
    spread = np.sqrt(np.square(np.where(known, rest, 0.0)).sum(axis=1) / n[:, 0])
    is_constant = known.any(axis=1) & (spread <= EXACT * level)
    values = rest / np.where(is_constant | (spread == 0), np.nan, spread)[:, None]
    return Whitened(values, carry, is_constant)


def detrended(series: Floats) -> Floats:
    """Each row (k, n) less the straight line of least squares through its known points.

    >>> detrended(np.array([[1.0, 2.0, np.nan, 4.0, 6.0]])).round(2).tolist()
    [[0.15, -0.05, nan, -0.45, 0.35]]
    """
    known = np.isfinite(series)
    n = np.maximum(known.sum(axis=1, keepdims=True), 1)
    time = np.broadcast_to(np.arange(series.shape[1], dtype=float), series.shape)
    early = np.where(known, time - np.where(known, time, 0.0).sum(axis=1, keepdims=True) / n, 0.0)
    centred = series - np.where(known, series, 0.0).sum(axis=1, keepdims=True) / n
    square = np.square(early).sum(axis=1, keepdims=True)
    slope = (early * np.where(known, centred, 0.0)).sum(axis=1, keepdims=True) / np.where(square > 0, square, 1.0)
    flat: Floats = centred - slope * early
    return flat


def carries(flat: Floats) -> Floats:
    """First-order autocorrelation (k,) of detrended rows over neighbours that are both known, freed of its bias.

    Estimates around a fitted line lie too low by about (2 + 4 carry) / n [1]_.

    References
    ----------
    .. [1] Kendall (1954), Biometrika 41, 403-404; Marriott & Pope (1954), 390-402.
    """
    before, after = flat[:, :-1], flat[:, 1:]
    both = np.isfinite(before) & np.isfinite(after)
    n = both.sum(axis=1)
    product = np.where(both, before * after, 0.0).sum(axis=1)
    square = np.where(both, np.square(before), 0.0).sum(axis=1)
    plain = product / np.where(square > 0, square, 1.0)
    carry: Floats = np.clip(plain + (2 + 4 * plain) / np.maximum(n, 8), -MOST, MOST)
    return np.where(square > 0, carry, 0.0)
