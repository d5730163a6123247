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
    moves : shape (k, clusters), sqrt((G - 1) / G) times (value without the cluster minus value); 0 for absent clusters.
    df : shape (k,), Satterthwaite degrees of freedom; 0 with fewer than two clusters.
    n_clusters : shape (k,), clusters with at least one answer.
    """

    value: Floats
    moves: Floats
    df: Floats
    n_clusters: Floats

    @property
    def se(self) -> Floats:
        """Standard error, shape (k,): square root of the sum of squared moves; nan without degrees of freedom."""
        se: Floats = np.where(self.df > 0, np.sqrt(np.square(self.moves).sum(axis=1)), np.nan)
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
    """Means s.sum() / n.sum() per series with their delete-one-cluster moves [1]_.

    References
    ----------
    .. [1] Bell & McCaffrey (2002), Survey Methodology 28, 169-181.

    Examples
    --------
    >>> means = jackknife_means(np.array([[1.0, 1.0, 1.0]]), np.array([[1.0, 2.0, 3.0]]))
    >>> float(means.value[0]), round(float(means.se[0]), 4), round(float(means.df[0]), 6)
    (2.0, 0.5774, 2.0)
    """
    value, moves = _means_and_moves(n, s)
    part = _expected(n)
    df = np.where(_clusters(n) >= 2, _ratio(np.square(part.trace), part.across(part)), 0.0)
    return Jackknife(value, moves, df, _clusters(n))


def jackknife_differences(n: Floats, s: Floats, other_n: Floats, other_s: Floats) -> Jackknife:
    """Mean minus other mean per series; a cluster leaves both at once, so what they share cancels.

    With one answer per cluster and no shared cluster this is Welch's test, with shared ones close to the paired t test.
    """
    value, moves = _means_and_moves(n, s)
    other_value, other_moves = _means_and_moves(other_n, other_s)
    one, two = _expected(n), _expected(other_n)
    square = one.across(one) + two.across(two) + 2 * one.across(two)
    enough = (_clusters(n) >= 2) & (_clusters(other_n) >= 2)
    df = np.where(enough, _ratio(np.square(one.trace + two.trace), square), 0.0)
    return Jackknife(value - other_value, moves - other_moves, df, _clusters(n + other_n))


def _clusters(n: Floats) -> Floats:
    clusters: Floats = (n > 0).sum(axis=1).astype(float)
    return clusters


def _ratio(above: Floats, below: Floats) -> Floats:
    known: Floats = np.divide(above, below, out=np.zeros_like(above), where=below > 0)
    return known


def _means_and_moves(n: Floats, s: Floats) -> tuple[Floats, Floats]:
    total_n, total_s = n.sum(axis=1, keepdims=True), s.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = total_s / total_n
        moves = np.where(n > 0, -(s - n * value) / (total_n - n), 0.0)
    return value[:, 0], np.where(np.isfinite(moves), moves, 0.0) * np.sqrt(_correction(n))


def _correction(n: Floats) -> Floats:
    """(G - 1) / G, shape (series, 1)."""
    groups = np.maximum(_clusters(n), 1.0)[:, None]
    correction: Floats = (groups - 1.0) / groups
    return correction


@dataclass(frozen=True)
class _Expected:
    """Expected products of the moves of a mean if answers were independent: c (diag(p) - g g') per series.

    With h = n / N: p = h / (1 - h)^2, g = h / (1 - h), c = (G - 1) / (G N). The variance estimate is the trace of the
    observed products; its degrees of freedom are (sum of traces)^2 over the trace of the squared sum.
    """

    p: Floats
    g: Floats
    c: Floats

    @property
    def trace(self) -> Floats:
        """Trace, shape (series,); p - g^2 = g."""
        trace: Floats = self.c * self.g.sum(axis=1)
        return trace

    def across(self, other: _Expected) -> Floats:
        """Trace of the product with another such matrix, shape (series,)."""
        one, two = np.square(self.g), np.square(other.g)
        product = (self.p * other.p - self.p * two - other.p * one).sum(axis=1)
        trace: Floats = self.c * other.c * (product + np.square((self.g * other.g).sum(axis=1)))
        return trace


def _expected(n: Floats) -> _Expected:
    total = n.sum(axis=1, keepdims=True)
    share = np.divide(n, total, out=np.zeros_like(n), where=total > 0)
    rest = np.where(share < 1, 1.0 - share, np.inf)
    size = np.maximum(total[:, 0], 1.0)
    return _Expected(share / np.square(rest), share / rest, _correction(n)[:, 0] / size)
