"""Funnel limits against published figures and independent computation."""

from __future__ import annotations

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


def test_limits_are_those_of_the_normal_approximation() -> None:
    funnel = share_funnel(DEATHS, OPERATIONS)
    low, high = funnel.limits([143], INNER)
    p = 397 / 3319
    if funnel.spread == 0:
        expected = stats.norm.interval(0.95, p, np.sqrt(p * (1 - p) / 143))
        assert [low[0], high[0]] == pytest.approx(expected)
    assert high[0] - low[0] == pytest.approx(2 * 1.959964 * np.sqrt(p * (1 - p) / 143 + funnel.spread**2))


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
def test_limits_narrow_with_n_and_stay_within_bounds(n: list[int], seed: int) -> None:
    hits = np.random.default_rng(seed).binomial(n, 0.5)
    if not 0 < hits.sum() < sum(n):
        return
    low, high = share_funnel(hits, n).limits(np.arange(1, 1_000, 37), OUTER)
    assert (np.diff(low) >= 0).all()
    assert (np.diff(high) <= 0).all()
    assert low.min() >= 0
    assert high.max() <= 1
