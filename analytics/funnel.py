"""Units side by side in a funnel: limits by n instead of a league table, and a verdict only beyond chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.fdr import bh_q_values
from analytics.intervals import normal_quantile
from errors import NotEnoughData

Floats = NDArray[np.float64]
INNER, OUTER = 0.95, 0.998
MIN_UNITS = 3
MIN_UNITS_SPREAD = 10
"""Below this the spread between units cannot be told from a single outlier: limits are those of chance alone."""
TRIM = 0.1
FALSE_SHARE = 0.05


@dataclass(frozen=True)
class Funnel:
    """k units against what they have in common; values in the unit of the input.

    Attributes
    ----------
    values, n, se : shape (k,); se is the standard error of a unit of this n that truly lies at the centre.
    center : the common level. sd : se times root n, for limits at any n.
    spread : standard deviation between units beyond chance that the limits allow for; 0 where chance explains all.
    dispersion : winsorised mean square of the plain z scores; 1 when chance explains all.
    z, q : shape (k,), distance in standard errors (spread included), Benjamini-Hochberg q over the units.
    """

    values: Floats
    n: Floats
    se: Floats
    center: float
    sd: float
    spread: float
    dispersion: float
    z: Floats
    q: Floats
    bounds: tuple[float, float]

    @property
    def is_outside(self) -> NDArray[np.bool_]:
        """Units that lie off the others beyond chance, the false-discovery rate over all of them at 5 %."""
        outside: NDArray[np.bool_] = self.q < FALSE_SHARE
        return outside

    def limits(self, n: ArrayLike, coverage: float = INNER) -> tuple[Floats, Floats]:
        """Lower and upper limit within which a unit of `n` at the centre falls with probability `coverage`."""
        numbers = np.asarray(n, dtype=float)
        half = normal_quantile(0.5 + coverage / 2) * np.sqrt(self.sd**2 / numbers + self.spread**2)
        low, high = self.bounds
        return np.maximum(self.center - half, low), np.minimum(self.center + half, high)


def share_funnel(successes: ArrayLike, n: ArrayLike) -> Funnel:
    """Shares of k units: centre is the pooled share, se by the binomial at the centre [1]_.

    Raises
    ------
    NotEnoughData
        Fewer than three units with answers, or a share of 0 or 1 in all of them together.

    References
    ----------
    .. [1] Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202.

    Examples
    --------
    >>> funnel = share_funnel([40, 10, 11, 9], [100, 100, 100, 100])
    >>> funnel.center, funnel.is_outside.tolist()[0]
    (0.175, True)
    """
    hits, numbers = np.asarray(successes, dtype=float), np.asarray(n, dtype=float)
    used = _enough(numbers > 0)
    center = float(hits[used].sum() / numbers[used].sum())
    sd = float(np.sqrt(center * (1 - center)))
    if sd == 0:
        raise NotEnoughData(found=1, needed=2)
    return _funnel(_ratio(hits, numbers), numbers, center, sd, (0.0, 1.0))


def mean_funnel(
    values: ArrayLike,
    sd: ArrayLike,
    n: ArrayLike,
    *,
    design_effect: float = 1.0,
    bounds: tuple[float, float] = (-np.inf, np.inf),
) -> Funnel:
    """Means of k units: centre is their mean weighted by n, se the pooled standard deviation over root n [1]_.

    `design_effect` widens the limits where answers cluster in accounts: se^2 = design_effect * sd^2 / n.

    References
    ----------
    .. [1] Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202.
    """
    means, deviations, numbers = (np.asarray(given, dtype=float) for given in (values, sd, n))
    used = _enough((numbers > 1) & np.isfinite(means) & np.isfinite(deviations))
    center = float(np.average(means[used], weights=numbers[used]))
    degrees = numbers[used] - 1
    pooled = float(np.sqrt((degrees * np.square(deviations[used])).sum() / degrees.sum() * design_effect))
    if pooled == 0:
        raise NotEnoughData(found=1, needed=2)
    return _funnel(means, numbers, center, pooled, bounds)


def _enough(used: NDArray[np.bool_]) -> NDArray[np.bool_]:
    if used.sum() < MIN_UNITS:
        raise NotEnoughData(found=int(used.sum()), needed=MIN_UNITS)
    return used


def _ratio(above: Floats, below: Floats) -> Floats:
    known: Floats = np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)
    return known


def _funnel(values: Floats, n: Floats, center: float, sd: float, bounds: tuple[float, float]) -> Funnel:
    se = sd / np.sqrt(np.where(n > 0, n, np.nan))
    plain = (values - center) / se
    known = np.isfinite(plain)
    dispersion, spread = _spread(plain[known], se[known])
    z = (values - center) / np.sqrt(np.square(se) + spread**2)
    return Funnel(values, n, se, center, sd, spread, dispersion, z, bh_q_values(_two_sided(z)), bounds)


def _spread(z: Floats, se: Floats) -> tuple[float, float]:
    """Dispersion, and the spread between units by the method of moments on winsorised z, 0 unless beyond chance.

    phi = mean of z^2 with the outer tenth on either side drawn in; with k units chance alone keeps it below
    1 + 2 sqrt(2 / k). Else spread^2 = (k phi - (k - 1)) / (sum w - sum w^2 / sum w), w = 1 / se^2 (section A.3 of [1]).
    """
    k = len(z)
    low, high = np.quantile(z, [TRIM, 1 - TRIM])
    phi = float(np.square(np.clip(z, low, high)).mean())
    if k < MIN_UNITS_SPREAD or phi <= 1 + 2 * np.sqrt(2 / k):
        return phi, 0.0
    w = 1 / np.square(se)
    between = (k * phi - (k - 1)) / (w.sum() - np.square(w).sum() / w.sum())
    return phi, float(np.sqrt(max(between, 0.0)))


def _two_sided(z: Floats) -> Floats:
    from scipy.special import ndtr

    p: Floats = 2 * ndtr(-np.abs(z))
    return p
