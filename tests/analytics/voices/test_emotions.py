"""Hints at emotions: how often they agree with a reader, and where they point."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
import yaml

from analytics.voices import emotion_examples, vectors
from analytics.voices.emotion_names import EMOTIONS
from analytics.voices.emotions import emotions
from analytics.voices.engine import score

HERE = Path(__file__).parent
ROWS = yaml.safe_load((HERE / "emotions.yaml").read_text(encoding="utf-8"))
"""Texts that name what is felt."""
TOLD = yaml.safe_load((HERE / "emotions_in_comments.yaml").read_text(encoding="utf-8"))
"""Texts that tell what happened, and texts that show nothing."""


def half(name: str, rows: list[dict] = ROWS) -> list[dict]:
    side = 0 if name == "tuned" else 1
    return [row for row in rows if hashlib.sha256(row["text"].encode()).digest()[-1] % 2 == side]


def agreement(rows: list[dict], *, with_vectors: bool) -> tuple[float, float]:
    """Precision and recall over all (text, emotion) pairs."""
    texts = [row["text"] for row in rows]
    standard = net = None
    if with_vectors:
        standard, read = vectors.encoder("standard").encode(texts), score(texts, engine="standard")
        net = read.p_positive - read.p_negative
    told = {(hint.text, hint.emotion) for hint in emotions(texts, standard=standard, net=net)}
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


def test_the_texts_that_tell_what_happened_are_many_and_of_both_languages():
    assert len(TOLD) >= 140
    n_han = sum(any("\u4e00" <= sign <= "\u9fff" for sign in row["text"]) for row in TOLD)
    assert 60 <= n_han <= len(TOLD) - 60
    for name in ("tuned", "untouched"):
        assert {emotion for row in half(name, TOLD) for emotion in row["emotions"]} == set(EMOTIONS)
        assert sum(not row["emotions"] for row in half(name, TOLD)) >= 10


def test_vectors_find_what_words_do_not_say_on_the_untouched_half():
    by_words = agreement(half("untouched", TOLD), with_vectors=False)
    with_vectors = agreement(half("untouched", TOLD), with_vectors=True)
    assert with_vectors[0] >= 0.65
    assert with_vectors[1] >= by_words[1] + 0.08


def test_no_example_resembles_a_text_that_measures_the_examples():
    told = yaml.safe_load(
        (Path(emotion_examples.__file__).parents[1] / "models" / "emotion_examples.yaml").read_text("utf-8")
    )
    encode = vectors.encoder("standard").encode
    ours, theirs = (encode(list(texts)) for texts in ([one for part in told.values() for one in part],
                                                      [row["text"] for row in TOLD]))  # fmt: skip
    ours, theirs = (rows / np.linalg.norm(rows, axis=1, keepdims=True) for rows in (ours, theirs))
    assert (ours @ theirs.T).max() < 0.5


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


FURIOUS = "I am furious, this is outrageous and unacceptable."


def test_a_vector_alone_hints_with_less_confidence_no_words_and_the_sentence_it_is_like():
    near = vectors.encoder("standard").encode([FURIOUS])
    (hint,) = emotions(["qqq"], ["en"], np.asarray(near), np.array([-0.5]))
    assert (hint.emotion, hint.spans, hint.like) == ("anger", (), FURIOUS)
    assert hint.confidence <= 0.7


@pytest.mark.parametrize(("language", "net"), [("en", 0.5), ("en", float("nan")), ("other", -0.5)])
def test_a_vector_must_agree_with_the_sentiment_of_a_known_language(language, net):
    near = vectors.encoder("standard").encode([FURIOUS])
    assert emotions(["qqq"], [language], np.asarray(near), np.array([net])) == []


def test_a_text_without_a_vector_is_like_nothing():
    assert emotions(["qqq"], ["en"], np.zeros((1, 512)), np.array([-0.5])) == []
    with pytest.raises(ValueError, match="go together"):
        emotions(["qqq"], ["en"], np.zeros((1, 512)))


def test_no_texts_have_no_hints():
    assert emotions([]) == []
