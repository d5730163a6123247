"""Charts of rare events: g (opportunities between two events) and t (time between two events)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from analytics.spc.inputs import Values
from analytics.spc.model import Bools, Chart, Floats, NoChart, Settings
from analytics.spc.variables import stage_chart, transformed_individuals

NELSON_POWER = 1 / 3.6
TAIL = 0.00135
_CLOSE = 1e-12


def gaps(positions: ArrayLike) -> Floats:
    """Opportunities without an event between neighbouring events, from the events' positions in order.

    >>> gaps([3, 4, 10]).tolist()
    [0.0, 5.0]
    """
    between: Floats = np.diff(np.asarray(positions, dtype=float)) - 1
    return between


def time_between(data: Values, counted: Bools, settings: Settings) -> Chart:
    """t chart: individuals chart of time ** (1 / 3.6) [1]_ [2]_, drawn back in time; a limit below 0 is 0.

    Times between events of a Poisson process are exponential; this power makes them nearly normal.

    References
    ----------
    .. [1] Nelson (1994), Journal of Quality Technology 26, 239-243.
    .. [2] Montgomery (2009), example 7.6.
    """
    return transformed_individuals("t", data, counted, settings, root, power)


def root(time: Floats) -> Floats:
    """Time ** (1 / 3.6)."""
    drawn: Floats = np.power(time, NELSON_POWER)
    return drawn


def power(score: Floats) -> Floats:
    """The way back; below 0 is 0."""
    drawn: Floats = np.power(np.maximum(score, 0.0), 1 / NELSON_POWER)
    return drawn


def between_events(data: Values, counted: Bools, settings: Settings) -> Chart | NoChart:
    """g chart of opportunities between events: 0, 1, 2 ... [1]_ [2]_.

    The event's chance p is estimated without bias: (N - 1) / N / (mean + 1). By default centre = median and limits =
    the .00135 and .99865 quantiles of the geometric distribution; with `probability_limits` off centre = mean and
    limits = mean -/+ 3 sqrt(mean (mean + 1)), which on a stable process call 2 points in 100.

    References
    ----------
    .. [1] Benneyan (2001), Health Care Management Science 4, 305-318.
    .. [2] Minitab, Methods and formulas for G chart.
    """
    used = data.values[counted & np.isfinite(data.values)]
    mean = float(used.mean()) if settings.center is None else settings.center
    if not mean > 0:
        return NoChart("g", "all_zero")
    sd = float(np.sqrt(mean * (mean + 1)))
    facts = {"mean": mean, "sigma": sd}
    wide = stage_chart("g", data.values, mean, sd, data.n, counted, settings, bounds=(0.0, np.inf), facts=facts)
    if not settings.probability_limits:
        return wide
    shrink = (len(used) - 1) / len(used) if settings.center is None else 1.0
    return _quantile_limits(wide, shrink / (mean + 1), settings)


def _quantile_limits(chart: Chart, chance: float, settings: Settings) -> Chart:
    low, middle, high = (_quantile(share, chance) for share in (TAIL, 0.5, 1 - TAIL))
    ends = settings.bounds or (0.0, np.inf)
    fill = np.ones(len(chart))
    facts = {**chart.estimates[0], "chance": chance, "center": middle}
    return replace(
        chart,
        center=middle * fill,
        lcl=np.clip(low * fill, *ends),
        ucl=np.clip(high * fill, *ends),
        z=normal_scores(chart.values, chance),
        estimates=(facts,),
    )


def _quantile(share: float, chance: float) -> float:
    """Smallest x with P(X <= x) = 1 - (1 - chance)^(x + 1) >= share."""
    return max(0.0, float(np.ceil(np.log1p(-share) / np.log1p(-chance) - 1 - _CLOSE)))


def normal_scores(values: Floats, chance: Floats | float) -> Floats:
    """z whose tail is that of the point and all beyond it; 0 where both tails hold one half."""
    from scipy.special import ndtri

    beyond = np.power(1 - chance, values)  # P(X >= x)
    up_to = 1 - np.power(1 - chance, values + 1)  # P(X <= x)
    z = np.where(beyond < 0.5, -ndtri(beyond), np.where(up_to < 0.5, ndtri(up_to), 0.0))
    scores: Floats = np.where(np.isfinite(values), z, np.nan)
    return scores
