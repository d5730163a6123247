"""Shares, score changes and the worst passage."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_1samp

from analytics.intervals import wilson
from analytics.paths.transitions import leaving, score_changes, transitions, worst_fall

TIMES = pd.DataFrame({"touchpoint_id": ["a"], "went_to": ["b"], "n": [30], "median_hours": [5.0], "low_hours": [4.0],
                      "high_hours": [6.0], "p85_hours": [9.0]})  # fmt: skip


def scores_of(changes, went_to="b"):
    return pd.DataFrame({"touchpoint_id": "a", "went_to": went_to, "cluster_group": range(len(changes)), "n": 1,
                         "s": changes, "s_before": 70.0})  # fmt: skip


def test_shares_are_wilson_shares_of_the_decided_visits():
    went = ["b"] * 30 + ["left"] * 10 + [None] * 5
    sums = pd.DataFrame({"touchpoint_id": "a", "went_to": went, "cluster_group": range(45), "n": 1,
                         "n_channel": [1] * 10 + [0] * 35, "n_known": 1})  # fmt: skip
    on, left = transitions(sums, TIMES, scores_of([0.0] * 30))
    assert (on.share.value, left.share.value) == (0.75, 0.25)
    assert (on.share.low, on.share.high) == pytest.approx(wilson(30, 40))
    assert (on.channel, on.median_hours, left.median_hours) == (pytest.approx(1 / 3), 5.0, None)
    assert leaving((on, left)) == (left,)


def test_the_change_across_is_a_paired_t_test_where_every_customer_has_one_case():
    changes = np.random.default_rng(1).normal(-3, 10, 50)
    found = score_changes(scores_of(changes))["a", "b"]
    test = ttest_1samp(changes, 0)
    low, high = test.confidence_interval()
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-6)
    assert found.q == pytest.approx(test.pvalue, rel=1e-6)


def test_the_worst_fall_is_beyond_chance_and_as_large_as_the_margin():
    sums = pd.DataFrame({"touchpoint_id": "a", "went_to": ["b", "c", "d"] * 40, "cluster_group": np.arange(120) // 3,
                         "n": 1, "n_channel": 0, "n_known": 0})  # fmt: skip
    rng = np.random.default_rng(2)
    scores = pd.concat([scores_of(rng.normal(-12, 8, 40), "b"), scores_of(rng.normal(-3, 2, 40), "c"),
                        scores_of(rng.normal(-40, 400, 40), "d")])  # fmt: skip
    found = transitions(sums, TIMES, scores)
    worst = worst_fall(found, margin=5.0)
    assert worst is not None
    assert worst.went_to == "b"
    assert worst_fall(found, margin=30.0) is None
    assert next(one for one in found if one.went_to == "b").channel is None


def test_few_cases_or_customers_are_not_judged():
    found = score_changes(scores_of([-10.0, -11.0] * 10))["a", "b"]
    assert (found.verdict, found.low, found.q) == ("too_few", None, None)
    assert score_changes(pd.DataFrame()) == {}
