"""Funnel limits against published figures and independent computation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analytics.funnel import INNER, OUTER, mean_funnel, share_funnel
from analytics.pooling import pooled_means
from errors import NotEnoughData

# Deaths after open-heart surgery under one year of age, 12 centres in England 1991-1995, Bristol first
# (Spiegelhalter et al. (2002), BMJ 324, 261-262; Marshall & Spiegelhalter (2007), Bayesian Analysis 2, 409-444)
OPERATIONS = np.array([143, 187, 323, 122, 164, 405, 239, 482, 195, 177, 581, 301])
DEATHS = np.array([41, 25, 24, 23, 25, 42, 24, 53, 26, 25, 58, 31])


def test_bristol_is_the_one_centre_beyond_the_outer_limits() -> None:
    funnel = share_funnel(DEATHS, OPERATIONS)
    assert funnel.center == pytest.approx(397 / 3319)
    _low, high = funnel.limits(OPERATIONS, OUTER)
    assert (funnel.values > high).tolist() == [True] + [False] * 11
    assert funnel.is_outside.tolist() == [True] + [False] * 11


@pytest.mark.parametrize("coverage", [INNER, OUTER])
def test_limits_of_shares_are_interpolated_quantiles_of_the_binomial(coverage: float) -> None:
    n = np.array([3, 4, 5, 8, 20, 143, 581])
    funnel = share_funnel(np.round(n * 0.75), n)
    assert funnel.spread == 0
    p, tail = funnel.center, (1 - coverage) / 2
    low, high = funnel.limits(n, coverage)
    for number, left, right in zip(n, low, high, strict=True):
        counts = np.arange(-1, number + 1)
        below = np.interp(tail, stats.binom.cdf(counts, number, p), counts) / number
        above = np.interp(tail, stats.binom.cdf(counts, number, 1 - p), counts) / number
        assert (left, right) == pytest.approx((max(below, 0), min(1 - above, 1)), abs=1e-9)


@pytest.mark.parametrize("coverage", [INNER, OUTER])
def test_a_small_unit_is_outside_exactly_when_its_binomial_tail_is_rare(coverage: float) -> None:
    n = np.repeat([4, 6, 8], 3)
    hits = np.tile([0, 1, 4], 3)
    funnel = share_funnel([*hits[:8], 9_000], [*n[:8], 10_000])  # nine units: too few to allow for spread
    n, hits = n[:8], hits[:8]
    tail = (1 - coverage) / 2
    p = funnel.center
    is_rare = (stats.binom.cdf(hits, n, p) < tail) | (stats.binom.sf(hits - 1, n, p) < tail)
    assert ((funnel.band((coverage,))[:-1] != 0) == is_rare).all()
    assert is_rare.any()
    exact = np.minimum(1, 2 * np.minimum(stats.binom.cdf(hits, n, p), stats.binom.sf(hits - 1, n, p)))
    assert funnel.p[:-1] == pytest.approx(exact)


def test_three_of_three_on_time_is_no_news_where_four_of_five_are() -> None:
    funnel = share_funnel([3, 40, 40, 40], [3, 50, 50, 50])
    assert funnel.limits([3])[1].tolist() == [1.0]
    assert funnel.band().tolist() == [0, 0, 0, 0]


def test_limits_of_means_are_those_of_the_normal_curve() -> None:
    funnel = mean_funnel([70, 71, 69], [20, 20, 20], [40, 50, 60])
    expected = stats.norm.interval(0.998, funnel.center, 20 / np.sqrt(50))
    assert [end[0] for end in funnel.limits([50], OUTER)] == pytest.approx(expected)


def test_spread_widens_exact_limits_as_it_widens_the_standard_error() -> None:
    rng = np.random.default_rng(3)
    n = rng.integers(60, 300, 40)
    funnel = share_funnel(rng.binomial(n, rng.normal(0.7, 0.12, 40).clip(0.2, 0.95)), n)
    assert funnel.spread > 0.05
    narrow = replace(funnel, spread=0.0)
    wide, plain = (funnel.center - one.limits([100])[0][0] for one in (funnel, narrow))
    assert wide / plain == pytest.approx(np.sqrt(1 + funnel.spread**2 * 100 / funnel.sd**2))


def test_spread_between_units_is_that_of_the_method_of_moments() -> None:
    rng = np.random.default_rng(5)
    n = rng.integers(50, 400, 400)
    truth = rng.normal(70, 6, 400)
    values = rng.normal(truth, 20 / np.sqrt(n))
    funnel = mean_funnel(values, np.full(400, 20.0), n)
    dersimonian_laird = pooled_means(values, 20 / np.sqrt(n)).spread
    assert 6 * 0.75 < funnel.spread < dersimonian_laird  # winsorised: a little below
    assert funnel.is_outside.mean() < 0.02  # what all units share is no signal


def test_few_units_get_the_limits_of_chance() -> None:
    funnel = mean_funnel([50, 60, 70, 80], [10, 10, 10, 10], [100, 100, 100, 100])
    assert funnel.spread == 0
    assert funnel.dispersion > 10


def test_a_design_effect_widens_the_limits_by_its_root() -> None:
    plain, wide = (
        mean_funnel([70, 71, 69], [20, 20, 20], [40, 50, 60], design_effect=effect, bounds=(0, 100))
        for effect in (1.0, 4.0)
    )
    narrow, broad = plain.limits([50])[1] - plain.center, wide.limits([50])[1] - wide.center
    assert broad / narrow == pytest.approx(2)


@pytest.mark.parametrize(("hits", "n"), [([1, 2], [5, 5]), ([0, 0, 0], [5, 5, 5]), ([1, 2, 0], [5, 5, 0])])
def test_too_little_is_said(hits: list[int], n: list[int]) -> None:
    with pytest.raises(NotEnoughData):
        share_funnel(hits, n)


def test_units_without_answers_are_not_judged() -> None:
    funnel = share_funnel([5, 6, 7, 0], [10, 10, 10, 0])
    assert np.isnan(funnel.q[3])
    assert not funnel.is_outside[3]


def test_equal_units_are_rarely_called() -> None:
    rng = np.random.default_rng(8)
    n = rng.integers(30, 300, (300, 12))
    called = [share_funnel(rng.binomial(row, 0.8), row).is_outside.any() for row in n]
    assert stats.binomtest(sum(called), len(called)).proportion_ci().low <= 0.05


@settings(max_examples=40)
@given(st.lists(st.integers(1, 500), min_size=3, max_size=30), st.integers(0, 2**32 - 1))
def test_limits_stay_within_bounds_and_a_larger_unit_has_narrower_ones(n: list[int], seed: int) -> None:
    hits = np.random.default_rng(seed).binomial(n, 0.5)
    if not 0 < hits.sum() < sum(n):
        return
    low, high = share_funnel(hits, n).limits([10, 100, 1_000], OUTER)
    assert (np.diff(high - low) <= 0).all()
    assert low.min() >= 0
    assert high.max() <= 1
