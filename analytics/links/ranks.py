"""Average ranks and rank correlations of many columns at once, each on the rows it is known for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.links.model import Floats


def average_ranks(values: Floats) -> Floats:
    """Ranks from 1 within each row of `values` (k, n), ties sharing their mean rank; nan keeps none.

    Examples
    --------
    >>> average_ranks(np.array([[3.0, 1.0, 3.0, np.nan]])).tolist()
    [[2.5, 1.0, 2.5, nan]]
    """
    order = np.argsort(values, axis=1)  # nan last
    flat = (order + np.arange(len(values))[:, None] * values.shape[1]).ravel()
    ordered = values.ravel()[flat].reshape(values.shape)
    starts = np.ones(values.shape, dtype=bool)
    np.not_equal(ordered[:, 1:], ordered[:, :-1], out=starts[:, 1:])
    first = np.flatnonzero(starts.ravel())
    length = np.diff(first, append=ordered.size)
    shared = first % max(values.shape[1], 1) + (length + 1) / 2
    ranks = np.empty(values.size)
    ranks[flat] = np.repeat(shared, length)
    return np.where(np.isnan(values), np.nan, ranks.reshape(values.shape))


@dataclass(frozen=True, eq=False)
class RankCorrelation:
    """Spearman's rho per measure (k,), and what each row adds to its error (k, n), 0 where the pair is incomplete."""

    rho: Floats
    share: Floats


def rank_correlations(scores: Floats, values: Floats) -> RankCorrelation:
    """Spearman's rho [1]_ of `scores` (n,) with each row of `values` (k, n), average ranks, pairwise complete rows.

    rho is nan where either side is constant. The share of a row is its term of the linear expansion of rho with the
    ranks held: (u v - rho (u^2 + v^2) / 2) / n, u and v the standardised ranks.

    References
    ----------
    .. [1] Spearman (1904), American Journal of Psychology 15, 72-101.
    """
    known = np.isfinite(values)
    n = known.sum(axis=1).astype(float)[:, None]
    levels, level = np.unique(scores, return_inverse=True)
    one = _standardised(average_ranks(values), known, n)
    two = _standardised(_level_ranks(level, known, len(levels)), known, n)
    with np.errstate(invalid="ignore", divide="ignore"):
        product = one * two
        rho = product.sum(axis=1, keepdims=True) / n
        share = (product - rho / 2 * (np.square(one) + np.square(two))) / n
    return RankCorrelation(rho[:, 0], share)


def _level_ranks(level: np.ndarray, known: np.ndarray, n_levels: int) -> Floats:
    """Average ranks (k, n) of values with few levels, among the known rows of each measure."""
    codes = level + n_levels * np.arange(len(known))[:, None]
    counts = np.bincount(codes.ravel(), known.ravel(), len(known) * n_levels).reshape(len(known), n_levels)
    ranks: Floats = (np.cumsum(counts, axis=1) - (counts - 1) / 2).ravel()[codes]
    return ranks


def _standardised(ranks: Floats, known: np.ndarray, n: Floats) -> Floats:
    """Ranks with mean 0 and variance 1 over the known rows, 0 elsewhere; nan where all are equal."""
    centred = np.where(known, ranks - (n + 1) / 2, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = np.sqrt(np.square(centred).sum(axis=1, keepdims=True) / n)
        scaled: Floats = centred / np.where(spread > 0, spread, np.nan)
    return scaled
