"""Answers of "everything" and "nothing" with a word of praise or blame, and turns of phrase read by their sense."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml

from analytics.voices.engine import score

CASES = yaml.safe_load(Path(__file__).with_name("everything_nothing.yaml").read_text(encoding="utf-8"))
SIGNS = ("positive", "negative")
PRAISE = {"en": "What did you like most?", "zh": "您最喜欢什么？"}


def misread(texts: list[str], sign: str, question: str | None, engine: str) -> list[str]:
    told = score(texts, question=question, engine=engine, with_evidence=False)
    largest = np.stack([told.p_positive, told.p_neutral, told.p_negative]).argmax(axis=0)
    return [text for text, place in zip(texts, largest, strict=True) if place != {"positive": 0, "negative": 2}[sign]]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("sign", SIGNS)
def test_under_a_question_for_faults(engine, language, sign):
    listed = CASES[language]
    assert misread(listed[sign] + listed[f"{sign}_under_faults"], sign, listed["question"], engine) == []


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("sign", SIGNS)
def test_without_a_question(engine, language, sign):
    assert misread(CASES[language][sign], sign, None, engine) == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_praise_and_content_stay_positive_under_a_question_for_praise(engine, language):
    assert misread(CASES[language]["positive"], "positive", PRAISE[language], engine) == []


def test_a_bare_everything_takes_the_sign_of_the_question(engine):
    for language, texts in (("en", ["Everything", "all of it"]), ("zh", ["一切", "全部"])):
        assert misread(texts, "negative", CASES[language]["question"], engine) == []
        assert misread(texts, "positive", PRAISE[language], engine) == []
        assert score(texts, engine=engine).is_none.all()
