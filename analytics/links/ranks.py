"""Average ranks and rank correlations of many columns at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.links.model import Floats, Ints


def average_ranks(values: Floats) -> Floats:
    """Ranks from 1 within each row of `values` (k, n), all known, ties sharing their mean rank.

    Examples
    --------
    >>> average_ranks(np.array([[3.0, 1.0, 3.0]])).tolist()
    [[2.5, 1.0, 2.5]]
    """
    width = max(values.shape[1], 1)
    order, starts = _ordered(values)
    first = np.flatnonzero(starts)
    length = np.diff(first, append=values.size)
    ranks = np.empty(values.size)
    ranks[order] = np.repeat(first % width + (length + 1) / 2, length)
    return ranks.reshape(values.shape)


def _ordered(values: Floats) -> tuple[Ints, NDArray[np.bool_]]:
    """Flat positions of each row in ascending order, and where a new value begins.

    Sorting whole numbers is several times faster than sorting positions by value, so value (in single precision) and
    position are packed into one. Where single precision cannot tell two values apart, they are sorted again.
    """
    k, width = values.shape
    with np.errstate(over="ignore"):
        bits = (values + 0.0).astype(np.float32).view(np.int32)  # + 0.0: there is one zero only
    keys = np.where(bits < 0, bits ^ np.int32(0x7FFFFFFF), bits).astype(np.int64)
    packed = np.sort((keys << 32) | np.arange(width), axis=1)
    order = ((packed & 0xFFFFFFFF) + width * np.arange(k)[:, None]).ravel()
    starts = np.ones(values.shape, dtype=bool)
    np.not_equal(packed[:, 1:] >> 32, packed[:, :-1] >> 32, out=starts[:, 1:])
    flat, new = values.ravel(), starts.ravel()
    again = np.flatnonzero(~new)
    again = again[flat[order[again]] != flat[order[again - 1]]]
    if len(again):
        _sorted_again(flat, order, new, again)
    return order, new


def _sorted_again(flat: Floats, order: Ints, new: NDArray[np.bool_], places: Ints) -> None:
    """Put the runs that hold `places` into the order of the full values, and mark where new ones begin."""
    run = np.cumsum(new) - 1
    chosen = np.flatnonzero(np.isin(run, np.unique(run[places])))
    inside = order[chosen][np.lexsort((flat[order[chosen]], run[chosen]))]
    order[chosen] = inside
    differs = (run[chosen[1:]] != run[chosen[:-1]]) | (flat[inside[1:]] != flat[inside[:-1]])
    new[chosen[1:]] = differs


@dataclass(frozen=True, eq=False)
class RankedScores:
    """Scores (n,) as standardised average ranks: mean 0, variance 1; all 0 where they are equal."""

    z: Floats
    square: Floats

    @classmethod
    def of(cls, scores: Floats) -> RankedScores:
        """Rank the scores of one touchpoint, once for all measures with the same rows."""
        z = standardised(average_ranks(scores[None]))[0]
        return cls(z, np.square(z))


@dataclass(frozen=True, eq=False)
class RankCorrelation:
    """Spearman's rho per measure (k,), and what each row adds to its error (k, n)."""

    rho: Floats
    share: Floats


def rank_correlations(scores: RankedScores, values: Floats) -> RankCorrelation:
    """Spearman's rho [1]_ of scores (n,) with each row of `values` (k, n), average ranks; 0 where either is constant.

    The share of a row is its term of the linear expansion of rho with the ranks held:
    (u v - rho (u^2 + v^2) / 2) / n, u and v the standardised ranks.

    References
    ----------
    .. [1] Spearman (1904), American Journal of Psychology 15, 72-101.
    """
    n = max(values.shape[1], 1)
    one = standardised(average_ranks(values))
    rho = one @ scores.z / n
    share = one * scores.z
    share -= rho[:, None] / 2 * (np.square(one) + scores.square)
    return RankCorrelation(rho, share / n)


def standardised(ranks: Floats) -> Floats:
    """Ranks (k, n) with mean 0 and variance 1; 0 where all are equal."""
    n = max(ranks.shape[1], 1)
    centred = ranks - (n + 1) / 2
    spread = np.sqrt(np.einsum("ij,ij->i", centred, centred) / n)[:, None]
    scaled: Floats = centred / np.where(spread > 0, spread, 1.0)
    return scaled
