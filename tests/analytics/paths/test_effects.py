"""Features of the way against answers: the estimate, its interval, and what is not judged."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.paths import exposure
from analytics.paths.effects import PathEffect, path_effects


def judged(answers: pd.DataFrame) -> PathEffect:
    """The one effect of answers with the columns stratum, cluster_group, x, y: one feature, one question."""
    return path_effects(said(answers), exposed(answers))[0]


def said(answers: pd.DataFrame, target: str = "a") -> pd.DataFrame:
    return pd.DataFrame({"target": target, "rank": 1, "case_no": range(len(answers)), "moment": 10.0,
                         "stratum": answers["stratum"].to_numpy(), "cluster_group": answers["cluster_group"].to_numpy(),
                         "norm": answers["y"].to_numpy()})  # fmt: skip


def exposed(answers: pd.DataFrame, feature_no: int = 1) -> pd.DataFrame:
    there = np.where(answers["x"] == 1, 5.0, np.nan)
    return pd.DataFrame({"feature_no": feature_no, "rank": 1, "case_no": range(len(answers)), "known_at": 5.0,
                         "there_at": there})  # fmt: skip


def drawn(rng: np.random.Generator, *, n: int = 800, accounts: int = 60, effect: float = 0.0) -> pd.DataFrame:
    account = rng.integers(0, accounts, n)
    stratum = rng.integers(0, 6, n)
    x = (rng.random(n) < 0.2 + 0.1 * stratum).astype(int)
    y = 70 + effect * x - 6 * stratum + rng.normal(0, 6, accounts)[account] + rng.normal(0, 20, n)
    return pd.DataFrame({"stratum": stratum, "cluster_group": account, "case": np.arange(n) // 2, "x": x, "y": y})


def test_the_difference_is_least_squares_with_a_level_per_stratum_and_errors_by_account():
    answers = drawn(np.random.default_rng(1), effect=-8.0)
    design = np.column_stack([pd.get_dummies(answers["stratum"], dtype=float), answers["x"].to_numpy(float)])
    bread = np.linalg.inv(design.T @ design)
    fit = bread @ design.T @ answers["y"]
    scores = pd.DataFrame(design * (answers["y"] - design @ fit).to_numpy()[:, None])
    by_account = scores.groupby(answers["cluster_group"].to_numpy()).sum().to_numpy()
    se = np.sqrt((bread @ by_account.T @ by_account @ bread)[-1, -1])
    found = judged(answers)
    assert found.change == pytest.approx(fit[-1], abs=1e-9)
    assert (found.high - found.low) / 2 == pytest.approx(
        2.0 * se, rel=0.06
    )  # the sandwich, without small-sample factor
    assert found.verdict == "likely_real"
    assert found.n_with + found.n_without == len(answers)


def test_levels_of_the_strata_do_not_pass_for_an_effect():
    answers = drawn(np.random.default_rng(2), n=4000)
    naive = answers.loc[answers["x"] == 1, "y"].mean() - answers.loc[answers["x"] == 0, "y"].mean()
    found = judged(answers)
    assert naive < -3
    assert found.low < 0 < found.high


def test_without_an_effect_an_interval_misses_zero_one_time_in_twenty():
    rng = np.random.default_rng(3)
    missed = [not found.low < 0 < found.high for found in
              (judged(drawn(rng, n=300)) for _ in range(400))]  # fmt: skip
    assert 0.025 < np.mean(missed) < 0.08


def test_repeating_the_rows_of_an_account_does_not_narrow_the_interval():
    answers = drawn(np.random.default_rng(4), n=300)
    one = judged(answers)
    two = judged(pd.concat([answers, answers], ignore_index=True))
    assert two.high - two.low == pytest.approx(one.high - one.low, rel=1e-9)


def test_false_discoveries_are_held_over_everything_that_is_judged():
    rng = np.random.default_rng(5)
    answers = drawn(rng)
    strong = np.random.default_rng(7).random(len(answers)) < 0.5
    answers = answers.assign(y=answers["y"] - 15.0 * strong)
    others = [exposed(answers.assign(x=(rng.random(len(answers)) < 0.4).astype(int)), number) for number in range(60)]
    features = pd.concat([*others, exposed(answers.assign(x=strong.astype(int)), 99)])
    found = path_effects(said(answers), features)
    assert found[0].feature_no == 99
    assert [one.feature_no for one in found if one.verdict == "likely_real"] == [99]
    assert any(one.verdict == "could_be_chance" and not one.low < 0 < one.high for one in found)


@pytest.mark.parametrize("change", [{"n": 40}, {"accounts": 5}])
def test_few_answers_or_few_customers_are_not_judged(change):
    found = judged(drawn(np.random.default_rng(6), **change))
    assert found.verdict == "too_few"
    assert found.change is None
    assert found.q is None
    assert found.n_with > 0


def test_only_answers_after_it_is_known_count_and_only_of_its_stage_and_the_next():
    answers = drawn(np.random.default_rng(8))
    features = exposed(answers)
    early = said(answers).assign(moment=4.0)
    assert path_effects(early, features)[0].n_with == path_effects(early, features)[0].n_without == 0
    there_later = features.assign(there_at=features["there_at"] + 100.0)
    later = path_effects(said(answers), there_later)[0]
    assert (later.n_with, later.n_without) == (0, len(answers))
    assert path_effects(said(answers).assign(rank=3), features) == ()
    assert path_effects(said(answers).assign(rank=2), features)[0] == judged(answers)
    assert path_effects(said(answers).assign(rank=0), features)[0] == judged(answers)


def test_blocks_of_features_change_nothing(monkeypatch):
    answers = drawn(np.random.default_rng(9), effect=-5.0)
    features = pd.concat([exposed(answers, number) for number in range(7)])
    whole = path_effects(said(answers), features)
    monkeypatch.setattr(exposure, "MOST_CELLS", 2_000)
    assert path_effects(said(answers), features) == whole


def test_nothing_in_nothing_out():
    answers = drawn(np.random.default_rng(10), n=10)
    assert path_effects(said(answers).head(0), exposed(answers)) == ()
    assert path_effects(said(answers), exposed(answers).head(0)) == ()
