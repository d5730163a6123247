"""I-MR-S: means whose limits come from how they move between periods, because they move more than answers explain.

With the same n everywhere this is the individuals chart of the means. With unequal n the variance of a mean is
sigma_between^2 + sigma_within^2 / n, and sigma_between is chosen so that the mean of |difference of neighbours| over
its own standard deviation is what normal noise gives: each point keeps limits that know its n.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from analytics.spc.constants import D2_MOVING, D3_MOVING
from analytics.spc.inputs import Subgroups
from analytics.spc.model import Bools, Chart, Floats, NoChart, Settings
from analytics.spc.serial import nearness
from analytics.spc.variables import (
    _sizes,
    grand_mean,
    mean_moving_range,
    moving_ranges,
    spread_chart,
    stage_chart,
    within_sigma,
)

_STEPS = 60


def between_ratio(
    values: Floats, sds: Floats, center: Floats | float, counted: Bools, *, screen: bool = False
) -> float:
    """Laney's sigma_z [1]_: how many times wider neighbours differ than `sds` predict; 1 when the prediction holds.

    z = (value - center) / sd; sigma_z = mean moving range of z / 1.128. `screen` as in `mean_moving_range`.

    References
    ----------
    .. [1] Laney (2002), Quality Engineering 14, 531-537.
    """
    z = np.divide(values - center, sds, out=np.full(len(values), np.nan), where=sds > 0)
    return mean_moving_range(z, counted, screen=screen) / D2_MOVING


def _scaled_range(means: Floats, variances: Floats, counted: Bools) -> float:
    """Mean over neighbours of |difference| / sd of one mean; 1.128 when `variances` are right."""
    ranges = moving_ranges(np.where(counted, means, np.nan))
    pair = np.full(len(means), np.nan)
    pair[1:] = np.sqrt((variances[1:] + variances[:-1]) / 2)
    scaled = ranges / pair
    return float(scaled[np.isfinite(scaled)].mean()) if np.isfinite(scaled).any() else 0.0


def mean_variances(means: Floats, noise: Floats, counted: Bools, near: float = 0.0) -> tuple[Floats, float]:
    """Variance of each mean, and the variance between periods that it holds.

    `noise` is sigma_within^2 / n. Where neighbours differ less than the noise alone predicts, the noise is scaled down.
    `near`: the share of the noise that neighbours have in common, which their difference does not show.
    """
    seen = noise * (1 - near)
    alone = _scaled_range(means, seen, counted) / D2_MOVING
    if alone <= 1:
        return noise * alone**2, 0.0
    low, high = 0.0, float(seen.max()) * alone**2
    for _ in range(_STEPS):
        middle = (low + high) / 2
        too_wide = _scaled_range(means, seen + middle, counted) < D2_MOVING
        low, high = (low, middle) if too_wide else (middle, high)
    return noise + (low + high) / 2, (low + high) / 2


def means_by_moving_range(data: Subgroups, counted: Bools, settings: Settings) -> Chart | NoChart:
    """I-MR-S of one stage: means with limits from their moving ranges, the moving ranges, and S."""
    plain = replace(settings, sigma=None, bounds=None)
    within = within_sigma(data, counted, plain, by_range=False)
    means = data.plotted
    near = nearness(settings.serial) if settings.sigma is None else 0.0
    moving = mean_moving_range(means, counted) / D2_MOVING
    variances, between = np.full(len(means), moving**2 / (1 - near)), 0.0
    if (within > 0).all():  # otherwise no period has two answers that differ
        variances, between = mean_variances(means, within**2 / _sizes(data), counted, near)
    if settings.sigma is not None:
        variances = np.full(len(means), settings.sigma**2)
    if not (variances > 0).all():
        return NoChart("imr_s", "constant", {"value": float(np.nanmax(means))})
    sigma, center = np.sqrt(variances), grand_mean(data, counted, settings)
    apart = variances - near * (variances - between)
    pair = np.sqrt(apart)
    pair[1:] = np.sqrt((apart[1:] + apart[:-1]) / 2)
    ranges = stage_chart(
        "mr", moving_ranges(means), D2_MOVING * pair, D3_MOVING * pair, data.n, counted, plain, bounds=(0.0, np.inf)
    )
    companions: tuple[Chart, ...] = (ranges,)
    if (within > 0).all():
        companions = (ranges, spread_chart(data, counted, plain, by_range=False))
    facts = {"center": center, "sigma": float(np.median(sigma)), "sigma_between": float(np.sqrt(between))}
    if (within > 0).all():
        facts["sigma_within"] = float(np.median(within))
    if settings.serial:
        facts["widened"] = float(np.sqrt(np.median(variances / apart)))
    return stage_chart("imr_s", means, center, sigma, data.n, counted, settings, companions=companions, facts=facts)
