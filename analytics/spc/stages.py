"""Proposals for stages: where a level seems to have moved, by how much, and how sure that is.

A proposal is only that. On a stable series without memory none is made in 1 - LEVEL of all series [1]_ [2]_.

References
----------
.. [1] Scott & Knott (1974), Biometrics 30, 507-512: binary segmentation.
.. [2] Good (2005), Permutation, Parametric and Bootstrap Tests of Hypotheses, 3rd ed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from analytics.spc.model import COMPANIONS, WEIGHTED, Chart, Floats, Ints
from analytics.spc.rare import power, root
from analytics.spc.serial import serial_shuffled

LEVEL = 0.05
SHORTEST = 6  # points a stage must have
PERMUTATIONS = 1999
MOST_BLOCKS = 1000  # longer series are cut into blocks first, and the place refined on their points
LIKELY_DROP = 1.92  # half the .95 quantile of chi-square(1)
_CELLS = 2_000_000  # permutations are drawn in batches of about this many numbers


@dataclass(frozen=True)
class Shift:
    """A proposed start of a new stage.

    Attributes
    ----------
    index : position of the first point of the new stage; earliest, latest: others that the data hold nearly as likely
        (profile likelihood, 95 %).
    before, after : mean level in the unit of the chart (i_log, t: the mean of the transformed points, drawn back).
    n_before, n_after : points in the stages on both sides, up to the neighbouring proposals.
    in_sigmas : size in standard deviations of a point.
    p : chance of a step as clear as this where nothing has moved, over all places it could stand.
    is_drift : a straight line describes the two stages better than a step: the level creeps instead of jumping.
    memory : lag-1 correlation of the points around their stages; above .3 proposals are not to be trusted.
    """

    index: int
    earliest: int
    latest: int
    before: float
    after: float
    n_before: int
    n_after: int
    in_sigmas: float
    p: float
    is_drift: bool
    memory: float


def proposed_shifts(
    chart: Chart, *, rng: np.random.Generator, level: float = LEVEL, shortest: int = SHORTEST
) -> tuple[Shift, ...]:
    """Steps of the level that chance alone seldom makes, in time order.

    The strongest step is the split with the largest likelihood ratio, each point weighted by its own precision. It is
    kept if fewer than `level` of the shuffled series have one as strong, and then both sides are searched the same
    way; the second search uses `level` halved, so that all proposals together stay near `level` on a stable series.

    Examples
    --------
    >>> from analytics.spc.charts import Values, chart
    >>> rng = np.random.default_rng(1)
    >>> series = np.concatenate((rng.normal(50, 2, 20), rng.normal(56, 2, 15)))
    >>> shifts = proposed_shifts(chart("i", Values.of(series)), rng=rng)
    >>> [(shift.index, round(shift.after - shift.before)) for shift in shifts]
    [(20, 6)]
    """
    if chart.kind in (*WEIGHTED, *COMPANIONS):  # their points hang together: no step can be told from chance
        return ()
    seen = np.flatnonzero(np.isfinite(chart.values))
    values, weights = _levels(chart)[seen], _precision(chart)[seen]
    if len(values) < 2 * shortest or float(np.ptp(values)) <= 1e-12 * float(np.abs(values).max()):
        return ()
    found = dict(_splits(values, weights, 0, shortest, level, rng, chart.serial))
    return tuple(_shift(chart, seen, values, weights, cut, found, shortest) for cut in sorted(found))


def _drawn_back(kind: str) -> tuple[Callable[[Floats], Floats], Callable[[Floats], Floats]]:
    """The scale on which points are even, and the way back."""
    scales: dict[str, tuple[Callable[[Floats], Floats], Callable[[Floats], Floats]]] = {
        "i_log": (np.log, np.exp),
        "t": (root, power),
    }
    return scales.get(kind, (np.asarray, np.asarray))


def _levels(chart: Chart) -> Floats:
    """Points on an even scale, without what a changing n does to the centre line (np)."""
    to, _ = _drawn_back(chart.kind)
    levels = chart.values.copy()
    for part in chart.parts():
        levels[part] -= chart.center[part] - chart.center[part].mean()
    even: Floats = to(levels)
    return even


def _precision(chart: Chart) -> Floats:
    """Weight of each point, by the variance its n gives it; 1 where all points of a stage are alike."""
    weights = np.ones(len(chart))
    for part in chart.parts():
        variance = chart.sigma[part] ** 2
        if np.isfinite(variance).all() and (variance > 0).all():
            weights[part] = np.median(variance) / variance
    return weights


def _splits(
    values: Floats, weights: Floats, offset: int, shortest: int, level: float, rng: np.random.Generator,
    serial: Sequence[float],
) -> list[tuple[int, float]]:  # fmt: skip
    """Kept cuts (position of the first point after it) with their p, by binary segmentation."""
    if len(values) < 2 * shortest:
        return []
    cut, p = _strongest(values, weights, shortest, level, rng, serial)
    if p > level:
        return []
    sides = [(slice(0, cut), offset), (slice(cut, None), offset + cut)]
    inner = [_splits(values[part], weights[part], start, shortest, level / 2, rng, serial) for part, start in sides]
    return [(offset + cut, p), *inner[0], *inner[1]]


def _strongest(
    values: Floats, weights: Floats, shortest: int, level: float, rng: np.random.Generator, serial: Sequence[float]
) -> tuple[int, float]:
    """Best cut and its p over all cuts; long series are searched in blocks, then point by point around the best."""
    size = -(-len(values) // MOST_BLOCKS)
    if size == 1:
        strength = _step_strength(values[None, :], weights, shortest)
        best = int(np.argmax(strength[0]))
        return best + shortest, _permutation_p(values, weights, shortest, float(strength[0, best]), rng, serial)
    edges = np.arange(0, len(values), size)
    block_weights = np.add.reduceat(weights, edges)
    blocks = np.add.reduceat(weights * values, edges) / block_weights
    cut, p = _strongest(blocks, block_weights, max(2, shortest // size), level, rng, ())
    near = slice(max(shortest, (cut - 2) * size), min(len(values) - shortest, (cut + 2) * size) + 1)
    fine = _step_strength(values[None, :], weights, shortest)[0]
    start = near.start - shortest
    return near.start + int(np.argmax(fine[start : near.stop - shortest])), p


def _step_strength(series: Floats, weights: Floats, shortest: int) -> Floats:
    """(rows, cuts) share of the weighted squares that a step explains; cuts leave `shortest` points on each side."""
    total = weights.sum()
    moved = series - (series @ weights / total)[:, None]
    left = np.cumsum(weights)[shortest - 1 : len(weights) - shortest]
    sums = np.cumsum(moved * weights, axis=1)[:, shortest - 1 : len(weights) - shortest]
    explained = sums**2 * total / (left * (total - left))
    strength: Floats = explained / (moved**2 @ weights)[:, None]
    return strength


def _permutation_p(
    values: Floats, weights: Floats, shortest: int, strength: float, rng: np.random.Generator, serial: Sequence[float]
) -> float:
    """Share of shuffled series with a step at least as strong, the series itself counted; weights travel along.

    Points of unequal weight are no longer exchangeable: what is shuffled are their standardised residuals. Points that
    hang together by design are shuffled so that they still do.
    """
    root = np.sqrt(weights)
    residuals = (values - np.average(values, weights=weights)) * root
    rows, reached = max(1, _CELLS // len(values)), 0
    for done in range(0, PERMUTATIONS, rows):
        shuffled = serial_shuffled(residuals, serial, min(rows, PERMUTATIONS - done), rng) / root
        reached += int((_step_strength(shuffled, weights, shortest).max(axis=1) >= strength - 1e-12).sum())
    return (reached + 1) / (PERMUTATIONS + 1)


def _shift(
    chart: Chart, seen: Ints, values: Floats, weights: Floats, cut: int, found: dict[int, float], shortest: int
) -> Shift:
    """The facts of one kept cut, seen between its neighbours."""
    cuts = [0, *sorted(found), len(values)]
    at = cuts.index(cut)
    left, right = slice(cuts[at - 1], cut), slice(cut, cuts[at + 1])
    before, after = (float(np.average(values[side], weights=weights[side])) for side in (left, right))
    levels = np.repeat([np.average(values[a:b], weights=weights[a:b]) for a, b in pairwise(cuts)], np.diff(cuts))
    noise = (values - levels) * np.sqrt(weights / weights.mean())
    sigma = float(np.sqrt((noise**2).sum() / max(len(values) - len(cuts) + 1, 1)))
    both, (_, back) = slice(cuts[at - 1], cuts[at + 1]), _drawn_back(chart.kind)
    low, high = _likely_places(values[both], weights[both], shortest)
    return Shift(
        index=int(seen[cut]),
        earliest=int(seen[cuts[at - 1] + low]),
        latest=int(seen[cuts[at - 1] + high]),
        before=float(back(np.array(before))),
        after=float(back(np.array(after))),
        n_before=cut - cuts[at - 1],
        n_after=cuts[at + 1] - cut,
        in_sigmas=(after - before) / sigma if sigma > 0 else float(np.sign(after - before)) * float("inf"),
        p=found[cut],
        is_drift=_is_drift(values[both], weights[both], cut - cuts[at - 1]),
        memory=_memory(noise),
    )


def _likely_places(values: Floats, weights: Floats, shortest: int) -> tuple[int, int]:
    """First and last cut whose log likelihood is within LIKELY_DROP of the best one's."""
    edge = min(shortest, len(values) // 2)
    unexplained = 1 - _step_strength(values[None, :], weights, edge)[0]
    log_likelihood = -len(values) / 2 * np.log(np.maximum(unexplained, 1e-12))
    likely = np.flatnonzero(log_likelihood >= log_likelihood.max() - LIKELY_DROP) + edge
    return int(likely[0]), int(likely[-1])


def _is_drift(values: Floats, weights: Floats, cut: int) -> bool:
    """A line leaves less unexplained than the step, although the step had its place chosen for it."""
    step = np.where(np.arange(len(values)) < cut, 0.0, 1.0)
    return _unexplained(values, weights, np.arange(len(values), dtype=float)) < _unexplained(values, weights, step)


def _unexplained(values: Floats, weights: Floats, by: Floats) -> float:
    x, y = by - np.average(by, weights=weights), values - np.average(values, weights=weights)
    return float(weights @ y**2 - (weights @ (x * y)) ** 2 / (weights @ x**2))


def _memory(noise: Floats) -> float:
    total = float((noise**2).sum())
    return float((noise[1:] * noise[:-1]).sum()) / total if total > 0 else 0.0
