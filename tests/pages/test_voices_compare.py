"""Voices compared: tiles against the period before, themes of two sides, the course of a theme."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics.intervals import Estimate
from analytics.voices.theme_drift import theme_drifts
from analytics.voices.theme_trend import theme_course
from analytics.voices.two_sides import Contrast, judged
from data.queries.scope import Scope
from i18n import set_language
from tests.pages.bench import words
from views import compare_words, figures, loaders, loaders_sides
from views.loaders_sides import Course
from views.loaders_voices import Heard
from views.voices_tiles import cards
from views.voices_trend import drift_sentences, period_rows, step_rows, steps_sentence

PAGE = "pages/journey/voices.py"

HEARD = Heard(2000, 200, 0, 500, 1800, 900, 500, Estimate(-0.05, -0.08, -0.02, 1800, 300))


def change(measure: str, by: float, p: float) -> Contrast:
    return Contrast(measure, "all", 0.5 + by, 0.5, by, by - 0.01, by + 0.01, 1800, 1700, p)


def test_a_tile_is_coloured_by_what_is_better_and_only_beyond_chance():
    found = judged([change("net", 4.0, 0.001), change("negative", 0.06, 0.001), change("none", -0.03, 0.002),
                    change("low", 0.01, 0.6)])  # fmt: skip
    shown = cards(HEARD, {one.measure: one for one in found})
    assert [card.tone for card in shown] == ["blue", "orange", "blue", "gray"]
    assert [card.delta for card in shown] == [
        "+4.0 · likely real", "+6.0 · likely real", "−3.0 · likely real", "+1.0 · could be chance",
    ]  # fmt: skip
    assert "+5.0 to +7.0 points, against n = 1,700" in shown[1].basis


def test_the_tile_of_the_negative_share_has_its_interval():
    heard = replace(HEARD, negative=Estimate(0.5, 0.47, 0.53, 1800, 300))
    assert cards(heard, {})[1].basis == "95% CI 47% to 53%, 900 of 1,800 comments"


@pytest.mark.parametrize(
    "found", [{}, {"negative": Contrast("negative", "all", 0.5, None, None, None, None, 9, 2, None)}]
)
def test_without_a_period_before_no_tile_is_coloured(found):
    shown = cards(HEARD, found)
    assert {card.tone for card in shown} == {"gray"}
    assert shown[0].delta == "no comparison"
    assert shown[1].delta == ("too few answers to compare" if found else "no comparison")


@pytest.mark.parametrize(("lang", "tested"), [("en", "tested"), ("zh", "检验")])
def test_two_segments_are_compared_with_n_on_both_sides(heard_store, app, lang, tested):
    screen = app(PAGE, lang=lang, j="it_delivery", per="all", vp="compare", vs="industry", va="Finance")
    assert not screen.exception
    assert any(tested in text for text in words(screen))
    assert len(screen.get("vega_lite_chart")) == 1
    found = loaders_sides.theme_contrasts(
        Scope("it_delivery", (("industry", "Finance"),)),
        Scope("it_delivery", tuple(("industry", name) for name in ("Manufacturing", "Public sector", "Retail"))),
    )
    n = {(one.n, one.n_other) for one in found if one.measure == "mentions"}
    assert len(n) == 1, "all comments of both sides are asked for every theme"
    assert figures.count(n.pop()[1]) in " ".join(words(screen))


def test_a_row_leads_to_the_comments_behind_it(heard_store, app):
    theme = "speed_waiting"
    screen = app(PAGE, j="it_delivery", per="12m", vp="compare", th=theme)
    assert not screen.exception
    read = [button for button in screen.button if button.label.startswith("Read ")]
    assert read, "the sample world has complaints of two years about its first theme"
    read[-1].click().run()
    assert not screen.exception
    state = screen.session_state["throughline"].codes
    assert (state["vp"], state["th"], state["sn"]) == ("verbatims", theme, "negative")
    assert not any("hidden" in text for text in words(screen)), "what the button counts can be read"
    assert state["per"].startswith("12m:2025-"), "the year before"


def test_complaints_of_too_few_are_not_quoted(heard_store, app, monkeypatch):
    monkeypatch.setattr("views.loaders_sides.n_negative", lambda scope, theme_id: 7)
    screen = app(PAGE, j="it_delivery", per="12m", vp="compare", th="speed_waiting")
    assert not screen.exception
    assert sum("7 comments are hidden" in text for text in words(screen)) == 2
    assert not any(button.label.startswith("Read ") for button in screen.button)


def test_unknown_sides_of_a_link_fall_back_to_known_ones(heard_store, app):
    screen = app(PAGE, j="it_delivery", per="all", vp="compare", vs="<b>", va="![x](http://a.example)", vb="nobody")
    assert not screen.exception
    assert not screen.error
    compared = next(box for box in screen.selectbox if box.label == "Compare")
    assert compared.value in set(loaders.segment_values("it_delivery")["dim"])


def test_the_chosen_theme_has_its_course_in_both_languages(heard_store, app):
    for lang, title in (("en", "over time"), ("zh", "走势")):
        screen = app(PAGE, lang=lang, j="it_delivery", per="all")
        assert not screen.exception
        assert any(title in str(one.value) for one in screen.subheader)


@pytest.fixture
def rules(monkeypatch):
    monkeypatch.setattr("views.loaders.rules", lambda: {"min_n_low": 30, "min_comments": 8})
    set_language("en")
    yield
    set_language("en")


def test_a_month_without_enough_comments_is_left_open_and_a_new_engine_named(rules):
    found = Course(
        theme_course(
            pd.DataFrame(
                {"period_start": ["2026-01-01"] * 40 + ["2026-03-01"] * 5, "cluster_group": range(45), "n": 1,
                 "n_mentions": 1, "s": 0.1}
            ), "month",
        ), (), ((pd.Timestamp("2026-03-01"), "standard"),),
    )  # fmt: skip
    rows = period_rows(found.theme.sentiment, found, "month", is_share=False)
    assert rows["n"].tolist() == [40, 0, 5]
    assert rows["hidden"].tolist() == [False, False, True]
    assert rows["break_text"].tolist() == ["", "", "from here read by Standard"]
    assert steps_sentence(found, "month") == "No two periods in a row have enough comments to compare."


def test_a_step_is_coloured_by_what_is_better_and_a_share_is_neither(rules):
    months = ["2026-01-01"] * 60 + ["2026-02-01"] * 60
    counts = pd.DataFrame({"period_start": months, "cluster_group": range(120), "n": 1,
                           "n_mentions": [1, 0, 0] * 20 + [1, 1, 1] * 20,
                           "s": [0.8, 0, 0] * 20 + [-0.7, -0.8, -0.6] * 20})  # fmt: skip
    found = Course(theme_course(counts, "month"), (), ())
    tones = {}
    for is_share, points in ((True, found.theme.share), (False, found.theme.sentiment)):
        rows = period_rows(points, found, "month", is_share=is_share)
        tones[is_share] = step_rows(rows)[["tone", "text"]].to_numpy().tolist()
    assert tones == {True: [["ink", "▲ +67"]], False: [["bad", "▼ −150"]]}
    assert "share up from 33% to 100%" in steps_sentence(found, "month")
    assert steps_sentence(found, "month").endswith("1 more change is named below.")


@pytest.mark.parametrize(("lang", "label"), [("en", "Nov\n2024"), ("zh", "11\u6708\n2024\u5e74")])
def test_in_a_long_course_every_label_names_its_year(rules, lang, label):
    set_language(lang)
    months = [f"{start:%Y-%m-%d}" for start in pd.date_range("2024-11-01", periods=20, freq="MS") for _ in range(10)]
    counts = pd.DataFrame({"period_start": months, "cluster_group": range(200), "n": 1, "n_mentions": 1, "s": 0.1})
    found = Course(theme_course(counts, "month"), (), ())
    rows = period_rows(found.theme.share, found, "month", is_share=True)
    assert rows["label"].iloc[0] == label
    assert rows["label"].is_unique


def test_the_answer_names_the_difference_furthest_from_chance_with_both_shares():
    set_language("en")
    rows = judged([
        Contrast("mentions", "price", 0.31, 0.22, 0.09, 0.05, 0.13, 700, 900, 0.0001),
        Contrast("negative", "staff", 0.60, 0.30, 0.30, 0.01, 0.59, 20, 22, 0.04),
        Contrast("mentions", "ease", 0.05, 0.06, -0.01, -0.03, 0.01, 700, 900, 0.4, detectable=0.028),
        Contrast("negative", "ease", None, 0.5, None, None, None, 5, 30, None),
    ])  # fmt: skip
    said = compare_words.answer(rows, str.title, "Finance", "Retail")
    assert said.startswith(
        "**Price** is spoken of in 31% of the comments (Finance) against 22% (Retail): +9.0 points, "
    )
    assert said.endswith("1 of 3 differences tested is likely real.")
    assert [one.key for one in compare_words.ordered(rows, "negative")] == ["staff", "ease"]
    assert compare_words.both_words(rows[3]) == "too few against 50%; too few to compare"
    both = Contrast("negative", "food", None, None, None, None, None, 3, 5, None)
    assert compare_words.detail_words(both) == "**How often badly**: too few comments on both sides to compare"
    assert "about 2.8 points" in compare_words.detail_words(rows[2])
    assert "would show" not in compare_words.detail_words(rows[0])
    assert [compare_words.tone(one) for one in rows] == ["ink", "chance", "chance", "chance"]


def test_a_theme_of_single_comments_does_not_open_the_page_unless_it_differs_beyond_chance():
    rare = Contrast("mentions", "food", 0.001, 0.004, -0.003, -0.006, 0.0, 1859, 1930, 0.04)
    staff = Contrast("mentions", "staff", 0.23, 0.26, -0.027, -0.055, 0.002, 1859, 1930, 0.07)
    assert [one.key for one in compare_words.ordered(judged([rare, staff]), "mentions")] == ["staff", "food"]
    real = [one if one is staff else Contrast("mentions", "food", 0.0, 0.05, -0.05, -0.07, -0.03, 1859, 1930, 0.0)
            for one in (rare, staff)]  # fmt: skip
    assert [one.key for one in compare_words.ordered(judged(real), "mentions")] == ["food", "staff"]


def test_more_complaints_are_bad_and_a_score_pulled_down_less_is_good():
    worse, milder = judged([
        Contrast("negative", "price", 0.5, 0.3, 0.2, 0.1, 0.3, 90, 90, 0.001),
        Contrast("impact", "price", -0.2, -0.9, 0.7, 0.4, 1.0, 90, 90, 0.001),
    ])  # fmt: skip
    assert (compare_words.tone(worse), compare_words.tone(milder)) == ("bad", "good")
    assert compare_words.short_words(milder) == "▲ +0.70"


def test_impacts_are_answered_and_counted_by_themselves(heard_store, app):
    counts = {}
    for figure in ("negative", "impact"):
        screen = app(PAGE, j="it_delivery", per="all", vp="compare", vs="region", vf=figure)
        assert not screen.exception
        told = [text for text in words(screen) if "tested together" in text]
        counts[figure] = int(told[0].split()[0]) if told else 0
    assert counts["negative"] > counts["impact"], "both shares of every theme against one impact of some"


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "From Nov 2024 to Jun 2026 the sentiment moves by −"), ("zh", "情感变化")]
)
def test_a_slow_fall_is_said_where_no_single_step_is_real(rules, lang, said):
    set_language(lang)
    starts = pd.date_range("2024-11-01", periods=20, freq="MS")
    rng = np.random.default_rng(1)
    counts = pd.DataFrame({"period_start": np.repeat(starts, 30), "cluster_group": range(600), "n": 1, "n_mentions": 1,
                           "s": np.repeat(np.linspace(0.1, -0.3, 20), 30) + rng.normal(0, 0.4, 600)})  # fmt: skip
    found = Course(theme_course(counts, "month"), (), (), theme_drifts(counts))
    assert not found.theme.n_real
    told = drift_sentences(found, "month")
    assert len(told) == 1
    assert said in told[0]
