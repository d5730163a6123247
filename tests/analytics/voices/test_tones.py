"""Tones as weights: shares of tones found again, and impacts neither too small nor called where there are none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.voices.impact import Impact, theme_impacts
from analytics.voices.mention_columns import SENTIMENTS
from analytics.voices.tones import tone_weights, weighed_mentions
from benchmarks.rates import Rate
from benchmarks.theme_impacts import COVERED
from errors import BadInput

PLACES = np.array([[-1.0, 0.0], [0.0, 1.6], [1.0, 0.0]])  # where a reader sees negative, neutral, positive; spread 1
SHARES = np.array([0.6, 0.15, 0.25])
COLUMNS = ["p_negative", "p_neutral", "p_positive"]


def read(tone: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Probabilities of a reader who knows how tones look and takes them for equally frequent (Bayes)."""
    seen = PLACES[tone] + rng.normal(size=(len(tone), 2))
    away = np.square(seen[:, None] - PLACES[None]).sum(axis=2)
    likely = np.exp(-away / 2)
    return likely / likely.sum(axis=1, keepdims=True)


def test_the_shares_of_tones_are_found_and_the_probabilities_are_those_of_bayes():
    rng = np.random.default_rng(1)
    tone = rng.choice(3, 6000, p=SHARES)
    told = read(tone, rng)
    found = tone_weights(told)
    known = told * SHARES / (told * SHARES).sum(axis=1, keepdims=True)
    assert np.abs(told.mean(axis=0) - SHARES).max() > 0.1
    assert found.mean(axis=0) == pytest.approx(SHARES, abs=0.03)
    assert np.abs(found - known).max() < 0.1


def test_few_mentions_move_little_and_none_nothing():
    told = np.array([[0.2, 0.5, 0.3]])
    assert tone_weights(told) == pytest.approx(told, abs=0.01)
    assert tone_weights(np.zeros((0, 3))).shape == (0, 3)


@given(st.lists(st.tuples(*[st.floats(0.001, 1)] * 3), min_size=1, max_size=30))
@settings(max_examples=50)
def test_weights_are_probabilities_and_equal_mentions_have_equal_ones(rows):
    told = np.array(rows) / np.array(rows).sum(axis=1, keepdims=True)
    found = tone_weights(np.vstack([told, told]))
    assert found.sum(axis=1) == pytest.approx(1)
    assert (found >= 0).all()
    assert found[: len(told)] == pytest.approx(found[len(told) :])


def blurred(seed: int, points: float, *, weighed: bool, n: int = 500) -> Impact:
    """Negative mentions of waiting cost `points`; a reader sees their tone dimly. Impact of the negative ones."""
    rng = np.random.default_rng(seed)
    customer, said = rng.integers(0, 60, n), rng.random(n) < 0.5
    tone = rng.choice(3, n, p=SHARES)
    score = 70 + rng.normal(0, 5, 60)[customer] + rng.normal(0, 12, n) - points * (said & (tone == 0))
    told = pd.DataFrame(read(tone, rng), columns=COLUMNS).assign(response=np.arange(n), theme="waiting")[said]
    tones = np.array(SENTIMENTS)[told[COLUMNS].to_numpy().argmax(axis=1)]
    mentions = weighed_mentions(told) if weighed else told[["response", "theme"]].assign(sentiment=tones)
    responses = pd.DataFrame({"response": np.arange(n), "score": score, "cluster": customer})
    return theme_impacts(responses, mentions).of("waiting", "negative")


def test_impacts_of_dimly_read_tones_are_whole_with_weights_and_too_small_without():
    planted = -15 * 0.5 * SHARES[0]
    weighed, likeliest = ([blurred(seed, 15, weighed=way) for seed in range(120)] for way in (True, False))
    assert np.mean([row.value for row in weighed]) == pytest.approx(planted, rel=0.07)
    assert np.mean([row.value for row in likeliest]) > 0.75 * planted
    covered, without = (sum(row.low <= planted <= row.high for row in rows) for rows in (weighed, likeliest))
    assert Rate("covered", covered, 120, *COVERED).holds
    assert without < 0.7 * 120
    assert np.mean([row.high - row.low for row in weighed]) > np.mean([row.high - row.low for row in likeliest])


def test_nothing_is_called_where_mentions_do_not_matter():
    rows = [blurred(seed, 0, weighed=True) for seed in range(100, 200)]
    assert sum(row.p < 0.05 for row in rows) <= 10  # binomial(100, .05): 10 or fewer in 99 of 100 draws


def test_sure_weights_give_what_no_weights_give_and_the_surest_of_a_response_counts():
    n = 100
    responses = pd.DataFrame({"response": range(n), "score": np.arange(n) % 37 + 40.0, "cluster": range(n)})
    plain = pd.DataFrame({"response": range(0, n, 3), "theme": "price", "sentiment": "negative"})
    faint = plain.assign(weight=0.2)
    assert theme_impacts(responses, plain) == theme_impacts(responses, pd.concat([plain.assign(weight=1.0), faint]))
    assert theme_impacts(responses, faint).of("price", "negative").status == "rare"


@pytest.mark.parametrize("weight", [-0.1, 1.1, float("nan")])
def test_a_weight_is_a_probability(weight):
    responses = pd.DataFrame({"response": range(30), "score": 50.0, "cluster": range(30)})
    mentions = pd.DataFrame({"response": [1], "theme": "price", "sentiment": "negative", "weight": weight})
    with pytest.raises(BadInput):
        theme_impacts(responses, mentions)
