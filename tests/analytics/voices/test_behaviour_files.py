"""The behavioural files keep their word: enough rows, no text twice, halves alike, no untouched text in training."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.analytics.voices.behaviour_rows import FOLDER, HALVES, behaviours, questions, strings

ROOT = FOLDER.parents[2]
WANTS = {"positive", "negative", "neutral", "none", "mixed"}
LISTED = {
    "bare_answer",
    "emoji",
    "exact_short",
    "non_answer",
    "rating_words",
    "short",
    "slang",
}  # words a rule may list
ROWS = {half: behaviours(half) for half in HALVES}
QUESTIONS = {half: questions(half) for half in HALVES}
EVERY = [row for half in HALVES for row in ROWS[half]]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_language_has_240_texts_or_more(language):
    assert sum(row.language == language for row in EVERY) >= 240


def test_every_row_has_a_known_reading_and_language():
    assert {row.want for row in EVERY} == WANTS
    assert {row.language for row in EVERY} == {"en", "zh"}
    assert all(row.text.strip() for row in EVERY)


def test_no_text_comes_twice():  # the same short answer under another question is another case
    seen = Counter((row.text.strip().casefold(), row.question) for row in EVERY)
    assert [key for key, count in seen.items() if count > 1] == []


@pytest.mark.parametrize("facet", ["category", "want"])
def test_both_halves_are_made_alike(facet):
    tuned, untouched = (Counter((row.language, getattr(row, facet)) for row in ROWS[half]) for half in HALVES)
    assert tuned.keys() == untouched.keys()
    assert all(abs(tuned[key] - untouched[key]) <= 2 for key in tuned)


def test_a_bare_answer_has_its_question_and_only_that_kind():
    assert all((row.question is not None) == (row.category == "bare_answer") for row in EVERY)


def test_no_untouched_sentence_is_a_seed_or_a_rule():
    learned = strings([ROOT / "training", ROOT / "analytics" / "models"])
    sentences = {row.text for row in ROWS["untouched"] if row.category not in LISTED}
    assert len(sentences) > 150
    assert sorted(sentences & learned) == []


@pytest.mark.parametrize("half", HALVES)
def test_questions_are_alike_in_both_halves(half):
    counts = Counter((row.language, row.asks_for) for row in QUESTIONS[half])
    assert counts == {(language, kind): 5 for language in ("en", "zh") for kind in ("faults", "praise", "open")}


def test_no_question_comes_twice():
    seen = Counter(row.question.casefold() for half in HALVES for row in QUESTIONS[half])
    assert max(seen.values()) == 1
