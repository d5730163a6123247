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


def whitened(series: Floats, *, how: Whitening = "ar1", season: int | None = None) -> Whitened:
    """Take out of each row of `series` (k, n), nan for gaps, what makes it resemble any other series.

    A straight line and, with `season` periods a year, one yearly wave (`detrended`). Then, "ar1":
    e_t = x_t - carry x_(t-1) with the row's own carry [1]_; "difference": e_t = x_t - x_(t-1), for series that wander.
    A point without a known one before it is lost either way.

    References
    ----------
    .. [1] Haugh (1976), JASA 71, 378-385: each series by its own filter, so that neither lends the other its memory.

    Examples
    --------
    >>> whitened(np.array([[1.0, 2.0, 4.0, 7.0]]), how="difference").values.round(2).tolist()
    [[nan, -1.22, 0.0, 1.22]]
    """
    level = np.nanmax(np.abs(series), axis=1, initial=0.0, where=np.isfinite(series))
    flat = detrended(series, season=season)
    carry = carries(flat) if how == "ar1" else np.ones(len(series))
    rest = np.full(series.shape, np.nan)
    rest[:, 1:] = flat[:, 1:] - carry[:, None] * flat[:, :-1]
    known = np.isfinite(rest)
    n = np.maximum(known.sum(axis=1, keepdims=True), 1)
    rest = rest - np.where(known, rest, 0.0).sum(axis=1, keepdims=True) / n
    spread = np.sqrt(np.square(np.where(known, rest, 0.0)).sum(axis=1) / n[:, 0])
    is_constant = known.any(axis=1) & (spread <= EXACT * level)
    values = rest / np.where(is_constant | (spread == 0), np.nan, spread)[:, None]
    return Whitened(values, carry, is_constant)


def detrended(series: Floats, *, season: int | None = None) -> Floats:
    """Each row (k, n) less the least-squares fit, through its known points, of a straight line and one yearly wave.

    The wave (sine and cosine over `season` periods) is fitted only to series of at least two years.

    >>> detrended(np.array([[1.0, 2.0, np.nan, 4.0, 6.0]])).round(2).tolist()
    [[0.15, -0.05, nan, -0.45, 0.35]]
    """
    n = series.shape[1]
    time = np.arange(n)
    shapes = [np.ones(n), 2 * time / max(n - 1, 1) - 1]
    if season is not None and n >= 2 * season:
        shapes += [np.sin(2 * np.pi * time / season), np.cos(2 * np.pi * time / season)]
    basis = np.stack(shapes)
    known = np.isfinite(series)
    level = np.where(known, series, 0.0).sum(axis=1, keepdims=True) / np.maximum(known.sum(axis=1, keepdims=True), 1)
    centred = series - level
    squares = np.einsum("in,kn,jn->kij", basis, known.astype(float), basis, optimize=True)
    products = np.where(known, centred, 0.0) @ basis.T
    fit = np.einsum("kij,kj->ki", np.linalg.pinv(squares, hermitian=True), products)
    flat: Floats = centred - fit @ basis
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
