"""95 % intervals of capability indices: chi-square, noncentral t, Bissell's normal formula."""

from __future__ import annotations

import math

from analytics.intervals import CONFIDENCE, normal_quantile


def spread_interval(index: float, df: float, *, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Interval of Cp or Pp: index times the root of chi-square quantiles over df [1]_.

    References
    ----------
    .. [1] Chou, Owen & Borrego (1990), Journal of Quality Technology 22, 223-229.

    Examples
    --------
    >>> [round(end, 6) for end in spread_interval(1.372667, 11)]
    [0.80846, 1.937714]
    """
    from scipy.stats import chi2

    tail = (1 - confidence) / 2
    low, high = chi2.ppf([tail, 1 - tail], df)
    return index * math.sqrt(low / df), index * math.sqrt(high / df)


def one_sided_interval(index: float, n: float, df: float, *, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Exact interval of an index against one limit, from the noncentral t distribution [1]_.

    3 sqrt(n) index is noncentral t with `df` degrees of freedom and noncentrality 3 sqrt(n) times the true index.

    References
    ----------
    .. [1] Owen (1968), Technometrics 10, 445-478; Chou, Owen & Borrego (1990), as above.

    Examples
    --------
    >>> [round(end, 3) for end in one_sided_interval(1.0, 20, 19)]
    [0.65, 1.345]
    """
    from scipy.optimize import brentq
    from scipy.stats import nct

    tail, scale = (1 - confidence) / 2, 3 * math.sqrt(n)
    reach = 12 * math.sqrt(1 / (9 * n) + index * index / (2 * df))

    def end(probability: float) -> float:
        def miss(true: float) -> float:
            below = float(nct.cdf(scale * index, df, scale * true))
            if math.isnan(below):  # so far out that the function gives up: the tail is empty
                below = float(true < index)
            return below - probability

        return float(brentq(miss, index - reach, index + reach, xtol=1e-10))

    return end(1 - tail), end(tail)


def smaller_interval(index: float, n: float, df: float, *, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Interval of Cpk or Ppk: index -/+ z sqrt(1 / 9n + index^2 / 2 df) [1]_.

    References
    ----------
    .. [1] Bissell (1990), Applied Statistics 39, 331-340.

    Examples
    --------
    >>> [round(end, 2) for end in smaller_interval(1.0, 20, 19)]
    [0.65, 1.35]
    """
    half = normal_quantile(0.5 + confidence / 2) * math.sqrt(1 / (9 * n) + index * index / (2 * df))
    return index - half, index + half


def target_interval(
    index: float, shift: float, n: float, df: float, *, confidence: float = CONFIDENCE
) -> tuple[float, float]:
    """Interval of Cpm: chi-square with n (1 + shift^2) / (1 + 2 shift^2) degrees of freedom [1]_.

    `shift` is (mean - target) / sigma. Boyles squares the numerator; the form here, that of the qcc package, gives
    slightly wider intervals. `df` below n - 1 (a sigma from ranges, clustered values) takes the place of n - 1.

    References
    ----------
    .. [1] Boyles (1991), Journal of Quality Technology 23, 17-26; Scrucca, qcc 3.0, function processCapability.

    Examples
    --------
    >>> [round(end, 3) for end in target_interval(1.344463, 0.2059, 12, 11)]
    [0.804, 1.885]
    """
    squared = shift * shift
    freedom = min(n, df + 1) * (1 + squared) / (1 + 2 * squared)
    return spread_interval(index, freedom, confidence=confidence)
