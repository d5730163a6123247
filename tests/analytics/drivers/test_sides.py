"""Penalty and reward, response curves, the check without straight lines: planted shapes are found, lines stay lines."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.drivers.contrast import Contrasts, penalty_rewards, third_cuts
from analytics.drivers.model import NoDrivers
from analytics.drivers.nonlinear import NonLinear, nonlinear_check
from analytics.drivers.response import Response, level_codes, response


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def ratings(n: int, p: int, seed: int = 1) -> np.ndarray:
    """Skewed ratings from 1 to 5 with a shared mood."""
    drawn = rng(seed)
    mood = drawn.normal(size=(n, 1))
    return np.clip(np.round(3.9 + 0.8 * drawn.normal(size=(n, p)) + 0.6 * mood), 1, 5)


def contrasts(y: np.ndarray, x: np.ndarray, names: list[str], **more: object) -> Contrasts:
    found = penalty_rewards(y, x, names, rng=rng(), **more)
    assert isinstance(found, Contrasts), found
    return found


def test_each_planted_shape_gets_its_name():
    x = ratings(4000, 4)
    y = 8 * np.minimum(x[:, 0] - 4, 0) + 8 * np.maximum(x[:, 1] - 4, 0) + 5 * x[:, 2] + 4 * rng(2).normal(size=4000)
    found = contrasts(y, x, ["invoice", "gift", "staff", "colour"])
    assert [one.verdict for one in found.contrasts] == ["dissatisfier", "satisfier", "both", "none"]
    assert found.contrasts[0].penalty.low > found.contrasts[0].reward.high


def test_penalty_reward_and_bend_are_least_squares():
    x = ratings(1500, 3)
    y = x @ np.array([3.0, 2.0, 1.0]) + rng(3).normal(size=1500)
    cuts = {name: (3.0, 5.0) for name in "abc"}
    found = contrasts(y, x, list("abc"), cuts=cuts)
    bent = np.column_stack([x, np.maximum(x - 4, 0)])
    for j, one in enumerate(found.contrasts):
        others = np.delete(bent, [j, j + 3], axis=1)
        slopes = np.linalg.lstsq(np.column_stack([np.ones(1500), x[:, j] <= 3, x[:, j] >= 5, others]), y)[0]
        assert [one.penalty.value, one.reward.value] == pytest.approx([-slopes[1], slopes[2]])
    bends = np.linalg.lstsq(np.column_stack([np.ones(1500), bent]), y)[0][4:]
    assert [one.bend.value for one in found.contrasts] == pytest.approx(bends)
    assert [one.n_low + one.n_middle + one.n_high for one in found.contrasts] == [1500] * 3


def test_a_straight_line_with_skewed_ratings_does_not_bend():  # indicators alone call most of these dissatisfiers
    called = 0
    for seed in range(40):
        x = ratings(600, 3, seed)
        y = x @ np.array([4.0, 2.0, 1.0]) + 3 * rng(seed + 500).normal(size=600)
        found = contrasts(y, x, list("abc"), n_draws=300)
        called += any(one.q < 0.05 for one in found.contrasts)
    assert called <= 6  # 5 % of 40 worlds are 2; more than 6 has a chance below 1 %


def test_waits_are_read_with_less_as_better():
    hours = rng(4).exponential(10.0, size=2000)
    y = -2 * np.maximum(hours - 8, 0) + 2 * rng(5).normal(size=2000)
    (found,) = contrasts(y, hours[:, None], ["wait_hours"]).contrasts
    assert found.is_reversed
    assert found.verdict == "dissatisfier"
    assert found.high_at < found.low_at  # good is at most the one, poor at least the other


def test_yes_no_drivers_have_no_middle():
    x = np.column_stack([ratings(500, 1), rng(6).integers(0, 2, 500)])
    found = contrasts(x.sum(axis=1) + rng(7).normal(size=500), x, ["staff", "called"])
    assert [one.name for one in found.contrasts] == ["staff"]
    assert [(one.name, one.code) for one in found.left_out] == [("called", "no_middle")]


def test_cuts_follow_the_scale_where_a_third_does_not_fit():
    assert third_cuts(np.array([1.0] * 5 + [5.0] * 60 + [4.0] * 35)) == (1.0, 5.0)
    assert third_cuts(np.arange(1.0, 10.0)) == (3.0, 7.0)


def told(*asked: object, **more: object) -> Response:
    found = response(*asked, rng=rng(), **more)
    assert isinstance(found, Response), found
    return found


def test_a_rise_of_one_point_is_the_slope_of_least_squares():
    x = ratings(800, 3)
    y = x @ np.array([6.0, 3.0, 0.0]) + 4 * rng(8).normal(size=800)
    found = told(y, x, list("abc"), "b")
    slopes = np.linalg.lstsq(np.column_stack([np.ones(800), x]), y)[0]
    assert found.rise.value == pytest.approx(slopes[2])
    assert found.rise.low < 3.0 < found.rise.high
    assert found.capped.value == pytest.approx(found.rise.value)


def test_the_curve_is_least_squares_on_levels_with_others_at_their_mean():
    x = ratings(800, 3)
    y = x @ np.array([6.0, 3.0, 0.0]) + 4 * rng(8).normal(size=800)
    found = told(y, x, list("abc"), "a")
    code = level_codes(x[:, 0], np.arange(800))
    marks = (code[:, None] == np.arange(code.max() + 1)).astype(float)
    others = x[:, 1:] - x[:, 1:].mean(axis=0)
    levels = np.linalg.lstsq(np.column_stack([marks, others]), y)[0][: marks.shape[1]]
    assert [level.outcome.value for level in found.levels] == pytest.approx(levels)
    assert sum(level.n for level in found.levels) == 800


def test_answers_at_the_top_cannot_rise():
    x = ratings(800, 2)
    y = x @ np.array([6.0, 3.0]) + rng(9).normal(size=800)
    found = told(y, x, ["a", "b"], "a", bounds=(1.0, 5.0))
    room = np.minimum(5 - x[:, 0], 1.0).mean()
    assert found.mean_step == pytest.approx(room)
    assert found.capped.value == pytest.approx(found.rise.value * room)
    assert found.by_curve.value == pytest.approx(found.capped.value, rel=0.1)


def test_a_bent_driver_is_told_from_a_straight_one():
    x = rng(10).uniform(0, 10, size=(1500, 2))
    y = np.minimum(x[:, 0], 4) * 3 + x[:, 1] + 2 * rng(11).normal(size=1500)
    assert told(y, x, ["bent", "straight"], "bent").p_bend < 1e-6
    assert told(y, x, ["bent", "straight"], "straight").p_bend > 0.05
    assert (
        told(y, x, ["bent", "straight"], "bent", step=1.0).by_curve.value
        < told(y, x, ["bent", "straight"], "bent").rise.value * 1.5
    )


def test_straight_lines_are_called_bent_at_the_stated_rate():
    called = 0
    for seed in range(60):
        x = ratings(500, 2, seed)
        y = x @ np.array([3.0, 1.0]) + 2 * rng(seed + 900).normal(size=500)
        called += told(y, x, ["a", "b"], "a", n_draws=300).p_bend < 0.05
    assert called <= 9  # 3 expected; more than 9 has a chance below .2 %


def test_what_if_covers_the_truth():
    covered = 0
    for seed in range(60):
        customers = np.repeat(np.arange(80), 5)
        x = ratings(400, 2, seed)
        shared = rng(seed + 300).normal(size=80)[customers]
        y = x @ np.array([5.0, 2.0]) + 3 * shared + 4 * rng(seed + 400).normal(size=400)
        found = told(y, x, ["a", "b"], "a", clusters=customers, n_draws=300)
        covered += found.rise.low <= 5.0 <= found.rise.high
    assert covered >= 51  # 57 expected; fewer than 51 has a chance near 1 %


def test_a_driver_that_was_left_out_has_no_curve():
    x = ratings(300, 2)
    found = response(x.sum(axis=1), np.column_stack([x, np.ones(300)]), ["a", "b", "same"], "same", rng=rng())
    assert isinstance(found, NoDrivers)
    assert (found.code, found.left_out[0].code) == ("not_in_model", "constant")


def test_levels_have_enough_customers_behind_them():
    x, customers = np.repeat([1.0, 2.0, 3.0], 100), np.concatenate([np.arange(100), np.zeros(100), np.arange(100)])
    assert np.unique(level_codes(x, customers.astype(int))).size == 2


def check(y: np.ndarray, x: np.ndarray, names: list[str], **more: object) -> NonLinear:
    found = nonlinear_check(y, x, names, rng=rng(), **more)
    assert isinstance(found, NonLinear), found
    return found


def test_boosting_agrees_with_straight_lines():
    x = rng(12).normal(size=(1000, 3))
    found = check(x @ np.array([2.0, 1.0, 0.0]) + rng(13).normal(size=1000), x, list("abc"))
    assert found.verdict == "agrees"
    assert found.first_by_line == found.first_by_boosting == "a"
    assert found.line_r2 == pytest.approx(5 / 6, abs=0.04)


def test_a_bend_that_lines_miss_is_said():
    x = rng(14).normal(size=(1200, 3))
    y = 3 * np.abs(x[:, 0]) + 2 * x[:, 0] + x[:, 1] + rng(15).normal(size=1200)
    found = check(y, x, list("abc"))
    assert found.verdict == "bends"
    assert found.gain_low > 0


def test_customers_are_never_on_both_sides():  # each customer has an own level that only memory could tell
    customers = np.repeat(np.arange(60), 10)
    level = rng(16).normal(size=60)
    x = np.column_stack([np.repeat(rng(17).normal(size=60), 10), rng(18).normal(size=600)])
    y = 3 * level[customers] + 0.1 * rng(19).normal(size=600)
    assert check(y, x, ["a", "b"], clusters=customers).boosted_r2 < 0.15
    assert check(y, x, ["a", "b"]).boosted_r2 > 0.5


def test_small_samples_are_not_checked():
    x = rng().normal(size=(120, 2))
    found = nonlinear_check(x.sum(axis=1) + rng(1).normal(size=120), x, ["a", "b"], rng=rng())
    assert isinstance(found, NoDrivers)
    assert (found.code, found.facts) == ("too_few_answers", {"n": 120, "needed": 200})
