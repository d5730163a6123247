"""Saying whether a hint at an emotion is right: under a comment and in the review; the share of right hints follows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from analytics.voices.emotion_shares import Agreement
from tests.pages.bench import words
from tests.pages.test_journey_comments import HALF
from views import emotion_ask
from views.voices_emotions import agreement_sentence, agreement_words
from workflows.edit_themes import ensure_codeframe

PAGE = "pages/journey/voices.py"
STATES = """INSERT INTO text_state SELECT text_hash, row_number() OVER (), 'en', 9, 'made'
    FROM (SELECT DISTINCT text_hash FROM comment)"""
HINTS = "INSERT INTO text_emotion SELECT DISTINCT text_hash, 'worry', 0.7, '[[0, 2]]'::JSON, NULL FROM comment"
PRICE = """INSERT INTO text_theme SELECT text_hash, question_hash, 0, 'price_value', 'keyword', 1.0, 0.5, 0.3, 0.2, '[]'
    FROM text_score ORDER BY text_hash LIMIT 600"""


@pytest.fixture
def felt_store(sample_store):
    with sample_store.write("t", "voices") as write:
        write.execute(HALF)
        write.execute(STATES)
        write.execute(HINTS)
    return sample_store


def test_the_review_asks_and_an_answer_is_kept(felt_store, app):
    screen = app(PAGE, lang="en", j="it_delivery", per="all", vp="review")
    assert not screen.exception
    screen.session_state["review_emotions|en"] = True
    screen.run()
    asked = [one for one in screen.segmented_control if str(one.key).startswith("emotion_said_")]
    assert [one.label for one in asked] == ["Worry"]
    asked[0].set_value("no").run()
    assert not screen.exception
    assert felt_store.rows("SELECT emotion, is_present FROM emotion_label") == [("worry", False)]


def test_the_share_of_right_hints_is_not_measured_until_enough_are_judged():
    assert "Not measured yet" in agreement_sentence((Agreement("joy", None, None, None, 0, 0),))
    assert agreement_words(Agreement("joy", None, None, None, 3, 0)) == "not measured yet (3 of 10 answers)"
    assert agreement_words(Agreement("joy", 0.9, 0.699, 0.972, 20, 1)) == "90% (70% to 97%), n = 20"


def test_the_themes_show_the_emotions_beside_those_of_other_comments(felt_store, app):
    ensure_codeframe(felt_store, at=datetime(2026, 11, 1, tzinfo=UTC))
    with felt_store.write("t", "voices") as write:
        write.execute(PRICE)
    screen = app(PAGE, lang="en", j="it_delivery", per="all")
    assert not screen.exception
    assert any("No emotion is hinted at more or less often" in text for text in words(screen))


@pytest.mark.parametrize(
    ("hint", "said"),
    [
        ({"spans": [[0, 3], [8, 11]], "confidence": 0.85}, "Its words: “sad” · “mad”"),
        ({"spans": [], "confidence": 0.5, "nearest": "I am *angry*"}, "is like “I am \\*angry\\*”"),
        ({"spans": [], "confidence": None}, "Said by a person"),
    ],
)
def test_a_hint_says_what_decided(hint, said):
    assert said in emotion_ask.why("sad and mad", hint)
