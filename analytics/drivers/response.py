"""What if this driver rose by one point: along the line, along its own curve, and without leaving the scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.drivers.bootstrap import DRAWS, intervals, resampled, slopes, unit_counts, usable_rows, wald_p
from analytics.drivers.covariance import unit_sums
from analytics.drivers.model import MIN_CLUSTERS, Floats, Interval, Ints, NoDrivers
from analytics.drivers.rows import Rows, complete_rows
from analytics.drivers.threads import one_thread

MOST_LEVELS = 7
MIN_LEVEL = 15  # answers behind a point of the curve


@dataclass(frozen=True)
class Level:
    """One point of the curve: driver's mean and range there, the outcome with all other drivers at their mean."""

    at: float
    low_at: float
    high_at: float
    outcome: Interval
    n: int


@dataclass(frozen=True)
class Response:
    """The outcome along one driver, others held. A description: the step is not an experiment.

    Attributes
    ----------
    step : change of the driver, in its own unit (below 0 where less is better).
    rise : points of the outcome for the whole step along the straight line.
    capped : the same where each answer stops at the end of the scale; equal to rise without bounds.
    by_curve : the same along the curve through `levels`.
    mean_step : how far the driver's mean moves when each answer stops at the end of the scale.
    p_bend : chance of so bent a curve if the driver acted along a straight line; 1 without a curve or intervals.
    """

    name: str
    step: float
    rise: Interval
    capped: Interval
    by_curve: Interval
    mean_step: float
    p_bend: float
    levels: tuple[Level, ...]
    n: int
    n_clusters: int


@one_thread
def response(
    outcome: Floats,
    drivers: Floats,
    names: Sequence[str],
    name: str,
    *,
    rng: np.random.Generator,
    clusters: NDArray[np.int64] | None = None,
    weights: Floats | None = None,
    step: float = 1.0,
    bounds: tuple[float, float] | None = None,
    n_draws: int = DRAWS,
) -> Response | NoDrivers:
    """What the outcome does along driver `name`, with intervals over resampled customers.

    The curve is a least-squares fit on indicators of the driver's levels beside all other drivers; the line one on the
    driver itself.

    Parameters
    ----------
    bounds : ends of the driver's scale; answers do not leave it.

    Returns
    -------
    NoDrivers with code not_in_model where `name` was left out; its reason is in left_out.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> x = rng.integers(1, 6, (800, 2)).astype(float)
    >>> y = 10 * x[:, 0] + 5 * x[:, 1] + rng.normal(size=800)
    >>> found = response(y, x, ["speed", "advice"], "speed", rng=rng, bounds=(1, 5))
    >>> round(found.rise.value), round(found.capped.value), [round(level.outcome.value) for level in found.levels]
    (10, 8, [25, 35, 45, 55, 65])
    """
    rows = complete_rows(outcome, drivers, names, clusters=clusters, weights=weights)
    if isinstance(rows, NoDrivers):
        return rows
    if name not in rows.names:
        return NoDrivers("not_in_model", {"name": name}, rows.left_out)
    driver = rows.names.index(name)
    x = rows.drivers[:, driver]
    moved = x + step if bounds is None else np.clip(x + step, *bounds)
    fits = _fits(rows, driver, moved, rng, n_draws)
    each = np.column_stack([fits.slope * step, fits.slope * fits.mean_step, _curve_rise(fits, x, moved)])
    rise, capped, by_curve = intervals(each[0], each[1:], fits.n_clusters)
    return Response(
        name=name,
        step=step,
        rise=rise,
        capped=capped,
        by_curve=by_curve,
        mean_step=float(fits.mean_step[0]),
        p_bend=_p_bend(fits),
        levels=_levels(fits, x),
        n=len(x),
        n_clusters=fits.n_clusters,
    )


@dataclass(frozen=True, eq=False)
class _Fits:
    """The data first, its resamples after it: slope and mean_step (1 + draws,), curve (1 + draws, levels).

    code : (rows,) level of each answer; at : (levels,) mean of the driver there.
    """

    slope: Floats
    mean_step: Floats
    curve: Floats
    code: Ints
    at: Floats
    n_clusters: int


def _fits(rows: Rows, driver: int, moved: Floats, rng: np.random.Generator, n_draws: int) -> _Fits:
    x, others = rows.drivers[:, driver], np.delete(rows.drivers, driver, axis=1)
    code = level_codes(x, rows.clusters)
    n_levels, p = int(code.max()) + 1, others.shape[1]
    marks = (code[:, None] == np.arange(1, n_levels)).astype(float)
    values = np.column_stack([others, x, marks, moved, rows.outcome])
    last = values.shape[1] - 1
    line = np.array([*range(p + 1), last])
    curve = np.array([*range(p), *range(p + 1, p + n_levels), last])
    sums = unit_sums(values, rng=rng, clusters=rows.clusters, weights=rows.weights)
    wanted = n_draws if sums.n_clusters >= MIN_CLUSTERS else 0
    drawn = resampled(sums, unit_counts(sums.n_units, wanted, rng))
    drawn = drawn.picked(usable_rows(drawn.of(np.array([*range(p + n_levels), last]))))
    parts = (sums.total().picked(None), drawn)
    mean = np.concatenate([part.mean for part in parts])
    slope = np.concatenate([slopes(part.of(line)) for part in parts])[:, p]
    steps = np.concatenate([slopes(part.of(curve)) for part in parts])[:, p:]
    base = mean[:, last] - (steps * mean[:, p + 1 : p + n_levels]).sum(axis=1)
    at = np.bincount(code, weights=x) / np.bincount(code)
    held = np.column_stack([base, base[:, None] + steps])
    return _Fits(slope, mean[:, last - 1] - mean[:, p], held, code, at, sums.n_clusters)


def level_codes(x: Floats, clusters: NDArray[np.int64]) -> Ints:
    """Level of each answer, from 0 upwards: its own value, or its seventh of the answers where there are many values.

    Neighbours are joined until MIN_LEVEL customers stand behind each.

    >>> level_codes(np.repeat([1.0, 2.0, 3.0], [5, 12, 20]), np.arange(37)).tolist()[::6]
    [0, 0, 0, 1, 1, 1, 1]
    """
    if len(np.unique(x)) > MOST_LEVELS:
        inner = np.quantile(x, np.arange(1, MOST_LEVELS) / MOST_LEVELS)
        x = np.searchsorted(np.unique(inner), x, side="right").astype(float)
    _values, code = np.unique(x, return_inverse=True)
    n = np.bincount(np.unique(np.column_stack([code, clusters]), axis=0)[:, 0])
    joined, behind = np.zeros(len(n), dtype=np.int64), 0
    for level, more in enumerate(n[:-1]):
        behind += int(more)
        is_full = behind >= MIN_LEVEL and n[level + 1 :].sum() >= MIN_LEVEL
        joined[level + 1] = joined[level] + int(is_full)
        behind = 0 if is_full else behind
    codes: Ints = joined[code]
    return codes


def _curve_rise(fits: _Fits, x: Floats, moved: Floats) -> Floats:
    """Mean change along the curve, straight between its points and level beyond them; shape (1 + draws,)."""
    return fits.curve @ (_weights(moved, fits.at) - _weights(x, fits.at))


def _weights(x: Floats, at: Floats) -> Floats:
    """How much each point of a curve weighs in the mean of its interpolated values at `x`."""
    return np.array([np.interp(x, at, own).mean() for own in np.eye(len(at))])


def _p_bend(fits: _Fits) -> float:
    """That the slopes between neighbouring points of the curve do not differ."""
    bends = np.diff(np.diff(fits.curve, axis=1) / np.diff(fits.at), axis=1)
    return wald_p(bends[0], bends[1:], fits.n_clusters)


def _levels(fits: _Fits, x: Floats) -> tuple[Level, ...]:
    held = intervals(fits.curve[0], fits.curve[1:], fits.n_clusters)
    inside = [x[fits.code == level] for level in range(len(held))]
    return tuple(
        Level(float(at), float(own.min()), float(own.max()), outcome, len(own))
        for at, own, outcome in zip(fits.at, inside, held, strict=True)
    )
