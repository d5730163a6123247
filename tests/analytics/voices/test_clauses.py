"""Clauses and what each of them says."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.voices.clauses import MOST, clause_scores, clauses


@pytest.mark.parametrize(
    ("text", "language", "parts"),
    [
        ("The staff were lovely but the room was filthy.", "en", ["The staff were lovely", "but the room was filthy"]),
        ("I love the design although it is slow", "en", ["I love the design", "although it is slow"]),
        ("Paid 3,500.50 for it. Never again!", "en", ["Paid 3,500.50 for it", "Never again"]),
        ("Good, fast service", "en", ["Good, fast service"]),
        ("服务员很热情，但是房间太脏。", "zh", ["服务员很热情", "但是房间太脏"]),
        ("设计我很喜欢，就是速度慢得让人着急", "zh", ["设计我很喜欢", "就是速度慢得让人着急"]),
        ("好，房间很干净", "zh", ["好，房间很干净"]),
        ("", "en", []),
        ("...", "en", []),
        ("👍", "en", ["👍"]),
    ],
)
def test_a_comment_is_cut_at_marks_and_before_words_of_contrast(text, language, parts):
    assert [text[start:end] for start, end in clauses(text, language)] == parts


@given(st.text(alphabet=st.sampled_from("ab ,.;but 但是很好\n"), max_size=80), st.sampled_from(["en", "zh", "other"]))
def test_clauses_are_in_order_and_do_not_overlap(text, language):
    found = clauses(text, language)
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))


def test_a_very_long_text_has_a_bounded_number_of_clauses():
    assert len(clauses("The room was clean. " * 2_500, "en")) == MOST


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The nurses were wonderful but the food was disgusting.", "en"),
        ("Great app, however the support is terrible", "en"),
        ("医生很耐心，但是排队太久了", "zh"),
        ("味道不错，可惜服务太差", "zh"),
    ],
)
def test_praise_and_blame_in_one_comment_are_told_apart(text, language):
    told = clause_scores([text], [language])
    first, last = told.scores.p_positive[0], told.scores.p_positive[1]
    assert first > last
    assert told.is_mixed[0]


def test_a_clause_knows_its_text_and_its_question():
    told = clause_scores(["Nothing", "Slow, and rude staff"], ["en", "en"], question="What went wrong?")
    assert told.text.tolist() == [0, 1]
    assert told.scores.p_positive[0] > 0.8
    assert clause_scores([], []).is_mixed.shape == (0,)
