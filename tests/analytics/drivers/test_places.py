"""Quadrants, satisfaction index, differences between segments, moments of truth, claimed beside shown."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.drivers.claims import agreement
from analytics.drivers.key_drivers import key_drivers
from analytics.drivers.model import NoDrivers
from analytics.drivers.moments import moments_of_truth
from analytics.drivers.quadrant import Sampled, quadrants, rank_agreement, satisfaction_index
from analytics.drivers.segments import SegmentDrivers, segment_drivers

NAMES = ("wait", "advice", "art", "staff")


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def drawn(values: list[float], spread: float, seed: int = 0) -> Sampled:
    value = np.array(values)
    return Sampled(value, value + spread * rng(seed).normal(size=(500, len(value))))


def test_the_four_quadrants():
    found = quadrants(NAMES, drawn([0.4, 0.4, 0.1, 0.1], 0.01), drawn([50.0, 80, 50, 80], 0.5), floor=65.0)
    assert [place.quadrant for place in found.places] == ["fix_first", "keep_up", "watch", "maintain"]
    assert all(place.is_sure for place in found.places)
    assert (found.importance_line, found.performance_line) == (0.25, 65.0)


def test_a_place_on_the_line_is_open():
    found = quadrants(NAMES, drawn([0.4, 0.4, 0.1, 0.1], 0.01), drawn([65.1, 80, 50, 80], 2.0), floor=65.0)
    assert 0.35 < found.places[0].certainty < 0.65
    assert not found.places[0].is_sure
    assert found.places[1].is_sure


def test_floors_may_differ_and_then_no_line_is_drawn():
    floors = np.array([40.0, 90.0, 40.0, 90.0])
    found = quadrants(NAMES, drawn([0.4, 0.4, 0.1, 0.1], 0.01), drawn([50.0, 80, 50, 80], 0.5), floor=floors)
    assert [place.quadrant for place in found.places] == ["keep_up", "fix_first", "maintain", "watch"]
    assert found.performance_line is None


def test_stated_importance_without_resamples_keeps_performance_uncertain():
    found = quadrants(NAMES, Sampled.known(np.array([9.0, 8.0, 3.0, 4.0])), drawn([65.1, 80, 50, 80], 2.0), floor=65.0)
    assert found.places[0].importance.low is None
    assert found.places[0].certainty < 0.65
    without = Sampled.known(np.ones(4))
    assert quadrants(NAMES, without, without).places[0].certainty is None


def test_satisfaction_index_is_the_weighted_mean_with_its_spread():
    found = satisfaction_index(Sampled.known(np.array([0.5, 0.5])), drawn([60.0, 80.0], 2.0))
    assert found.value == 70.0
    assert found.high - found.low == pytest.approx(2 * 1.96 * np.sqrt(2.0), rel=0.15)


@pytest.mark.parametrize("seed", range(5))
def test_asked_and_derived_importance_agree_by_spearman(seed):
    asked, shown = rng(seed).integers(1, 5, 8).astype(float), rng(seed + 50).normal(size=8)
    found = rank_agreement(Sampled.known(asked), Sampled.known(shown))
    assert found.value == pytest.approx(pd.Series(asked).corr(pd.Series(shown), method="spearman"))


def test_agreement_of_ranks_has_the_interval_of_its_resamples():
    found = rank_agreement(drawn([9.0, 7, 5, 3], 0.01), drawn([0.5, 0.3, 0.2, 0.1], 0.001))
    assert (found.low, found.value, found.high) == (1.0, pytest.approx(1.0), 1.0)
    loose = rank_agreement(drawn([9.0, 7, 5, 3], 4.0), drawn([0.5, 0.3, 0.2, 0.1], 0.3, 1))
    assert loose.high - loose.low > 1
    assert rank_agreement(Sampled.known(np.ones(4)), drawn([0.5, 0.3, 0.2, 0.1], 0.3)) is None


def test_resamples_of_the_analysis_fit_the_chart():
    x = 70 + 10 * rng(1).normal(size=(500, 4))
    found = key_drivers(x @ np.array([0.6, 0.3, 0.0, 0.1]), x, NAMES, rng=rng())
    importance = Sampled(np.array([driver.share.value for driver in found.drivers]), found.draws.share)
    performance = Sampled(np.array([driver.mean for driver in found.drivers]), found.draws.mean)
    places = quadrants(found.names, importance, performance, floor=80.0).places
    assert places[0].quadrant == "fix_first"
    assert places[0].performance.low < 70 < places[0].performance.high


def worlds(seed: int, other: tuple[float, float, float]) -> SegmentDrivers:
    draw = rng(seed)
    x = draw.normal(size=(600, 3)) + 0.5 * draw.normal(size=(600, 1))
    customers = np.repeat(np.arange(150), 4)
    is_other = np.arange(600) >= 300
    slopes = np.where(is_other[:, None], other, (2.0, 1.0, 1.0))
    y = (x * slopes).sum(axis=1) + draw.normal(size=150)[customers] + 2 * draw.normal(size=600)
    found = segment_drivers(y, x, ["a", "b", "c"], is_other, rng=rng(seed + 1), clusters=customers, n_draws=300)
    assert isinstance(found, SegmentDrivers)
    return found


def test_a_planted_difference_of_segments_is_found():
    found = worlds(3, (1.0, 2.0, 1.0))
    assert found.p_any < 0.01
    a, b, c = found.differences
    assert a.difference.is_below_zero
    assert b.difference.is_above_zero
    assert c.q > 0.05
    assert a.difference.value == pytest.approx(a.other - a.one)
    assert sum(one.difference.value for one in found.differences) == pytest.approx(0.0, abs=1e-9)
    assert found.n_clusters == (75, 75)


def test_equal_segments_are_called_different_at_the_stated_rate():
    called = sum(worlds(seed, (2.0, 1.0, 1.0)).p_any < 0.05 for seed in range(60))
    assert called <= 9  # 3 expected; more than 9 has a chance below .2 %


def test_small_and_large_groups_are_not_different_by_their_size():  # few rows level out the shares
    called = 0
    for seed in range(40):
        x = rng(seed).normal(size=(1000, 6)) + 0.6 * rng(seed + 50).normal(size=(1000, 1))
        y = x @ np.array([3.0, 2, 1, 0, 0, 0]) + 3 * rng(seed + 90).normal(size=1000)
        found = segment_drivers(y, x, list("abcdef"), np.arange(1000) >= 100, rng=rng(seed), n_draws=200)
        called += found.p_any < 0.05
    assert called <= 6  # 2 expected; more than 6 has a chance below 1 %


def test_customers_of_both_periods_stay_paired():  # the same rows twice cannot differ
    x = rng(5).normal(size=(200, 3)) + 0.5 * rng(6).normal(size=(200, 1))
    y = x @ np.array([2.0, 1.0, 0.5]) + rng(7).normal(size=200)
    twice = np.tile(np.arange(200), 2)
    found = segment_drivers(
        np.tile(y, 2), np.tile(x, (2, 1)), list("abc"), np.arange(400) >= 200, rng=rng(), clusters=twice, n_draws=300
    )
    assert found.p_any == 1.0
    assert all(abs(one.difference.low) < 1e-9 and abs(one.difference.high) < 1e-9 for one in found.differences)


def test_groups_that_are_too_small_say_which():
    x = rng().normal(size=(100, 2))
    found = segment_drivers(x.sum(axis=1), x, ["a", "b"], np.arange(100) >= 90, rng=rng())
    assert isinstance(found, NoDrivers)
    assert found.code == "too_few_answers"
    assert found.facts["group"] == "other"


def test_a_driver_that_one_group_lacks_is_not_compared():
    x = rng().normal(size=(200, 3))
    other = np.arange(200) >= 100
    y = x.sum(axis=1) + rng(1).normal(size=200)
    x[other, 2] = 4.0
    found = segment_drivers(y, x, ["a", "b", "c"], other, rng=rng(), n_draws=200)
    assert [one.name for one in found.differences] == ["a", "b"]


def moments(**more: object):
    return moments_of_truth(
        ["enquiry", "contract", "install", "invoice"],
        drawn([0.3, 0.1, 0.3, 0.3], 0.01),
        drawn([60.0, 60, 80, 74.9], 1.0, 1),
        np.full(4, 75.0),
        ["first_after_signing", "other", "peak", "end"],
        **more,
    )


def test_moments_are_importance_times_gap_times_position():
    enquiry, contract, install, invoice = moments()
    assert enquiry.score.value == pytest.approx(0.3 * 15 / 100 * 1.25)
    assert enquiry.plain.value == pytest.approx(0.3 * 15 / 100)
    assert install.score.value == pytest.approx(0.3 * 5 / 100 * 1.5)
    assert [one.kind for one in (enquiry, contract, install, invoice)] == [
        "negative",
        "negative",
        "positive",
        "white_space",
    ]
    assert [one.rank for one in (enquiry, install, contract, invoice)] == [1, 2, 3, 4]


def test_only_ranks_that_hold_are_called_moments_of_truth():
    enquiry, contract, install, invoice = moments()
    assert enquiry.is_moment
    assert enquiry.rank_holds > 0.95
    assert not contract.is_moment  # third of four
    assert not invoice.is_moment
    assert install.is_moment == (install.rank_holds >= 0.8)


def test_weights_and_scale_are_the_callers():
    plain = moments(weights={"peak": 1.0, "end": 1.0, "first_after_signing": 1.0}, scale=10.0)
    assert [one.score.value for one in plain] == pytest.approx([one.plain.value for one in plain])
    assert plain[0].score.value == pytest.approx(0.3 * 1.5)


def test_a_rank_that_jumps_is_no_moment():
    found = moments_of_truth(
        list("abcd"), drawn([0.25] * 4, 0.1), drawn([65.0, 65.1, 65.2, 65.3], 3.0, 2), np.full(4, 75.0), ["other"] * 4
    )
    assert not any(one.is_moment for one in found)


def test_an_unknown_position_has_no_weight():
    with pytest.raises(ValueError, match="no weight for position 'middle'"):
        moments_of_truth(["a"], drawn([1.0], 0.1), drawn([50.0], 1.0), np.array([60.0]), ["middle"])


def test_kappa_of_cohens_table():
    # Cohen's formula by hand: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no of 50: observed .7, expected .5, kappa .4
    claimed = np.repeat([True, True, False, False], [20, 5, 10, 15])
    shown = np.repeat([True, False, True, False], [20, 5, 10, 15])
    found = agreement(tuple(f"t{j}" for j in range(50)), claimed, shown, rng=rng())
    assert found.kappa.value == pytest.approx(0.4)
    assert found.observed == pytest.approx(0.7)
    # standard error by Fleiss, Cohen & Everitt (1969): about .127
    assert found.kappa.high - found.kappa.low == pytest.approx(2 * 1.96 * 0.127, rel=0.12)
    assert (len(found.only_claimed), len(found.only_shown), len(found.both)) == (5, 10, 20)


def test_no_kappa_where_chance_alone_agrees():
    found = agreement(("a", "b"), np.array([False, False]), np.array([False, False]), rng=rng())
    assert found.kappa is None
    assert found.observed == 1.0
