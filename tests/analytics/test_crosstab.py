"""Crosstabs: published intervals, independent tests, and letters that noise does not get."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.crosstab import Crosstab, crosstab, hidden_groups


def of_answers(answers: pd.DataFrame, *, options: list[str], clusters: str = "row", **how: object) -> Crosstab:
    """`answers` has one row per answer: group_name, option, w, cluster."""
    keyed = answers.assign(cluster_group=answers.index if clusters == "row" else answers[clusters])
    bases = keyed.groupby(["group_name", "cluster_group"], as_index=False).agg(n=("w", "size"), w=("w", "sum"))
    by = ["group_name", "option", "cluster_group"]
    counts = keyed.groupby(by, as_index=False).agg(n=("w", "size"), s=("w", "sum"))
    groups = list(dict.fromkeys(answers["group_name"]))
    return crosstab(bases, counts, groups=groups, options=options, **how)  # type: ignore[arg-type]


def yes_no(**groups: tuple[int, int]) -> pd.DataFrame:
    rows = [(name, "yes" if place < yes else "no", 1.0) for name, (yes, n) in groups.items() for place in range(n)]
    return pd.DataFrame(rows, columns=["group_name", "option", "w"])


def test_a_share_has_the_published_wilson_interval():
    # Newcombe (1998), Statistics in Medicine 17, 857-872, table I: 81 of 263
    cell = of_answers(yes_no(all=(81, 263)), options=["yes", "no"]).cells["yes", "all"]
    assert (round(cell.low, 4), round(cell.high, 4)) == (0.2553, 0.3662)
    assert (cell.n, round(cell.value, 4)) == (81, 0.3080)


def test_two_shares_differ_as_in_welchs_test_of_the_zeros_and_ones():
    table = of_answers(yes_no(a=(60, 100), b=(40, 100)), options=["yes"])
    p = stats.ttest_ind([1] * 60 + [0] * 40, [1] * 40 + [0] * 60, equal_var=False).pvalue
    assert p < 0.05
    assert table.cells["yes", "a"].letters == ("B",)
    assert table.cells["yes", "b"].letters == ()
    assert table.cells["yes", "b"].against_rest == "lower"


def test_the_letters_follow_benjamini_hochberg_over_all_pairs():
    shares = {"a": 52, "b": 40, "c": 38, "d": 39}
    table = of_answers(yes_no(**{name: (yes, 100) for name, yes in shares.items()}), options=["yes"])
    pairs = [("a", "b"), ("a", "c"), ("a", "d"), ("b", "c"), ("b", "d"), ("c", "d")]
    ones = {name: np.repeat([1, 0], [yes, 100 - yes]) for name, yes in shares.items()}
    p = [stats.ttest_ind(ones[x], ones[y], equal_var=False).pvalue for x, y in pairs]
    q = stats.false_discovery_control(p)
    expected = tuple(sorted(y.upper() for (x, y), value in zip(pairs, q, strict=True) if value < 0.05 and x == "a"))
    assert table.cells["yes", "a"].letters == expected


def test_a_mean_has_students_interval_and_stays_on_its_scale():
    values = [4, 5, 3, 5, 4, 5, 2, 5]
    bases = pd.DataFrame({"group_name": "all", "cluster_group": range(8), "n": 1, "w": 1.0})
    counts = bases.assign(option="mean", s=[float(value) for value in values])
    table = crosstab(bases, counts, groups=["all"], options=["mean"], is_mean=True, bounds=(1, 5))
    low, high = stats.t.interval(0.95, 7, np.mean(values), stats.sem(values))
    cell = table.cells["mean", "all"]
    assert (cell.low, cell.high) == pytest.approx((low, min(high, 5.0)))


def test_weights_move_the_share_and_widen_its_interval():
    answers = yes_no(all=(50, 100)).assign(w=[3.0] * 50 + [1.0] * 50)
    table = of_answers(answers, options=["yes"])
    cell, group = table.cells["yes", "all"], table.groups[0]
    assert cell.value == pytest.approx(0.75)
    assert group.effective_n == pytest.approx(200**2 / (50 * 9 + 50))  # Kish (1965), section 11.7
    plain = of_answers(yes_no(all=(75, 100)), options=["yes"]).cells["yes", "all"]
    assert cell.high - cell.low > plain.high - plain.low


def test_answers_of_few_accounts_are_less_than_they_seem():
    answers = yes_no(all=(100, 200)).assign(account=[place // 20 for place in range(200)])
    clustered = of_answers(answers, options=["yes"], clusters="account").cells["yes", "all"]
    plain = of_answers(answers, options=["yes"]).cells["yes", "all"]
    assert clustered.high - clustered.low > 2 * (plain.high - plain.low)


def test_noise_gets_no_letters_beyond_the_stated_rate():
    rng = np.random.default_rng(20261)
    tables = 0
    for _ in range(120):
        options = rng.choice(["a", "b", "c"], size=400, p=[0.5, 0.3, 0.2])
        groups = rng.choice(["north", "south", "east", "west"], size=400)
        answers = pd.DataFrame({"group_name": groups, "option": options, "w": 1.0})
        table = of_answers(answers, options=["a", "b", "c"])
        tables += any(cell.letters for cell in table.cells.values())
    assert tables / 120 < 0.05 + 2 * math.sqrt(0.05 * 0.95 / 120)


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ([40, 3], (True, True)),
        ([40, 30, 4], (False, True, True)),
        ([4, 4, 90], (True, True, False)),
        ([50, 60], (False, False)),
        ([], ()),
    ],
)
def test_a_small_group_cannot_be_found_by_subtraction(sizes, hidden):
    assert hidden_groups(sizes, least=5) == hidden


def test_a_hidden_group_shows_nothing():
    table = of_answers(yes_no(a=(20, 40), b=(1, 3), c=(9, 20)), options=["yes"])
    assert [group.is_hidden for group in table.groups] == [False, True, True]
    assert table.cells["yes", "b"].value is None
    assert table.cells["yes", "b"].n == 0
