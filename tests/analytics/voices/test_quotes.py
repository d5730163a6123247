"""Quotes: typical first, no repetitions, no bare masks, the same whatever the order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.voices.quotes import length_weight, representative_quotes, size
from errors import BadInput

WAITING = [
    "We waited more than two hours until somebody came to help us.",
    "Waited two hours until somebody came to help us, much too long.",
    "Two hours of waiting, then somebody finally came to help.",
    "Nobody told us how long the repair would take or who was on it.",
    "The queue at the counter was endless and only one desk was open.",
]


def test_the_first_quote_is_the_most_typical_and_the_next_is_about_something_else():
    angles = np.radians([0, 4, 8, 12, 80, 85])
    vectors = np.column_stack([np.cos(angles), np.sin(angles)])
    texts = [f"comment number {word} with enough words to be quoted here" for word in ("a", "b", "c", "d", "e", "f")]
    middle = vectors.mean(axis=0) / np.linalg.norm(vectors.mean(axis=0))
    quotes = representative_quotes(texts, k=2, vectors=vectors)
    assert quotes[0].index == int((vectors @ middle).argmax()) == 3
    assert quotes[0].centrality == pytest.approx(float(vectors[3] @ middle))
    assert quotes[1].index in (4, 5)
    assert quotes[1].overlap == pytest.approx(float(vectors[3] @ vectors[quotes[1].index]))
    assert "central" in quotes[0].reasons
    assert "varied" in quotes[1].reasons


def test_a_doubtful_text_gives_way_to_a_sure_one_and_the_sure_one_says_so():
    vectors = np.ones((5, 3))
    confidence = np.array([0.3, 0.95, 0.4, 0.5, 0.6])
    (quote,) = representative_quotes(WAITING, k=1, vectors=vectors, confidence=confidence)
    assert quote.index == 1
    assert "confident" in quote.reasons
    (unknown,) = representative_quotes(WAITING, k=1, vectors=vectors)
    assert "confident" not in unknown.reasons


def test_neither_a_word_nor_a_novel_is_quoted_where_a_sentence_is_there():
    texts = ["Slow.", "slow " * 150, "The answer to our ticket took nine days and nobody called us."]
    (quote,) = representative_quotes(texts, k=1, vectors=np.ones((3, 2)))
    assert quote.index == 2
    assert "good_length" in quote.reasons


def test_chinese_length_counts_characters():
    assert size("\u7b49\u4e86\u4e24\u4e2a\u5c0f\u65f6\u624d\u6709\u4eba\u63a5") == pytest.approx(6.0)
    sentence = "\u7b49\u4e86\u4e24\u4e2a\u5c0f\u65f6\u624d\u6709\u4eba\u63a5\u7535\u8bdd\u8fd8\u6ca1\u4eba\u9053\u6b49"
    assert length_weight([sentence])[0] == 1.0
    assert length_weight(["\u597d"])[0] == pytest.approx(0.2)


def test_texts_of_masks_alone_are_never_quoted():
    texts = [
        "[phone]",
        "*** [e-mail]",
        "[\u7535\u8bdd]",
        "!!!",
        "12345",
        "",
        "They never called back on [phone] as promised to us.",
    ]
    quotes = representative_quotes(texts, k=7)
    assert [quote.index for quote in quotes] == [6]
    assert representative_quotes(texts[:-1]) == ()


def test_repetitions_count_once():
    quotes = representative_quotes([*WAITING, *WAITING, WAITING[0].replace(" ", "  ")], k=20)
    assert len(quotes) == len({quote.index for quote in quotes}) == len(WAITING)
    assert max(quote.index for quote in quotes) < len(WAITING)


def test_without_vectors_words_decide():
    first, second = representative_quotes(WAITING, k=2)
    assert first.index in (0, 1, 2)
    assert second.index in (3, 4)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_the_same_quotes_in_whatever_order(data: st.DataObject):
    n = data.draw(st.integers(2, 12))
    rng = np.random.default_rng(data.draw(st.integers(0, 999)))
    texts = [f"{word} was late and nobody told us why it was so" for word in rng.choice(list("abcdefghij"), n)]
    vectors = {text: rng.normal(size=8) for text in texts}
    confidence = {text: float(rng.random()) for text in texts}
    order = data.draw(st.permutations(range(n)))

    def chosen(said: list[str]) -> list[str]:
        given_vectors = np.array([vectors[text] for text in said])
        sure = np.array([confidence[text] for text in said])
        quotes = representative_quotes(said, k=4, vectors=given_vectors, confidence=sure)
        assert len(quotes) == min(4, len(set(said)))
        assert all(quote.reasons for quote in quotes)
        return [said[quote.index] for quote in quotes]

    assert chosen(texts) == chosen([texts[number] for number in order])


def test_very_many_texts_without_vectors_are_thinned_out_evenly():
    texts = [f"the {number:05d} time that we waited for an answer to our question" for number in range(9000)]
    quotes = representative_quotes(texts, k=3)
    assert len(quotes) == 3
    assert all(quote.index % 3 == 0 for quote in quotes)


def test_what_cannot_be_used_is_refused_in_a_sentence():
    with pytest.raises(BadInput, match="Give one row per text"):
        representative_quotes(WAITING, vectors=np.ones((2, 3)))
    with pytest.raises(BadInput, match="at least one quote"):
        representative_quotes(WAITING, k=0)


def test_a_complaint_with_one_friendly_clause_is_no_praise_while_enough_others_are_there():
    texts = [f"They helped us on day {word} and it went well for everybody" for word in ("one", "two", "six", "ten")]
    is_mixed = np.array([True, False, False, False])
    vectors = np.ones((4, 2))
    first = representative_quotes(texts, k=1, vectors=vectors)
    assert [quote.index for quote in first] == [0], "without the rule the complaint would lead"
    quotes = representative_quotes(texts, k=3, vectors=vectors, is_mixed=is_mixed)
    assert {quote.index for quote in quotes} == {1, 2, 3}
    few = representative_quotes(texts, k=3, vectors=vectors, is_mixed=np.array([True, True, False, False]))
    assert {quote.index for quote in few} == {2, 3}, "fewer quotes rather than one that says both"
    both = representative_quotes(texts, k=2, vectors=vectors, is_mixed=np.ones(4, dtype=bool))
    assert len(both) == 2, "where all say more than one thing, all are candidates"
    with pytest.raises(BadInput):
        representative_quotes(texts, k=1, is_mixed=is_mixed[:2])
