"""The one interface to sentiment."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from analytics.voices import vectors
from analytics.voices.engine import ENGINES, available_engines, base_scores, score, usable_engine
from tests.analytics.voices.behaviour_rows import behaviours

LEAST = {
    "instant": {"en": 0.70, "zh": 0.75},
    "standard": {"en": 0.74, "zh": 0.79},
    "accurate": {"en": 0.80, "zh": 0.80},
}
CERTAIN = ("non_answer", "exact_short")


def test_scores_have_one_row_per_text_and_probabilities_add_up():
    told = score(["Great", "", "很差"], question=["What did you like?", None, None])
    assert len(told) == 3
    assert np.allclose(told.p_negative + told.p_neutral + told.p_positive, 1)
    assert list(told.language) == ["en", "en", "zh"]
    assert list(told.is_none) == [False, True, False]
    assert ((told.confidence >= 0) & (told.confidence <= 1)).all()


def test_no_texts_have_no_scores():
    assert len(score([])) == 0


@pytest.mark.parametrize("bad", [{"engine": "best"}, {"language": "fr"}, {"language": ["en", "zh"]}, {"question": []}])
def test_what_cannot_be_is_refused(bad):
    with pytest.raises(ValueError, match=r"engine|language|argument"):
        score(["Good"], **bad)


def test_repeats_are_scored_once_and_alike():
    texts = ["The room was clean", "太慢了", "The room was clean"]
    asked = ["What was good?", None, "What was bad?"]
    told = score(texts, question=asked)
    alone = [score([text], question=[one]) for text, one in zip(texts, asked, strict=True)]
    assert told.p_positive.tolist() == pytest.approx([one.p_positive[0] for one in alone])
    assert told.p_positive[0] > told.p_positive[2]
    assert told.evidence == tuple(one.evidence[0] for one in alone)


@pytest.mark.parametrize("text", ["Nothing", "none", "No", "无", "没有。"])
def test_the_question_gives_nothing_its_sign(text):
    asked = ["What could we improve?", "What did you like most?", "Any other comments?", None]
    told = score([text] * 4, question=asked)
    assert told.p_positive[0] > 0.8
    assert told.p_negative[1] > 0.8
    assert list(told.is_none) == [False, False, True, True]
    assert list(told.p_neutral[2:]) == [1.0, 1.0]


@pytest.mark.parametrize(
    "text", ["Nothing, keep it up", "None. It was all fine", "Nothing - the team was great", "没有，继续保持"]
)
def test_nothing_that_goes_on_is_no_fault(text):
    told = score([text, "The food"], question="What could we improve?")
    assert told.p_positive[0] > 0.6
    assert told.p_negative[1] > told.p_positive[1]


def test_everything_has_the_sign_of_the_question():
    asked = ["What was good?", "您最满意的是什么？", "What went wrong?", "您对哪些方面不满意？"]
    told = score(["Everything", "全部"] * 2, question=asked)
    assert (told.p_positive[:2] > 0.8).all()
    assert (told.p_negative[2:] > 0.8).all()


def test_evidence_points_into_the_text_as_given():
    text = "<p>The  staff were RUDE &amp; 服務很差, ｓｌｏｗ</p>"
    told = score([text])
    words = [text[place.start : place.end] for place in told.evidence[0]]
    assert any("RUDE" in word for word in words)
    assert all(0 <= place.start < place.end <= len(text) for place in told.evidence[0])
    assert min(place.weight for place in told.evidence[0]) < 0
    assert score([text], with_evidence=False).evidence == ((),)


def test_another_language_is_marked_and_never_sure():
    told = score(["Das Essen war kalt und der Kellner nicht freundlich", "Спасибо большое, всё отлично"])
    assert list(told.language) == ["other", "other"]
    assert (told.confidence < 0.6).all()


def test_a_text_of_fifty_thousand_characters_is_scored():
    told = score(["Rude and slow. " * 4_000, "服务很好。" * 11_000], with_evidence=False)
    assert told.p_negative[0] > 0.5
    assert told.p_positive[1] > 0.5


def test_every_engine_is_usable_or_says_why():
    assert tuple(available_engines()) == ENGINES
    assert available_engines()["instant"] is None


def test_without_the_packages_instant_scores(monkeypatch):
    monkeypatch.setattr(vectors, "unavailable", lambda name: f"The package for {name} is not installed.")
    assert usable_engine("accurate") == "instant"
    assert score(["Friendly staff"], engine="accurate").engine == "instant"
    assert "not installed" in available_engines()["accurate"]


def test_the_base_holds_each_model_by_itself():
    base = base_scores(["The staff were friendly", "太慢了"])
    assert base.parts.shape == (2, 1)
    assert base.vectors == {}


def usable() -> list[str]:
    return [engine for engine, reason in available_engines().items() if reason is None]


@pytest.mark.parametrize("half", ["tuned", "untouched"])
@pytest.mark.parametrize("engine", usable())
def test_behaviours_are_read_as_a_person_reads_them(engine, half):
    right = reading_rates(half, engine)
    for language, least in LEAST[engine].items():
        assert right[language, "all"] >= least, right
        assert all(right[language, category] == 1 for category in CERTAIN if (language, category) in right), right
    assert (right["en", "bare_answer"] + right["zh", "bare_answer"]) / 2 >= 0.95


def reading_rates(half: str, engine: str) -> dict[tuple[str, str], float]:
    """Share read right by language and category, and over "all"; mixed texts are left out: a score is no pair."""
    rows = [row for row in behaviours(half) if row.want != "mixed"]
    told = score(
        [row.text for row in rows], question=[row.question for row in rows], engine=engine, with_evidence=False
    )
    verdict = np.column_stack([told.p_negative, told.p_neutral, told.p_positive]).argmax(axis=1)
    right = defaultdict(list)
    for row, none, place in zip(rows, told.is_none, verdict, strict=True):
        read = "none" if none else ("negative", "neutral", "positive")[place]
        right[row.language, row.category].append(read == row.want)
        right[row.language, "all"].append(read == row.want)
    return {key: float(np.mean(values)) for key, values in right.items()}
