"""Every rule: the shortest series that triggers it, and one that just does not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analytics.spc.charts import Settings, Values, chart
from analytics.spc.model import KINDS
from analytics.spc.patterns import run_of, some_of, steady
from analytics.spc.rules import RULE_SETS, RULES, applied_rules, flagged, signals

KNOWN = Settings(center=0, sigma=1)
SET_OF = {code: name for name, codes in RULE_SETS.items() for code in codes if name != "default"}

ZIGZAG = [0.5, -0.5] * 7  # 14 points up and down
TRIGGERS = {
    "N1": [3.01],
    "N2": [0.5] * 9,
    "N3": [0.0, 0.1, 0.2, 0.3, 0.4, 0.5],
    "N4": ZIGZAG,
    "N5": [2.1, 0.0, 2.1],
    "N6": [1.1, 1.1, 0.0, 1.1, 1.1],
    "N7": [0.9, -0.9] * 7 + [0.9],
    "N8": [1.1, -1.1] * 4,
    "WE1": [-3.01],
    "WE2": [-2.1, -2.1],
    "WE3": [-1.1, -1.1, -1.1, -1.1],
    "WE4": [-0.5] * 8,
    "S1": [3.01],
    "S2": [0.5] * 7,
    "S3": [0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0],
    "S4": [2.1, 0.0, 2.1],
}
JUST_NOT = {
    "N1": [3.0, -3.0],
    "N2": [0.5] * 8 + [0.0] + [0.5] * 8,  # a point on the centre line is on neither side
    "N3": [0.0, 0.1, 0.2, 0.3, 0.3, 0.4, 0.5, 0.6],  # a tie breaks the trend
    "N4": ZIGZAG[:13],
    "N5": [2.1, 0.0, 0.0, 2.1, -2.1],
    "N6": [1.1, 1.1, 0.0, 0.0, 1.1, 1.1, -1.1],
    "N7": [0.9, -0.9] * 7 + [1.0],
    "N8": [1.1] * 7 + [1.0] + [-1.1] * 7,
    "WE1": [-3.0],
    "WE2": [-2.1, 0.0, 0.0, -2.1, 2.1],
    "WE3": [-1.1, -1.1, -1.1, 0.0, 0.0, -1.1],
    "WE4": [-0.5] * 7,
    "S1": [3.0],
    "S2": [0.5] * 6,
    "S3": [0.6, 0.5, 0.4, 0.3, 0.2, 0.1],
    "S4": [2.1, 0.0, 0.0, 2.1],
}


def found(rule: str, z: list[float]):
    got = signals(chart("i", Values.of(z), settings=KNOWN), SET_OF[rule])
    return got.index[got.rule == rule].tolist()


@pytest.mark.parametrize("rule", TRIGGERS)
def test_the_shortest_series_signals_on_its_last_point(rule):
    assert found(rule, TRIGGERS[rule]) == [len(TRIGGERS[rule]) - 1]


@pytest.mark.parametrize("rule", TRIGGERS)
def test_one_that_falls_just_short_is_silent(rule):
    assert found(rule, JUST_NOT[rule]) == []


def test_a_pattern_is_marked_from_its_first_point():
    got = signals(chart("i", Values.of([0.0, *TRIGGERS["N2"]]), settings=KNOWN))
    assert (got.first.tolist(), got.index.tolist(), got.direction.tolist()) == ([1], [9], [1])


def test_eight_outside_one_sigma_need_both_sides():
    assert found("N8", [1.2] * 7 + [-1.2]) == [7]
    assert found("N8", [-1.2] * 20) == []


def test_a_gap_is_passed_over_and_a_stage_begins_anew():
    gap = float("nan")
    assert found("N2", [0.5] * 4 + [gap, gap] + [0.5] * 5) == [10]
    two = chart("i", Values.of([0.5] * 16), starts=[8], settings=KNOWN)
    assert len(signals(two)) == 0


def test_charts_of_spread_know_no_zones_and_weighted_charts_only_limits():
    for kind in ("mr", "r", "s"):
        for name in RULE_SETS:
            assert not any(RULES[code].uses_zones for code in applied_rules(kind, name))
        assert applied_rules(kind, "nelson8") == ("N1", "N2", "N3", "N4")
    assert applied_rules("cusum", "western") == ("L1",)
    assert all(applied_rules(kind, "default") for kind in KINDS)


def test_a_lone_signal_is_told_from_a_confirmed_one():
    quiet = [0.3, -0.4, 0.1, -0.2, 0.5] * 6
    one = signals(chart("i", Values.of([*quiet, 3.2, *quiet]), settings=KNOWN))
    assert (one.index.tolist(), one.is_lone.tolist()) == ([30], [True])
    assert one.lone_points.nonzero()[0].tolist() == [30]
    two = signals(chart("i", Values.of([*quiet, 3.2, 0.2, 3.1, *quiet]), settings=KNOWN))
    assert (two.index.tolist(), two.is_lone.tolist()) == ([30, 32], [False, False])
    opposite = signals(chart("i", Values.of([*quiet, 3.2, 0.2, -3.1, *quiet]), settings=KNOWN))
    assert opposite.is_lone.tolist() == [True, True]
    far = signals(chart("i", Values.of([*quiet, 6.5, *quiet]), settings=KNOWN))
    assert far.is_lone.tolist() == [False]


@settings(deadline=None)
@given(arrays(bool, st.integers(1, 40)), st.integers(1, 12))
def test_runs_are_those_of_a_plain_loop(marks, length):
    runs = [bool(i + 1 >= length and marks[i + 1 - length : i + 1].all()) for i in range(len(marks))]
    assert run_of(marks, length).tolist() == runs


@settings(deadline=None)
@given(arrays(bool, st.integers(1, 30)), st.integers(1, 5), st.integers(0, 3))
def test_some_of_a_window_are_those_of_a_plain_loop(marks, needed, more):
    window = needed + more
    plain = [bool(marks[i] and marks[max(0, i + 1 - window) : i + 1].sum() >= needed) for i in range(len(marks))]
    assert some_of(marks, needed, window).tolist() == plain


@settings(deadline=None)
@given(arrays(float, st.integers(1, 30), elements=st.integers(-3, 3).map(float)), st.integers(2, 7))
def test_trends_are_those_of_a_plain_loop(values, points):
    rising, falling = steady(values, points)
    for i in range(len(values)):
        steps = np.diff(values[i + 1 - points : i + 1]) if i + 1 >= points else np.array([0.0])
        assert rising[i] == bool((steps > 0).all())
        assert falling[i] == bool((steps < 0).all())


@settings(deadline=None)
@given(arrays(float, st.integers(1, 40), elements=st.floats(-4, 4)))
def test_turning_the_series_over_turns_the_directions(z):
    for name in RULE_SETS:
        one = signals(chart("i", Values.of(z), settings=KNOWN), name)
        other = signals(chart("i", Values.of(-z), settings=KNOWN), name)
        assert other.index.tolist() == one.index.tolist()
        assert other.direction.tolist() == (-one.direction).tolist()


def test_many_charts_at_once_are_judged_as_each_alone():
    z = np.random.default_rng(4).normal(size=(50, 60)) * 1.3
    for name, codes in RULE_SETS.items():
        marks = flagged(z, z, codes)
        for row, one in zip(marks, z, strict=True):
            assert (signals(chart("i", Values.of(one), settings=KNOWN), name).flagged == row).all()
