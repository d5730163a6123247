"""Charts of measured values: individuals with their moving range, and means with S or R.

Each function makes the chart of one stage; `counted` marks the points its limits are made from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from analytics.spc.constants import D2_MOVING, D3_MOVING, LARGEST_RANGE_N, c4, c5, d2, d3
from analytics.spc.inputs import Subgroups, Values
from analytics.spc.model import TRIAL_POINTS, Bools, Chart, Floats, NoChart, Settings
from analytics.spc.serial import widening

WIDTH = 3.0
_SPREAD_KINDS = ("mr", "s", "r")


def stage_chart(
    kind: str,
    values: Floats,
    center: Floats | float,
    sigma: Floats | float,
    n: Floats,
    counted: Bools,
    settings: Settings,
    *,
    bounds: tuple[float, float] | None = None,
    companions: tuple[Chart, ...] = (),
    facts: Mapping[str, float] | None = None,
) -> Chart:
    """One stage with limits at 3 standard deviations of the point, cut at the bounds."""
    middle, spread = np.broadcast_to(center, values.shape).astype(float), np.broadcast_to(sigma, values.shape)
    low, high = settings.bounds or bounds or (-np.inf, np.inf)
    z = np.divide(values - middle, spread, out=np.full(len(values), np.nan), where=spread > 0)
    ends = {} if settings.bounds is None else {"scale_low": low, "scale_high": high}
    is_known = settings.center is not None and settings.sigma is not None and kind not in _SPREAD_KINDS
    n_counted = int((counted & np.isfinite(values)).sum())
    return Chart(
        kind,
        values,
        middle,
        np.clip(middle - WIDTH * spread, low, high),
        np.clip(middle + WIDTH * spread, low, high),
        spread.astype(float),
        n,
        z,
        np.full(len(values), n_counted < TRIAL_POINTS and not is_known),
        estimates=({"n_points": float(n_counted), **ends, **(facts or {})},),
        companions=companions,
        serial=() if kind in _SPREAD_KINDS else settings.serial,
    )


def moving_ranges(values: Floats) -> Floats:
    """|x_i - x_(i-1)| of neighbouring periods; nan for the first, and on and after a gap.

    >>> moving_ranges(np.array([4.0, 6.0, np.nan, 5.0, 4.5])).tolist()
    [nan, 2.0, nan, nan, 0.5]
    """
    ranges = np.full(len(values), np.nan)
    ranges[1:] = np.abs(np.diff(values))
    return ranges


def mean_moving_range(values: Floats, counted: Bools, *, screen: bool = False) -> float:
    """Mean of the moving ranges between counted neighbours; 0 where there is none.

    Without two counted neighbours anywhere (every second period missing), counted points next to each other in the
    series stand in. `screen` leaves out, once, ranges above their own upper limit.
    """
    used = np.where(counted, values, np.nan)
    ranges = moving_ranges(used)
    ranges = ranges[np.isfinite(ranges)]
    if not ranges.size:
        ranges = np.abs(np.diff(used[np.isfinite(used)]))
    if not ranges.size:
        return 0.0
    mean = float(ranges.mean())
    if screen:
        kept = ranges[ranges <= mean * (1 + WIDTH * D3_MOVING / D2_MOVING)]
        mean = float(kept.mean()) if kept.size else mean
    return mean


def moving_range_chart(values: Floats, sigma: Floats, n: Floats, counted: Bools, settings: Settings) -> Chart:
    """Chart of moving ranges: centre 1.128 sigma, upper limit 3 d3 sigma above it (3.267 times the centre)."""
    ranges = moving_ranges(values)
    plain = replace(settings, bounds=None)
    return stage_chart("mr", ranges, D2_MOVING * sigma, D3_MOVING * sigma, n, counted, plain, bounds=(0.0, np.inf))


def individuals(data: Values, counted: Bools, settings: Settings) -> Chart:
    """Individuals and moving range [1]_: sigma = mean moving range / 1.128, limits = mean -/+ 3 sigma.

    Where neighbours hang together (`Settings.serial`) their moving ranges are too small by sqrt(1 - r), and sigma is
    widened by as much [2]_; the chart of moving ranges stays as it is.

    References
    ----------
    .. [1] NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2.
    .. [2] Maragah & Woodall (1992), Journal of Statistical Computation and Simulation 40, 29-42.
    """
    values = data.values
    used = values[counted & np.isfinite(values)]
    center = float(used.mean()) if settings.center is None else settings.center
    moving = settings.sigma
    if moving is None:
        moving = mean_moving_range(values, counted, screen=settings.screen) / D2_MOVING
    sigma = moving * widening(settings.serial) if settings.sigma is None else moving
    below = moving_range_chart(values, np.full(len(values), moving), data.n, counted, settings)
    facts = {"center": center, "sigma": sigma, "mean_moving_range": moving * D2_MOVING}
    if settings.serial:
        facts["widened"] = sigma / moving if moving > 0 else 1.0
    return stage_chart("i", values, center, sigma, data.n, counted, settings, companions=(below,), facts=facts)


def transformed_individuals(
    kind: str, data: Values, counted: Bools, settings: Settings, to: Callable[[Floats], Floats],
    back: Callable[[Floats], Floats],
) -> Chart:  # fmt: skip
    """Individuals chart of `to(values)`, drawn in the values' own unit; its moving ranges stay transformed."""
    inner = individuals(Values(to(data.values), data.n), counted, replace(settings, bounds=None))
    low, high = settings.bounds or (-np.inf, np.inf)
    return replace(
        inner,
        kind=kind,
        values=data.values,
        center=back(inner.center),
        lcl=np.clip(back(inner.lcl), low, high),
        ucl=np.clip(back(inner.ucl), low, high),
        sigma=np.full(len(data), np.nan),
    )


def individuals_log(data: Values, counted: Bools, settings: Settings) -> Chart:
    """Individuals chart of natural logarithms, for skewed durations; centre and limits are drawn as exp of it."""
    return transformed_individuals("i_log", data, counted, settings, np.log, np.exp)


def within_sigma(data: Subgroups, counted: Bools, settings: Settings, *, by_range: bool) -> Floats:
    """(n,) standard deviation of one answer within periods, as it enters each point's limits [1]_ [2]_.

    Standard deviations: "unweighted" mean of s / c4(n); "weighted" the same with weights c4^2 / (1 - c4^2), of least
    variance; "pooled" root mean square s over c4 of all degrees of freedom + 1; "rms_by_n" root mean square s over c4
    of the point's own n. "auto" is unweighted where n is equal, as published charts are, and pooled elsewhere: c4 is
    for normal answers, and at n = 5 the mean s of ratings near the end of their scale is 14 % too small. Ranges: mean
    of R / d2(n). nan: no period has two answers.

    References
    ----------
    .. [1] SAS/QC, XSCHART, SMETHOD=NOWEIGHT and MVLUE.
    .. [2] Montgomery (2009), 6.3.2, for "rms_by_n".
    """
    spreads = data.ranges if by_range else data.sds
    used = counted & (data.n >= 2) & np.isfinite(spreads)
    n, s = data.n[used], spreads[used]
    if settings.sigma is not None or not used.any():
        return np.full(len(data), np.nan if settings.sigma is None else settings.sigma)
    if by_range:
        return np.full(len(data), float((s / d2(n)).mean()))
    if settings.spread in ("pooled", "rms_by_n") or (settings.spread == "auto" and float(np.ptp(n)) > 0):
        root = float(np.sqrt(((n - 1) * s * s).sum() / (n - 1).sum()))
        by_n = data.n if settings.spread == "rms_by_n" else np.full(len(data), (n - 1).sum() + 1)
        return root / c4(np.maximum(by_n, 2))
    factor = c4(n)
    weights = factor**2 / (1 - factor**2) if settings.spread == "weighted" else np.ones(len(n))
    return np.full(len(data), float((weights * s / factor).sum() / weights.sum()))


def _sizes(data: Subgroups) -> Floats:
    """n per point; a gap takes the mean n, so that its limits go on."""
    known = data.n[data.n > 0]
    return np.where(data.n > 0, data.n, known.mean() if known.size else np.nan)


def grand_mean(data: Subgroups, counted: Bools, settings: Settings) -> float:
    """Mean of all counted answers: period means weighted by n."""
    if settings.center is not None:
        return settings.center
    used = counted & np.isfinite(data.plotted)
    return float(np.average(data.means[used], weights=data.n[used]))


def spread_chart(data: Subgroups, counted: Bools, settings: Settings, *, by_range: bool) -> Chart:
    """S chart (centre c4 sigma, sd c5 sigma) or R chart (d2 sigma, d3 sigma), with each point's n; never below 0.

    Its own sigma is the mean of s / c4 under "auto": the chart of s is centred on what s is on average.
    """
    own = replace(settings, spread="unweighted") if settings.spread == "auto" else settings
    sigma = within_sigma(data, counted, own, by_range=by_range)
    sizes, spreads = np.maximum(_sizes(data).round(), 2), data.ranges if by_range else data.sds
    center, sd = (d2(sizes), d3(sizes)) if by_range else (c4(sizes), c5(sizes))
    shown = np.where(data.n >= 2, spreads, np.nan)
    kind, plain = ("r" if by_range else "s"), replace(settings, bounds=None)
    return stage_chart(kind, shown, center * sigma, sd * sigma, data.n, counted, plain, bounds=(0.0, np.inf))


def means_chart(data: Subgroups, counted: Bools, settings: Settings, *, by_range: bool) -> Chart | NoChart:
    """Means with S or R below: centre = mean of all answers, limits 3 sigma / sqrt(n) from it with each point's n."""
    kind = "xbar_r" if by_range else "xbar_s"
    if by_range and (data.n > LARGEST_RANGE_N).any():
        return NoChart(kind, "subgroup_too_large", {"largest": int(data.n.max()), "allowed": LARGEST_RANGE_N})
    sigma = within_sigma(data, counted, settings, by_range=by_range)
    if not (sigma > 0).all():
        return NoChart(kind, "no_spread")
    center = grand_mean(data, counted, settings)
    below = spread_chart(data, counted, settings, by_range=by_range)
    point = sigma / np.sqrt(_sizes(data))
    one = float(np.median(sigma))
    facts = {"center": center, "sigma": one, "sigma_within": one}
    return stage_chart(kind, data.plotted, center, point, data.n, counted, settings, companions=(below,), facts=facts)
