"""Emotions are looked for once per distinct text, again once a sentence vector is there, and when the rules change."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from data.queries.text_feel import count_unfelt, unfelt_texts
from data.store import Store
from tests.workflows.surveys import AT, read_here
from tests.workflows.voices import INSTANT_ONLY, UP_TO_STANDARD, RealScorer, scored_survey
from workflows.score_comments import score_comments
from workflows.text_engines import base_version, emotion_looks
from workflows.undo_upload import undo_upload

ANGRY = "I am furious, nobody answers!"
CALM = "Delivered on Monday"
TEXTS = [ANGRY, CALM, *[f"The desk was open on day {n}." for n in range(30)]]
HINTS = """SELECT DISTINCT e.emotion, e.spans::VARCHAR FROM text_emotion e JOIN comment c USING (text_hash)
           WHERE c.text = $text ORDER BY ALL"""
VERSIONS = "SELECT DISTINCT emotion_version FROM text_state"
WORDS, BOTH = emotion_looks(), emotion_looks(base_version("standard"))


@pytest.fixture
def survey(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("workflows.import_survey.inspect_file", read_here)
    return scored_survey(store, tmp_path, TEXTS)


def read_again(store: Store, available: dict[str, str | None] = INSTANT_ONLY) -> None:
    score_comments(store, RealScorer(), clock=lambda: AT, available=available)


def test_hints_come_with_their_words_and_go_with_the_last_comment(store: Store, survey: str) -> None:
    read_again(store)
    found = {emotion: json.loads(spans) for emotion, spans in store.rows(HINTS, text=ANGRY)}
    assert {ANGRY[start:end] for start, end in found["anger"]} == {"furious"}
    assert store.rows(HINTS, text=CALM) == []
    assert store.rows(VERSIONS) == [(WORDS.words,)]
    assert count_unfelt(store, WORDS) == 0
    undo_upload(store, survey, at=AT)
    assert store.value("SELECT count(*) FROM text_emotion") == 0


def test_texts_come_again_once_they_have_a_vector_and_not_a_third_time(store: Store, survey: str) -> None:
    read_again(store)
    assert count_unfelt(store, BOTH) == 0, "no vector, nothing new to see"
    read_again(store, UP_TO_STANDARD)
    assert store.rows(VERSIONS) == [(BOTH.both,)]
    assert count_unfelt(store, BOTH) == 0
    assert count_unfelt(store, WORDS) == 0, "a look by words alone adds nothing to one by both"
    assert "anger" in {row[0] for row in store.rows(HINTS, text=ANGRY)}
    before = store.version("voices")
    read_again(store, UP_TO_STANDARD)
    assert store.version("voices") == before


def test_texts_come_again_when_another_model_has_read_them(store: Store, survey: str) -> None:
    read_again(store, UP_TO_STANDARD)
    learnt = emotion_looks("standard-learnt")
    assert count_unfelt(store, learnt) == len(TEXTS)
    assert count_unfelt(store, emotion_looks()) == 0


def test_other_rules_look_at_every_text_again(store: Store, survey: str) -> None:
    read_again(store)
    changed = replace(WORDS, words="words-other", both="words-other+standard")
    assert count_unfelt(store, changed) == len(TEXTS)


def test_a_batch_is_bounded_by_texts_and_by_characters(store: Store, survey: str) -> None:
    read_again(store)
    changed = replace(WORDS, words="words-other", both="words-other+standard")
    assert len(unfelt_texts(store, changed, most=7)) == 7
    assert len(unfelt_texts(store, changed, most=100, most_chars=1)) == 1, "one text at least, or it would never end"
    some = unfelt_texts(store, changed, most=100, most_chars=100)["text"].str.len()
    assert len(some) > 1
    assert some.sum() <= 100
