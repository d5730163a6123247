"""Resamples of customers: their sums of products are added up again, nothing is fitted anew to rows."""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np
from numpy.typing import NDArray

from analytics.drivers.covariance import Covariance, UnitSums
from analytics.drivers.lmg import betas
from analytics.drivers.model import Floats, Interval, Ints
from analytics.intervals import t_quantile, two_sided_p

DRAWS = 1_000
TAIL = 0.025
FEWEST = 100  # usable resamples below which no interval is given
TOLERANCE = 1e-7


def unit_counts(n_units: int, n_draws: int, rng: np.random.Generator) -> Floats:
    """How often each unit is in each resample, shape (draws, units); every row adds to `n_units`.

    >>> unit_counts(5, 2, np.random.default_rng(0)).sum(axis=1).tolist()
    [5.0, 5.0]
    """
    drawn = rng.integers(0, n_units, (n_draws, n_units)) + n_units * np.arange(n_draws)[:, None]
    counts = np.bincount(drawn.reshape(-1), minlength=n_draws * n_units)
    return counts.reshape(n_draws, n_units).astype(float)


def resampled(sums: UnitSums, counts: Floats) -> Covariance:
    """Covariances of each resample, along the first axis."""
    return sums.covariance(counts @ sums.flat)


def usable_rows(drawn: Covariance) -> NDArray[np.intp]:
    """Positions of the resamples in which every variable varies and no correlations contradict each other."""
    finite = np.flatnonzero(np.asarray(np.isfinite(drawn.correlation).all(axis=(1, 2))))
    smallest = np.linalg.eigvalsh(drawn.correlation[finite])[:, 0]
    rows: NDArray[np.intp] = finite[np.flatnonzero(smallest > -TOLERANCE)]
    return rows


def usable(drawn: Covariance) -> Covariance:
    """The resamples at `usable_rows`."""
    return drawn.picked(usable_rows(drawn))


def tail(n_clusters: int | None) -> float:
    """Share of resamples outside each end of a 95 % interval: 2.5 %, and less where few customers were drawn [1]_.

    Resamples of G customers vary as if the variance were divided by G, and have no heavier tails for not knowing it;
    both are made up for by Phi(-t(.975, G - 1) sqrt(G / (G - 1))).

    References
    ----------
    .. [1] Hesterberg (2015), The American Statistician 69, 371-386, section 5.3.

    Examples
    --------
    >>> tail(None), round(tail(40), 4), round(tail(8), 4)
    (0.025, 0.0203, 0.0057)
    """
    if n_clusters is None or n_clusters < 2:
        return TAIL
    t = float(t_quantile(1 - TAIL, n_clusters - 1))
    return 0.5 * erfc(t * sqrt(n_clusters / (n_clusters - 1)) / sqrt(2.0))


def percentiles(draws: Floats, n_clusters: int | None = None) -> Floats:
    """Ends of the 95 % percentile interval along the first axis, shape (2, ...); nan with too few draws."""
    if len(draws) < FEWEST:
        return np.full((2, *draws.shape[1:]), np.nan)
    outside = tail(n_clusters)
    ends: Floats = np.quantile(draws, (outside, 1 - outside), axis=0)
    return ends


def intervals(values: Floats, draws: Floats, n_clusters: int | None = None) -> tuple[Interval, ...]:
    """One interval per column.

    Parameters
    ----------
    values : (k,); draws : (draws, k); n_clusters : customers that were drawn, None: many.

    Examples
    --------
    >>> intervals(np.array([2.0]), np.arange(201.0)[:, None] / 50)
    (Interval(value=2.0, low=0.1, high=3.9),)
    """
    low, high = percentiles(draws, n_clusters)
    return tuple(
        Interval(float(value), *(float(end) if np.isfinite(end) else None for end in ends))
        for value, *ends in zip(values, low, high, strict=True)
    )


def recentred(values: Floats, draws: Floats) -> Floats:
    """Resamples whose percentiles are free of bias: those of figures that few rows always overstate or level out.

    The resamples miss the data on average by about as much as the data misses the truth; both are taken off.

    Parameters
    ----------
    values : (k,); draws : (draws, k).

    Examples
    --------
    >>> recentred(np.array([0.5]), np.array([[0.4], [0.6], [0.8]])).round(2).tolist()
    [[0.2], [0.4], [0.6]]
    """
    return draws - 2.0 * (draws.mean(axis=0) - values) if len(draws) else draws


@dataclass(frozen=True, eq=False)
class RankStability:
    """How ranks (1 is the largest) hold over resamples; arrays of shape (k,), empty intervals are nan.

    rank : of the values; first : resamples in which it is first; same : in which its rank is the one of the values;
    at_least : in which it is as high or higher; low, high : 95 % interval of the rank.
    """

    rank: Ints
    first: Floats
    same: Floats
    at_least: Floats
    low: Floats
    high: Floats


def ranks(values: Floats) -> Ints:
    """1 for the largest along the last axis; of equal ones the earlier is higher.

    >>> ranks(np.array([0.1, 0.5, 0.2])).tolist()
    [3, 1, 2]
    """
    order = np.argsort(-values, axis=-1, kind="stable")
    placed: Ints = np.argsort(order, axis=-1, kind="stable") + 1
    return placed


def rank_stability(values: Floats, draws: Floats) -> RankStability:
    """Ranks of `values`, shape (k,), in the resamples, shape (draws, k).

    >>> rank_stability(np.array([2.0, 1.0]), np.array([[2.0, 1.0], [1.0, 2.0], [3.0, 1.0], [3.0, 2.0]])).first.tolist()
    [0.75, 0.25]
    """
    rank = ranks(values)
    drawn = ranks(draws)
    if not len(draws):
        none = np.full(len(values), np.nan)
        return RankStability(rank, none, none, none, none, none)
    low, high = np.quantile(drawn, (TAIL, 1 - TAIL), axis=0, method="inverted_cdf")
    return RankStability(
        rank, (drawn == 1).mean(axis=0), (drawn == rank).mean(axis=0), (drawn <= rank).mean(axis=0), low, high
    )


def sign_stability(values: Floats, draws: Floats) -> Floats:
    """Resamples, 0 to 1, in which each column has the sign of its value; nan without resamples."""
    if not len(draws):
        return np.full(len(values), np.nan)
    kept: Floats = (np.sign(draws) == np.sign(values)).mean(axis=0)
    return kept


def slopes(part: Covariance) -> Floats:
    """Points of the last variable per unit of each other, all others held; shape (..., k - 1)."""
    per_unit: Floats = betas(part.correlation) * part.sd[..., -1:] / part.sd[..., :-1]
    return per_unit


def drawn_p(values: Floats, draws: Floats, n_clusters: int) -> Floats:
    """Two-sided p of each value being 0, by Student's t with the spread of its resamples; 1 without resamples.

    Parameters
    ----------
    values : (k,); draws : (draws, k); n_clusters : customers that were drawn.
    """
    if len(draws) < FEWEST or n_clusters < 2:
        return np.ones(len(values))
    spread = draws.std(axis=0, ddof=1)
    t = np.divide(values, spread, out=np.zeros_like(spread), where=spread > 0)
    return two_sided_p(t, np.full(len(values), n_clusters - 1.0))


def wald_p(values: Floats, draws: Floats, n_clusters: int) -> float:
    """P that all values are 0, by Hotelling's T^2 with the covariances of their resamples [1]_; 1 without resamples.

    References
    ----------
    .. [1] Hotelling (1931), Annals of Mathematical Statistics 2, 360-378.
    """
    from scipy.special import fdtrc

    k, df = len(values), n_clusters - len(values)
    if len(draws) < FEWEST or not k or df < 1:
        return 1.0
    spread = np.cov(draws, rowvar=False).reshape(k, k)
    square = float(values @ np.linalg.pinv(spread, hermitian=True) @ values)
    return float(fdtrc(k, df, square * df / (k * (n_clusters - 1))))
