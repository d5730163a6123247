"""95 % intervals of means, shares and NPS; robust to answers clustering in accounts where clusters are given."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analytics.clusters import Floats, cluster_table, jackknife_means
from errors import NotEnoughData

CONFIDENCE = 0.95
MIN_DF = 1.0


@dataclass(frozen=True)
class Estimate:
    """One figure with its 95 % interval.

    Attributes
    ----------
    value, low, high : in the unit of the values that went in; low and high are None where no interval can be given.
    n : answers; n_clusters : accounts (or respondents) they come from.
    design_effect : variance of the figure over its variance if answers were independent; None when unknown.
    se, df : standard error and degrees of freedom behind the interval.
    """

    value: float
    low: float | None
    high: float | None
    n: int
    n_clusters: int
    design_effect: float | None = None
    se: float | None = None
    df: float | None = None


def t_quantile(probability: float, df: float | Floats) -> Floats:
    """Quantile of Student's t; nan where df is below 1 (no honest interval).

    >>> round(float(t_quantile(0.975, 10)), 4)
    2.2281
    """
    from scipy.special import stdtrit

    degrees = np.asarray(df, dtype=float)
    quantile: Floats = np.where(degrees >= MIN_DF, stdtrit(np.maximum(degrees, MIN_DF), probability), np.nan)
    return quantile


def two_sided_p(statistic: Floats, df: Floats) -> Floats:
    """P(|T| >= |statistic|) for Student's t; nan where df is below 1.

    >>> two_sided_p(np.array([2.2281]), np.array([10.0])).round(4).tolist()
    [0.05]
    """
    from scipy.special import stdtr

    p: Floats = np.where(df >= MIN_DF, 2.0 * stdtr(np.maximum(df, MIN_DF), -np.abs(statistic)), np.nan)
    return p


def normal_quantile(probability: float) -> float:
    """Quantile of the standard normal distribution."""
    from scipy.special import ndtri

    return float(ndtri(probability))


def wilson(successes: float, n: float, *, quantile: float | None = None) -> tuple[float, float]:
    """Wilson score interval of a share [1]_; `n` may be an effective number.

    (p + z^2/2n -/+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)

    References
    ----------
    .. [1] Wilson (1927), JASA 22, 209-212.

    Examples
    --------
    >>> [round(end, 4) for end in wilson(81, 263)]
    [0.2553, 0.3662]
    """
    if n <= 0:
        raise NotEnoughData(found=0, needed=1)
    z = normal_quantile(0.5 + CONFIDENCE / 2) if quantile is None else quantile
    p, z2 = successes / n, z * z
    half = z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    middle, scale = p + z2 / (2 * n), 1 + z2 / n
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def clopper_pearson(successes: int, n: int) -> tuple[float, float]:
    """Exact binomial interval of a share [1]_.

    References
    ----------
    .. [1] Clopper & Pearson (1934), Biometrika 26, 404-413.

    Examples
    --------
    >>> [round(end, 4) for end in clopper_pearson(81, 263)]
    [0.2527, 0.3676]
    """
    from scipy.special import betaincinv

    if n <= 0:
        raise NotEnoughData(found=n, needed=1)
    tail = (1 - CONFIDENCE) / 2
    low = 0.0 if successes == 0 else float(betaincinv(successes, n - successes + 1, tail))
    high = 1.0 if successes == n else float(betaincinv(successes + 1, n - successes, 1 - tail))
    return low, high


def nps_interval(
    promoters: float, passives: float, detractors: float, *, quantile: float | None = None
) -> tuple[float, float]:
    """Adjusted Wald interval of NPS in points, within -100 to 100 [1]_; counts may be effective numbers.

    Three imagined answers are added, 3/4 to promoters and detractors each; variance (p + d - (p - d)^2) / (n + 3).

    References
    ----------
    .. [1] Rocks (2016), The American Statistician 70, 365-372.

    Examples
    --------
    >>> [round(end, 3) for end in nps_interval(162, 108, 54)]
    [24.945, 41.11]
    """
    n = promoters + passives + detractors
    if n <= 0:
        raise NotEnoughData(found=0, needed=1)
    z = normal_quantile(0.5 + CONFIDENCE / 2) if quantile is None else quantile
    p, d = (promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3)
    half = z * math.sqrt((p + d - (p - d) ** 2) / (n + 3))
    return max(-100.0, (p - d - half) * 100), min(100.0, (p - d + half) * 100)


def mean_interval(mean: float, sd: float, n: float) -> tuple[float, float]:
    """t interval of the mean of independent values: mean -/+ t(n - 1) sd / sqrt(n).

    >>> [round(end, 3) for end in mean_interval(9.261460, 0.02278881, 195)]
    [9.258, 9.265]
    """
    if n < 2:
        raise NotEnoughData(found=int(n), needed=2)
    half = float(t_quantile(0.5 + CONFIDENCE / 2, n - 1)) * sd / math.sqrt(n)
    return mean - half, mean + half


def clustered_mean(sums: pd.DataFrame, *, bounds: tuple[float, float] | None = None) -> Estimate:
    """Mean with the delete-one-cluster jackknife and t(df) [1]_ [2]_.

    Parameters
    ----------
    sums : one row per cluster: cluster_group, n (answers), s (their sum), s2 (sum of squares, optional: for the
        design effect).
    bounds : ends of the scale; the interval is cut there.

    Raises
    ------
    NotEnoughData
        No answer at all. One cluster alone gives the value without an interval.

    References
    ----------
    .. [1] Bell & McCaffrey (2002), Survey Methodology 28, 169-181.
    .. [2] Cameron & Miller (2015), Journal of Human Resources 50, 317-372.

    Examples
    --------
    >>> sums = pd.DataFrame({"cluster_group": [1, 2, 3], "n": [1, 1, 1], "s": [1.0, 2.0, 3.0], "s2": [1.0, 4.0, 9.0]})
    >>> mean = clustered_mean(sums)
    >>> mean.value, round(mean.low, 3), round(mean.high, 3), round(mean.design_effect, 3)
    (2.0, -0.484, 4.484, 1.0)
    """
    n_answers = int(sums["n"].sum()) if len(sums) else 0
    if n_answers < 1:
        raise NotEnoughData(found=0, needed=1)
    table = cluster_table(sums.assign(series="all"), "series")
    means = jackknife_means(table.n, table.s)
    value, se, df = float(means.value[0]), float(means.se[0]), float(means.df[0])
    half = float(t_quantile(0.5 + CONFIDENCE / 2, df)) * se
    low, high = _cut(value - half, value + half, bounds)
    effect = _design_effect(sums, value, se, n_answers)
    known = se if math.isfinite(se) else None
    return Estimate(value, low, high, n_answers, int(means.n_clusters[0]), effect, known, df)


def _cut(low: float, high: float, bounds: tuple[float, float] | None) -> tuple[float | None, float | None]:
    if not (math.isfinite(low) and math.isfinite(high)):
        return None, None
    return (low, high) if bounds is None else (max(low, bounds[0]), min(high, bounds[1]))


def _design_effect(sums: pd.DataFrame, mean: float, se: float, n: int) -> float | None:
    if "s2" not in sums or n < 2 or not math.isfinite(se):
        return None
    variance = (float(sums["s2"].sum()) - n * mean * mean) / (n - 1)
    return se * se / (variance / n) if variance > 0 else None


def clustered_share(sums: pd.DataFrame) -> Estimate:
    """Share with a Wilson interval on the effective number of answers and t(df) [1]_.

    n_effective = p (1 - p) / jackknife variance, at most n; the number of clusters where all answers agree.
    When every answer is its own cluster this is the plain Wilson interval.

    Parameters
    ----------
    sums : one row per cluster: cluster_group, n (answers), s (answers that count).

    References
    ----------
    .. [1] Dean & Pagano (2015), Journal of Survey Statistics and Methodology 3, 484-503.

    Examples
    --------
    >>> sums = pd.DataFrame({"cluster_group": range(263), "n": 1, "s": [1] * 81 + [0] * 182})
    >>> share = clustered_share(sums)
    >>> round(share.low, 4), round(share.high, 4)
    (0.2553, 0.3662)
    """
    return as_share(clustered_mean(sums))


def as_share(mean: Estimate) -> Estimate:
    """The mean of zeros and ones as a share: its interval by `clustered_share`'s rule."""
    effective, quantile = effective_n(mean, mean.value * (1 - mean.value))
    if quantile is None:
        return mean
    low, high = wilson(mean.value * effective, effective, quantile=quantile)
    return replace(mean, low=low, high=high, design_effect=mean.n / effective)


def effective_n(mean: Estimate, unit_variance: float) -> tuple[float, float | None]:
    """Number of independent answers that would be as precise, and the quantile to use; None: no interval.

    `unit_variance` is the variance of one answer, in the squared unit of `mean`.
    """
    if mean.n_clusters == mean.n:
        return float(mean.n), normal_quantile(0.5 + CONFIDENCE / 2)
    if mean.se is None or mean.df is None or mean.df < MIN_DF:
        return float(mean.n), None
    quantile = float(t_quantile(0.5 + CONFIDENCE / 2, mean.df))
    if unit_variance <= 0:
        return float(mean.n_clusters), quantile
    variance = max(mean.se**2, unit_variance / mean.n)
    return unit_variance / variance, quantile
