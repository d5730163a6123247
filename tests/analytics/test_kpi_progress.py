"""The probability of reaching a target: against an independent computation, and against what then happened."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analytics.kpi.progress import MIN_POINTS, outlook, progress_towards


def test_prediction_of_the_line_equals_the_matrix_formula():
    """Prediction of one further value by x0' (X' X)^-1 x0, computed apart (Draper & Smith 1998, 5.4)."""
    y = np.array([61.0, 64.0, 60.5, 66.0, 65.0, 63.5, 68.0, 66.5, 69.0, 67.0, 70.5, 69.5])
    design = np.column_stack([np.ones(12), np.arange(12.0)])
    inverse = np.linalg.inv(design.T @ design)
    beta = inverse @ design.T @ y
    s = np.sqrt(np.square(y - design @ beta).sum() / 10)
    ahead = np.array([1.0, 14.0])
    half = stats.t.ppf(0.975, 10) * s * np.sqrt(1 + ahead @ inverse @ ahead)
    found = progress_towards(y, target=75.0, direction="up", ahead=3)
    assert found.model == "line"
    assert found.value == pytest.approx(ahead @ beta)
    assert (found.low, found.high) == (pytest.approx(ahead @ beta - half), pytest.approx(ahead @ beta + half))
    chance = stats.t.sf((75.0 - ahead @ beta) / (half / stats.t.ppf(0.975, 10)), 10)
    assert found.probability == pytest.approx(chance)


@pytest.mark.parametrize("kind", ["line", "walk"])
def test_probabilities_hold(kind):
    """Of the objectives given about 80 % about 80 % are reached: straight lines with noise, and moving levels."""
    rng = np.random.default_rng(11)
    told, reached = [], []
    for _ in range(1500):
        if kind == "line":
            values = rng.normal(0, 0.1) * np.arange(24) + rng.normal(0, 1, 24)
        else:
            values = np.cumsum(rng.normal(0, 0.6, 24)) + rng.normal(0, 0.8, 24)
        target = values[:18].mean() + rng.normal(0, 2)
        found = progress_towards(values[:18], target=target, direction="up", ahead=6)
        told.append(found.probability)
        reached.append(values[23] >= target)
    chance, hit = np.array(told), np.array(reached)
    for low, high in ((0.0, 0.1), (0.1, 0.35), (0.35, 0.65), (0.65, 0.9), (0.9, 1.0)):
        inside = (chance >= low) & (chance <= high)
        assert hit[inside].mean() == pytest.approx(chance[inside].mean(), abs=0.08), (low, high, inside.sum())


def test_a_level_that_moved_is_carried_on_from_where_it_is():
    values = [2.1, 2.3, 2.2, 2.1, 2.3, 2.2, 2.2, 2.1, 2.3, 2.2, 2.1, 2.2, 3.3, 3.2, 3.4, 3.3]
    found = progress_towards(values, target=2.5, direction="down", ahead=5)
    assert found.model == "level"
    assert found.value == pytest.approx(3.3, abs=0.15)
    assert outlook(found.probability) in ("will_miss", "open")
    assert found.path[0][2] - found.path[0][1] < found.high - found.low  # further ahead is less sure


def test_directions_mirror_each_other():
    rng = np.random.default_rng(3)
    values = rng.normal(10, 1, 12)
    up = progress_towards(values, target=10.5, direction="up", ahead=2)
    down = progress_towards(values, target=10.5, direction="down", ahead=2)
    assert up.probability + down.probability == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("values", "ahead", "reason"),
    [
        (range(MIN_POINTS - 1), 2, "few"),
        ([1.0, float("nan")] * 4, 2, "few"),
        (range(10), 11, "far"),
        ([5.0] * 12, 3, "constant"),
        (range(12), 0, "past"),
        ([], 3, "few"),
    ],
)
def test_it_says_that_it_cannot_tell(values, ahead, reason):
    found = progress_towards(list(values), target=4.0, direction="up", ahead=ahead)
    assert (found.reason, found.probability, outlook(found.probability)) == (reason, None, "cannot_tell")


def test_gaps_keep_their_place():
    whole = [1.0, 2.1, 2.9, 4.2, 5.0, 6.1, 6.9, 8.1, 9.0, 9.9]
    gap = [*whole[:4], float("nan"), *whole[5:]]
    a, b = (progress_towards(one, target=12.0, direction="up", ahead=2) for one in (whole, gap))
    assert a.value == pytest.approx(b.value, abs=0.1)
