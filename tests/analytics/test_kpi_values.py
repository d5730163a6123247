"""Intervals of measures against published or independently computed values."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.kpi.satisfaction import satisfaction_index
from analytics.kpi.standing import standing
from analytics.kpi.values import kpi_values, poisson_ends, series_values, wilson_ends
from errors import NotEnoughData


def sums(**columns: float) -> pd.DataFrame:
    blank = dict.fromkeys(("numerator", "denominator", "n_num", "n_den", "ss_num", "ss_den", "ss_both"), 0.0)
    return pd.DataFrame([{**blank, "median": np.nan, "low": np.nan, "high": np.nan, **columns}])


def test_poisson_interval_has_the_published_ends():
    """Exact limits as tabulated since Garwood (1936), Biometrika 28, 437-442: k = 0, 1, 5, 20."""
    low, high = poisson_ends(np.array([0.0, 1.0, 5.0, 20.0]))
    assert low.round(3).tolist() == [0.0, 0.025, 1.623, 12.217]
    assert high.round(3).tolist() == [3.689, 5.572, 11.668, 30.888]


def test_wilson_interval_equals_scipy():
    low, high = wilson_ends(np.array([3.0, 0.0, 6.0]), np.array([6.0, 6.0, 6.0]))
    for hits, one, other in zip((3, 0, 6), low, high, strict=True):
        expected = stats.binomtest(hits, 6).proportion_ci(method="wilson")
        assert (one, other) == (pytest.approx(expected.low), pytest.approx(expected.high))


def test_a_period_without_denominator_has_neither_value_nor_interval():
    row = kpi_values(sums(numerator=3.0, n_num=3), form="ratio", interval="wilson").iloc[0]
    assert np.isnan([row["value"], row["low"], row["high"]]).all()
    assert row["n"] == 0


def test_the_interval_of_a_total_covers_as_often_as_it_says():
    """A Poisson number of log-normal amounts: 95 % of the intervals hold the expected total, but for chance."""
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(2000):
        amounts = rng.lognormal(0.1, 0.6, rng.poisson(60))
        row = kpi_values(
            sums(numerator=amounts.sum(), n_num=len(amounts), ss_num=np.square(amounts).sum()),
            form="sum", interval="total",
        ).iloc[0]  # fmt: skip
        held += row["low"] <= 60 * np.exp(0.1 + 0.18) <= row["high"]
    assert 0.925 < held / 2000 < 0.965


def test_imported_counts_give_an_interval_only_where_they_give_the_value():
    series = pd.DataFrame(
        {"value": [0.5, 0.7, 12.0, 3.0], "numerator": [3.0, 3.0, np.nan, np.nan],
         "denominator": [6.0, 6.0, np.nan, np.nan], "spread": [np.nan, np.nan, 4.0, np.nan],
         "n": [6.0, 6.0, 16.0, 90.0]}
    )  # fmt: skip
    rows = series_values(series, interval="wilson")
    assert rows["low"].iloc[0] == pytest.approx(0.1876, abs=1e-4)
    assert np.isnan(rows["low"].iloc[1])  # 3 of 6 is not .7
    assert rows["high"].iloc[2] == pytest.approx(12 + 2.1314 * 4 / 4, abs=1e-3)  # t(15) = 2.1314
    assert np.isnan(rows["high"].iloc[3])  # n alone gives no interval


def test_equal_importance_where_none_can_be_derived():
    frame = pd.DataFrame({"touchpoint_id": ["a", "b"], "cluster_group": [1, 2], "n": [1, 1], "s": [80.0, 60.0]})
    assert satisfaction_index(frame, {}).value == 70.0
    assert satisfaction_index(frame, {"a": 0.0, "b": 2.0}).value == 60.0
    with pytest.raises(NotEnoughData):
        satisfaction_index(frame.assign(n=0), {})


def test_satisfaction_index_of_one_touchpoint_has_the_t_interval_of_its_mean():
    scores = np.array([50.0, 75.0, 75.0, 100.0, 25.0])
    frame = pd.DataFrame({"touchpoint_id": "a", "cluster_group": range(5), "n": 1, "s": scores})
    found = satisfaction_index(frame, {"a": 1.0})
    low, high = stats.t.interval(0.95, 4, scores.mean(), scores.std(ddof=1) / np.sqrt(5))
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(min(high, 100.0)))


@pytest.mark.parametrize(
    ("ends", "expected"),
    [((0.86, 0.93), "reached"), ((0.7, 0.84), "missed"), ((0.8, 0.9), "open"), ((0.85, 0.9), "reached")],
)
def test_standing_needs_the_whole_interval_on_one_side(ends, expected):
    assert standing(sum(ends) / 2, *ends, 0.85, "up") == expected
