"""The second line of the curve: means on 0-100 with their interval, computed here another way."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.voices.touchpoint_sentiment import sentiment_marks


def sums(net: np.ndarray, key: str = "desk") -> pd.DataFrame:
    return pd.DataFrame({"key": key, "cluster_group": range(len(net)), "n": 1, "s": net})


def test_without_clusters_it_is_the_t_interval_of_the_mean():
    net = np.random.default_rng(3).uniform(-1, 1, 60)
    mark = sentiment_marks(sums(net))["desk"]
    scaled = 50 * (1 + net)
    low, high = stats.t.interval(0.95, len(net) - 1, scaled.mean(), stats.sem(scaled))
    assert (mark.value, mark.low, mark.high) == pytest.approx((scaled.mean(), low, high))
    assert mark.n == 60


def test_the_ends_and_the_middle_of_the_scale():
    for net, value in ((-1.0, 0.0), (0.0, 50.0), (1.0, 100.0)):
        assert sentiment_marks(sums(np.full(12, net)))["desk"].value == value


def test_few_comments_and_comments_of_no_touchpoint_have_no_mark():
    few, none, enough = sums(np.zeros(7), "few"), sums(np.zeros(30), ""), sums(np.zeros(8), "enough")
    assert set(sentiment_marks(pd.concat([few, none, enough]), min_n=8)) == {"enough"}
    assert sentiment_marks(few.iloc[:0]) == {}


def test_the_interval_stays_on_the_scale_and_holds_the_truth_at_its_rate():
    rng = np.random.default_rng(8)
    held = []
    for _ in range(250):
        lean = rng.normal(0.2, 0.3, 25)  # customers who say several things each
        n = rng.integers(1, 6, 25)
        s = np.array([np.clip(rng.normal(mean, 0.3, size), -1, 1).sum() for mean, size in zip(lean, n, strict=True)])
        mark = sentiment_marks(pd.DataFrame({"key": "a", "cluster_group": range(25), "n": n, "s": s}))["a"]
        assert 0 <= mark.low <= mark.value <= mark.high <= 100
        held.append(mark.low <= 60 <= mark.high)
    assert 0.92 <= np.mean(held) <= 0.98
