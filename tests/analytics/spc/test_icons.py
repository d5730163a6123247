"""Icons of variation and assurance by direction and target."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.spc.charts import Counts, Settings, Values, chart
from analytics.spc.icons import assurance, can_signal, variation
from analytics.spc.rules import signals

KNOWN = Settings(center=0, sigma=1)
QUIET = [0.3, -0.4, 0.1, -0.2, 0.5, -0.6]


def icon(z, improvement, rule_set="default"):
    made = chart("i", Values.of(z), settings=KNOWN)
    return variation(made, signals(made, rule_set), improvement=improvement)


@pytest.mark.parametrize(
    ("last", "improvement", "code"),
    [
        (0.5, "up", "common"),
        (3.5, "up", "improving"),
        (3.5, "down", "concerning"),
        (3.5, "none", "neutral"),
        (-3.5, "up", "concerning"),
        (-3.5, "down", "improving"),
    ],
)
def test_direction_decides_what_a_signal_means(last, improvement, code):
    assert icon([*QUIET, last], improvement).code == code


def test_a_signal_that_has_passed_is_no_longer_shown():
    assert icon([*QUIET, 3.5, *QUIET], "up").code == "common"


def test_a_lone_signal_is_marked_and_a_confirmed_one_is_not():
    assert icon([*QUIET, 3.5], "up").is_lone
    confirmed = icon([*QUIET, 3.5, 3.4], "up")
    assert (confirmed.is_lone, confirmed.rules, confirmed.direction) == (False, ("N1",), 1)


def test_a_pattern_without_direction_is_neutral():
    assert icon([0.9, -0.9] * 7 + [0.9], "up", "nelson8").code == "neutral"


def test_a_signal_of_an_earlier_stage_says_nothing_about_the_present():
    x = Values.of([*QUIET, 3.5, *QUIET[:4]])
    made = chart("i", x, starts=[7], settings=KNOWN)
    assert variation(made, signals(made), improvement="up", recent=5).code == "common"


@pytest.mark.parametrize(
    ("target", "improvement", "code"),
    [
        (-3.0, "up", "will_pass"),
        (-2.9, "up", "may_or_may_not"),
        (3.0, "up", "may_or_may_not"),
        (3.1, "up", "will_fail"),
        (3.0, "down", "will_pass"),
        (0.0, "down", "may_or_may_not"),
        (-3.1, "down", "will_fail"),
    ],
)
def test_assurance_compares_limits_with_the_target(target, improvement, code):
    made = chart("i", Values.of(QUIET), settings=KNOWN)
    found = assurance(made, signals(made), target=target, improvement=improvement)
    assert (found.code, found.is_stable, found.is_trial) == (code, True, False)


def test_no_target_no_direction_or_no_limits_give_no_assurance():
    made = chart("i", Values.of(QUIET), settings=KNOWN)
    assert assurance(made, signals(made), target=None, improvement="up") is None
    assert assurance(made, signals(made), target=1.0, improvement="none") is None
    for kind in ("run", "cusum", "ewma"):
        other = chart(kind, Values.of(QUIET))
        assert assurance(other, signals(other), target=1.0, improvement="up") is None


def test_any_confirmed_signal_of_the_last_stage_means_that_the_process_is_changing():
    told = [*QUIET, 3.5, 3.4, *QUIET, *QUIET]
    made = chart("i", Values.of(told), settings=KNOWN)
    found = signals(made)
    assert variation(made, found, improvement="up").code == "common", "the last point is no signal"
    assert not assurance(made, found, target=-3.5, improvement="up").is_stable
    anew = chart("i", Values.of(told), starts=[8], settings=KNOWN)
    assert assurance(anew, signals(anew), target=-3.5, improvement="up").is_stable
    lone = chart("i", Values.of([*QUIET, 3.5, *QUIET]), settings=KNOWN)
    assert assurance(lone, signals(lone), target=-3.5, improvement="up").is_stable


def test_the_last_stage_counts_and_trial_limits_are_said():
    x = np.concatenate((np.tile([9.0, 11], 8), np.tile([19.0, 21], 4)))
    made = chart("i", Values.of(x), starts=[16])
    found = assurance(made, signals(made), target=12.0, improvement="up")
    assert found.code == "will_pass"
    assert found.is_trial


def test_a_share_without_lower_limit_ends_at_zero():
    made = chart("p", Counts.of([1, 2, 0, 3, 1, 2, 1, 0, 2, 1, 1, 2], 50))
    assert assurance(made, signals(made), target=0.2, improvement="down").code == "will_pass"
    assert assurance(made, signals(made), target=0.0, improvement="down").code == "may_or_may_not"


@pytest.mark.parametrize(("kind", "n", "code"), [
    ("i", 4, "undecided"), ("i", 5, "common"), ("run", 9, "undecided"), ("run", 12, "common"),
])  # fmt: skip
def test_too_few_points_for_any_rule_are_undecided(kind, n, code):
    made = chart(kind, Values.of(([1.0, 2.0, 1.5, 2.5] * 3)[:n]))
    assert variation(made, signals(made), improvement="up").code == code


@pytest.mark.parametrize("n", [4, 5])
def test_one_point_far_from_all_others_signals_from_five_points_on(n):
    made = chart("i", Values.of([0.0] * (n - 1) + [1.0]))
    assert bool(len(signals(made))) is can_signal(made) is (n == 5)
