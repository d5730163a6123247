"""Customer satisfaction index: the importance-weighted mean of touchpoint satisfaction, with its interval."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analytics.clusters import Floats, cluster_table
from analytics.intervals import CONFIDENCE, Estimate, t_quantile
from errors import NotEnoughData


def satisfaction_index(sums: pd.DataFrame, importance: Mapping[str, float]) -> Estimate:
    """sum(w x mean) / sum(w) over the touchpoints with answers; delete-one-cluster jackknife with t(G - 1) [1]_.

    Parameters
    ----------
    sums : one row per (touchpoint_id, cluster_group): n answers, s (their sum on 0-100).
    importance : weight per touchpoint, not negative; a touchpoint without one is left out, and all count the same where
        no touchpoint with answers has a positive one.

    Raises
    ------
    NotEnoughData
        No answer at all.

    References
    ----------
    .. [1] Efron & Tibshirani (1993), An Introduction to the Bootstrap, ch. 11.

    Examples
    --------
    >>> sums = pd.DataFrame({"touchpoint_id": ["a", "b"], "cluster_group": [1, 1], "n": [4, 2], "s": [320.0, 100.0]})
    >>> satisfaction_index(sums, {"a": 3.0, "b": 1.0}).value  # (3 x 80 + 1 x 50) / 4
    72.5
    """
    table = cluster_table(sums, "touchpoint_id")
    weights = np.array([max(importance.get(key, 0.0), 0.0) for key in table.keys])
    answered = table.n.sum(axis=1) > 0
    if not answered.any():
        raise NotEnoughData(found=0, needed=1)
    if not (weights[answered] > 0).any():
        weights = np.ones(len(table.keys))
    used = answered & (weights > 0)
    n, s, weights = table.n[used], table.s[used], weights[used]
    value = float(weights @ (s.sum(axis=1) / n.sum(axis=1)) / weights.sum())
    n_clusters = int((n.sum(axis=0) > 0).sum())
    se = _jackknife_se(n, s, weights)
    half = float(t_quantile(0.5 + CONFIDENCE / 2, n_clusters - 1)) * se if n_clusters > 1 else float("nan")
    low, high = (max(0.0, value - half), min(100.0, value + half)) if np.isfinite(half) else (None, None)
    return Estimate(value, low, high, int(n.sum()), n_clusters, None, se if np.isfinite(se) else None, n_clusters - 1.0)


def _jackknife_se(n: Floats, s: Floats, weights: Floats) -> float:
    """Spread of the index when one cluster is left out; a touchpoint that only it rated keeps its mean."""
    present = n.sum(axis=0) > 0
    n, s = n[:, present], s[:, present]
    left_n, left_s = n.sum(axis=1, keepdims=True) - n, s.sum(axis=1, keepdims=True) - s
    whole = np.broadcast_to(s.sum(axis=1, keepdims=True) / n.sum(axis=1, keepdims=True), n.shape)
    means = np.divide(left_s, left_n, out=whole.copy(), where=left_n > 0)
    index = weights @ means / weights.sum()
    groups = n.shape[1]
    return float(np.sqrt((groups - 1) / groups * np.square(index - index.mean()).sum())) if groups > 1 else float("nan")
