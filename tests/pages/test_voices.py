"""The voices page as a user meets it: what is unread is said, what a person corrects counts."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from tests.pages.bench import words
from tests.pages.test_emotion_review import PRICE, STATES
from tests.pages.test_journey_comments import HALF
from workflows.edit_themes import ensure_codeframe

PAGE = "pages/journey/voices.py"


@pytest.mark.parametrize(
    ("lang", "title"), [("en", "What do they say, and how do they feel?"), ("zh", "客户说了什么，感受如何？")]
)
def test_comments_that_wait_for_a_reading_are_counted_and_do_not_hold_up_the_page(sample_view, app, lang, title):
    screen = app(PAGE, lang=lang, j="it_delivery", per="all")
    assert screen.title[0].value == title
    assert not screen.exception
    assert any(("still being read" if lang == "en" else "正在判读") in one.value for one in screen.info)
    assert not screen.metric
    assert not any("of 0 comments" in text or "no score stands" in text for text in words(screen))


def test_a_correction_in_place_is_kept_and_said(sample_store, app):
    screen = app(PAGE, j="it_delivery", per="all", vp="verbatims")
    first = next(one for one in screen.segmented_control if str(one.key).startswith("voice_said_"))
    first.set_value("negative").run()
    assert not screen.exception
    assert sample_store.rows("SELECT label FROM text_label") == [("negative",)]
    assert any("said by a person" in text for text in words(screen))


def test_a_theme_of_few_comments_shows_no_sentiment():
    from views.loaders_voices import ThemeRow
    from views.voices_themes import large_enough

    rows = tuple(ThemeRow(name, n, n, 0, None, None) for name, n in (("price", 5), ("waiting", 4)))
    assert [row.theme_id for row in large_enough(rows, 5)] == ["price"]


N_FELT = 9  # comments of fewer than eight would stay hidden


@pytest.fixture
def felt_store(sample_store):
    """The sample world with an emotion hinted at in a few comments."""
    some = """SELECT DISTINCT text_hash FROM comment JOIN response USING (response_no) WHERE journey_id = 'it_delivery'
        GROUP BY text_hash HAVING count(*) = 1 ORDER BY text_hash LIMIT $n"""
    with sample_store.write("t", "voices") as write:
        for (text_hash,) in sample_store.rows(some, n=N_FELT):
            write.execute("INSERT INTO text_emotion VALUES ($h, 'worry', 0.7, '[[0, 4]]', NULL)", h=text_hash)
    return sample_store


@pytest.mark.parametrize(("lang", "hint"), [("en", "Worry \\(hint\\)"), ("zh", "担忧（推测）")])
def test_a_hint_at_an_emotion_is_called_one_and_can_be_filtered(felt_store, app, lang, hint):
    screen = app(PAGE, lang=lang, j="it_delivery", per="all", vp="verbatims", em="worry")
    assert not screen.exception
    assert sum(hint in one.value for one in screen.caption) == N_FELT
    assert len([one for one in screen.segmented_control if str(one.key).startswith("voice_said_")]) == N_FELT


def impact(value, n=200, q=0.001, low=None, high=None):
    from analytics.voices.impact import Impact

    ends = (value - 0.02 if low is None else low, value + 0.02 if high is None else high)
    return Impact("staff", "negative", value, *ends, None, n, n, 0.1, q, q, "measured")


@pytest.mark.parametrize(
    ("one", "is_real"),
    [(impact(-0.3), True), (impact(-0.3, n=29), False), (impact(-0.04), False), (impact(-0.3, q=0.06), False)],
)
def test_only_an_impact_beyond_chance_of_enough_responses_and_of_some_size_counts(one, is_real):
    from views.loaders_voices import ThemeRow

    row = ThemeRow("staff", 300, 200, 100, one, None)
    assert (row.is_real(one), row.cost > 0) == (is_real, is_real)


def test_small_impacts_have_two_decimals_and_low_n_is_said():
    from views.impact_words import side_words
    from views.loaders_voices import ThemeRow

    small, rare = impact(-0.03), impact(-0.3, n=15)
    row = ThemeRow("staff", 300, 200, 100, small, rare)
    assert side_words(row, small) == "−0.03 (−0.05 to −0.01), n = 200"
    assert side_words(row, rare) == "−0.3 (−0.3 to −0.3), n = 15, low n"
    assert side_words(row, None) == "–"


def test_the_label_belongs_to_the_side_with_the_larger_impact():
    from views.impact_words import row_words
    from views.loaders_voices import ThemeRow

    assert row_words(ThemeRow("staff", 300, 200, 100, impact(-0.12), impact(2.5)), short=True) == "▲ +2.5"
    assert row_words(ThemeRow("staff", 300, 200, 100, impact(-2.5), impact(0.4)), short=True) == "▼ −2.5"


def test_too_few_responses_are_not_called_no_effect():
    from views.loaders_voices import Heard, ThemeRow
    from views.voices_answer import sentence

    heard = Heard(40, 0, 0, 0, 40, 20, 10, None)
    unknown = ThemeRow("staff", 12, 8, 4, None, None)
    flat = ThemeRow("price", 40, 20, 20, impact(-0.3, q=0.4), impact(0.3, q=0.4))
    assert sentence(heard, (unknown,), 20, {}).startswith("Too few responses to measure")
    assert sentence(heard, (flat,), 20, {}).startswith("No theme moves the score")


@pytest.mark.parametrize(
    ("negative", "positive", "opening"),
    [
        (-0.6, 0.9, "**Staff** costs most: −0.6 points"),
        (None, 0.9, "No theme costs score beyond chance. **Staff** lifts it most: +0.9 points of 100"),
        (None, -0.9, "No complaint costs and no praise lifts score beyond chance; yet what is said of **Staff**"),
    ],
)
def test_the_answer_says_whether_a_theme_costs_or_only_lifts(negative, positive, opening):
    from views.loaders_voices import Heard, ThemeRow
    from views.voices_answer import sentence

    row = ThemeRow("staff", 400, 200, 200, impact(negative) if negative else impact(-0.3, q=0.4), impact(positive))
    told = sentence(Heard(900, 0, 0, 0, 900, 300, 300, None), (row,), 800, {"staff": "Staff"})
    assert told.startswith(opening)
    assert "of 800" in told or "of 800 responses" in told


@pytest.mark.parametrize(
    ("one", "opening"),
    [
        (impact(-0.6, n=20), "Only with low n does a theme move the score beyond chance: **Staff**, −0.6 points"),
        (impact(-0.03), "Themes move the score beyond chance, but by less than 0.05 points: most **Staff**"),
        (impact(-0.6, q=0.4), "No theme moves the score beyond chance (800 responses"),
    ],
)
def test_the_answer_says_why_no_impact_counts(one, opening):
    from views.loaders_voices import Heard, ThemeRow
    from views.voices_answer import sentence

    row = ThemeRow("staff", 400, 200, 200, one, impact(0.3, q=0.4))
    told = sentence(Heard(900, 0, 0, 0, 900, 300, 300, None), (row,), 800, {"staff": "Staff"})
    assert told.startswith(opening)
    assert told.endswith("33% of the comments with content are negative.")


@pytest.mark.parametrize(("low_n", "least"), [(30, "30 responses"), (50, "50 responses")])
def test_the_caption_of_the_bars_states_when_one_is_coloured(low_n, least):
    from views.loaders_voices import Heard
    from views.voices_themes import bars_caption

    told = bars_caption(Heard(900, 0, 0, 0, 850, 300, 300, None), low_n)
    assert all(part in told for part in (least, "0.05 points", "FDR", "850 comments"))


def felt(emotion, n_hits, *, rest=None, change=None, q=None, half=0.02):
    from analytics.intervals import Estimate
    from analytics.voices.emotion_shares import EmotionShare

    def share(value):
        return Estimate(value, value - half, value + half, 200, 150)

    return EmotionShare(emotion, n_hits, 200, share(n_hits / 200), None if rest is None else share(rest), change, q=q)


def test_rare_emotions_are_left_out_and_counted():
    from views.voices_emotions import left_out_sentence, often_enough

    told = [felt("joy", 20), felt("anger", 5), felt("worry", 4), felt("trust", 1), felt("relief", 0)]
    assert [one.emotion for one in often_enough(told)] == ["joy", "anger"]
    assert left_out_sentence(told) == "2 emotions with fewer than 5 comments are left out."
    assert left_out_sentence(told[:2]) == ""


@pytest.mark.parametrize(
    ("told", "is_named"),
    [
        ((felt("joy", 60, rest=0.1, change=0.2, q=0.01), felt("anger", 20, rest=0.1, change=0.0, q=0.9)), True),
        ((felt("joy", 60, rest=0.1, change=0.2, q=0.01), felt("anger", 60, rest=0.1, change=0.2, q=0.01)), False),
        ((felt("joy", 60, rest=0.1, change=0.2, q=0.2), felt("anger", 20, rest=0.1, change=0.0, q=0.9)), False),
        ((felt("joy", 20), felt("anger", 20)), False),
        ((felt("joy", 60), felt("anger", 20)), True),
    ],
)
def test_an_emotion_is_named_only_where_it_stands_out(told, is_named):
    from views.voices_emotions import answer_sentence

    assert ("Joy" in answer_sentence(told)) == is_named


@pytest.mark.parametrize("button", ["voices_themes_read_negative", "voices_way_negative", "voices_way_low"])
def test_a_number_leads_to_exactly_its_comments(sample_store, app, button):
    ensure_codeframe(sample_store, at=datetime(2026, 11, 1, tzinfo=UTC))
    with sample_store.write("t", "voices") as write:
        for sentence in (HALF, STATES, PRICE, "UPDATE text_score SET confidence = 0.4 WHERE text_hash < '8'"):
            write.execute(sentence)
    screen = app(PAGE, lang="en", j="it_delivery", per="all")
    way = next(one for one in screen.button if str(one.key).startswith(button))
    n = re.sub(r"[^0-9,]", "", way.label)
    way.click().run()
    assert not screen.exception
    assert any(re.match(rf"\*\*{n} (of|comments)", text) for text in words(screen)), n


@pytest.mark.parametrize("part", ["themes", "compare", "verbatims", "review", "topics", "codeframe", "model"])
def test_an_unknown_journey_is_named_and_the_usual_one_shown(sample_view, app, part):
    screen = app(PAGE, j="nope", per="all", vp=part)
    assert not screen.exception
    assert [one.value for one in screen.warning] == [
        "The link asks for journey “nope”, which is not known here. The usual view is shown instead."
    ]
    assert screen.query_params["j"] == "it_delivery"
