"""EWMA and CUSUM: charts that remember, for small lasting shifts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analytics.spc.constants import D2_MOVING
from analytics.spc.inputs import Subgroups, Values
from analytics.spc.model import Bools, Chart, Floats, NoChart, Settings
from analytics.spc.serial import excess, widening
from analytics.spc.variables import (
    WIDTH,
    _sizes,
    grand_mean,
    mean_moving_range,
    stage_chart,
    within_sigma,
)


@dataclass(frozen=True, eq=False)
class _Points:
    values: Floats
    center: float
    sigma: Floats
    n: Floats


def _points(data: Values | Subgroups, counted: Bools, settings: Settings) -> _Points:
    """Plotted points with the centre and the standard deviation of each."""
    if isinstance(data, Subgroups):
        sigma = within_sigma(data, counted, settings, by_range=settings.use_ranges) / np.sqrt(_sizes(data))
        return _Points(data.plotted, grand_mean(data, counted, settings), sigma, data.n)
    used = data.values[counted & np.isfinite(data.values)]
    center = float(used.mean()) if settings.center is None else settings.center
    moving = mean_moving_range(data.values, counted, screen=settings.screen) / D2_MOVING * widening(settings.serial)
    point = moving if settings.sigma is None else settings.sigma
    return _Points(data.values, center, np.full(len(data), point), data.n)


def _decayed(steps: Floats, keep: float, first: float) -> Floats:
    """y_i = keep y_(i-1) + steps_i with y_(-1) = first."""
    from scipy.signal import lfilter

    filtered, _ = lfilter([1.0], [1.0, -keep], steps, zi=[keep * first])
    decayed: Floats = filtered
    return decayed


def ewma(data: Values | Subgroups, counted: Bools, settings: Settings) -> Chart | NoChart:
    """Exponentially weighted moving average [1]_ [2]_.

    z_i = lambda x_i + (1 - lambda) z_(i-1), z_0 = centre; var_i = lambda^2 sigma_i^2 + (1 - lambda)^2 var_(i-1),
    which for equal sigma is sigma^2 lambda / (2 - lambda) (1 - (1 - lambda)^(2i)). A gap leaves the average as it was.
    Points that hang together (`Settings.serial`) add their covariances, each at its lag.

    References
    ----------
    .. [1] Montgomery (2009), 9.2.
    .. [2] NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.4.
    """
    points, share = _points(data, counted, settings), settings.weight
    if not (points.sigma > 0).all():
        return NoChart("ewma", "no_spread")
    if not 0 < share <= 1:
        return NoChart("ewma", "wrong_setting", {"name": "weight", "value": share})
    seen = np.isfinite(points.values)
    averages, variances = np.full(len(data), np.nan), np.full(len(data), np.nan)
    averages[seen] = _decayed(share * points.values[seen], 1 - share, points.center)
    variances[seen] = _average_variances(points.sigma[seen], share, settings.serial)
    sigma = np.sqrt(_carried(variances))
    if settings.is_steady:
        sigma = points.sigma * np.sqrt(share / (2 - share) * _steady_factor(share, settings.serial))
    facts = {
        "center": points.center,
        "sigma": float(np.median(points.sigma)),
        "weight": share,
        "width": settings.width,
        "is_steady": float(settings.is_steady),
    }
    if settings.serial:
        alone = widening(settings.serial) if isinstance(data, Values) and settings.sigma is None else 1.0
        facts["widened"] = alone * float(np.sqrt(_steady_factor(share, settings.serial)))
    # stage_chart draws 3 sigma: sigma is scaled so that its 3 are the asked-for width.
    scaled = sigma * settings.width / WIDTH
    chart = stage_chart("ewma", averages, points.center, scaled, points.n, counted, settings, facts=facts)
    return replace(chart, sigma=sigma)


def _average_variances(sigma: Floats, share: float, serial: Sequence[float]) -> Floats:
    """Variance of each average: of single points, and twice the covariance of points k apart for every lag k."""
    keep, total = 1 - share, _decayed(share**2 * sigma**2, (1 - share) ** 2, 0.0)
    for lag, r in enumerate(excess(serial)[: len(sigma) - 1], start=1):
        both = np.zeros(len(sigma))
        both[lag:] = sigma[lag:] * sigma[:-lag]
        total = total + 2 * r * keep**lag * _decayed(share**2 * both, keep**2, 0.0)
    variances: Floats = total
    return variances


def _steady_factor(share: float, serial: Sequence[float]) -> float:
    """The variance of an average in the long run over that of independent points."""
    return 1 + 2 * sum(r * (1 - share) ** lag for lag, r in enumerate(excess(serial), start=1))


def _carried(values: Floats) -> Floats:
    """Each gap takes the value before it; gaps at the beginning take the first value."""
    known = np.isfinite(values)
    last = np.maximum.accumulate(np.where(known, np.arange(len(values)), -1))
    carried: Floats = values[np.where(last < 0, int(np.argmax(known)), last)]
    return carried


def cusum(data: Values | Subgroups, counted: Bools, settings: Settings) -> Chart | NoChart:
    """Tabular CUSUM [1]_: upper sum max(0, x - centre - k + C), lower sum the same downwards, drawn below 0.

    The centre is `Settings.center` (a target or a known level), else the mean of the first points where
    `Settings.first_points` asks for it, else of all. k = allowance times sigma, limits at decision times sigma; sums in
    the unit of the values, or in standard deviations of the point with `in_sigmas` or where n differs between periods.

    References
    ----------
    .. [1] Montgomery (2009), 9.1.
    """
    points = _points(data, counted, settings)
    if not (points.sigma > 0).all():
        return NoChart("cusum", "no_spread")
    facts_of_center: dict[str, float] = {}
    if settings.center is not None:
        facts_of_center["n_reference"] = 0.0
    elif settings.first_points:
        used = np.flatnonzero(counted & np.isfinite(points.values))[: settings.first_points]
        first = np.isin(np.arange(len(data)), used)
        points = replace(points, center=_points(data, first, replace(settings, sigma=1.0)).center)
        facts_of_center["n_reference"] = float(len(used))
    is_scaled = settings.in_sigmas or float(np.ptp(points.sigma)) > 1e-12 * float(points.sigma.max())
    unit = 1.0 if is_scaled else float(points.sigma[0])
    distance = (points.values - points.center) / (points.sigma if is_scaled else 1.0)
    allowance, limit = settings.allowance * unit, settings.decision * unit
    upper = _one_sided(distance - allowance, settings.head_start * limit)
    lower = -_one_sided(-distance - allowance, settings.head_start * limit)
    facts = {
        "center": points.center, "sigma": float(np.median(points.sigma)), "allowance": allowance, "decision": limit,
        "k": settings.allowance, "h": settings.decision, "head_start": settings.head_start,
        **facts_of_center,
    }  # fmt: skip
    plain = replace(settings, bounds=None, center=None)
    chart = stage_chart("cusum", upper, 0.0, limit / WIDTH, points.n, counted, plain, facts=facts)
    strongest = np.where(upper >= -lower, upper, lower) / (limit / WIDTH)
    return replace(chart, lower=lower, z=strongest, sigma=np.full(len(data), unit))


def _one_sided(steps: Floats, start: float) -> Floats:
    """max(0, sum + step) from `start`; gaps are passed over."""
    seen = np.isfinite(steps)
    total = start + np.cumsum(steps[seen])
    sums = np.full(len(steps), np.nan)
    sums[seen] = total - np.minimum(np.minimum.accumulate(total), 0.0)
    return sums


def weighted_marks(kind: str, z: Floats, estimates: Mapping[str, float], serial: Sequence[float] = ()) -> Bools:
    """(worlds, m) points where an EWMA is beyond its limits, or where a sum of a CUSUM of z crosses its own."""
    from scipy.signal import lfilter

    if kind == "ewma":
        share = estimates["weight"]
        averages = lfilter([share], [1.0, share - 1.0], z, axis=1)
        sd: Floats | float = np.sqrt(_average_variances(np.ones(z.shape[1]), share, serial))
        if estimates["is_steady"]:
            sd = float(np.sqrt(share / (2 - share) * _steady_factor(share, serial)))
        beyond: Bools = np.abs(averages) > estimates["width"] * sd
        return beyond
    marks = np.zeros(z.shape, dtype=bool)
    for side in (z, -z):
        total = estimates["head_start"] * estimates["h"] + np.cumsum(side - estimates["k"], axis=1)
        over = total - np.minimum(np.minimum.accumulate(total, axis=1), 0.0) > estimates["h"]
        over[:, 1:] &= ~over[:, :-1].copy()
        marks |= over
    return marks
