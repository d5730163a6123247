"""Influence weight: the share of the overall score a touchpoint explains by itself, with its interval.

docs/methods/influence.md states formula, assumptions and limits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.clusters import cluster_table
from analytics.intervals import CONFIDENCE, t_quantile

MIN_CLUSTERS = 8
_SUMS = ("sx", "sy", "sxx", "syy", "sxy")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Influence:
    """Squared correlation of a touchpoint's score with the overall score of the same answer set, 0 to 1.

    `low` and `high` are None where too few customers answered for an interval.
    """

    share: float
    low: float | None
    high: float | None
    n: int
    n_clusters: int


def influence_weights(sums: pd.DataFrame, *, min_n: int = 30) -> dict[str, Influence]:
    """r squared per touchpoint with a delete-one-cluster jackknife interval on Fisher's z [1]_.

    Parameters
    ----------
    sums : one row per (touchpoint_id, cluster_group): n pairs, sx, sy, sxx, syy, sxy (sums over the pairs).
    min_n : touchpoints with fewer pairs, or without any spread, are left out.

    References
    ----------
    .. [1] Fisher (1921), Metron 1, 3-32; jackknife on z: Efron & Tibshirani (1993), ch. 11.

    Examples
    --------
    >>> x = np.arange(10.0)
    >>> sums = pd.DataFrame({"touchpoint_id": "a", "cluster_group": range(10), "n": 4, "sx": x, "sy": 2 * x,
    ...     "sxx": x * x, "syy": 4 * x * x, "sxy": 2 * x * x})
    >>> influence_weights(sums)["a"].share
    1.0
    """
    if sums.empty:
        return {}
    tables = {name: cluster_table(sums, "touchpoint_id", n="n", s=name) for name in _SUMS}
    first = tables["sx"]
    parts = [first.n, *(tables[name].s for name in _SUMS)]
    found = {}
    for row, key in enumerate(first.keys):
        weight = _influence(np.array([part[row] for part in parts]), min_n)
        if weight is not None:
            found[key] = weight
    return found


def _influence(parts: Floats, min_n: int) -> Influence | None:
    """`parts` has one row per sum (n, sx, sy, sxx, syy, sxy) and one column per cluster."""
    parts = parts[:, parts[0] > 0]
    n_clusters, n = parts.shape[1], int(parts[0].sum())
    total = parts.sum(axis=1, keepdims=True)
    r = float(_correlation(total)[0])
    if n < min_n or not np.isfinite(r):
        return None
    low, high = _ends(total - parts, r, n_clusters)
    return Influence(r * r, low, high, n, n_clusters)


def _ends(without: Floats, r: float, n_clusters: int) -> tuple[float | None, float | None]:
    """Ends of r squared: the interval of z, turned back; it starts at 0 where it holds no correlation at all."""
    if n_clusters < MIN_CLUSTERS or abs(r) > 1 - 1e-9:
        return None, None
    left_out = np.arctanh(np.clip(_correlation(without), -1 + 1e-12, 1 - 1e-12))
    if not np.isfinite(left_out).all():
        return None, None
    se = float(np.sqrt((n_clusters - 1) / n_clusters * np.square(left_out - left_out.mean()).sum()))
    half = float(t_quantile(0.5 + CONFIDENCE / 2, n_clusters - 1)) * se
    z = float(np.arctanh(r))
    ends = np.tanh([z - half, z + half])
    low = 0.0 if ends[0] <= 0 <= ends[1] else float(np.square(ends).min())
    return low, float(np.square(ends).max())


def _correlation(sums: Floats) -> Floats:
    n, sx, sy, sxx, syy, sxy = sums
    with np.errstate(invalid="ignore", divide="ignore"):
        r = (n * sxy - sx * sy) / np.sqrt((n * sxx - sx * sx) * (n * syy - sy * sy))
    return np.asarray(np.clip(r, -1.0, 1.0), dtype=float)
