"""Shifts that are there are proposed where they are; on a stable series nothing is, at the stated rate."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.intervals import clopper_pearson
from analytics.spc.charts import Counts, Subgroups, Values, chart
from analytics.spc.stages import LEVEL, proposed_shifts
from tests.analytics.spc.test_references import REFS, needs_files


def shifts(kind, data, seed=0, **options):
    return proposed_shifts(chart(kind, data), rng=np.random.default_rng(seed), **options)


@needs_files
def test_the_nile_fell_when_1898_ended():
    """Annual flow at Aswan 1871-1970: Cobb (1978), Biometrika 65, 243-251; one break, after 1898, from 1098 to 850."""
    import pandas as pd

    flow = pd.read_csv(REFS / "cp_nile.csv").iloc[:, -1].to_numpy(float)
    found = shifts("i", Values.of(flow))
    assert len(found) == 1
    shift = found[0]
    assert (shift.index, shift.n_before, shift.n_after) == (28, 28, 72)
    assert (shift.before, shift.after) == pytest.approx((1097.75, 849.97), abs=0.01)
    assert shift.earliest <= 28 <= shift.latest
    assert shift.latest - shift.earliest <= 8
    assert shift.p < 0.001
    assert not shift.is_drift


def test_two_shifts_are_found_in_time_order():
    rng = np.random.default_rng(4)
    x = np.concatenate([rng.normal(level, 1, 20) for level in (10, 14, 11)])
    found = shifts("i", Values.of(x))
    assert [shift.index for shift in found] == pytest.approx([20, 40], abs=2)
    assert [round(shift.in_sigmas) for shift in found] == pytest.approx([4, -3], abs=1)
    # Drawn with the proposed stages, nothing is left to propose or to signal.
    staged = chart("i", Values.of(x), starts=[shift.index for shift in found])
    assert staged.stages == (0, *(shift.index for shift in found))


def test_a_shift_in_a_share_and_in_ratings_of_unequal_n():
    rng = np.random.default_rng(6)
    sizes = rng.integers(40, 400, 40)
    counts = rng.binomial(sizes, np.repeat([0.10, 0.18], 20))
    assert [shift.index for shift in shifts("p", Counts.of(counts, sizes))] == pytest.approx([20], abs=2)
    n = np.tile([5, 60], 20)
    period = np.repeat(np.arange(40), n)
    answers = rng.normal(np.where(period < 24, 70.0, 64.0), 10)
    assert [s.index for s in shifts("xbar_s", Subgroups.of_values(answers, period))] == pytest.approx([24], abs=2)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**32 - 1), st.floats(-1e3, 1e3), st.floats(0.1, 50))
def test_proposals_do_not_depend_on_unit_or_zero(seed, shift, scale):
    x = np.random.default_rng(seed).normal(size=40) + 2.5 * (np.arange(40) >= 22)
    base, moved = shifts("i", Values.of(x)), shifts("i", Values.of(scale * x + shift))
    assert [each.index for each in moved] == [each.index for each in base]
    for one, other in zip(base, moved, strict=True):
        assert other.after == pytest.approx(scale * one.after + shift, abs=1e-6 * (scale + abs(shift)))
        assert (other.in_sigmas, other.p) == pytest.approx((one.in_sigmas, one.p), abs=1e-3)


def test_a_creeping_level_is_called_a_drift():
    rng = np.random.default_rng(2)
    found = shifts("i", Values.of(np.linspace(0, 12, 48) + rng.normal(0, 1, 48)))
    assert found
    assert any(shift.is_drift for shift in found)
    step = shifts("i", Values.of(np.repeat([0.0, 6], 24) + rng.normal(0, 1, 48)))
    assert [shift.is_drift for shift in step] == [False]


def test_places_are_those_of_the_periods_when_some_are_missing():
    rng = np.random.default_rng(9)
    x = np.concatenate((rng.normal(10, 1, 20), rng.normal(15, 1, 20)))
    x[[3, 4, 12]] = np.nan
    found = shifts("i", Values.of(x))
    assert [shift.index for shift in found] == [20]
    assert found[0].n_before == 17


def test_short_constant_and_weighted_series_have_no_proposal():
    rng = np.random.default_rng(0)
    assert shifts("i", Values.of(rng.normal(size=11))) == ()
    assert shifts("run", Values.of([1.0, 2] * 5)) == ()
    assert shifts("ewma", Values.of(rng.normal(size=60))) == ()


def test_a_long_series_is_searched_in_blocks_and_the_place_is_exact():
    rng = np.random.default_rng(3)
    x = rng.normal(0, 1, 30_000)
    x[12_345:] += 3
    assert [shift.index for shift in shifts("i", Values.of(x))] == pytest.approx([12_345], abs=3)


def test_stable_series_have_a_proposal_at_the_stated_rate():
    """A quick look on 300 series; the full count is a row of the evidence."""
    streams = [np.random.default_rng(seed) for seed in range(300)]
    made = [proposed_shifts(chart("i", Values.of(rng.normal(size=40))), rng=rng) for rng in streams]
    low, high = clopper_pearson(sum(bool(found) for found in made), len(made))
    assert low <= LEVEL <= high
