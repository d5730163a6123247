"""Influence weight: the squared correlation that numpy computes, with an interval that holds it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.influence import influence_weights


def sums_of(cluster: np.ndarray, x: np.ndarray, y: np.ndarray) -> pd.DataFrame:
    pairs = pd.DataFrame({"cluster_group": cluster, "n": 1, "sx": x, "sy": y, "sxx": x * x, "syy": y * y, "sxy": x * y})
    return pairs.groupby("cluster_group", as_index=False).sum().assign(touchpoint_id="a")


def drawn(seed: int, clusters: int = 60, each: int = 20) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    cluster = np.repeat(np.arange(clusters), each)
    shared = rng.normal(size=clusters)[cluster]
    x = 60 + 10 * (shared + rng.normal(size=len(cluster)))
    y = 60 + 5 * (x - 60) / 10 + 10 * rng.normal(size=len(cluster))
    return cluster, x, y


def test_the_share_is_numpys_squared_correlation():
    cluster, x, y = drawn(1)
    found = influence_weights(sums_of(cluster, x, y))["a"]
    assert found.share == pytest.approx(np.corrcoef(x, y)[0, 1] ** 2, abs=1e-9)
    assert (found.n, found.n_clusters) == (1200, 60)


def test_the_interval_covers_the_truth_in_clustered_answers():
    # var(x) = 200, slope .5, noise 100: r squared = 50 / 150
    covered = 0
    for seed in range(200):
        found = influence_weights(sums_of(*drawn(seed)))["a"]
        covered += found.low <= 1 / 3 <= found.high
    assert 180 <= covered <= 199


def test_few_pairs_or_no_spread_give_nothing():
    cluster, x, y = drawn(2, clusters=4, each=5)
    assert influence_weights(sums_of(cluster, x, y)) == {}
    flat = np.full(1200, 50.0)
    assert influence_weights(sums_of(drawn(3)[0], flat, flat)) == {}


def test_few_customers_give_no_interval():
    cluster, x, y = drawn(4, clusters=5, each=20)
    found = influence_weights(sums_of(cluster, x, y))["a"]
    assert found.low is None
    assert found.high is None
