"""Series of period means and their breaks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.intervals import clustered_mean
from analytics.trend import nps_series, period_means

MONTHS = pd.to_datetime(["2026-01-01", "2026-02-01", "2026-03-01"])


def series() -> pd.DataFrame:
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({"period_start": np.repeat(MONTHS, 12), "cluster_group": list(range(12)) * 3, "n": 4})
    return frame.assign(s=rng.normal(70, 10, 36) * 4, promoters=2, detractors=rng.integers(0, 3, 36))


def test_each_period_is_a_clustered_mean_of_its_own():
    frame = series()
    for point in period_means(frame.sample(frac=1, random_state=1)):
        alone = clustered_mean(frame[frame["period_start"] == point.period])
        assert point.mean == pytest.approx(alone.value)
        assert (point.low, point.high) == pytest.approx((alone.low, alone.high))
    assert [point.period for point in period_means(frame)] == list(MONTHS)


def test_thin_periods_are_hidden_or_marked():
    frame = series()
    thin = frame[(frame["period_start"] != MONTHS[1]) | (frame["cluster_group"] == 0)]
    hidden, first = period_means(thin)[1], period_means(thin, low_n=60)[0]
    assert (hidden.hidden, hidden.mean, hidden.n) == (True, None, 4)
    assert (first.hidden, first.low_n) == (False, True)
    assert period_means(frame.head(0)) == ()


def test_a_period_of_one_account_has_no_interval():
    point = period_means(series().query("cluster_group == 0"), min_n=1)[0]
    assert (point.mean is None, point.low, point.high) == (False, None, None)


def test_nps_series_is_in_time_order():
    scores = nps_series(series().sample(frac=1, random_state=3), kind="relationship")
    assert [period for period, _ in scores] == list(MONTHS)
    assert all(-100 <= score.low <= score.score <= score.high <= 100 for _, score in scores)
