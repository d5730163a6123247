"""Partial pooling: noisy means of small groups move towards the others, so small groups do not shout."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pooled:
    """Normal-normal empirical Bayes estimates, all in the unit of the input.

    Attributes
    ----------
    mean, sd : shape (k,), posterior mean and standard deviation; nan where the input was not finite.
    center : the mean of the groups' true values; spread : their standard deviation (0: no difference beyond noise).
    """

    mean: Floats
    sd: Floats
    center: float
    spread: float


def pooled_means(values: ArrayLike, se: ArrayLike, *, min_groups: int = 3) -> Pooled:
    """Shrink k estimates towards their common mean [1]_ [2]_.

    values_i ~ N(theta_i, se_i^2), theta_i ~ N(center, spread^2). spread^2 by the method of moments (DerSimonian-Laird):
    (Q - (k - 1)) / (sum w - sum w^2 / sum w), w = 1 / se^2, at least 0. Weight of the common mean:
    B = se^2 / (se^2 + spread^2); posterior mean (1 - B) value + B center, variance (1 - B) se^2 + B^2 var(center).
    Fewer than `min_groups` groups are left as they are.

    References
    ----------
    .. [1] Efron & Morris (1975), JASA 70, 311-319.
    .. [2] DerSimonian & Laird (1986), Controlled Clinical Trials 7, 177-188.

    Examples
    --------
    >>> schools = pooled_means([28, 8, -3, 7, -1, 1, 18, 12], [15, 10, 16, 11, 9, 11, 10, 18])
    >>> round(schools.center, 1), schools.spread
    (7.7, 0.0)
    """
    y, sigma = np.asarray(values, dtype=float), np.asarray(se, dtype=float)
    usable = np.isfinite(y) & np.isfinite(sigma) & (sigma > 0)
    mean, sd = y.copy(), np.where(np.isfinite(y), sigma, np.nan)
    if usable.sum() < min_groups:
        return Pooled(mean, sd, float("nan"), float("nan"))
    between = _between_variance(y[usable], sigma[usable])
    w = 1.0 / (np.square(sigma[usable]) + between)
    center = float((w * y[usable]).sum() / w.sum())
    weight = np.square(sigma[usable]) * w
    mean[usable] = (1 - weight) * y[usable] + weight * center
    sd[usable] = np.sqrt((1 - weight) * np.square(sigma[usable]) + np.square(weight) / w.sum())
    return Pooled(mean, sd, center, float(np.sqrt(between)))


def _between_variance(y: Floats, sigma: Floats) -> float:
    w = 1.0 / np.square(sigma)
    heterogeneity = float((w * np.square(y - (w * y).sum() / w.sum())).sum())
    scale = float(w.sum() - np.square(w).sum() / w.sum())
    return max(0.0, (heterogeneity - (len(y) - 1)) / scale) if scale > 0 else 0.0
