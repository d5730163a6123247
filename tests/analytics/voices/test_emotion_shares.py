"""Shares of emotions: interval and test against published and independent values, and how often noise is a finding."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2_contingency

from analytics.intervals import Estimate, wilson
from analytics.voices.emotion_names import EMOTIONS
from analytics.voices.emotion_shares import agreement, emotion_shares, share_difference


def estimate(hits: int, n: int, *, effect: float = 1.0) -> Estimate:
    return Estimate(hits / n, *wilson(hits / effect, n / effect), n, n, effect)


def test_the_interval_matches_newcombe_1998():
    """Statistics in Medicine 17, 873-890, table II, contrast (a), method 10: 56/70 against 48/80."""
    change, low, high, _ = share_difference(estimate(56, 70), estimate(48, 80))
    assert (change, low, high) == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4)


@pytest.mark.parametrize(("one", "other"), [((56, 70), (48, 80)), ((12, 100), (300, 1500)), ((40, 90), (40, 95))])
def test_the_test_is_pearsons_without_clusters(one, other):
    table = [[hits, n - hits] for hits, n in (one, other)]
    p = share_difference(estimate(*one), estimate(*other))[3]
    assert p == pytest.approx(chi2_contingency(table, correction=False).pvalue, abs=1e-9)


def test_a_design_effect_divides_the_counts_of_rao_and_scott():
    plain = share_difference(estimate(28, 35), estimate(24, 40))
    clustered = share_difference(estimate(56, 70, effect=2.0), estimate(48, 80, effect=2.0))
    assert clustered == pytest.approx(plain)


def test_too_few_expected_hits_are_not_tested():
    assert share_difference(estimate(0, 20), estimate(50, 500)) is None
    assert share_difference(estimate(0, 60), estimate(50, 500)) is not None


def sums(rng: np.random.Generator, *, n_clusters: int, share: dict[str, float], spread: float = 0.0) -> pd.DataFrame:
    """Two comments per cluster on either side; `share` per emotion; clusters lean to one side by `spread`."""
    rows = [("", cluster, 2, 2) for cluster in range(n_clusters)]
    for emotion, p in share.items():
        lean = np.clip(p + spread * rng.choice([-1, 1], n_clusters), 0, 1)
        hits = rng.binomial(2, lean), rng.binomial(2, lean)
        rows += [(emotion, cluster, int(hits[0][cluster]), int(hits[1][cluster])) for cluster in range(n_clusters)]
    return pd.DataFrame(rows, columns=["emotion", "cluster_group", "n_chosen", "n_rest"])


@pytest.mark.parametrize("spread", [0.0, 0.15])
def test_noise_is_rarely_called_a_difference(spread):
    rng = np.random.default_rng(11)
    share = dict.fromkeys(EMOTIONS, 0.2)
    found = [emotion_shares(sums(rng, n_clusters=80, share=share, spread=spread)) for _ in range(80)]
    assert np.mean([any(one.is_real for one in shares) for shares in found]) <= 0.08
    assert np.mean([one.p < 0.05 for shares in found for one in shares]) <= 0.07


def test_every_emotion_has_a_row_and_the_most_frequent_leads():
    shares = emotion_shares(sums(np.random.default_rng(1), n_clusters=40, share={"worry": 0.5, "joy": 0.1}))
    assert {one.emotion for one in shares} == set(EMOTIONS)
    assert shares[0].emotion == "worry"
    assert (shares[-1].n_hits, shares[-1].n) == (0, 80)


def test_without_other_comments_there_is_a_share_and_no_claim():
    frame = pd.DataFrame({"emotion": ["", "joy"], "cluster_group": [0, 0], "n_chosen": [30, 10], "n_rest": [0, 0]})
    joy = emotion_shares(frame)[0]
    assert (joy.share.value, joy.rest, joy.is_real) == (pytest.approx(1 / 3), None, False)


def test_few_comments_have_no_share():
    frame = pd.DataFrame({"emotion": ["", "joy"], "cluster_group": [0, 0], "n_chosen": [4, 2], "n_rest": [0, 0]})
    assert emotion_shares(frame, min_n=5)[0].share is None
    empty = emotion_shares(frame.iloc[:0], min_n=5)
    assert [one.share for one in empty] == [None] * len(EMOTIONS)


def test_agreement_is_measured_from_ten_answers_on():
    rows = pd.DataFrame({"emotion": ["anger", "joy"], "n_hit": [8, 81], "n_false": [1, 182], "n_missed": [0, 2]})
    told = {one.emotion: one for one in agreement(rows)}
    assert (told["anger"].value, told["anger"].n) == (None, 9)
    # Newcombe (1998), Statistics in Medicine 17, 857-872, table I: 81/263, score interval
    assert (told["joy"].low, told["joy"].high) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert told["worry"].n == 0
