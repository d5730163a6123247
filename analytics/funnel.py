"""Units side by side in a funnel: limits by n instead of a league table, and a verdict only beyond chance."""

from __future__ import annotations

from dataclasses import dataclass, replace

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
    z, p, q : shape (k,), distance in standard errors (spread included), its two-sided chance, Benjamini-Hochberg q over
        the units.
    is_share : limits and chances are those of the binomial, not of the normal curve.
    """

    values: Floats
    n: Floats
    se: Floats
    center: float
    sd: float
    spread: float
    dispersion: float
    z: Floats
    p: Floats
    q: Floats
    bounds: tuple[float, float]
    is_share: bool = False

    @property
    def is_outside(self) -> NDArray[np.bool_]:
        """Units that lie off the others beyond chance, the false-discovery rate over all of them at 5 %."""
        outside: NDArray[np.bool_] = self.q < FALSE_SHARE
        return outside

    def limits(self, n: ArrayLike, coverage: float = INNER) -> tuple[Floats, Floats]:
        """Lower and upper limit within which a unit of `n` at the centre falls with probability `coverage`."""
        numbers = np.asarray(n, dtype=float)
        below, above = self._reach(numbers, coverage)
        low, high = self.bounds
        return np.maximum(self.center - below, low), np.minimum(self.center + above, high)

    def band(self, coverages: tuple[float, ...] = (INNER, OUTER)) -> NDArray[np.int_]:
        """Shape (k,): how many of the limits a unit lies beyond, negative below them; 0 inside all."""
        counted = np.zeros(len(self.values), dtype=int)
        for coverage in coverages:
            low, high = self.limits(self.n, coverage)
            counted += (self.values > high).astype(int) - (self.values < low).astype(int)
        return counted

    def _reach(self, n: Floats, coverage: float) -> tuple[Floats, Floats]:
        """How far the limits lie below and above the centre, before the ends of the scale."""
        if not self.is_share:
            half = normal_quantile(0.5 + coverage / 2) * np.sqrt(self.sd**2 / n + self.spread**2)
            return half, half
        widened = np.sqrt(1 + self.spread**2 * n / self.sd**2)
        tail = (1 - coverage) / 2
        below = self.center - binomial_limit(n, self.center, tail)
        above = 1 - self.center - binomial_limit(n, 1 - self.center, tail)
        return below * widened, above * widened


def binomial_limit(n: ArrayLike, p: float, tail: float) -> Floats:
    """The share that Binomial(n, p) / n stays below with probability `tail`, between its steps by a straight line [1]_.

    (r - a) / n with r the smallest number whose P(R <= r) > tail and a = (P(R <= r) - tail) / P(R = r). Negative where
    even 0 is not rare enough. A whole number is below the limit exactly when P(R <= number) < tail.

    References
    ----------
    .. [1] Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202, appendix A.1.1.

    Examples
    --------
    >>> binomial_limit([10, 100], 0.5, 0.025).round(4).tolist()  # P(R <= 1) = 0.0107, P(R <= 2) = 0.0547 of 10
    [0.1324, 0.3968]
    """
    from scipy.stats import binom

    numbers = np.asarray(n, dtype=float)
    r = binom.ppf(tail, numbers, p)
    reached, before = binom.cdf(r, numbers, p), binom.cdf(r - 1, numbers, p)
    limit: Floats = (r - (reached - tail) / (reached - before)) / numbers
    return limit


def share_funnel(successes: ArrayLike, n: ArrayLike) -> Funnel:
    """Shares of k units: centre is the pooled share, limits by the binomial at the centre [1]_.

    The upper limit is 1 minus the lower limit of the complement, so that both ends err to the same side.

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
    return _shares(_funnel(_ratio(hits, numbers), numbers, center, sd, (0.0, 1.0)), hits)


def _shares(plain: Funnel, hits: Floats) -> Funnel:
    """The same with the chances of the binomial: z is the normal score of its tail, drawn in by the spread."""
    from scipy.special import ndtri
    from scipy.stats import binom

    known = np.isfinite(plain.values)
    n = np.where(known, plain.n, 1.0)
    tails = binom.cdf(hits, n, plain.center), binom.sf(hits - 1, n, plain.center)
    tail = np.clip(np.minimum(*tails), np.finfo(float).tiny, 0.5)
    drawn = np.sign(plain.values - plain.center) * -ndtri(tail)
    z = np.where(known, drawn / np.sqrt(1 + np.square(plain.spread / plain.se)), np.nan)
    p = _two_sided(z)
    return replace(plain, z=z, p=p, q=bh_q_values(p), is_share=True)


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
    p = _two_sided(z)
    return Funnel(values, n, se, center, sd, spread, dispersion, z, p, bh_q_values(p), bounds)


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
