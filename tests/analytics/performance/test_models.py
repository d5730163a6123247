"""Models of later outcomes: honest against the mean, covering, and silent where there is nothing to learn."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Ridge as Peer

from analytics.performance.calibration import calibration, told_like_held
from analytics.performance.conformal import chance_at_most, conformal_half
from analytics.performance.factors import factor_effects
from analytics.performance.forecast import forecast
from analytics.performance.joint import Aim, StageErrors, joint_chance, open_chances, past_met, stage_errors
from analytics.performance.model import FEATURES, predictions, split, stage_model
from analytics.performance.recalibration import losses, recalibration
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
                      "passed_at": 0.0, "due_at": np.nan, "ended_at": np.arange(n) * 1e3 + 10,
                      "as_of": 1e9, "wait_days": 0.0,
                      "n_handed_once": 0,
                      "elapsed_hours": told[rank] if rank >= gain_from else 0.0, "lead_hours": lead,
                      "cost_all": np.nan, "score_after": np.nan})
        for rank in (1, 2)
    ]  # fmt: skip
    known = pd.concat(rows, ignore_index=True)
    known.loc[known["case_key"].isin(["c298", "c299"]), ["ended_at", "lead_hours"]] = np.nan
    return known


def told_of(known, aims, outcomes=("lead",)):
    found = {name: forecast(known, name) for name in outcomes}
    errors = stage_errors(known, outcomes, found)
    return found, errors, open_chances(known, errors, aims)


def test_open_cases_are_updated_after_each_stage():
    known = known_rows()
    found, errors, told = told_of(known, (Aim("lead", 10.0),))
    assert found["lead"].models[2].model_error < found["lead"].models[1].model_error
    assert sorted(told["case_key"]) == ["c298", "c299"]
    assert [len(chances) for chances in told["chances"]] == [2, 2]
    assert told["chance"].tolist() == sorted(told["chance"])
    assert {rank: one.is_foreseen for rank, one in errors.items()} == {1: (True,), 2: (True,)}
    assert forecast(known, "score") is None
    assert forecast(known.head(0), "lead") is None


def test_without_a_gain_every_open_case_has_the_base_rate_and_none_is_foreseen():
    known = known_rows(gain_from=3)
    found, errors, told = told_of(known, (Aim("lead", 10.0),))
    assert found["lead"].better == ()
    assert not told["is_foreseen"].any()
    assert told["chances"].map(lambda chances: len(set(chances))).tolist() == [1, 1]
    past = past_met(errors[1], (Aim("lead", 10.0),))
    assert told["chances"].iloc[0][0] == pytest.approx((past.sum() + 0.5) / (len(past) + 1))


def test_a_case_past_its_limit_is_certain_and_one_older_than_all_cannot_be_told():
    known = known_rows()
    age = known["ended_at"].isna() * 12 * 86400.0
    known = known.assign(started_at=known["started_at"].where(age == 0, known["as_of"] - age))
    found = {"lead": forecast(known, "lead")}
    errors = stage_errors(known, ("lead",), found)
    told = open_chances(known, errors, (Aim("lead", 11.0),))
    assert told["age_days"].tolist() == pytest.approx([12.0, 12.0])
    assert (told["chance"] == 0).all(), "open for 12 days, due in 11"
    long = known.assign(started_at=known["started_at"].where(age == 0, known["as_of"] - 8 * age))
    assert open_chances(long, errors, (Aim("lead", 999.0),))["chance"].isna().all(), "hardly any lasted 96 days"


def test_the_joint_probability_is_that_of_a_normal_pair_not_a_product():
    rng = np.random.default_rng(11)
    rho = 0.8
    errors = rng.multivariate_normal([0, 0], [[1, rho], [rho, 1]], 20_000)
    args = {"age": np.array([-99.0]), "spent": np.array([-99.0])}
    told = joint_chance(np.zeros((1, 2)), errors, np.zeros((1, 2)), ("lead", "cost"), **args)[0]
    assert told == pytest.approx(0.25 + np.arcsin(rho) / (2 * np.pi), abs=0.01)  # Sheppard's orthant probability
    assert told > 0.25 + 0.1


def test_the_probability_of_an_old_case_is_that_of_the_cases_as_old():
    errors = np.arange(100.0)[:, None]

    def told(age):
        return joint_chance(np.zeros((1, 1)), errors, np.array([[89.0]]), ("lead",), age=np.array([age]),
                            spent=np.zeros(1))[0]  # fmt: skip

    assert told(-1.0) == pytest.approx(90.5 / 101)
    assert told(79.5) == pytest.approx(10.5 / 21), "ten of the twenty that last longer than 79.5"


def test_probabilities_of_later_cases_come_true_and_beat_the_base_rate():
    known = known_rows(n=900)
    _found, errors, _told = told_of(known, (Aim("lead", 10.0),))
    held = calibration(errors, (Aim("lead", 10.0),))
    assert held.is_sharper
    assert held.told == pytest.approx(held.met.value, abs=0.06)
    for one in held.classes:
        if one.met.n >= 60:
            assert one.met.low - 0.05 < one.mean < one.met.high + 0.05
    blind = known_rows(n=900, gain_from=3)
    _found, errors, _told = told_of(blind, (Aim("lead", 10.0),))
    assert not calibration(errors, (Aim("lead", 10.0),)).is_sharper


def test_a_committed_date_of_the_case_is_an_objective_of_its_own():
    known = known_rows()
    due = known.assign(due_at=known["started_at"] + np.where(known["case_key"] == "c298", 1.0, 30.0) * 86400)
    _found, _errors, told = told_of(due, ())
    by_key = told.set_index("case_key")["chances"]
    assert by_key["c298"][-1] < 0.05 < 0.95 < by_key["c299"][-1]


def later_world(rng, *, drift=0.0, n=600):
    """One stage whose held-out cases take `drift` days longer than those the errors are from, foreseen with noise."""
    x = rng.normal(size=n)
    part = np.repeat([1, 2], n // 2)
    errors = rng.normal(0, 1, n) + np.where(part == 2, drift, 0.0)
    number = np.arange(n)
    cases = pd.DataFrame({**{name: np.zeros(n) for name in FEATURES}, "elapsed_hours": x, "started_at": number * 1.0,
                          "project": number // 2, "case_key": number, "cluster_group": rng.integers(0, 60, n),
                          "due_at": np.nan})  # fmt: skip
    fit = ridge(np.column_stack([x, *[np.zeros(n)] * (len(FEATURES) - 1)]), 10 + x)
    return StageErrors(1, ("lead",), (fit,), errors[:, None], part, cases)


AT_TEN = (Aim("lead", 10.0),)


def test_probabilities_told_too_high_are_bent_back_and_hold_on_cases_used_for_neither():
    held = [calibration({1: later_world(np.random.default_rng(seed), drift=1.0)}, AT_TEN) for seed in range(20)]
    bent = [one for one in held if one.bend is not None]
    assert len(bent) == 20
    assert all(one.before.fault == "high" for one in bent), "told about 50 %, came true in about 24 %"
    assert np.mean([one.before.mean / one.met.value for one in bent]) > 1.7
    inside = [one.met.low <= one.told <= one.met.high for one in bent]
    assert np.mean(inside) >= 0.85
    assert {one.n_cases for one in bent} == {100}, "the latest third of 300"


def test_probabilities_that_are_right_are_left_alone():
    held = [calibration({1: later_world(np.random.default_rng(seed))}, AT_TEN) for seed in range(40)]
    assert np.mean([one.bend is None for one in held]) >= 0.9
    assert np.mean([one.refuted is None for one in held]) >= 0.8
    assert {one.n_cases for one in held if one.bend is None} == {300}


def test_what_only_the_latest_cases_refute_is_said_and_not_hidden():
    stage = later_world(np.random.default_rng(1))
    late = np.arange(600) >= 500
    stage.errors[late] += 3.0
    held = calibration({1: stage}, AT_TEN)
    assert held.bend is None, "the cases before gave no reason"
    assert held.refuted.fault == "high"


def test_open_cases_are_told_as_the_held_out_ones_were():
    stage = later_world(np.random.default_rng(2), drift=1.0)
    alike = told_like_held(stage)
    assert len(alike.errors) == len(alike.cases) == 300
    held = calibration({1: stage}, AT_TEN)
    known = stage.cases.tail(5).assign(ended_at=np.nan, as_of=1e3, rank=1, cost=0.0)
    plain = open_chances(known, {1: alike}, AT_TEN).set_index("case_key")["chance"]
    bent = open_chances(known, {1: alike}, AT_TEN, bend=held.bend).set_index("case_key")["chance"]
    assert (bent[plain.index] < plain).all()
    assert bent.tolist() == pytest.approx(held.bend.shown(plain[bent.index].to_numpy()).tolist())


def test_recalibration_is_where_the_penalised_likelihood_is_flat():
    rng = np.random.default_rng(3)
    told = rng.uniform(0.05, 0.95, 400)
    met = (rng.random(400) < told / 2).astype(float)
    odds = np.log(told / (1 - told))
    found = recalibration(told, met, n_cases=400)
    p = 1 / (1 + np.exp(-(found.intercept + found.slope * odds)))
    assert (met - p).sum() - found.intercept / 4 == pytest.approx(0, abs=1e-6)
    assert ((met - p) * odds).sum() - (found.slope - 1) / 0.25 == pytest.approx(0, abs=1e-6)
    assert losses(found.shown(told), met) < losses(told, met)


def test_a_slope_against_the_order_becomes_the_base_rate():
    told = np.repeat([0.2, 0.8], 500)
    met = np.r_[np.ones(400), np.zeros(100), np.ones(100), np.zeros(400)]
    found = recalibration(told, met, n_cases=1000)
    assert found.slope == 0
    assert found.shown(np.array([0.2, 0.8, 0.0])).tolist() == pytest.approx([0.5, 0.5, 0.0], abs=0.01)
