"""The parts "Paths" and "Transitions" of the value-stream page, as a user meets them."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from analytics.intervals import Estimate
from analytics.paths.effects import PathEffect
from analytics.performance.calibration import Calibration, Told
from data.queries import goals
from tests.data.queries.logs import written
from tests.pages.bench import words
from views import loaders_forecast, paths_part
from views.paths_words import effect_words, verdict_words

PAGE = "pages/process/stream.py"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("form", ["picture", "list", "table"])
def test_the_paths_are_drawn_in_both_languages(sample_view, app, lang, form):
    page = app(PAGE, lang=lang, sp="paths", sf=form, per="all")
    assert not page.exception
    said = " ".join(words(page))
    assert ("goes with" if lang == "en" else "相差") in said or (
        "beyond chance" if lang == "en" else "超出随机波动"
    ) in said
    assert len(page.get("vega_lite_chart")) == (0 if form == "table" else 1)
    assert page.dataframe


def test_a_late_delivery_is_named_with_its_cases(sample_view, app):
    page = app(PAGE, sp="paths", per="all")
    said = " ".join(words(page))
    assert "Hand over delivery late" in said
    assert "process instances have it" in said


def test_an_unknown_feature_of_the_link_is_refused_with_a_sentence(sample_view, app):
    page = app(PAGE, sp="paths", way="edge.nothing", per="all")
    assert not page.exception
    assert any("edge" in text and "not known here" in text for text in words(page))


def test_a_choice_opens_what_lies_behind_it(sample_store, app):
    page = app(PAGE, sp="paths", per="all")
    box = next(box for box in page.selectbox if box.label == "Passage, loop, hand-off, delay or path")
    box.set_value(box.options[1] if box.options[1] in box.options else box.options[0]).run()
    assert not page.exception


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_transitions_name_the_worst_with_what_lies_behind_it(sample_view, app, lang):
    page = app(PAGE, lang=lang, sp="transitions", per="all")
    assert not page.exception
    said = " ".join(words(page))
    assert ("Requirement confirmation" if lang == "en" else "需求确认") in said
    assert ("The worst transition" if lang == "en" else "最差的触点衔接") in said
    assert len(page.get("vega_lite_chart")) == 1
    assert len(page.dataframe) == 2


def test_another_transition_opens_its_cases_and_an_unknown_one_is_refused(sample_store, app):
    page = app(PAGE, sp="transitions", per="all")
    box = next(box for box in page.selectbox if box.label == "Transition")
    leaves = next(option for option in box.options if "leaves" in option or "end of the journey" in option)
    box.set_value(leaves).run() if leaves in box.options else None
    assert not page.exception
    other = app(PAGE, sp="transitions", per="all", **{"pass": "nothing"})
    assert any("nothing" in text and "not known here" in text for text in words(other))


def test_a_period_without_cases_says_so(sample_view, app):
    page = app(PAGE, sp="transitions", per="m:2020-01")
    assert not page.exception
    assert not page.get("vega_lite_chart")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("outcome", ["lead", "cost", "score"])
def test_forecasts_say_whether_they_beat_the_mean(sample_view, app, lang, outcome):
    page = app(PAGE, lang=lang, sp="models", fo=outcome)
    assert not page.exception
    said = " ".join(words(page))
    if lang == "en":
        assert "mean error" in said or "Too few finished" in said
    else:
        assert "平均误差" in said or "平均预测误差" in said or "太少" in said


def test_a_model_without_a_gain_says_so_and_leaves_the_base_rate(sample_view, app):
    page = app(PAGE, sp="models", fo="lead")
    said = " ".join(words(page))
    assert "does **not** beat the mean" in said
    assert "published: Lead time at most 280 days" in said
    assert re.search(r"About \d+ of \d+\*\* open process instances will meet the objective", said)
    assert "Lead time: no model beats the mean after this stage" in said
    assert "No model speaks after this stage. Shown instead is how often past instances" in said
    labels = [card.label for card in page.metric]
    assert labels[:2] == ["Expected to meet the objective", "Met the objective in the past"]
    assert any(box.label == "Process instance" for box in page.selectbox)


def told(mean, low, met, high):
    """What was told of 448 later forecasts, and how many of them came true."""
    whole = Told(0.0, 1.0, mean, Estimate(met, low, high, 448, 90))
    return Calibration(None, None, (whole,), mean, whole.met, Estimate(0.1, 0.05, 0.15, 448, 90), 448, 113)


@pytest.mark.parametrize("present", ["0", "1"])
@pytest.mark.parametrize(("mean", "way"), [(0.12, "high"), (0.01, "low")])
def test_refuted_probabilities_are_said_first_and_nothing_is_counted(
    sample_store, app, monkeypatch, present, mean, way
):
    monkeypatch.setattr(loaders_forecast, "held", lambda scope, aims: told(mean, 0.023, 0.048, 0.099))
    page = app(PAGE, sp="models", fo="lead", present=present)
    assert not page.exception
    said = " ".join(words(page))
    large = [one.value for one in page.header] if present == "1" else [one.value for one in page.markdown]
    first = next(text for text in large if "probabilities" in text)
    assert first.startswith(f"**These probabilities are too {way}:** of 448 forecasts")
    assert "is therefore not counted" in first
    assert "About" not in said
    assert "Expected to meet the objective" not in [card.label for card in page.metric]


def test_probabilities_that_hold_are_counted(sample_store, app, monkeypatch):
    monkeypatch.setattr(loaders_forecast, "held", lambda scope, aims: told(0.05, 0.023, 0.048, 0.099))
    page = app(PAGE, sp="models", fo="lead")
    assert any(text.startswith("**About") for text in words(page))


@pytest.mark.parametrize("outcome", ["lead", "cost", "score"])
def test_a_factor_is_moved_or_said_to_be_none(sample_view, app, outcome):
    page = app(PAGE, sp="models", fo=outcome)
    said = " ".join(words(page))
    assert "instances meeting the objective instead of" in said or "none is moved" in said


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_published_objectives_are_met_together_or_not(sample_store, app, lang):
    page = app(PAGE, lang=lang, sp="models", j="car_rental")
    assert not page.exception
    assert ("Lead time at most 15 days" if lang == "en" else "交付周期不超过15") in " ".join(words(page))
    told = goals.objectives(sample_store, "car_rental").iloc[0]
    with sample_store.write("test", "work") as write:
        body = goals.objective_body(write, told["objective_id"])
        for name, limit in (("cost", 230.0), ("score", 60.0)):
            goals.put_objective(write, f"o.{name}", body | {"measure_id": name, "target": limit})
    page = app(PAGE, lang=lang, sp="models", j="car_rental")
    said = " ".join(words(page))
    assert not page.exception
    assert "60" in said
    assert "230" in said
    presented = app(PAGE, lang=lang, sp="models", j="car_rental", present="1")
    assert not presented.exception
    assert not presented.dataframe
    assert not any(box.label == "Process instance" for box in presented.selectbox)
    assert presented.get("vega_lite_chart")


def test_an_entered_objective_is_no_preset(sample_store, app):
    page = app(PAGE, sp="models", fo="lead")
    page.number_input[0].set_value(250.0).run()
    said = " ".join(words(page))
    assert "(entered: Lead time at most 250 days)" in said
    assert "preset" not in said.lower()


def test_the_card_and_the_sentence_name_the_same_effect(sample_view, app):
    page = app(PAGE, sp="paths", per="all")
    said = " ".join(words(page))
    told = re.search(r"goes with \*\*([−+][\d.]+ points)\*\* of 100 \(95% CI ([^)]+)\)", said)
    assert told
    card = next(card for card in page.metric if card.label == "Strongest effect")
    assert card.value == told[1]
    assert card.delta.startswith(told[2])


def test_instances_that_all_went_their_own_way_have_no_most_frequent_one(sample_view):
    alone = pd.DataFrame({"n_cases": [1, 1], "n_all": 2})
    assert paths_part._frequent_words(alone) == "every instance went its own way"
    assert paths_part._frequent_words(alone.assign(n_cases=[2, 1], n_all=3)) == "most frequent: 67%"


def test_the_base_of_an_effect_is_told_from_that_of_the_picture(sample_view, app):
    page = app(PAGE, sp="paths", per="all", sf="table")
    said = " ".join(words(page))
    n = re.search(r"n = (\d+) process instances", said)
    assert n
    assert f"the picture shows the {n[1]} that ended in the period" in said
    passages = next(table.value for table in page.dataframe if "other" in table.value)
    assert passages["share"].between(0, 1).all()


def effect(low: float, high: float, verdict: str) -> PathEffect:
    return PathEffect(1, "a", 60.0, 65.0, -4.7, low, high, 0.2, verdict, 50, 50, 20, 20, 10)


def test_what_may_be_chance_beside_an_interval_of_one_sign_names_the_reason():
    reason = "could be chance: it does not hold among the 1,020 comparisons (false-discovery rate)"
    assert verdict_words(effect(-7.2, -2.2, "could_be_chance"), 1020) == reason
    assert reason in effect_words(effect(-7.2, -2.2, "could_be_chance"), 1020)
    assert verdict_words(effect(-7.2, 2.2, "could_be_chance"), 1020) == "could be chance"
    assert verdict_words(effect(-7.2, -2.2, "likely_real"), 1020) == "likely real"


def test_a_log_that_names_no_customer_has_no_empty_columns(store, app, tmp_path):
    rows = [f"{case},{step},2026-03-0{case} 0{hour}:00:00,2026-03-0{case} 0{hour}:30:00,Ann"
            for case in range(1, 5) for hour, step in ((8, "Pick"), (9, "Ship"))]  # fmt: skip
    written(store, tmp_path / "plain.csv", rows)
    page = app("pages/process/stream.py", sp="paths")
    assert not page.exception
    cases = next(one.value for one in page.dataframe if "case_key" in one.value)
    assert len(cases) == 4
    assert not {"account", "score"} & set(cases.columns)
    assert any("4 of 4 process instances have it (100%; 95% CI 51% to 100%)" in text.value for text in page.caption)


def test_the_cards_of_transitions_carry_interval_and_n(sample_view, app):
    page = app("pages/process/stream.py", sp="transitions", per="all")
    assert not page.exception
    shares = [one for one in page.metric if one.label in ("Go on", "Leave on the way", "Change the channel")]
    assert len(shares) == 3
    assert all("CI" in one.delta and one.value.endswith("%") for one in shares), [one.delta for one in shares]
    told = " ".join(str(text.value) for text in page.caption)
    assert "to another touchpoint; n = " in told
    assert "middle one between" in told
