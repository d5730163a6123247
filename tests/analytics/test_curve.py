"""The emotion curve: what is low, what is tied, what stays hidden."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.curve import emotion_curve
from benchmarks.clustered_worlds import Plan, clustered_world
from benchmarks.facts import cluster_sums, touchpoint_counts
from tests.analytics.frames import curve_of, facts

ORDER = [f"touchpoint_{number}" for number in range(6)]


def survey(seed: int = 0, **plan: object) -> pd.DataFrame:
    heights = (0.0, 0.0, -0.9, 0.0, 0.1, 0.4)
    return clustered_world(Plan(30, 300, heights=heights, **plan), np.random.default_rng(seed)).facts


def test_paired_contrast_is_own_score_minus_the_mean_of_the_others():
    ratings = {"a": [1, 2, 3, 2, 1, 2], "b": [4, 5, 4, 4, 5, 3], "c": [4, 3, 4, 5, 5, 4]}
    curve = curve_of(facts(ratings), ["a", "b", "c"])
    own = np.array([1, 2, 3, 2, 1, 2]) - (np.array(ratings["b"]) + np.array(ratings["c"])) / 2
    point = curve.points[0]
    assert point.is_paired
    assert point.contrast == pytest.approx(25 * own.mean())
    spread = 25 * own.std(ddof=1) / 6**0.5  # one answer per cluster: the paired t interval, t(.975, 5) = 2.5706
    assert point.contrast_high - point.contrast == pytest.approx(2.5706 * spread, rel=1e-4)
    assert point.mean == pytest.approx(25 * (np.mean(ratings["a"]) - 1))
    assert point.mean_native == pytest.approx(np.mean(ratings["a"]))
    assert point.scale == (1.0, 5.0)


def test_unpaired_contrast_compares_with_all_other_answers():
    nobody = [None] * 6
    ratings = {"a": [1, 2, 3, 2, 1, 2, *nobody], "b": [*nobody, 4, 5, 4, 4, 5, 3]}
    point = curve_of(facts(ratings), ["a", "b"]).points[0]
    assert not point.is_paired
    assert point.contrast == pytest.approx(25 * (np.mean(ratings["a"][:6]) - np.mean(ratings["b"][6:])))


def test_the_planted_low_point_is_found_and_nothing_else():
    curve = curve_of(survey(), ORDER)
    assert [point.touchpoint_id for point in curve.low_points] == ["touchpoint_2"]
    assert curve.worst_id == "touchpoint_2"
    assert curve.points[2].q < 0.05
    assert curve.points[2].probability > 0.95
    assert (curve.peak_id, curve.end_id) == ("touchpoint_5", "touchpoint_5")


def test_responses_that_rate_one_stage_only_are_compared_unpaired():
    frame = survey(stages=3)
    curve = curve_of(frame, ORDER)
    assert not any(point.is_paired for point in curve.points)
    assert curve.worst_id == "touchpoint_2"


def test_a_sure_but_small_gap_is_no_low_point():
    n = 400
    ratings = {"a": [4, 3] * (n // 2), "b": [4, 3.1] * (n // 2), "c": [4, 3.1] * (n // 2)}
    point = curve_of(facts(ratings), ["a", "b", "c"]).points[0]
    assert point.q < 0.001
    assert -5 < point.contrast < 0
    assert not point.is_low_point
    assert point.probability < 0.01
    assert curve_of(facts(ratings), ["a", "b", "c"], margin=0.5).points[0].is_low_point


def test_a_large_gap_that_could_be_chance_is_no_low_point():
    ratings = {"a": [1, 5, 1, 5, 1, 4], "b": [3, 4, 4, 3, 4, 4], "c": [4, 4, 3, 4, 3, 5]}
    point = curve_of(facts(ratings), ["a", "b", "c"]).points[0]
    assert point.contrast < -5
    assert point.q > 0.05
    assert not point.is_low_point


def test_few_answers_are_hidden_without_a_trace_and_some_are_marked():
    ratings = {"a": [1, 1, 1, 1, None, *[None] * 30], "b": [4] * 25 + [None] * 10, "c": [5, 4] * 17 + [4]}
    curve = curve_of(facts(ratings), ["a", "b", "c"])
    hidden, few, many = curve.points
    assert hidden.hidden
    assert hidden.n == 4
    figures = (hidden.mean, hidden.low, hidden.mean_native, hidden.pooled_mean, hidden.contrast, hidden.p, hidden.q)
    assert figures == (None,) * 7
    assert not hidden.is_low_point
    assert "a" not in few.tied_with + many.tied_with
    assert (few.low_n, many.low_n) == (True, False)


def test_unmeasured_touchpoints_stay_in_order_and_strangers_stay_out():
    curve = curve_of(survey(), ["touchpoint_5", "nobody_asked", "touchpoint_0"])
    assert [point.touchpoint_id for point in curve.points] == ["touchpoint_5", "nobody_asked", "touchpoint_0"]
    assert (curve.points[1].n, curve.points[1].hidden, curve.points[1].scale) == (0, True, None)
    assert curve.n_answers == curve.points[0].n + curve.points[2].n


def test_an_empty_journey_is_an_empty_curve():
    nothing = survey().head(0)
    curve = emotion_curve(cluster_sums(nothing), touchpoint_counts(nothing), order=["a"])
    assert (curve.n_answers, curve.worst_id, curve.peak_id, curve.end_id, curve.groups) == (0, None, None, None, ())
    assert curve.points[0].hidden
    assert emotion_curve(cluster_sums(nothing), touchpoint_counts(nothing), order=[]).points == ()


def test_scales_are_never_compared_with_each_other():
    stars = facts({"a": [1, 2, 1, 2, 1, 2], "b": [1, 2, 2, 2, 1, 1]}, group="star|1|5")
    marks = facts({"c": [9, 10, 9, 10, 9, 10], "d": [9, 9, 10, 10, 9, 10]}, group="csat|0|10")
    curve = curve_of(pd.concat([stars, marks.assign(response_no=lambda rows: rows["response_no"] + 100)]), list("abcd"))
    assert not curve.low_points
    assert curve.groups == ("csat|0|10", "star|1|5")
    assert abs(curve.points[0].contrast) < 20
    assert "c" not in curve.points[0].tied_with


def test_a_touchpoint_with_two_questions_shows_the_one_with_most_answers():
    old = facts({"a": [3] * 8, "b": [4] * 8}, group="csat|1|5")
    new = facts({"a": [9] * 20, "b": [8] * 20}, group="csat|0|10")
    curve = curve_of(pd.concat([old, new.assign(response_no=lambda rows: rows["response_no"] + 100)]), ["a", "b"])
    assert curve.points[0].comparison_group == "csat|0|10"
    assert (curve.points[0].n, curve.points[0].mean_native) == (20, 9.0)


def test_a_touchpoint_alone_on_its_scale_is_not_compared():
    point = curve_of(facts({"a": [1, 2, 1, 2, 1, 2]}), ["a"]).points[0]
    assert point.mean is not None
    assert (point.contrast, point.p, point.q, point.probability, point.is_low_point) == (None, None, None, None, False)


def test_one_account_gives_means_without_intervals_or_verdicts():
    ratings = {"a": [1, 2, 1, 2, 1, 2], "b": [5, 4, 5, 4, 5, 4], "c": [4, 4, 5, 5, 4, 4]}
    curve = curve_of(facts(ratings, per_account=10), ["a", "b", "c"])
    assert [(point.low, point.high, point.q) for point in curve.points] == [(None, None, None)] * 3
    assert curve.worst_id is None


def test_near_ties_are_called_ties():
    curve = curve_of(survey(), ORDER)
    assert "touchpoint_1" in curve.points[0].tied_with
    assert curve.points[2].tied_with == ()
    same = facts({"a": [3.00, 4.0] * 300, "b": [3.02, 4.0] * 300, "c": [5, 4] * 300})
    assert curve_of(same, ["a", "b", "c"]).points[0].tied_with == ("b",)  # proven by n, yet a quarter of a point


def test_a_small_group_does_not_shout():
    frame = survey(seed=3)
    few = frame[(frame["touchpoint_id"] != "touchpoint_0") | (frame["response_no"] < 12)]
    point, other = curve_of(few, ORDER).points[0], curve_of(few, ORDER).points[5]
    center = np.mean([p.mean for p in curve_of(few, ORDER).points])
    assert abs(point.pooled_mean - center) < abs(point.mean - center)
    assert abs(other.pooled_mean - other.mean) < 2.0


@given(st.integers(0, 5), st.floats(-0.3, 0.3))
@settings(max_examples=12, deadline=None)
def test_lifting_every_answer_moves_means_and_no_verdict(seed, shift):
    frame = survey(seed)
    base = curve_of(frame, ORDER)
    lifted = curve_of(frame.assign(norm=frame["norm"] * 0.5 + 20 + shift), ORDER, margin=2.5)
    for before, after in zip(base.points, lifted.points, strict=True):
        assert after.mean == pytest.approx(before.mean * 0.5 + 20 + shift)
        assert after.contrast == pytest.approx(before.contrast * 0.5, abs=1e-8)
        assert after.q == pytest.approx(before.q, abs=1e-8)
        assert after.probability == pytest.approx(before.probability, abs=1e-6)
        assert after.is_low_point == before.is_low_point


@given(st.integers(0, 5))
@settings(max_examples=6, deadline=None)
def test_order_of_rows_and_numbers_of_accounts_do_not_matter(seed):
    frame = survey(seed)
    mixed = frame.assign(cluster_no=(frame["cluster_no"] * 7 + 3) % 31).sample(frac=1, random_state=seed)
    for one, other in zip(curve_of(frame, ORDER).points, curve_of(mixed, ORDER).points, strict=True):
        assert other.contrast == pytest.approx(one.contrast)
        assert other.p == pytest.approx(one.p)
        assert (other.low, other.high) == pytest.approx((one.low, one.high))


def test_the_callers_frames_stay_as_they_were():
    sums, counts = cluster_sums(survey()), touchpoint_counts(survey())
    before = sums.copy(), counts.copy()
    emotion_curve(sums, counts, order=ORDER)
    pd.testing.assert_frame_equal(sums, before[0])
    pd.testing.assert_frame_equal(counts, before[1])
