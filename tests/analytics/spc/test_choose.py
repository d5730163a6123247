"""The chart follows from the data, with the reason as a code."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.spc.charts import Counts, Subgroups, Values, chart
from analytics.spc.choose import MEASURES, choice
from analytics.spc.model import Chart, NoChart


def ratings(rng, n, *, periods=24, between=0.0):
    period = np.repeat(np.arange(periods), n)
    return Subgroups.of_values(rng.normal(70 + rng.normal(0, 1, periods)[period] * between, 10), period)


RNG = np.random.default_rng(7)
CASES = [
    ("number", Values.of(RNG.normal(size=30)), "i", "one_number"),
    ("number", Values.of(RNG.normal(size=11)), "run", "few_points"),
    ("ratings", ratings(RNG, 20), "xbar_s", "ratings"),
    ("ratings", ratings(RNG, 20, between=6.0), "imr_s", "ratings_between"),
    ("ratings", ratings(RNG, 3), "i", "few_ratings"),
    ("share", Counts.of(RNG.binomial(60, 0.2, 30), 60), "p", "share"),
    ("share", Counts.of(RNG.binomial(900, RNG.beta(20, 80, 30)), 900), "p_prime", "share_overdispersed"),
    ("share", Counts.of(RNG.binomial(5000, 0.2, 30), 5000), "p_prime", "share_large_n"),
    ("rate", Counts.of(RNG.poisson(12, 30), 4.5), "u", "rate"),
    ("rate", Counts.of(RNG.negative_binomial(4, 0.1, 30), 4.5), "u_prime", "rate_overdispersed"),
    ("count", Counts.of(RNG.poisson(9, 30)), "c", "count"),
    ("count", Counts.of(RNG.poisson(0.2, 60)), "t", "rare_events"),
    ("between", Values.of(RNG.geometric(0.02, 30) - 1), "g", "between_events"),
    ("time_between", Values.of(RNG.exponential(9, 30)), "t", "time_between_events"),
    ("duration", Values.of(RNG.lognormal(1, 1, 60)), "i_log", "duration_skewed"),
    ("duration", Values.of(RNG.normal(50, 5, 60)), "i", "duration_even"),
    ("ratings", Subgroups.of(RNG.normal(70, 2, 24), [30]), "i", "one_number"),  # spread within unknown
]


@pytest.mark.parametrize(("measure", "data", "kind", "code"), CASES)
def test_the_chart_follows_from_the_data(measure, data, kind, code):
    found = choice(measure, data)
    assert (found.kind, found.code) == (kind, code)
    assert found.facts["n_points"] == len(data)
    assert kind not in found.others
    assert measure in MEASURES


@pytest.mark.parametrize(("measure", "data", "kind", "code"), CASES)
def test_what_is_proposed_and_what_is_offered_can_be_drawn(measure, data, kind, code):
    found = choice(measure, data)
    kinds = [*found.others, found.fallback if found.needs else found.kind]
    needs_spread = ("xbar_s", "xbar_r", "ewma", "cusum") if code == "one_number" and measure == "ratings" else ()
    assert all(isinstance(chart(one, data), Chart) for one in kinds if one not in needs_spread), kinds


def test_rare_events_say_what_they_need_and_what_can_be_drawn_meanwhile():
    found = choice("rate", Counts.of(RNG.poisson(0.3, 40), 100))
    assert (found.kind, found.needs, found.fallback) == ("t", "time_between", "u")


def test_periods_without_a_count_are_no_counts():
    counts = RNG.poisson(9.0, 40).astype(float)
    counts[[3, 7, 8]] = np.nan
    found = choice("count", Counts.of(counts))
    assert (found.kind, found.facts["n_points"]) == ("c", 37)
    assert choice("rate", Counts.of(counts, 3)).facts["mean_count"] == pytest.approx(np.nanmean(counts))


def test_bad_data_give_a_reason_instead_of_a_chart():
    assert choice("number", Values.of([1.0, 2, 3])).code == "too_few_points"
    assert choice("number", Values.of([])).code == "no_values"
    assert isinstance(choice("share", Counts.of([1, 2, -3], 9)), NoChart)


def test_stable_ratings_are_seldom_taken_for_more_than_the_spread_within():
    rng = np.random.default_rng(0)
    kinds = [choice("ratings", ratings(rng, 12)).kind for _ in range(400)]
    assert 0.02 < kinds.count("imr_s") / 400 < 0.09  # one-sided .05


def test_a_design_effect_of_two_is_seen_in_half_of_two_year_charts():
    rng = np.random.default_rng(1)
    between = 10 / np.sqrt(20)  # as large as the noise of a mean of 20 answers
    kinds = [choice("ratings", ratings(rng, 20, between=between)).kind for _ in range(200)]
    assert kinds.count("imr_s") / 200 > 0.5
