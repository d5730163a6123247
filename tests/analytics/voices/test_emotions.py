"""Hints at emotions: how often they agree with a reader, and where they point."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
import yaml

from analytics.voices import vectors
from analytics.voices.emotions import EMOTIONS, emotions

ROWS = yaml.safe_load(Path(__file__).with_name("emotions.yaml").read_text(encoding="utf-8"))


def half(name: str) -> list[dict]:
    side = 0 if name == "tuned" else 1
    return [row for row in ROWS if hashlib.sha256(row["text"].encode()).digest()[-1] % 2 == side]


def agreement(rows: list[dict], *, with_vectors: bool) -> tuple[float, float]:
    """Precision and recall over all (text, emotion) pairs."""
    texts = [row["text"] for row in rows]
    standard = vectors.encoder("standard").encode(texts) if with_vectors else None
    told = {(hint.text, hint.emotion) for hint in emotions(texts, standard=standard)}
    meant = {(number, emotion) for number, row in enumerate(rows) for emotion in row["emotions"]}
    return len(told & meant) / len(told), len(told & meant) / len(meant)


def test_both_halves_hold_every_emotion():
    assert len(ROWS) >= 150
    for name in ("tuned", "untouched"):
        assert len(half(name)) >= 60
        assert {emotion for row in half(name) for emotion in row["emotions"]} == set(EMOTIONS)


@pytest.mark.parametrize("with_vectors", [False, True])
def test_hints_on_the_untouched_half_agree_with_a_reader(with_vectors):
    precision, recall = agreement(half("untouched"), with_vectors=with_vectors)
    assert precision >= 0.75
    assert recall >= 0.75


def test_a_hint_points_at_the_words_as_given():
    text = "<b>I am  FURIOUS</b>, 太過分了"
    (hint,) = [hint for hint in emotions([text]) if hint.emotion == "anger"]
    assert [text[start:end] for start, end in hint.spans] == ["FURIOUS", "太過分"]
    assert hint.confidence > 0.7


@pytest.mark.parametrize(
    "text", ["I was not worried at all", "I am not angry", "一点也不生气", "没有担心过", "on the table"]
)
def test_a_negated_emotion_is_none(text):
    assert {hint.emotion for hint in emotions([text])} & {"anger", "joy", "trust", "worry"} == set()


def test_another_language_has_hints_from_emoji_only():
    assert [(hint.emotion, hint.spans) for hint in emotions(["Das happy Essen 😡"], ["other"])] == [
        ("anger", ((16, 17),))
    ]


def test_a_vector_alone_hints_with_less_confidence_and_no_words():
    near = vectors.encoder("standard").encode(["I am furious, this is outrageous and unacceptable."])
    (hint,) = emotions(["qqq"], ["en"], np.asarray(near))
    assert (hint.emotion, hint.spans) == ("anger", ())
    assert hint.confidence <= 0.7


def test_no_texts_have_no_hints():
    assert emotions([]) == []
