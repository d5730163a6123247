"""Series of period means with their intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.clusters import cluster_table, jackknife_means
from analytics.intervals import CONFIDENCE, t_quantile
from analytics.scores import Nps, NpsKind, nps


@dataclass(frozen=True)
class PeriodMean:
    """One period of a trend; figures are None where fewer than the minimum answered, ends where no interval exists."""

    period: pd.Timestamp
    mean: float | None
    low: float | None
    high: float | None
    n: int
    n_clusters: int
    hidden: bool
    low_n: bool


def period_means(
    series: pd.DataFrame,
    *,
    bounds: tuple[float, float] = (0.0, 100.0),
    min_n: int = 5,
    low_n: int = 30,
) -> tuple[PeriodMean, ...]:
    """Mean per period in time order, with the delete-one-cluster jackknife.

    Parameters
    ----------
    series : one row per (period_start, cluster_group): n, s. One measure on one scale only.
    bounds : ends of the scale of s; intervals are cut there.

    Examples
    --------
    >>> series = pd.DataFrame({"period_start": pd.Timestamp("2026-01-01"), "cluster_group": range(3), "n": 2,
    ...     "s": [100.0, 120.0, 140.0]})
    >>> period_means(series)[0].mean
    60.0
    """
    if series.empty:
        return ()
    periods = pd.DatetimeIndex(np.sort(pd.to_datetime(series["period_start"]).unique()))
    codes = periods.get_indexer(pd.DatetimeIndex(pd.to_datetime(series["period_start"])))
    table = cluster_table(series.assign(period_no=codes), "period_no")
    order = np.argsort([int(key) for key in table.keys])
    means = jackknife_means(table.n[order], table.s[order])
    half = t_quantile(0.5 + CONFIDENCE / 2, means.df) * means.se
    low, high = np.clip(means.value - half, *bounds), np.clip(means.value + half, *bounds)
    answers = table.n[order].sum(axis=1).astype(int)
    return tuple(
        _period(period, answers[i], means.value[i], low[i], high[i], int(means.n_clusters[i]), min_n, low_n)
        for i, period in enumerate(periods)
    )


def _period(
    period: pd.Timestamp, n: int, mean: float, low: float, high: float, n_clusters: int, min_n: int, low_n: int
) -> PeriodMean:
    if n < min_n:
        return PeriodMean(period, None, None, None, int(n), n_clusters, True, False)
    known = bool(np.isfinite(low))
    return PeriodMean(
        period,
        float(mean),
        float(low) if known else None,
        float(high) if known else None,
        int(n),
        n_clusters,
        False,
        bool(n < low_n),
    )


def nps_series(series: pd.DataFrame, *, kind: NpsKind) -> tuple[tuple[pd.Timestamp, Nps], ...]:
    """NPS per period in time order; one row per (period_start, cluster_group): n, promoters, detractors."""
    periods = series.assign(period_start=pd.to_datetime(series["period_start"])).groupby("period_start", sort=True)
    return tuple((_timestamp(period), nps(rows, kind=kind)) for period, rows in periods)


def _timestamp(value: Any) -> pd.Timestamp:
    return pd.Timestamp(value)
