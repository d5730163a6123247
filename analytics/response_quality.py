"""Findings about answers with their intervals: shares of suspects and blanks, response rates, days beyond chance.

docs/methods/response-quality.md states the rules, their sources and limits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.fdr import bh_q_values
from analytics.intervals import wilson

Floats = NDArray[np.float64]
FALSE_DISCOVERY_RATE = 0.05
WINDOW_DAYS = 14
MIN_DAYS = 21
WEEKS_FOR_WEEKDAYS = 4
ROUNDS = 3
TRIMMED = 0.025  # share of the highest days that the dispersion leaves out, so that a spike cannot hide itself
KEPT_VARIANCE = 0.6  # what is left of a count's variance without them; by simulation, on the careful side


@dataclass(frozen=True)
class Share:
    """A share of `of` with its 95 % Wilson interval; all None where there is no base or it is smaller than n."""

    n: int
    of: int | None
    value: float | None
    low: float | None
    high: float | None


def share_of(n: int, of: int | None) -> Share:
    """n out of `of`.

    >>> found = share_of(81, 263)
    >>> round(found.value, 3), round(found.low, 4), round(found.high, 4)
    (0.308, 0.2553, 0.3662)
    >>> share_of(5, None).value, share_of(5, 4).value
    (None, None)
    """
    if of is None or of <= 0 or n > of:
        return Share(n, of, None, None, None)
    low, high = wilson(n, of)
    return Share(n, of, n / of, low, high)


def day_spikes(days: pd.DataFrame) -> pd.DataFrame:
    """Which days have more answers than the days around them explain.

    The count of a day is compared with a negative binomial whose mean is the level of the WINDOW_DAYS on either side
    times the weekday's usual share, the day itself left out. Its dispersion is the moment estimate over all days [1]_,
    widened by the uncertainty of the level; the upper tails P(Y >= n) go through false-discovery control. Days found
    are left out and the model is fitted again, up to ROUNDS times.

    Parameters
    ----------
    days : one row per day with answers: day (datetime64), n. Days that are absent had none.

    Returns
    -------
    One row per day from the first to the last: day, n, expected, q (nan when not tested), is_spike. Fewer than
    MIN_DAYS days are not tested.

    References
    ----------
    .. [1] Cameron & Trivedi (2013), Regression Analysis of Count Data, 2nd ed., section 3.3.

    Examples
    --------
    >>> calm = pd.DataFrame({"day": pd.date_range("2026-03-01", periods=40), "n": [9, 11, 10, 8, 12] * 8})
    >>> int(day_spikes(calm)["is_spike"].sum())
    0
    >>> busy = day_spikes(calm.assign(n=[*calm.n[:20], 60, *calm.n[21:]]))
    >>> busy.loc[busy["is_spike"], "n"].tolist()
    [60]
    """
    calendar = _calendar(days)
    n = calendar["n"].to_numpy(dtype=float)
    if len(n) < MIN_DAYS:
        return calendar.assign(expected=np.nan, q=np.nan, is_spike=False)
    weekday = calendar["day"].dt.day_of_week.to_numpy()
    usual = np.ones(len(n), dtype=bool)
    for _round in range(ROUNDS):
        expected, spread = _level(n, weekday, usual)
        q = bh_q_values(_upper_tail(n, expected, _dispersion(n, expected, spread, usual)))
        found = (q < FALSE_DISCOVERY_RATE) & (n > expected)
        if np.array_equal(usual, ~found):
            break
        usual = ~found
    return calendar.assign(expected=expected, q=q, is_spike=found)


def _calendar(days: pd.DataFrame) -> pd.DataFrame:
    """Every day from the first to the last, with 0 where nobody answered."""
    if days.empty:
        return pd.DataFrame({"day": pd.Series(dtype="datetime64[us]"), "n": pd.Series(dtype="int64")})
    counts = days.set_index(pd.DatetimeIndex(days["day"]).as_unit("us"))["n"].astype("int64")
    whole = pd.date_range(counts.index.min(), counts.index.max(), unit="us")
    return counts.reindex(whole, fill_value=0).rename_axis("day").reset_index()


def _level(n: Floats, weekday: NDArray[np.int_], usual: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Expected count of each day from the usual days around it, and 1 / (how many days that rests on)."""
    share = np.ones(7)
    if len(n) >= 7 * WEEKS_FOR_WEEKDAYS:
        sums = np.bincount(weekday, weights=n * usual, minlength=7) + 0.5
        days = np.bincount(weekday, weights=usual, minlength=7)
        means = sums / np.maximum(days, 1)
        share = means / means.mean()
    weight = share[weekday] * usual
    total, base, used = (_around(values) for values in (n * usual, weight, usual.astype(float)))
    level: Floats = (total + 0.5) / np.maximum(base, 1e-9) * share[weekday]
    return level, 1.0 / np.maximum(used, 1.0)


def _around(values: Floats) -> Floats:
    """Sum over the WINDOW_DAYS before and after each day, without the day."""
    window = np.ones(2 * WINDOW_DAYS + 1)
    window[WINDOW_DAYS] = 0.0
    summed: Floats = np.convolve(values, window)[WINDOW_DAYS : WINDOW_DAYS + len(values)]
    return summed


def _dispersion(n: Floats, expected: Floats, spread: Floats, usual: NDArray[np.bool_]) -> Floats:
    """NB2 dispersion alpha of each day: variance = mean + alpha mean^2, the level's own uncertainty included."""
    apart = (n - expected) / np.sqrt(np.maximum(expected, 1e-9))
    calm = usual & (apart <= np.quantile(apart[usual], 1 - TRIMMED))
    residual = ((n - expected) ** 2 / (1 + spread))[calm] / KEPT_VARIANCE
    mean = expected[calm]
    alpha = max(0.0, float((residual - mean).sum() / np.maximum((mean**2).sum(), 1e-9)))
    variance = (expected + alpha * expected**2) * (1 + spread)
    widened: Floats = (variance - expected) / expected**2
    return widened


def _upper_tail(n: Floats, mean: Floats, alpha: Floats) -> Floats:
    """P(Y >= n) of the negative binomial with this mean and dispersion."""
    from scipy.special import betainc

    size = 1.0 / np.maximum(alpha, 1e-9)
    tail: Floats = np.where(n > 0, betainc(np.maximum(n, 1.0), size, mean / (size + mean)), 1.0)
    return tail
