"""Whether a theme moves slowly: the straight line through all periods, where no single step is beyond chance.

docs/methods/voices-compared.md states the formula, its assumptions and its limits.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.compare import FALSE_DISCOVERY_RATE
from analytics.fdr import bh_q_values
from analytics.intervals import CONFIDENCE, t_quantile, two_sided_p

MIN_PERIODS: Final = 4
MIN_CLUSTERS: Final = 8

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Drift:
    """What the line through all periods changes from the first to the last.

    Attributes
    ----------
    change, low, high : in the unit of the figure (share 0 to 1, or points of net sentiment), with the 95 % interval.
    first, last : first day of the periods it runs between; n : comments; n_clusters : customers behind them.
    q : after false-discovery control over the drifts of both figures.
    """

    change: float
    low: float
    high: float
    p: float
    q: float
    first: pd.Timestamp
    last: pd.Timestamp
    n_periods: int
    n: int
    n_clusters: int

    @property
    def is_real(self) -> bool:
        """Beyond chance at the false-discovery rate of the house."""
        return self.q < FALSE_DISCOVERY_RATE


def theme_drifts(
    counts: pd.DataFrame,
    *,
    min_n: int = 8,
    share_breaks: Collection[pd.Timestamp] = (),
    sentiment_breaks: Collection[pd.Timestamp] = (),
) -> tuple[Drift | None, Drift | None]:
    """The drift of the share of a theme and of its sentiment; None where there are too few periods or customers.

    Least squares of single comments on time, with the delete-one-cluster jackknife; only the periods since the
    reading last changed count, and of these the ones with enough comments.

    Parameters
    ----------
    counts : one row per period_start and cluster_group: n comments with content, n_mentions of the theme among them,
        s = sum of the net sentiment (-1 to 1) of the mentions.
    min_n : periods with fewer comments (for sentiment: fewer mentions) are left out.

    Examples
    --------
    >>> months = pd.date_range("2026-01-01", periods=6, freq="MS")
    >>> counts = pd.DataFrame({"period_start": np.repeat(months, 20), "cluster_group": list(range(20)) * 6, "n": 1,
    ...     "n_mentions": 1, "s": np.repeat(np.linspace(0.4, -0.6, 6), 20)})
    >>> counts["s"] += np.random.default_rng(1).normal(0, 0.1, 120)
    >>> share, sentiment = theme_drifts(counts)
    >>> share, round(sentiment.change / 10), sentiment.is_real
    (None, -10, True)
    """
    rows = counts.assign(period=pd.to_datetime(counts["period_start"]))
    share = _drift(rows.assign(s=rows["n_mentions"]), min_n, share_breaks)
    tone = _drift(rows.assign(n=rows["n_mentions"], s=100.0 * rows["s"]), min_n, sentiment_breaks)
    found = [one for one in (share, tone) if one is not None]
    q = iter(bh_q_values([one.p for one in found])) if found else iter(())
    judged = [None if one is None else replace(one, q=float(next(q))) for one in (share, tone)]
    return judged[0], judged[1]


def _drift(rows: pd.DataFrame, min_n: int, breaks: Collection[pd.Timestamp]) -> Drift | None:
    since = max(breaks, default=pd.Timestamp.min)
    rows = rows[(rows["n"] > 0) & (rows["period"] >= since)]
    sizes = rows.groupby("period")["n"].sum()
    known = sizes.index[sizes >= min_n]
    rows = rows[rows["period"].isin(known)]
    clusters = rows["cluster_group"].nunique()
    if len(known) < MIN_PERIODS or clusters < MIN_CLUSTERS:
        return None
    days = (rows["period"] - known[0]).dt.days.to_numpy(float)
    n, s = rows["n"].to_numpy(float), rows["s"].to_numpy(float)
    sums = pd.DataFrame({"n": n, "t": n * days, "tt": n * days**2, "s": s, "ts": days * s})
    by_cluster = sums.groupby(rows["cluster_group"].to_numpy()).sum().to_numpy()
    span = float((known[-1] - known[0]).days)
    slope, without = _slope(by_cluster.sum(axis=0)), _slope(by_cluster.sum(axis=0) - by_cluster)
    change, left = float(slope) * span, without[np.isfinite(without)] * span
    se = float(np.sqrt((len(left) - 1) / len(left) * np.square(left - left.mean()).sum()))
    if not np.isfinite(change) or se <= 1e-12:
        return None
    half = float(t_quantile(0.5 + CONFIDENCE / 2, clusters - 1.0)) * se
    p = float(two_sided_p(np.array(change / se), np.array(clusters - 1.0)))
    return Drift(change, change - half, change + half, p, p, known[0], known[-1], len(known), int(n.sum()), clusters)


def _slope(sums: Floats) -> Floats:
    """Slope of s on t from sums of n, nt, ntt, s, ts; NaN where all comments are of one time."""
    n, t, tt, s, ts = np.moveaxis(np.asarray(sums, dtype=float), -1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = tt - t * t / n
        return np.where(spread > 0, (ts - t * s / n) / spread, np.nan)
