"""The value of a span from its periods, against hand-computed sums and published intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.kpi.pooled import Pooled, agree, pooled_value

NAN = float("nan")


def rows(value, top, bottom, n=None):
    frame = pd.DataFrame({"value": value, "numerator": top, "denominator": bottom, "n": n or bottom}, dtype="float64")
    return frame.assign(low=NAN, high=NAN)


def test_shares_are_counted_up_with_the_published_interval():
    """81 of 263, as Newcombe (1998) has it for the Wilson interval: 0.2553 to 0.3662."""
    found = pooled_value(rows([50 / 163, 31 / 100], [50, 31], [163, 100]), interval="wilson")
    assert (found.kind, found.n, found.n_periods) == ("counts", 263, 2)
    assert (found.value, found.low, found.high) == pytest.approx((81 / 263, 0.2553, 0.3662), abs=5e-5)


def test_a_small_week_does_not_weigh_like_a_large_one():
    found = pooled_value(rows([0.0, 0.9], [0, 90], [1, 100]), interval="wilson")
    assert found.value == pytest.approx(90 / 101)


def test_a_complement_and_a_percentage_keep_their_scale():
    lost = pooled_value(rows([0.9, 0.7], [1, 3], [10, 10]), interval="one_minus_poisson")
    assert lost.value == pytest.approx(1 - 4 / 20)
    assert lost.low < lost.value < lost.high
    percent = pooled_value(rows([50.0, 80.0], [3, 8], [6, 10]), interval="wilson", per=100.0)
    assert (percent.value, percent.low) == pytest.approx((68.75, 44.40), abs=0.005)


def test_counts_that_do_not_give_the_values_are_not_summed():
    found = pooled_value(rows([0.5, 0.8], [1, 1], [6, 10]), interval="wilson")
    assert (found.kind, found.value) == ("mean", pytest.approx(0.65))


def test_a_mean_of_periods_has_the_t_interval_of_its_values():
    """2.0, 2.2, 2.4, 2.6: mean 2.3, s = 0.2582, t(0.975; 3) = 3.1824 (tables), half = 0.4108."""
    found = pooled_value(rows([2.0, 2.2, 2.4, 2.6], [NAN] * 4, [NAN] * 4, [90] * 4), interval="median")
    assert (found.kind, found.n) == ("mean", 360)
    assert (found.value, found.low, found.high) == pytest.approx((2.3, 1.8892, 2.7108), abs=2e-4)


def test_a_ratio_of_amounts_takes_its_spread_between_the_periods():
    """x = 2, 3, 7 over p = 10, 10, 20: R = 0.3, residuals -1, 0, 1, s^2 = 2 * 3 / 2, half = 4.3027 * sqrt(3) / 40."""
    found = pooled_value(rows([0.2, 0.3, 0.35], [2, 3, 7], [10, 10, 20]), interval="ratio_t")
    half = 4.3027 * np.sqrt(3) / 40
    assert (found.value, found.low, found.high) == pytest.approx((0.3, 0.3 - half, 0.3 + half), abs=1e-4)


def test_one_period_stays_what_it_is_and_none_is_none():
    single = rows([0.5, NAN], [3, NAN], [6, NAN]).assign(low=0.19, high=0.81)
    assert pooled_value(single, interval="wilson") == Pooled(0.5, 0.19, 0.81, 6.0, 1, "one")
    assert pooled_value(single.iloc[1:], interval="wilson") is None


def test_booked_costs_have_no_interval():
    found = pooled_value(rows([1.0, 3.0], [NAN] * 2, [NAN] * 2, [4, 4]), interval="none")
    assert found.value == 2.0
    assert np.isnan([found.low, found.high]).all()


def test_agreement_needs_both_intervals():
    wide, narrow = Pooled(0.6, 0.3, 0.9, 10, 2, "counts"), Pooled(0.7, 0.69, 0.71, 9000, 2, "counts")
    assert not agree(wide, narrow)
    bare = Pooled(5.0, NAN, NAN, 10, 2, "mean")
    assert agree(bare, bare)
