"""What stands behind a reading and a theme, in words: rules, clauses, the reason of a quote, the process."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from analytics.case_contrast import CaseContrast
from analytics.voices.fired import fired
from i18n import set_language
from tests.pages.bench import words
from tests.workflows.voices import INSTANT_ONLY, RealScorer
from views import voices_process, voices_quote, voices_quotes, voices_why
from workflows.score_comments import score_comments

PAGE = "pages/journey/voices.py"
AT = datetime(2026, 11, 2, 8, tzinfo=UTC)


@pytest.fixture
def read_store(sample_store):
    """The sample, its comments read by Instant."""
    score_comments(sample_store, RealScorer(), clock=lambda: AT, available=INSTANT_ONLY)
    return sample_store


@pytest.fixture(autouse=True)
def _english():
    set_language("en")
    yield
    set_language("en")


def test_rules_are_told_with_the_words_they_found():
    text = "No complaints at all \U0001f60a  but please add a lift"
    lines = [voices_why.rule_line(text, one) for one in fired(text, "en")]
    assert any("No complaints" in line and line.startswith("a turn of praise") for line in lines)
    assert any("\U0001f60a" in line and line.startswith("an emoji") for line in lines)
    assert voices_why.rule_line("n/a", fired("n/a", "en")[0]) == "the whole answer says nothing"


def test_places_of_rules_are_those_of_the_text_as_given():
    text = "&lt;p&gt; <b>Far</b>  too expensive, ５/５"
    for one in fired(text, "en"):
        assert text[one.start : one.end].strip(), one
    assert any("expensive" in text[one.start : one.end] for one in fired(text, "en"))


def test_a_hostile_comment_stays_text_in_its_explanation():
    text = "**bad** ![x](http://a.example/i.png) :red[no]"
    lines = voices_why.evidence_lines(text, [[0, 7, -2.0], [8, 37, 1.0]])
    assert lines[0] == "\u25bc \u201c\\*\\*bad\\*\\*\u201d speaks for negative"
    assert "![" not in lines[1]


def test_words_for_the_reading_are_told_before_stronger_ones_against_it():
    lines = voices_why.evidence_lines("fine but slow", [[0, 4, 1.0], [9, 13, -1.5]])
    assert [line[0] for line in lines] == ["\u25b2", "\u25bc"]


@pytest.mark.parametrize(
    ("tones", "mixed"),
    [
        ([(0.8, 0.1), (0.1, 0.8)], True),
        ([(0.8, 0.1), (0.2, 0.2)], False),
        ([(0.1, 0.8), (None, None)], False),
        ([], False),
    ],
)
def test_a_comment_is_mixed_where_its_clauses_disagree(tones, mixed):
    held = [
        {"theme_id": "t", "clause": at, "p_negative": bad, "p_positive": good} for at, (bad, good) in enumerate(tones)
    ]
    assert voices_quote.is_mixed({"themes": json.dumps(held)}) is mixed
    assert voices_quote.is_mixed({"themes": None}) is False


@pytest.mark.parametrize(("lang", "said"), [("en", "so it moves nothing"), ("zh", "\u4e0d\u5f71\u54cd\u5224\u8bfb")])
def test_the_question_is_part_of_the_reason(lang, said):
    set_language(lang)
    assert said in voices_why.question_sentence("Anything else?")
    assert voices_why.question_sentence("What could we do better?") != voices_why.question_sentence("Anything else?")


def test_chance_is_grey_and_both_counts_are_told():
    facts = {"mean": 60.0, "other_mean": 50.0, "n": 40, "n_other": 300, "change": 10.0, "low": -1.0, "high": 21.0}
    chance = CaseContrast("lead_hours", **facts, q=0.2, verdict="could_be_chance")
    real = CaseContrast("lead_hours", **{**facts, "low": 2.0}, q=0.01, verdict="likely_real")
    assert voices_process.sentence(chance).startswith(":gray[2.5 against 2.1: +0.4 (95% CI 0.0 to 0.9)")
    assert "n = 40 and 300" in voices_process.sentence(chance)
    assert voices_process.sentence(real).startswith(":orange[\u25b2 ")


@pytest.mark.parametrize(
    ("measure", "mean", "other", "title", "said"),
    [
        ("lead_hours", 6645.0, 6613.0, "Lead time, days", "276.9 against 275.5: +1.3 (95% CI 0.1 to 2.5)"),
        ("wait_hours", 30.0, 25.5, "Waiting between steps, hours", "30.0 against 25.5: +4.5 (95% CI 2.0 to 60.0)"),
        ("late", 0.34, 0.33, "Ended after the due time, % of answers", "34.0 against 33.0: +1.0 (95% CI 0.2 to 4.6)"),
        ("repeats", 1.5, 1.25, "Steps done again", "1.50 against 1.25: +0.25 (95% CI 0.02 to 0.40)"),
    ],
)
def test_all_figures_of_a_measure_are_in_one_unit(measure, mean, other, title, said):
    ends = {"lead_hours": (2.0, 60.0), "wait_hours": (2.0, 60.0), "late": (0.002, 0.046), "repeats": (0.02, 0.4)}
    low, high = ends[measure]
    one = CaseContrast(measure, mean, other, 40, 300, mean - other, low, high, 0.01, "likely_real")
    assert voices_process.title(one) == title
    assert voices_process.words(one) == f"{said}, likely real; n = 40 and 300"


@pytest.mark.parametrize(
    ("lang", "compared", "reason"),
    [
        ("en", "answers with a comment are linked", "Why this quote: "),
        ("zh", "\u5df2\u5173\u8054", "\u9009\u4e2d\u539f\u56e0"),
    ],
)  # fmt: skip
def test_a_theme_shows_customers_left_and_the_process_right(read_store, app, lang, compared, reason):
    screen = app(PAGE, lang=lang, j="it_delivery", per="all", vp="themes")
    assert not screen.exception
    told = words(screen)
    assert any(compared in text for text in told)
    assert sum(text.startswith(reason) for text in told) >= 2
    assert any("95" in text and ("gray[" in text or "orange[" in text or "blue[" in text) for text in told)


def test_without_links_the_reason_stands_in_the_place_of_the_comparison(read_store, app):
    with read_store.write("t", "feedback", "process") as write:
        write.execute("DELETE FROM link")
    screen = app(PAGE, j="it_delivery", per="all", vp="themes")
    assert not screen.exception
    assert any("none belongs to a process instance" in one.value for one in screen.info)


def test_every_reason_of_a_quote_has_words():
    for code in ("central", "varied", "next_best", "confident", "good_length"):
        assert len(voices_quotes.reason((code,))) > len("Why this quote: ")
