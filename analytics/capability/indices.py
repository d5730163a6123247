"""Cp, Cpk, Cpm with the sigma within subgroups; Pp, Ppk with the overall one; Z and ppm. All with intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from analytics.capability.intervals import one_sided_interval, smaller_interval, spread_interval, target_interval
from analytics.capability.model import Floats, Index, Nonconforming, Sigma, SigmaMethod, Spec, checked_values
from analytics.capability.sigma import overall_sigma, within_sigma
from analytics.intervals import CONFIDENCE, normal_quantile

NAMES: Final = {
    "within": ("cp", "cpl", "cpu", "cpk", "cpm"),
    "overall": ("pp", "ppl", "ppu", "ppk", "ppm_target"),
}
MILLION: Final = 1e6


@dataclass(frozen=True)
class NormalIndices:
    """Indices of values taken as normal.

    Attributes
    ----------
    n : values; mean : their mean, in their unit.
    within, overall : the two sigmas.
    indices : by name; a one-sided specification leaves out cp, cpm, pp and the side without a limit.
    expected_within, expected_overall : what the normal curve leaves beyond the limits, by either sigma.
    design_effect : by how much clustering of the values widened the intervals; 1 for independent values.
    """

    n: int
    mean: float
    within: Sigma
    overall: Sigma
    indices: dict[str, Index]
    expected_within: Nonconforming
    expected_overall: Nonconforming
    design_effect: float


def normal_indices(
    values: Floats,
    spec: Spec,
    *,
    groups: NDArray[np.intp] | None = None,
    method: SigmaMethod | None = None,
    design_effect: float = 1.0,
    nominal_df: bool = False,
    needed: int = 2,
) -> NormalIndices:
    """Capability and performance indices of normal values [1]_.

    Parameters
    ----------
    values : shape (n,), in time order (without subgroups the sigma within comes from moving ranges).
    groups : shape (n,), numbers of the subgroups from 0; None = none.
    method : estimator of the sigma within; None: moving ranges without subgroups, else the pooled one.
    nominal_df : give the sigma within n - 1 degrees of freedom, as some packages do, whatever its estimator is worth.
    design_effect : at least 1; the intervals are those of n / design_effect independent values.

    Raises
    ------
    NotEnoughData, NoSpread
        Too few values, or no spread in them.

    References
    ----------
    .. [1] Montgomery, Introduction to Statistical Quality Control, chapter 8; Kotz & Johnson (1993), Process
       Capability Indices.

    Examples
    --------
    >>> study = normal_indices(np.array([9.0, 10.0, 11.0, 10.0, 9.0, 11.0, 10.0, 10.0]), Spec(upper=14.0))
    >>> sorted(study.indices), round(study.indices["ppk"].value, 3)
    (['cpk', 'cpu', 'ppk', 'ppu'], 1.764)
    """
    from errors import NoSpread

    known = checked_values(values, needed=needed)
    if len(known) != np.size(values) and groups is not None:
        groups = np.unique(groups[np.isfinite(np.ravel(values))], return_inverse=True)[1]
    within, overall = within_sigma(known, groups, method), overall_sigma(known)
    if within.value <= 0:
        raise NoSpread(n=len(known), value=f"{known.mean():g}")
    within = replace(within, df=overall.df) if nominal_df else within
    mean, effect = float(known.mean()), max(1.0, design_effect)
    found: dict[str, Index] = {}
    for kind, sigma in (("within", within), ("overall", overall)):
        found |= _indices(kind, mean, sigma, spec, len(known) / effect, sigma.df / effect)  # type: ignore[arg-type]
    by_within, by_overall = (
        _expected(mean, sigma, spec, len(known) / effect, sigma.df / effect) for sigma in (within, overall)
    )
    return NormalIndices(len(known), mean, within, overall, found, by_within, by_overall, effect)


def _indices(
    kind: Literal["within", "overall"], mean: float, sigma: Sigma, spec: Spec, n: float, df: float
) -> dict[str, Index]:
    both, lower, upper, least, target = NAMES[kind]
    found: dict[str, Index] = {}

    def put(name: str, value: float, ends: tuple[float, float]) -> None:
        found[name] = Index(name, value, *ends, kind)

    sides = []
    for name, limit, sign in ((lower, spec.lower, 1), (upper, spec.upper, -1)):
        if limit is not None:
            sides.append(sign * (mean - limit) / (3 * sigma.value))
            put(name, sides[-1], one_sided_interval(sides[-1], n, df))
    smallest = min(sides)
    exact = one_sided_interval if spec.is_one_sided else smaller_interval
    put(least, smallest, exact(smallest, n, df))
    if not spec.is_one_sided:
        width = spec.width / (6 * sigma.value)
        put(both, width, spread_interval(width, df))
        if spec.target is not None:
            shift = (mean - spec.target) / sigma.value
            about = width / math.sqrt(1 + shift * shift)
            put(target, about, target_interval(about, shift, n, df))
    return found


def _expected(mean: float, sigma: Sigma, spec: Spec, n: float, df: float) -> Nonconforming:
    """Share beyond the limits under the normal curve; interval by the delta method on Z.

    For one limit it is Bissell's: variance of Z = 1 / n + Z^2 / 2 df.
    """
    from scipy.special import log_ndtr, ndtr, ndtri_exp

    below = -math.inf if spec.lower is None else (spec.lower - mean) / sigma.value
    above = -math.inf if spec.upper is None else (mean - spec.upper) / sigma.value
    tails = np.array([below, above])
    z = float(-ndtri_exp(np.logaddexp.reduce(log_ndtr(tails))))
    # the density of either tail over the density at Z, on the log scale so that far tails stay finite
    weight = np.exp(0.5 * (z * z - np.square(np.where(np.isfinite(tails), tails, 0)))) * np.isfinite(tails)
    by_mean = float(weight[0] - weight[1])
    by_sigma = float((weight * np.where(np.isfinite(tails), tails, 0)).sum())
    half = normal_quantile(0.5 + CONFIDENCE / 2) * math.sqrt(by_mean**2 / n + by_sigma**2 / (2 * df))
    shares = [float(MILLION * ndtr(-end)) for end in (z, z + half, z - half)]
    return Nonconforming(shares[0], shares[1], shares[2], z, z - half, z + half)
