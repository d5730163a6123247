"""Rates of key drivers on a few seeds; `make evidence` runs the full set."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.drivers.lmg import lmg
from analytics.drivers.subsets import subset_r2
from benchmarks.driver_worlds import driver_rates, survey, true_lmg


def test_bars_hold_on_the_first_seeds():
    rates = driver_rates(range(6))
    assert all(rate.holds for rate in rates), [rate for rate in rates if not rate.holds]
    assert [rate.trials for rate in rates] == [30, 30, 6, 30, 30, 6, 6, 6, 6]


def test_the_stated_truth_is_that_of_a_very_large_survey():
    one = survey(0, 100_000, 4)
    found = lmg(subset_r2(np.corrcoef(np.column_stack([one.x, one.y]), rowvar=False)))
    assert found == pytest.approx(true_lmg(), abs=0.004)
