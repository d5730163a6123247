"""Models of later outcomes: honest against the mean, covering, and silent where there is nothing to learn."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Ridge as Peer

from analytics.intervals import wilson
from analytics.performance.conformal import chance_at_most, conformal_half
from analytics.performance.factors import factor_effects
from analytics.performance.forecast import base_rate, forecast, open_cases
from analytics.performance.model import FEATURES, predictions, split, stage_model
from analytics.performance.ridge import ridge


def drawn(rng, n=600, *, signal=5.0, noise=3.0):
    x = rng.normal(size=n)
    return pd.DataFrame({"started_at": np.arange(n, dtype=float), "project": np.arange(n) // 3,
                         "cluster_group": rng.integers(0, 60, n), "a": x, "b": rng.normal(size=n),
                         "y": 50 + signal * x + rng.normal(0, noise, n)})  # fmt: skip


def test_ridge_is_that_of_scikit_learn_at_its_penalty():
    rng = np.random.default_rng(1)
    x, y = rng.normal(3, 2, (200, 4)), rng.normal(size=200)
    fit = ridge(x, y)
    peer = Peer(alpha=fit.penalty).fit((x - x.mean(axis=0)) / x.std(axis=0), y)
    assert fit.weights == pytest.approx(peer.coef_, abs=1e-8)
    assert fit.predict(x) == pytest.approx(peer.predict((x - x.mean(axis=0)) / x.std(axis=0)), abs=1e-8)


def test_a_missing_value_counts_as_the_mean_and_a_constant_column_as_nothing():
    x = np.array([[1.0, 7.0], [2.0, 7.0], [3.0, 7.0], [np.nan, 7.0]] * 10)
    fit = ridge(x, x[:, 1] + np.nan_to_num(x[:, 0], nan=2.0))
    assert fit.predict(np.array([[np.nan, 7.0]]))[0] == pytest.approx(9.0)
    assert fit.weights[1] == pytest.approx(0.0)


def test_a_signal_beats_the_mean_and_noise_does_not():
    rng = np.random.default_rng(2)
    assert stage_model(drawn(rng), 1, features=("a", "b")).is_better
    called = [stage_model(drawn(rng, signal=0.0), 1, features=("a", "b")).is_better for _ in range(100)]
    assert np.mean(called) <= 0.05


def test_prediction_intervals_hold_on_later_projects():
    rng = np.random.default_rng(3)
    held = [stage_model(drawn(rng), 1, features=("a", "b")).coverage for _ in range(60)]
    assert np.mean(held) == pytest.approx(0.95, abs=0.02)


def test_a_project_is_never_divided_and_the_held_out_ones_are_the_latest():
    cases = drawn(np.random.default_rng(4))
    part = pd.Series(split(cases))
    assert (part.groupby(cases["project"]).nunique() == 1).all()
    assert cases["started_at"][part == 2].min() > cases["started_at"][part == 0].max()


def test_too_few_cases_give_no_model():
    assert stage_model(drawn(np.random.default_rng(5), n=30), 1, features=("a", "b")) is None


def test_the_chance_of_an_objective_is_calibrated():
    rng = np.random.default_rng(6)
    errors = rng.normal(0, 2, 400)
    chance = chance_at_most(errors, np.zeros(1), 2.0)[0]
    assert chance == pytest.approx(0.841, abs=0.04)  # normal distribution, one standard deviation
    assert 0 < chance_at_most(errors, np.zeros(1), -1e9)[0] < 0.01
    assert conformal_half(errors, confidence=0.95) == pytest.approx(3.92, abs=0.4)


def test_predictions_of_both_directions_and_within_the_ends():
    model = stage_model(drawn(np.random.default_rng(7)), 1, features=("a", "b"))
    cases = pd.DataFrame({"a": [-1.0, 1.0], "b": 0.0})
    below = predictions(model, cases, objective=50.0, at_most=True, features=("a", "b"))
    above = predictions(model, cases, objective=50.0, at_most=False, least=48.0, most=52.0, features=("a", "b"))
    assert below["chance"].iloc[0] > 0.8 > 0.2 > below["chance"].iloc[1]
    assert (below["chance"] + above["chance"]).tolist() == pytest.approx([1.0, 1.0])
    assert above[["low", "prediction", "high"]].to_numpy().min() >= 48
    assert above["high"].max() <= 52


def test_a_factor_is_found_with_its_size_and_another_is_not():
    rng = np.random.default_rng(8)
    rounds, other = rng.poisson(1.2, 500), rng.poisson(2, 500)
    account = rng.integers(0, 50, 500)
    y = 100 + 2.4 * rounds + rng.normal(0, 3, 50)[account] + rng.normal(0, 6, 500)
    cases = pd.DataFrame({"n_again": rounds, "n_handed": other, "cluster_group": account, "y": y})
    first, second = factor_effects(cases, ("n_again", "n_handed"))
    assert (first.factor, first.verdict, second.verdict) == ("n_again", "likely_real", "could_be_chance")
    assert first.low < -2.4 < first.high < 0


def test_without_an_effect_a_factor_is_called_one_time_in_twenty():
    rng = np.random.default_rng(9)
    called = [
        factor_effects(pd.DataFrame({"n_again": rng.poisson(2, 200), "cluster_group": rng.integers(0, 40, 200),
                                     "y": rng.normal(size=200)}), ("n_again",))[0].verdict
        for _ in range(300)
    ]  # fmt: skip
    assert 0.02 < np.mean([one == "likely_real" for one in called]) < 0.085


def known_rows(*, gain_from: int = 1, n: int = 300):
    """Cases of two stages, two of them open; what is known tells of the lead time from stage `gain_from` on."""
    rng = np.random.default_rng(10)
    early, late = rng.normal(size=n), rng.normal(size=n)
    lead = 240.0 + 40 * early + 20 * late
    told = {1: 40 * early, 2: 40 * early + 20 * late}
    base = {name: 0.0 for name in FEATURES}
    rows = [
        pd.DataFrame({**base, "case_key": [f"c{i}" for i in range(n)], "project": [f"c{i}" for i in range(n)],
                      "account": "a", "cluster_group": np.arange(n) % 40, "rank": rank,
                      "started_at": np.arange(n) * 1e3,
                      "passed_at": 0.0, "ended_at": np.arange(n) * 1e3 + 10, "as_of": 1e9, "wait_days": 0.0,
                      "n_handed_once": 0,
                      "elapsed_hours": told[rank] if rank >= gain_from else 0.0, "lead_hours": lead,
                      "cost_all": np.nan, "score_after": np.nan})
        for rank in (1, 2)
    ]  # fmt: skip
    known = pd.concat(rows, ignore_index=True)
    known.loc[known["case_key"].isin(["c298", "c299"]), ["ended_at", "lead_hours"]] = np.nan
    return known


def test_open_cases_are_updated_after_each_stage():
    known = known_rows()
    found = forecast(known, "lead")
    assert found.models[2].model_error < found.models[1].model_error
    told = open_cases(known, found, objective=10.0)
    assert sorted(told["case_key"]) == ["c298", "c299"]
    assert [len(chances) for chances in told["chances"]] == [2, 2]
    assert told["chance"].tolist() == sorted(told["chance"])
    assert forecast(known, "score") is None
    assert forecast(known.head(0), "lead") is None


def test_a_stage_without_a_gain_foresees_no_case():
    known = known_rows(gain_from=2)
    found = forecast(known, "lead")
    assert found.better == (2,)
    told = open_cases(known, found, objective=10.0)
    assert told["ranks"].tolist() == [[2], [2]]
    early = open_cases(known[known["rank"] == 1], found, objective=10.0)
    assert early.empty
    assert "chance" in early
    none = forecast(known_rows(gain_from=3), "lead")
    assert none.better == ()
    assert open_cases(known, none, objective=10.0).empty


def test_the_base_rate_is_the_share_of_past_cases_that_met_the_objective():
    known = known_rows()
    found = forecast(known, "lead")
    assert base_rate(found, 1, objective=found.middle).value == pytest.approx(0.5, abs=0.01)
    past = found.past[1]["y"]
    rate = base_rate(found, 1, objective=8.0)
    n_met = int((past <= 8.0).sum())
    low, high = wilson(n_met, len(past))
    assert (rate.value, rate.n) == (n_met / len(past), len(past))
    assert rate.low < rate.value < rate.high
    assert (rate.low, rate.high) == pytest.approx((low, high), abs=0.04)  # customers here differ by chance only
