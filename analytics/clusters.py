"""Delete-one-cluster jackknife of means and of differences of means, for many series at once.

Answers cluster in respondents and accounts, so the account (the highest known level) is the unit that is left out.
Everything works on sums per cluster: `n` and `s`, arrays of shape (series, clusters), 0 where a cluster has no answer.
docs/methods/clustered-intervals.md derives the formulas and shows the coverage.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ClusterTable:
    """Sums per series and cluster; `n` and `s` have shape (series, clusters)."""

    keys: tuple[str, ...]
    n: Floats
    s: Floats


@dataclass(frozen=True)
class Jackknife:
    """Statistics of k series.

    Attributes
    ----------
    value : shape (k,), in the unit of the summed values; nan where a series has no answer.
    moves : shape (k, clusters), value without the cluster minus value with all of them; 0 for absent clusters.
    df : shape (k,), Satterthwaite degrees of freedom; below 1 no interval can be given.
    n_clusters : shape (k,), clusters with at least one answer.
    """

    value: Floats
    moves: Floats
    df: Floats
    n_clusters: Floats

    @property
    def se(self) -> Floats:
        """Standard error, shape (k,): sqrt((G - 1) / G * sum of squared moves); nan with fewer than two clusters."""
        groups = np.where(self.n_clusters >= 2, self.n_clusters, np.nan)
        se: Floats = np.sqrt((groups - 1) / groups * np.square(self.moves).sum(axis=1))
        return se


def cluster_table(sums: pd.DataFrame, key: str, *, n: str = "n", s: str = "s") -> ClusterTable:
    """Spread a frame with one row per (key, cluster_group) over a matrix.

    Duplicate rows add up, so a frame may be concatenated from parts.
    """
    rows, keys = pd.factorize(sums[key], sort=True)
    columns, groups = pd.factorize(sums["cluster_group"])
    shape = (len(keys), len(groups))
    flat = rows * max(len(groups), 1) + columns
    return ClusterTable(tuple(str(name) for name in keys), _spread(sums[n], flat, shape), _spread(sums[s], flat, shape))


def _spread(values: pd.Series[float], flat: NDArray[np.intp], shape: tuple[int, int]) -> Floats:
    weights = values.to_numpy(float, na_value=0.0)
    return np.bincount(flat, weights=weights, minlength=shape[0] * shape[1]).astype(float).reshape(shape)


def jackknife_means(n: Floats, s: Floats) -> Jackknife:
    """Means s.sum() / n.sum() per series with their delete-one-cluster moves.

    >>> means = jackknife_means(np.array([[1.0, 1.0, 1.0]]), np.array([[1.0, 2.0, 3.0]]))
    >>> float(means.value[0]), round(float(means.se[0]), 4), round(float(means.df[0]), 6)
    (2.0, 0.5774, 2.0)
    """
    value, moves = _means_and_moves(n, s)
    return Jackknife(value, moves, _mean_df(n), (n > 0).sum(axis=1).astype(float))


def jackknife_differences(n: Floats, s: Floats, other_n: Floats, other_s: Floats) -> Jackknife:
    """Mean minus other mean per series; a cluster leaves both at once, so what they share cancels."""
    value, moves = _means_and_moves(n, s)
    other_value, other_moves = _means_and_moves(other_n, other_s)
    present = ((n > 0) | (other_n > 0)).sum(axis=1).astype(float)
    enough = ((n > 0).sum(axis=1) >= 2) & ((other_n > 0).sum(axis=1) >= 2)
    df = np.where(enough, _difference_df(n, other_n), 0.0)
    return Jackknife(value - other_value, moves - other_moves, df, present)


def _means_and_moves(n: Floats, s: Floats) -> tuple[Floats, Floats]:
    total_n, total_s = n.sum(axis=1, keepdims=True), s.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = total_s / total_n
        moves = np.where(n > 0, -(s - n * value) / (total_n - n), 0.0)
    return value[:, 0], np.where(np.isfinite(moves), moves, 0.0)


def _mean_df(n: Floats) -> Floats:
    """Satterthwaite degrees of freedom of the jackknife variance of a mean [1]_.

    The variance is u'Mu for the clusters' error totals u, whose variances are taken proportional to n (independent
    answers): df = tr(MW)^2 / tr(MWMW) with W = diag(n), M = diag(d) - g1' - 1g' + k, h = n / N, d = 1 / (1 - h)^2,
    g = d h, k = sum(g h). Equal clusters give G - 1. Assuming a correlation here would lower df further; the jackknife
    variance leans upwards, and the two balance (coverage in docs/methods/clustered-intervals.md).

    References
    ----------
    .. [1] Bell & McCaffrey (2002), Survey Methodology 28, 169-181.
    """
    share, d = _shares(n)
    g = d * share
    k = (g * share).sum(axis=1, keepdims=True)
    trace = (n * (d - 2 * g + k)).sum(axis=1)
    own = np.square(d - 2 * g + k) - np.square(k - 2 * g)
    n0, n1, n2, k1 = n.sum(axis=1), (n * g).sum(axis=1), (n * g * g).sum(axis=1), k[:, 0]
    across = k1**2 * n0**2 - 4 * k1 * n1 * n0 + 2 * n0 * n2 + 2 * n1**2
    with np.errstate(invalid="ignore", divide="ignore"):
        df = np.square(trace) / ((n * n * own).sum(axis=1) + across)
    known: Floats = np.where((n > 0).sum(axis=1) >= 2, np.nan_to_num(df), 0.0)
    return known


def _shares(n: Floats) -> tuple[Floats, Floats]:
    """Each cluster's share h of the answers, and 1 / (1 - h)^2; 0 for absent clusters and for one that has all."""
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.nan_to_num(n / n.sum(axis=1, keepdims=True))
        d = np.where((n > 0) & (share < 1), 1.0 / np.square(1.0 - share), 0.0)
    return share, d


def _difference_df(n: Floats, other_n: Floats) -> Floats:
    """Degrees of freedom from the spread of the clusters' variances v = n / N^2 + other_n / other_N^2.

    (sum v)^2 / sum v^2 - 1: the number of equal clusters that would vary as much, less one.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        v = n / np.square(n.sum(axis=1, keepdims=True)) + other_n / np.square(other_n.sum(axis=1, keepdims=True))
        df = np.square(v.sum(axis=1)) / np.square(v).sum(axis=1) - 1.0
    known: Floats = np.nan_to_num(df)
    return known
