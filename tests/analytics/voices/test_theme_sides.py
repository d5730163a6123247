"""Themes of two sides: what is counted, what impact differs by, and worlds without a difference."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.voices.impact import theme_impacts
from analytics.voices.theme_sides import impact_contrasts, theme_contrasts
from benchmarks.voice_sides import THEMES, voice_rates, voices_of


def test_shares_are_of_comments_and_of_mentions():
    rng = np.random.default_rng(1)
    one, two = (voices_of(80, (0.3, 0.3, 0.05), rng, first=first) for first in (0, 500))
    found = {(row.measure, row.key): row for row in theme_contrasts(one, two)}
    for theme in THEMES[:3]:
        mine = one[1][one[1]["theme_id"] == theme]
        assert found["mentions", theme].value == pytest.approx(mine["n_mentions"].sum() / one[0]["n"].sum())
        assert found["mentions", theme].n == one[0]["n"].sum()
        assert found["negative", theme].n == mine["n_mentions"].sum()
    assert found["negative", "price"].other == pytest.approx(
        two[1].query("theme_id == 'price'")["n_negative"].sum()
        / two[1].query("theme_id == 'price'")["n_mentions"].sum()
    )


def test_a_theme_that_one_side_speaks_of_more_is_found():
    rng = np.random.default_rng(2)
    one = voices_of(150, (0.4, 0.3, 0.1), rng)
    two = voices_of(150, (0.2, 0.3, 0.1), rng, first=500)
    real = {(row.measure, row.key) for row in theme_contrasts(one, two) if row.is_real}
    assert real == {("mentions", "price")}


def test_a_theme_of_few_mentions_is_left_out_and_a_silent_side_is_not_compared():
    comments = pd.DataFrame({"cluster_group": range(40), "n": 1})
    rare = pd.DataFrame({"theme_id": "rare", "cluster_group": range(7), "n_mentions": 1, "n_negative": 1, "s": -1.0})
    often = pd.DataFrame({"theme_id": "often", "cluster_group": range(20), "n_mentions": 1, "n_negative": 1, "s": -1.0})
    other = comments.assign(cluster_group=range(40, 80))
    found = theme_contrasts((comments, pd.concat([rare, often])), (other, rare.head(0)))
    assert {row.key for row in found} == {"often"}
    assert [(row.measure, row.other, row.verdict) for row in found] == [
        ("mentions", 0.0, "likely_real"), ("negative", None, "too_few"),
    ]  # fmt: skip


def scored(rng: np.random.Generator, effect: float, n: int = 400):
    responses = pd.DataFrame({"response": range(n), "cluster": range(n)})
    said = rng.random(n) < 0.3
    score = np.clip(70 - effect * said + rng.normal(0, 15, n), 0, 100)
    mentions = pd.DataFrame({"response": np.flatnonzero(said), "theme": "waiting", "sentiment": "negative"})
    return theme_impacts(responses.assign(score=score), mentions).impacts


def test_the_difference_of_two_impacts_is_welchs_test_from_summary_figures():
    rng = np.random.default_rng(4)
    one, two = scored(rng, 20), scored(rng, 5, n=250)
    found = impact_contrasts(one, two)[0]
    a, b = one[0], two[0]
    se = np.hypot(a.se, b.se)
    df = se**4 / (a.se**4 / a.df + b.se**4 / b.df)
    assert found.change == pytest.approx(a.value - b.value)
    assert found.p == pytest.approx(2 * stats.t.sf(abs(found.change) / se, df))
    assert found.high - found.low == pytest.approx(2 * stats.t.ppf(0.975, df) * se)
    assert (found.n, found.n_other) == (a.n, b.n)
    assert a.high - a.low == pytest.approx(2 * stats.t.ppf(0.975, a.df) * a.se), "se and df are those of the interval"


def test_an_impact_that_one_side_cannot_measure_is_not_compared():
    rng = np.random.default_rng(5)
    few = theme_impacts(
        pd.DataFrame({"response": range(40), "cluster": range(40), "score": rng.normal(60, 10, 40)}),
        pd.DataFrame({"response": range(4), "theme": "waiting", "sentiment": "negative"}),
    )
    assert impact_contrasts(scored(rng, 20), few.impacts) == ()


def test_without_a_difference_hardly_any_impact_is_called():
    rng = np.random.default_rng(7)
    found = [impact_contrasts(scored(rng, 10), scored(rng, 10))[0] for _ in range(100)]
    assert np.mean([one.is_real for one in found]) <= 0.08, "one test a world: .05, and room for 100 draws"


def test_without_a_difference_false_calls_stay_under_five_in_a_hundred():
    covered, rows, worlds, months = voice_rates(range(60))
    assert rows.trials > 600
    assert covered.holds
    assert max(rows.value, worlds.value, months.value) <= 0.05
