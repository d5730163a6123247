"""A theme over time: share of the comments, mean sentiment, and which step from one period to the next is real.

docs/methods/voices-compared.md states formulas, assumptions and limits.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analytics.clusters import cluster_table, jackknife_means
from analytics.intervals import CONFIDENCE, MIN_DF, Estimate, as_share, t_quantile
from analytics.voices.two_sides import Contrast, judged, mean_contrasts, share_contrasts

STEPS = {"month": pd.DateOffset(months=1), "week": pd.DateOffset(weeks=1)}
SAME_MIX = 0.5  # part of the comments that two periods must have in common in questions (or engines)


@dataclass(frozen=True)
class PeriodFigure:
    """One figure of one period; `step` against the period before, None where that one is missing or read otherwise.

    Attributes
    ----------
    value, low, high : share 0 to 1, or mean net sentiment -100 to 100; None where fewer than the minimum.
    n : comments it is a share or mean of; n_counted : those that speak of the theme.
    """

    period: pd.Timestamp
    value: float | None
    low: float | None
    high: float | None
    n: int
    n_counted: int
    hidden: bool
    step: Contrast | None


@dataclass(frozen=True)
class ThemeCourse:
    """Share of the comments with content that speak of a theme, and mean net sentiment of those, in time order."""

    share: tuple[PeriodFigure, ...]
    sentiment: tuple[PeriodFigure, ...]

    @property
    def n_real(self) -> int:
        """Steps beyond chance among all steps of both figures."""
        return sum(one.step is not None and one.step.is_real for one in (*self.share, *self.sentiment))


def theme_course(
    counts: pd.DataFrame,
    grain: str,
    *,
    min_n: int = 8,
    share_breaks: Collection[pd.Timestamp] = (),
    sentiment_breaks: Collection[pd.Timestamp] = (),
) -> ThemeCourse:
    """Figures per period, and each step with the false-discovery rate held over all steps of both figures.

    Parameters
    ----------
    counts : one row per period_start and cluster_group: n comments with content, n_mentions of the theme among them,
        s = sum of the net sentiment (-1 to 1) of the mentions.
    grain : "month" or "week".
    min_n : periods with fewer comments (for sentiment: fewer mentions) are hidden.
    share_breaks, sentiment_breaks : first days of periods whose step is not tested, because the reading changed.

    Examples
    --------
    >>> said = [1] * 4 + [0] * 36 + [1] * 20 + [0] * 20
    >>> counts = pd.DataFrame({"period_start": ["2026-01-01"] * 40 + ["2026-02-01"] * 40, "cluster_group": range(80),
    ...     "n": 1, "n_mentions": said, "s": [-0.5 * one for one in said]})
    >>> course = theme_course(counts, "month")
    >>> [one.value for one in course.share], course.share[1].step.verdict, course.sentiment[0].hidden
    ([0.1, 0.5], 'likely_real', True)
    """
    rows = counts.assign(key=pd.to_datetime(counts["period_start"]).dt.strftime("%Y-%m-%d"))
    shares = rows.assign(s=rows["n_mentions"])
    tones = rows.assign(n=rows["n_mentions"], s=100.0 * rows["s"])
    share_steps = share_contrasts(*_steps(shares, grain, share_breaks), measure="share", min_n=min_n)
    tone_steps = mean_contrasts(*_steps(tones, grain, sentiment_breaks), measure="sentiment", min_n=min_n)
    steps = {(one.measure, one.key): one for one in judged([*share_steps, *tone_steps])}
    share = {key: as_share(one) for key, one in _estimates(shares).items()}
    tone = {key: _within(one) for key, one in _estimates(tones[tones["n"] > 0]).items()}
    counted = shares.groupby("key")[["n", "n_mentions"]].sum().astype(int).reset_index()
    rows_of = list(counted.astype({"key": str}).itertuples(index=False, name=None))
    return ThemeCourse(
        tuple(_figure(key, share.get(key), n, said, steps.get(("share", key)), min_n) for key, n, said in rows_of),
        tuple(
            _figure(key, tone.get(key), said, said, steps.get(("sentiment", key)), min_n) for key, _n, said in rows_of
        ),
    )


def _estimates(rows: pd.DataFrame) -> dict[str, Estimate]:
    """Mean per period with what its interval is made of."""
    if rows.empty:
        return {}
    table = cluster_table(rows, "key")
    means, n = jackknife_means(table.n, table.s), table.n.sum(axis=1)
    figures = zip(table.keys, means.value, n, means.n_clusters, means.se, means.df, strict=True)
    return {
        key: Estimate(
            float(value), None, None, int(size), int(groups), None, float(se) if np.isfinite(se) else None, float(df)
        )
        for key, value, size, groups, se, df in figures
    }


def _within(mean: Estimate) -> Estimate:
    """The mean with its t interval, cut at the ends of the scale of net sentiment."""
    if mean.se is None or mean.df is None or mean.df < MIN_DF:
        return mean
    half = float(t_quantile(0.5 + CONFIDENCE / 2, mean.df)) * mean.se
    return replace(mean, low=max(-100.0, mean.value - half), high=min(100.0, mean.value + half))


def _steps(rows: pd.DataFrame, grain: str, breaks: Collection[pd.Timestamp]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of each period, and those of the period before under the key of the later one."""
    moved = (pd.to_datetime(rows["key"]) + STEPS[grain]).dt.strftime("%Y-%m-%d")
    before = rows.assign(key=moved)
    known = (set(rows["key"]) & set(moved)) - {f"{one:%Y-%m-%d}" for one in breaks}
    return rows[rows["key"].isin(known)], before[before["key"].isin(known)]


def _figure(key: str, said: Estimate | None, n: int, counted: int, step: Contrast | None, min_n: int) -> PeriodFigure:
    period = pd.Timestamp(key)
    if said is None or n < min_n:
        return PeriodFigure(period, None, None, None, int(n), int(counted), True, None)
    tested = step if step is not None and step.change is not None else None
    return PeriodFigure(period, said.value, said.low, said.high, int(n), int(counted), False, tested)


def mix_breaks(reading: pd.DataFrame, column: str, *, min_n: int = 8) -> tuple[pd.Timestamp, ...]:
    """Periods that have less than half of their comments in common with the period before, by what they come from.

    The common part of two periods is the sum over sources of the smaller of both shares: 0 where one question takes
    the place of another, 1 where two questions are asked as before.

    Parameters
    ----------
    reading : rows with period_start, `column` (a question, or the engine that read) and n comments.
    min_n : periods with fewer comments are passed over.

    Examples
    --------
    >>> reading = pd.DataFrame({"period_start": pd.to_datetime(["2026-01-01", "2026-02-01", "2026-03-01"]),
    ...     "engine": ["instant", "instant", "standard"], "n": [40, 30, 50]})
    >>> [f"{period:%B}" for period in mix_breaks(reading, "engine")]
    ['March']
    """
    if reading.empty:
        return ()
    counts = reading.pivot_table(
        index="period_start", columns=column, values="n", aggfunc="sum", fill_value=0
    ).sort_index()
    counts = counts[counts.sum(axis=1) >= min_n]
    shares = counts.div(counts.sum(axis=1), axis=0)
    common = shares.where(shares < shares.shift(), shares.shift()).sum(axis=1, min_count=1)
    return tuple(pd.Timestamp(period) for period in common.index[common < SAME_MIX])
