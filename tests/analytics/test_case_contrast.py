"""Cases against other cases: Welch's test where every case is a customer of its own, and honest gaps elsewhere."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.case_contrast import case_contrasts


def world(rng: np.random.Generator, n: int, other: int, shift: float) -> pd.DataFrame:
    side = np.repeat([True, False], [n, other])
    return pd.DataFrame(
        {
            "has_theme": side,
            "cluster_group": np.arange(n + other),
            "days": rng.gamma(4, 3, n + other) + shift * side,
            "late": (rng.random(n + other) < 0.3).astype(float),
        }
    )


def test_with_one_case_per_customer_it_is_welchs_test():
    cases = world(np.random.default_rng(3), 60, 90, 2.0)
    found = case_contrasts(cases, ["days"])[0]
    one, two = (cases.loc[cases["has_theme"] == side, "days"] for side in (True, False))
    welch = stats.ttest_ind(one, two, equal_var=False)
    low, high = welch.confidence_interval(0.95)
    assert found.change == pytest.approx(one.mean() - two.mean())
    assert (found.low, found.high) == pytest.approx((low, high), rel=0.02)
    assert found.q == pytest.approx(welch.pvalue, abs=0.002), "one measure alone needs no correction"


def test_the_false_discovery_rate_counts_the_measures():
    cases = world(np.random.default_rng(3), 60, 90, 2.0)
    alone, both = case_contrasts(cases, ["days"])[0], case_contrasts(cases, ["days", "late"])
    assert [one.measure for one in both] == ["days", "late"]
    assert both[0].q is not None
    assert alone.q is not None
    assert both[0].q == pytest.approx(min(2 * alone.q, max(both[1].q or 0, alone.q)))


def test_repeated_cases_of_one_customer_widen_the_interval():
    cases = world(np.random.default_rng(5), 40, 40, 0.0)
    doubled = pd.concat([cases] * 4, ignore_index=True)
    wide, narrow = case_contrasts(doubled, ["days"])[0], case_contrasts(
        doubled.assign(cluster_group=range(len(doubled))), ["days"])[0]  # fmt: skip
    single = case_contrasts(cases, ["days"])[0]
    assert wide.low == pytest.approx(single.low or 0)
    assert (narrow.high or 0) - (narrow.low or 0) < 0.6 * ((wide.high or 0) - (wide.low or 0))


def test_chance_is_called_real_in_about_one_of_twenty():
    rng = np.random.default_rng(11)
    called = sum(case_contrasts(world(rng, 30, 60, 0.0), ["days"])[0].verdict == "likely_real" for _ in range(400))
    assert 8 <= called <= 34, "binomial 400 x .05 lies within these bounds in 99 of 100 runs"


def test_too_few_cases_and_unknown_values_give_no_difference():
    cases = world(np.random.default_rng(1), 7, 30, 5.0)
    few = case_contrasts(cases, ["days"])[0]
    assert (few.verdict, few.change, few.n, few.n_other) == ("too_few", None, 7, 30)
    assert case_contrasts(cases.assign(days=np.nan), ["days"]) == ()
