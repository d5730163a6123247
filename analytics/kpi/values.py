"""Values of a measure with their 95 % intervals, from the sums of the records behind each period.

docs/methods/kpi-catalogue.md states every formula, its assumptions and its source.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import pandas as pd

from analytics.clusters import Floats
from analytics.intervals import CONFIDENCE, normal_quantile, t_quantile

ROUNDED: Final = 0.005  # half a percent: what rounding a share to two decimals can move
MOST_DECIMALS: Final = 5
COLUMNS: Final = ("value", "low", "high", "n")
Ends = tuple[Floats, Floats]


def kpi_values(sums: pd.DataFrame, *, form: str, interval: str, per: float = 1.0) -> pd.DataFrame:
    """`sums` with value, low, high and n; missing where there is nothing to divide by or no interval can be given.

    Parameters
    ----------
    sums : one row per period or project: numerator, denominator, n_num, n_den (records in each), ss_num, ss_den,
        ss_both (sums of squares and of products over the records), median, low, high (ranks of a median).
    form : "ratio": per x numerator / denominator; "one_minus": 1 - that; "sum": numerator; "median".
    interval : "wilson" and "one_minus_wilson" (the numerator is part of the denominator), "poisson" and
        "one_minus_poisson" (counts per opportunity), "ratio_t" (ratio of two sums), "total" (sum of a varying number of
        amounts), "median", "none".

    Examples
    --------
    >>> sums = pd.DataFrame({"numerator": [5.0, 1.0], "denominator": [20.0, 0.0], "n_num": [5, 1], "n_den": [20, 0]})
    >>> found = kpi_values(sums, form="one_minus", interval="one_minus_poisson")
    >>> found[list(COLUMNS)].round(3).to_numpy().tolist()
    [[0.75, 0.417, 0.919, 20.0], [nan, nan, nan, 0.0]]
    """
    top, bottom = (sums[name].to_numpy(dtype=float) for name in ("numerator", "denominator"))
    counted = "n_num" if form in ("sum", "median") else "n_den"
    n = sums[counted].to_numpy(dtype=float)
    value = _value(sums, form, top, bottom, per)
    low, high = INTERVALS[interval](sums, n)
    if interval in ("wilson", "poisson", "ratio_t"):
        low, high = per * low, per * high
    known = np.isfinite(value)
    return sums.assign(value=value, low=np.where(known, low, np.nan), high=np.where(known, high, np.nan), n=n)


def _value(sums: pd.DataFrame, form: str, top: Floats, bottom: Floats, per: float) -> Floats:
    if form == "sum":
        return np.where(sums["n_num"].to_numpy(dtype=float) > 0, top, np.nan)
    if form == "median":
        return sums["median"].to_numpy(dtype=float)
    ratio: Floats = per * _over(top, bottom)
    return 1 - ratio if form == "one_minus" else ratio


def _over(top: Floats, bottom: Floats) -> Floats:
    """top / bottom; missing where there is nothing below."""
    ratio: Floats = np.divide(top, bottom, out=np.full(len(top), np.nan), where=bottom > 0)
    return ratio


def poisson_ends(count: Floats) -> Ends:
    """Exact 95 % interval of the mean of a Poisson count [1]_: chi-square quantiles with 2k and 2k + 2 degrees.

    `count` and either end are of shape (n,).

    References
    ----------
    .. [1] Garwood (1936), Biometrika 28, 437-442.

    Examples
    --------
    >>> [end.round(3).tolist() for end in poisson_ends(np.array([0.0, 10.0]))]
    [[0.0, 4.795], [3.689, 18.39]]
    """
    from scipy.special import gammaincinv

    tail = (1 - CONFIDENCE) / 2
    low = np.where(count > 0, gammaincinv(np.maximum(count, 1e-9), tail), 0.0)
    return low, gammaincinv(count + 1, 1 - tail)


def wilson_ends(hits: Floats, n: Floats) -> Ends:
    """`analytics.intervals.wilson` for many shares at once, shape (n,); missing where n is 0.

    >>> [end.round(4).tolist() for end in wilson_ends(np.array([81.0]), np.array([263.0]))]
    [[0.2553], [0.3662]]
    """
    z = normal_quantile(0.5 + CONFIDENCE / 2)
    share = _over(hits, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        middle, scale = share + z * z / (2 * n), 1 + z * z / n
        return np.maximum((middle - half) / scale, 0.0), np.minimum((middle + half) / scale, 1.0)


def _wilson(sums: pd.DataFrame, n: Floats) -> Ends:
    return wilson_ends(sums["numerator"].to_numpy(dtype=float), sums["denominator"].to_numpy(dtype=float))


def _poisson(sums: pd.DataFrame, n: Floats) -> Ends:
    low, high = poisson_ends(sums["numerator"].to_numpy(dtype=float))
    bottom = sums["denominator"].to_numpy(dtype=float)
    return _over(low, bottom), _over(high, bottom)


def _one_minus(ends: Callable[[pd.DataFrame, Floats], Ends]) -> Callable[[pd.DataFrame, Floats], Ends]:
    def mirrored(sums: pd.DataFrame, n: Floats) -> Ends:
        low, high = ends(sums, n)
        return 1 - high, 1 - low

    return mirrored


def _ratio_t(sums: pd.DataFrame, n: Floats) -> Ends:
    """Linearised variance of a ratio of sums: sum((x - R p)^2) / p^2 x n / (n - 1), with t(n - 1)."""
    top, bottom = (sums[name].to_numpy(dtype=float) for name in ("numerator", "denominator"))
    ratio = _over(top, bottom)
    squares = sums["ss_num"] - 2 * ratio * sums["ss_both"] + ratio * ratio * sums["ss_den"]
    with np.errstate(divide="ignore", invalid="ignore"):
        se = np.sqrt(np.maximum(squares.to_numpy(dtype=float), 0.0) * n / (n - 1)) / bottom
    half = t_quantile(0.5 + CONFIDENCE / 2, n - 1) * se
    return ratio - half, ratio + half


def _total(sums: pd.DataFrame, n: Floats) -> Ends:
    """Sum of a Poisson number of amounts: its variance is estimated by the sum of their squares."""
    top = sums["numerator"].to_numpy(dtype=float)
    half = normal_quantile(0.5 + CONFIDENCE / 2) * np.sqrt(sums["ss_num"].to_numpy(dtype=float))
    return np.maximum(top - half, 0.0), top + half


def _ranks(sums: pd.DataFrame, n: Floats) -> Ends:
    return sums["low"].to_numpy(dtype=float), sums["high"].to_numpy(dtype=float)


def _none(sums: pd.DataFrame, n: Floats) -> Ends:
    return np.full(len(sums), np.nan), np.full(len(sums), np.nan)


INTERVALS: Final[Mapping[str, Callable[[pd.DataFrame, Floats], Ends]]] = {
    "wilson": _wilson,
    "poisson": _poisson,
    "one_minus_wilson": _one_minus(_wilson),
    "one_minus_poisson": _one_minus(_poisson),
    "ratio_t": _ratio_t,
    "total": _total,
    "median": _ranks,
    "none": _none,
}


def series_values(series: pd.DataFrame, *, interval: str, per: float = 1.0) -> pd.DataFrame:
    """Imported values with intervals where counts or a spread are known: value, low, high, n.

    Parameters
    ----------
    series : one row per period: value, numerator, denominator, spread (standard deviation of single values), n; all but
        value may be missing.
    interval : the kind that the measure has when it is derived; used where the counts give that very value, else the t
        interval from spread and n.
    """
    columns = ("value", "numerator", "denominator", "spread", "n")
    numbers: dict[str, Floats] = {name: np.asarray(pd.to_numeric(series[name]), dtype=float) for name in columns}
    counts = pd.DataFrame({"numerator": numbers["numerator"], "denominator": numbers["denominator"]})
    value, n = numbers["value"], numbers["n"]
    low, high = np.full(len(value), np.nan), np.full(len(value), np.nan)
    if interval in ("wilson", "poisson", "one_minus_wilson", "one_minus_poisson"):
        low, high = counted_ends(counts, value, interval, per)
    with np.errstate(divide="ignore", invalid="ignore"):
        half = t_quantile(0.5 + CONFIDENCE / 2, n - 1) * numbers["spread"] / np.sqrt(n)
    low, high = np.where(np.isfinite(low), low, value - half), np.where(np.isfinite(high), high, value + half)
    return series.assign(value=value, low=low, high=high, n=n)


def _are_rounded(given: Floats, value: Floats, scale: float) -> bool:
    """Whether every stated value is `given`, rounded to the last decimal in use; of a share, to half a percent at most.

    >>> _are_rounded(np.array([0.9333, 0.6667]), np.array([0.93, 0.67]), 1.0)
    True
    >>> _are_rounded(np.array([0.9333, 0.6667]), np.array([0.93, 0.7]), 1.0)
    False
    """
    known = np.isfinite(value)
    if not known.any() or not np.isfinite(given[known]).all():
        return False
    decimals = next((d for d in range(MOST_DECIMALS) if (np.abs(value - np.round(value, d))[known] < 1e-9).all()), 9)
    slack = min(0.5 * 10.0**-decimals, ROUNDED * scale) + 1e-9
    return bool((np.abs(given - value)[known] <= slack).all())


def counted_ends(counts: pd.DataFrame, value: Floats, interval: str, per: float) -> Ends:
    """Intervals from counts, only where the stated value is what they give."""
    top, bottom = counts["numerator"].to_numpy(), counts["denominator"].to_numpy()
    mirrored = interval.startswith("one_minus")
    scale = per  # of a complement 1, or 100 where it is stated in percent
    given = per * (1 - _over(top, bottom)) if mirrored else per * _over(top, bottom)
    low, high = INTERVALS[interval](counts, bottom)
    fits = np.isclose(given, value, atol=1e-4, rtol=1e-4) | _are_rounded(given, value, scale)
    if interval.endswith("wilson"):
        fits &= top <= bottom
    return np.where(fits, scale * low, np.nan), np.where(fits, scale * high, np.nan)
