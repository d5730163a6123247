"""Anderson-Darling tests of fit with estimated parameters: normal, Weibull, gamma."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.capability.model import Floats, checked_values

SIZE: Final = 0.05
"""A distribution is refused when the chance of so poor a fit under it is below one in twenty."""


@dataclass(frozen=True)
class Fit:
    """How well a distribution fits.

    Attributes
    ----------
    statistic : Anderson-Darling's A squared, corrected for n where the source does so.
    p : chance of a statistic as large under the distribution; None where only the critical value is published.
    fits : not refused at size .05.
    """

    statistic: float
    p: float | None
    fits: bool


def anderson_darling(uniform: Floats) -> float:
    """A squared of values turned into probabilities, shape (n,), by the fitted distribution [1]_.

    -n - mean of (2 i - 1) (ln u_i + ln(1 - u_(n + 1 - i)))

    References
    ----------
    .. [1] Anderson & Darling (1954), JASA 49, 765-769.
    """
    u = np.clip(np.sort(uniform), 1e-300, 1 - 1e-16)
    n = len(u)
    weights = 2 * np.arange(1, n + 1) - 1
    return float(-n - (weights * (np.log(u) + np.log1p(-u[::-1]))).sum() / n)


def normal_fit(values: Floats) -> Fit:
    """Test of normality, mean and sigma estimated [1]_; p by the formulas of [2]_.

    `values` is of shape (n,); missing ones are left out. Raises NotEnoughData below the least n and NoSpread where all
    values are equal.

    References
    ----------
    .. [1] Anderson & Darling (1954); Stephens (1974), JASA 69, 730-737.
    .. [2] D'Agostino & Stephens (1986), Goodness-of-Fit Techniques, table 4.9.

    Examples
    --------
    >>> normal_fit(np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 30.0])).fits
    False
    """
    from scipy.special import ndtr

    known = checked_values(values)
    n = len(known)
    raw = anderson_darling(ndtr((known - known.mean()) / known.std(ddof=1)))
    statistic = raw * (1 + 0.75 / n + 2.25 / n**2)
    p = _normal_p(statistic)
    return Fit(statistic, p, p >= SIZE)


def _normal_p(a: float) -> float:
    if a < 0.2:
        return 1 - math.exp(-13.436 + 101.14 * a - 223.73 * a * a)
    if a < 0.34:
        return 1 - math.exp(-8.318 + 42.796 * a - 59.938 * a * a)
    if a < 0.6:
        return math.exp(0.9177 - 4.279 * a - 1.38 * a * a)
    return math.exp(1.2937 - 5.709 * a + 0.0186 * a * a) if a < 13 else 0.0


def weibull_fit(values: Floats, shape: float, scale: float) -> Fit:
    """Test of a fitted Weibull distribution: critical value .757 of A squared (1 + .2 / sqrt n) at size .05 [1]_.

    `values` is of shape (n,), all above zero; no p is known, only whether it fits.

    References
    ----------
    .. [1] Stephens (1977), Biometrika 64, 583-588.
    """
    u = -np.expm1(-((values / scale) ** shape))
    statistic = anderson_darling(u) * (1 + 0.2 / math.sqrt(len(values)))
    return Fit(statistic, None, statistic < 0.757)


# shape of the gamma -> critical value at size .05, both parameters estimated (Lockhart & Stephens 1985)
_GAMMA_CRITICAL: Final = {1: 0.786, 2: 0.768, 3: 0.762, 4: 0.759, 5: 0.758, 6: 0.757, 8: 0.755, 10: 0.754, 20: 0.753}


def gamma_fit(values: Floats, shape: float, scale: float) -> Fit:
    """Test of a fitted gamma distribution; the critical value hangs on the shape [1]_.

    References
    ----------
    .. [1] Lockhart & Stephens (1985), Technical Report 361, Stanford; D'Agostino & Stephens (1986), table 4.21.
    """
    from scipy.special import gammainc

    statistic = anderson_darling(gammainc(shape, values / scale))
    critical = float(np.interp(shape, list(_GAMMA_CRITICAL), list(_GAMMA_CRITICAL.values())))
    return Fit(statistic, None, statistic < critical)
