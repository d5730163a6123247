"""Sentiment reads what people write: shares of the behavioural texts that each engine reads as a fair person would.

The shares asked for were set before an engine scored a row; they are asserted on the half nobody tuned on.
"""

from __future__ import annotations

import functools

import numpy as np
import pytest

from tests.analytics.voices.behaviour_pass import passes, summary
from tests.analytics.voices.behaviour_rows import HALVES, Row, behaviours

LEAST = {
    ("instant", "en"): 0.70,
    ("instant", "zh"): 0.75,
    ("standard", "en"): 0.74,
    ("standard", "zh"): 0.79,
    ("accurate", "en"): 0.80,
    ("accurate", "zh"): 0.80,
}
LEAST_BARE = 0.95  # short answers whose sign lies in the question
CERTAIN = ("exact_short", "non_answer")  # rules, so every row


@functools.cache
def read(engine: str, half: str) -> tuple[tuple[Row, ...], np.ndarray]:
    rows = tuple(behaviours(half))
    return rows, passes(rows, engine)


def part(engine: str, half: str, **facets: str) -> tuple[list[Row], np.ndarray]:
    rows, passed = read(engine, half)
    chosen = [all(getattr(row, name) == value for name, value in facets.items()) for row in rows]
    return [row for row, is_in in zip(rows, chosen, strict=True) if is_in], passed[np.array(chosen)]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_untouched_half_is_read_as_a_fair_person_would(engine, language):
    rows, passed = part(engine, "untouched", language=language)
    assert len(rows) >= 120
    assert passed.mean() >= LEAST[engine, language], summary(rows, passed)


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("category", CERTAIN)
def test_answers_without_content_and_short_chinese_answers_are_all_right(engine, half, category):
    rows, passed = part(engine, half, category=category)
    assert len(rows) >= 12
    assert passed.all(), summary(rows, passed)


def test_bare_answers_take_their_sign_from_the_question(engine):
    halves = [part(engine, half, category="bare_answer") for half in HALVES]
    passed = np.concatenate([marks for _, marks in halves])
    assert len(passed) >= 40
    assert passed.mean() >= LEAST_BARE, [summary(*half) for half in halves]
