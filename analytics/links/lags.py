"""Correlations of many pairs of series at several lags, each over the periods in which both are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.intervals import two_sided_p
from analytics.links.model import Floats, Ints

LEAST_VARIANCE = 1e-12  # of standardised series, below which an overlap is taken as constant


@dataclass(frozen=True, eq=False)
class LagCorrelations:
    """Pearson's r and pairs n, each (lags, T, M); r is nan where fewer than 4 pairs or no variation."""

    r: Floats
    n: Floats

    @property
    def z(self) -> Floats:
        """atanh(r) sqrt(n - 3): about standard normal without a link, whatever the number of pairs [1]_.

        References
        ----------
        .. [1] Fisher (1921), Metron 1, 3-32.
        """
        z: Floats = np.arctanh(np.clip(self.r, -1 + 1e-12, 1 - 1e-12)) * np.sqrt(np.maximum(self.n - 3, 0.0))
        return z


def lag_correlations(scores: Floats, measures: Floats, lags: Sequence[int]) -> LagCorrelations:
    """r of `scores` (T, n) at period t with `measures` (M, n) at period t - lag, pairwise on overlapping points.

    Mean and variance are those of the overlap itself; R's `ccf` takes them from the whole series. A positive lag: the
    process moves first. Rows are best about centred (`series.whitened`). Nan marks a gap.

    Examples
    --------
    >>> waits = np.array([[5.0, 1.0, 4.0, 2.0, 6.0, 3.0]])
    >>> scores = np.array([[70.0, 50.0, 90.0, 60.0, 80.0, 40.0]])  # 100 - 10 x the wait one period before
    >>> lag_correlations(scores, waits, [0, 1]).r.round(2).ravel().tolist()
    [0.66, -1.0]
    """
    if np.isfinite(scores).all() and np.isfinite(measures).all():
        return _whole(scores, measures, lags)
    sums = _gap_sums(scores, measures, lags)
    n, one, two, square, other_square, product = (np.stack(each) for each in zip(*sums, strict=True))
    return correlations(n, one, two, square, other_square, product)


def correlations(
    n: Floats, one: Floats, two: Floats, square: Floats, other_square: Floats, product: Floats
) -> LagCorrelations:
    """r from the sums over pairs: counts, sums, sums of squares and of products."""
    safe = np.maximum(n, 1.0)
    spread = square - one * one / safe
    other_spread = other_square - two * two / safe
    is_known = (n >= 4) & (spread > LEAST_VARIANCE * safe) & (other_spread > LEAST_VARIANCE * safe)
    scale = np.sqrt(np.where(is_known, spread * other_spread, 1.0))
    return LagCorrelations(
        np.where(is_known, (product - one * two / safe) / scale, np.nan), np.broadcast_to(n, product.shape)
    )


def correlation_p(r: Floats, n: Floats) -> Floats:
    """Two-sided p of Pearson's r with n independent pairs: t = r sqrt((n - 2) / (1 - r^2)) on n - 2.

    Examples
    --------
    >>> correlation_p(np.array([0.8164205163448]), np.array([11.0])).round(6).tolist()
    [0.00217]
    """
    with np.errstate(divide="ignore"):
        return two_sided_p(r * np.sqrt((n - 2) / np.maximum(1 - np.square(r), 0.0)), n - 2)


def _overlap(scores: Floats, measures: Floats, lag: int) -> tuple[Floats, Floats]:
    n = scores.shape[1]
    later, earlier = slice(max(lag, 0), n + min(lag, 0)), slice(max(-lag, 0), n - max(lag, 0))
    return scores[:, later], measures[:, earlier]


def _whole(scores: Floats, measures: Floats, lags: Sequence[int]) -> LagCorrelations:
    """Without gaps one product per lag is enough: means and spreads belong to a row and a lag, not to a pair."""
    n, shape = scores.shape[1], (len(lags), len(scores), len(measures))
    r = np.empty(shape)
    for lag, product in zip(lags, r, strict=True):
        one, two = _overlap(scores, measures, lag)
        np.matmul(one, two.T, out=product)
    moved = np.array(lags, dtype=np.int64)
    later, earlier = np.maximum(moved, 0), np.maximum(-moved, 0)
    size = np.maximum(n - np.abs(moved), 0)[:, None].astype(float)
    mean, scale = _levels(scores, later, n - earlier, size)
    other_mean, other_scale = _levels(measures, earlier, n - later, size)
    r -= (mean * size)[:, :, None] * other_mean[:, None, :]
    r *= scale[:, :, None]
    r *= other_scale[:, None, :]
    return LagCorrelations(r, np.broadcast_to(size[:, :, None], shape))


def _levels(rows: Floats, first: Ints, last: Ints, size: Floats) -> tuple[Floats, Floats]:
    """Means of the windows first to last - 1 of each row, and 1 / root of their sums of squares: both (windows, rows).

    The scale is nan where there are fewer than 4 points or no variation.
    """
    safe = np.maximum(size, 1.0)
    sums, squares = _window_sums(rows, first, last), _window_sums(np.square(rows), first, last)
    mean = sums / safe
    spread = squares - sums * mean
    is_known = (size >= 4) & (spread > LEAST_VARIANCE * safe)
    return mean, np.where(is_known, 1.0 / np.sqrt(np.where(is_known, spread, 1.0)), np.nan)


def _window_sums(rows: Floats, first: Ints, last: Ints) -> Floats:
    """(windows, rows) sums. What all windows share is added up once, and their ends to it: nothing is subtracted."""
    start, end = int(first.max(initial=0)), int(last.min(initial=rows.shape[1]))
    if start >= end:
        return np.array([rows[:, a:b].sum(axis=1) for a, b in zip(first, np.maximum(first, last), strict=True)])
    low, high = int(first.min(initial=start)), int(last.max(initial=end))
    before, after = np.zeros((start - low + 1, len(rows))), np.zeros((high - end + 1, len(rows)))
    np.cumsum(rows[:, low:start].T[::-1], axis=0, out=before[1:])
    np.cumsum(rows[:, end:high].T, axis=0, out=after[1:])
    sums: Floats = rows[:, start:end].sum(axis=1) + before[start - first] + after[last - end]
    return sums


def _gap_sums(scores: Floats, measures: Floats, lags: Sequence[int]) -> list[tuple[Floats, ...]]:
    """Six products per lag, three of them of stacked rows."""
    m = len(measures)
    one, two = (np.isfinite(rows).astype(float) for rows in (scores, measures))
    score, measure = (np.where(known > 0, rows, 0.0) for known, rows in ((one, scores), (two, measures)))
    stacked = np.concatenate([two, measure, np.square(measure)])
    square = np.square(score)
    found: list[tuple[Floats, ...]] = []
    for lag in lags:
        known, beside = _overlap(one, stacked, lag)
        values, squares = _overlap(score, stacked, lag)[0], _overlap(square, stacked, lag)[0]
        counts, with_score, with_square = known @ beside.T, values @ beside[: 2 * m].T, squares @ beside[:m].T
        n, sums, other_square = counts[:, :m], counts[:, m : 2 * m], counts[:, 2 * m :]
        found.append((n, with_score[:, :m], sums, with_square, other_square, with_score[:, m:]))
    return found
