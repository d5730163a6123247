"""The line through all periods of a theme: against least squares of another library, and by chance alone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.voices.theme_drift import MIN_CLUSTERS, theme_drifts

MONTHS = pd.date_range("2025-11-01", periods=12, freq="MS")


def counts(rng: np.random.Generator, *, slope: float = 0.0, customers: int = 60, between: float = 0.2) -> pd.DataFrame:
    """Each customer speaks once a month or not; tones hang together within a customer."""
    level = rng.normal(0, between, customers)
    months, groups = np.repeat(np.arange(12), customers), np.tile(np.arange(customers), 12)
    rows = pd.DataFrame({"month": months, "cluster_group": groups})
    rows["s"] = level[rows["cluster_group"]] + slope * rows["month"] / 11 + rng.normal(0, 0.4, len(rows))
    rows = rows[rng.random(len(rows)) < 0.3]
    return rows.assign(period_start=MONTHS[rows["month"]], n=1, n_mentions=1)


def test_the_change_is_that_of_least_squares_on_single_comments():
    rows = counts(np.random.default_rng(1), slope=-0.4)
    _share, tone = theme_drifts(rows)
    days = (rows["period_start"] - MONTHS[0]).dt.days.to_numpy(float)
    said, span = 100 * rows["s"].to_numpy(), (MONTHS[-1] - MONTHS[0]).days
    slope, level = np.polyfit(days, said, 1)
    assert tone.change == pytest.approx(slope * span, rel=1e-9)
    # Liang & Zeger 1986: the sandwich of sums per customer
    design = np.column_stack([np.ones(len(days)), days])
    scores = pd.DataFrame(design * (said - level - slope * days)[:, None])
    scores = scores.groupby(rows["cluster_group"].to_numpy()).sum()
    bread = np.linalg.inv(design.T @ design)
    se = np.sqrt((bread @ (scores.T.to_numpy() @ scores.to_numpy()) @ bread)[1, 1])
    assert (tone.high - tone.low) / 2 == pytest.approx(2.0 * se * span, rel=0.1)
    assert tone.is_real
    assert tone.change < 0
    assert (tone.n_periods, tone.n) == (12, len(rows))


def test_without_a_trend_about_one_in_twenty_is_called_at_five_percent():
    called = [theme_drifts(counts(np.random.default_rng(seed)))[1].p < 0.05 for seed in range(300)]
    assert 0.025 <= np.mean(called) <= 0.085  # exact binomial 99 % interval of .05 at 300


def test_what_was_read_otherwise_before_does_not_count():
    rows = counts(np.random.default_rng(2))
    shifted = rows.assign(s=rows["s"] + np.where(rows["month"] < 5, 1.0, 0.0))
    assert theme_drifts(shifted)[1].is_real
    since = theme_drifts(shifted, sentiment_breaks=(MONTHS[5],))[1]
    assert (since.first, since.n_periods) == (MONTHS[5], 7)
    assert not since.is_real


def test_too_little_to_draw_a_line_through_gives_none():
    rows = counts(np.random.default_rng(3))
    assert theme_drifts(rows[rows["month"] < 3]) == (None, None)
    assert theme_drifts(rows[rows["cluster_group"] < MIN_CLUSTERS - 1]) == (None, None)
    assert theme_drifts(rows.iloc[:0]) == (None, None)
    assert theme_drifts(rows.assign(s=0.5))[1] is None, "a level without any spread has no interval"
