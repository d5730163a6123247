"""Themes learned from corrections: what the words missed is found, harm is refused, accuracy is the binomial one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.voices.suggest import accuracy, correction_matrix, hashed_features, learn_themes, missed
from errors import BadInput

N, D = 600, 16


@pytest.fixture(scope="module")
def world() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two themes that the features show plainly; the words find six in ten of the first, and tag one in ten wrongly."""
    rng = np.random.default_rng(7)
    truth = rng.random((N, 2)) < [0.4, 0.3]
    features = rng.normal(size=(N, D)) + 2.5 * (truth @ np.eye(2, D))
    has = truth.copy()
    has[:, 0] = np.where(truth[:, 0], rng.random(N) < 0.6, rng.random(N) < 0.1)
    return truth, features, has


def said_about(truth: np.ndarray, rows: range) -> np.ndarray:
    said = np.full(truth.shape, -1, dtype=np.int8)
    said[rows] = truth[rows]
    return said


def f1(truth: np.ndarray, tagged: np.ndarray) -> float:
    return 2 * (truth & tagged).sum() / (truth.sum() + tagged.sum())


def test_corrections_teach_what_the_words_do_not_know(world):
    truth, features, has = world
    model = learn_themes(has, features, said_about(truth, range(200)), random_state=0)
    assert model.is_followed[0]
    assert f1(truth[200:, 0], model.tags[200:, 0]) > f1(truth[200:, 0], has[200:, 0]) + 0.08


def test_missed_comments_are_mostly_right_and_come_in_order(world):
    truth, features, has = world
    said = said_about(truth, range(100))
    found = missed(learn_themes(has, features, said, random_state=0), has, said, ["a", "b"], most=30)
    first = found[found["theme_id"] == "a"]
    assert first["strength"].is_monotonic_decreasing
    assert first["text"].min() >= 100
    assert len(first) <= 30
    assert truth[first["text"], 0].mean() > 2 * truth[100:, 0][~has[100:, 0]].mean()


def test_without_corrections_the_words_decide_and_the_model_only_suggests(world):
    truth, features, has = world
    nothing = np.full(truth.shape, -1, dtype=np.int8)
    model = learn_themes(has, features, nothing, random_state=0)
    assert not model.is_followed.any()
    assert (model.tags == has).all()
    found = missed(model, has, nothing, ["a", "b"])
    assert truth[found.loc[found["theme_id"] == "a", "text"], 0].mean() > 0.5


def test_corrections_stand_and_do_not_count_as_the_model_s_own(world):
    truth, features, has = world
    said = said_about(~truth, range(40))
    model = learn_themes(has, features, said, random_state=0)
    assert (model.tags[:40] == ~truth[:40]).all()
    assert not (model.unaided[:40] == ~truth[:40]).all()


def test_a_model_without_signal_does_not_displace_right_words():
    rng = np.random.default_rng(3)
    truth = rng.random((400, 1)) < 0.3
    model = learn_themes(truth, rng.normal(size=(400, D)), said_about(truth, range(100)), random_state=0)
    assert f1(truth, model.tags) > 0.97


def test_the_same_seed_gives_the_same_model(world):
    truth, features, has = world
    said = said_about(truth, range(80))
    one, two = (learn_themes(has, features, said, random_state=5) for _ in range(2))
    assert np.array_equal(one.strength, two.strength)


def test_accuracy_has_the_published_wilson_interval():
    # 81 of 263: Newcombe (1998), Statistics in Medicine 17, 857-872, table I: .2553 to .3662.
    tagged = np.ones((263, 1), dtype=bool)
    said = np.array([[1]] * 81 + [[0]] * 182, dtype=np.int8)
    precision = accuracy(tagged, said, ["a"])[0].precision
    assert (round(precision.low, 4), round(precision.high, 4), precision.n) == (0.2553, 0.3662, 263)


def test_below_ten_corrections_nothing_is_measured():
    said = np.array([[1]] * 9 + [[0]] * 1, dtype=np.int8)
    found = accuracy(np.ones((10, 1), dtype=bool), said, ["a"])[0]
    assert found.precision.value == 0.9
    assert (found.recall.value, found.recall.n) == (None, 9)


def test_the_last_word_about_a_comment_counts_and_a_wrong_number_is_refused():
    rows = pd.DataFrame({"text": [0, 0, 1], "theme_id": ["a", "a", "gone"], "is_present": [True, False, True]})
    assert correction_matrix(rows, 2, ["a"]).tolist() == [[0], [-1]]
    with pytest.raises(BadInput):
        correction_matrix(rows.assign(text=9), 2, ["a"])


def test_hashed_features_put_like_spellings_near():
    features = hashed_features(["parking was full", "the parking is full", "lovely soup"], random_state=0)
    assert features.shape == (3, 256)
    assert features[0] @ features[1] > features[0] @ features[2]


@pytest.mark.parametrize("has", [np.zeros((40, 1), bool), np.ones((40, 1), bool)])
def test_words_that_find_nothing_or_everything_are_no_stumbling_block(has):
    said = np.array([[1], [0]] * 20, dtype=np.int8)
    model = learn_themes(has, np.random.default_rng(0).normal(size=(40, 4)), said, random_state=0)
    assert np.isfinite(model.strength).all()
