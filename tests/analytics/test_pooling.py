"""Partial pooling against published examples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.pooling import pooled_means

# Efron & Morris (1977), Scientific American 236(5): first 45 at-bats of 18 players; James-Stein factor c = .212
BATTING = np.array([.400, .378, .356, .333, .311, .311, .289, .267, .244, .244, .222, .222, .222, .222, .222, .200,
                    .178, .156])  # fmt: skip
# Colditz et al. (1994), 13 trials of BCG vaccine: log relative risks and variances as in R package metafor (dat.bcg)
BCG = [-0.8893, -1.5854, -1.3481, -1.4416, -0.2175, -0.7861, -1.6209, 0.0120, -0.4694, -1.3713, -0.3394, 0.4459,
       -0.0173]  # fmt: skip
BCG_VARIANCE = [0.3256, 0.1946, 0.4154, 0.0200, 0.0512, 0.0069, 0.2230, 0.0040, 0.0564, 0.0730, 0.0124, 0.5325, 0.0714]


def test_eight_schools_pool_completely():  # Gelman et al., Bayesian Data Analysis (3rd ed.), 5.5: 7.7 (4.1)
    schools = pooled_means([28, 8, -3, 7, -1, 1, 18, 12], [15, 10, 16, 11, 9, 11, 10, 18])
    assert schools.center == pytest.approx(7.7, abs=0.05)
    assert schools.spread == 0.0
    assert schools.mean == pytest.approx(np.full(8, schools.center))
    assert schools.sd == pytest.approx(np.full(8, 4.1), abs=0.05)


def test_bcg_trials_match_dersimonian_laird():  # metafor, rma(yi, vi, method="DL"): tau^2 .3088, estimate -.7141
    trials = pooled_means(BCG, np.sqrt(BCG_VARIANCE))
    assert trials.spread**2 == pytest.approx(0.3088, abs=5e-4)
    assert trials.center == pytest.approx(-0.7141, abs=5e-4)


def test_batting_averages_shrink_as_efron_and_morris():
    se = np.full(18, (0.265 * 0.735 / 45) ** 0.5)
    pooled = pooled_means(BATTING, se)
    kept = (pooled.mean - pooled.center) / (BATTING - pooled.center)
    james_stein = 1 - (1 - kept[0]) * 15 / 17  # their factor uses k - 3 where the method of moments has k - 1
    assert pooled.center == pytest.approx(0.265, abs=1e-3)
    assert james_stein == pytest.approx(0.212, abs=2e-3)
    assert 0.265 + james_stein * (0.400 - 0.265) == pytest.approx(0.294, abs=1e-3)  # Clemente


def test_two_groups_are_left_alone():
    pooled = pooled_means([10.0, 20.0], [1.0, 1.0])
    assert pooled.mean.tolist() == [10.0, 20.0]
    assert np.isnan(pooled.center)


def test_unknown_groups_stay_unknown():
    pooled = pooled_means([10.0, 20.0, 30.0, np.nan], [1.0, 1.0, 1.0, np.nan])
    assert np.isnan(pooled.mean[3])
    assert np.isfinite(pooled.mean[:3]).all()


values = st.lists(st.tuples(st.floats(-50, 50), st.floats(0.5, 20)), min_size=3, max_size=12)


@given(values, st.floats(-30, 30), st.floats(0.5, 4))
@settings(max_examples=60, deadline=None)
def test_shift_and_scale_move_the_pooled_means_along(groups, shift, scale):
    y, se = np.array(groups).T
    base, moved = pooled_means(y, se), pooled_means(scale * y + shift, scale * se)
    assert moved.mean == pytest.approx(scale * base.mean + shift, abs=1e-5)
    assert moved.sd == pytest.approx(scale * base.sd, abs=1e-5)


@given(values)
@settings(max_examples=60, deadline=None)
def test_pooling_never_leaves_the_range_and_never_widens(groups):
    y, se = np.array(groups).T
    pooled = pooled_means(y, se)
    assert (pooled.mean >= y.min() - 1e-9).all()
    assert (pooled.mean <= y.max() + 1e-9).all()
    assert (pooled.sd <= se + 1e-9).all()
