"""How surprising is a chart as a whole? One p-value per chart, so that a board can control its false discoveries."""

from __future__ import annotations

import numpy as np

from analytics.spc.model import COMPANIONS, WEIGHTED, Chart, Floats, Ints
from analytics.spc.stable_worlds import normal_worlds, own_worlds

MOST_POINTS = 2000  # of a longer stage the latest


def chart_p(chart: Chart, *, rng: np.random.Generator) -> float | None:
    """Chance that a stable chart is as surprising as the last stage of this one; None where it cannot be said.

    Two things surprise: the farthest point, and the longest run on one side of the centre. Each is ranked among
    stable charts with the same points (simulated as in `false_alarms`); the smaller rank is judged by how often the
    smaller of the two is as small on a stable chart. The least value is 1 / (simulated charts + 1).

    Examples
    --------
    >>> from analytics.spc.charts import Values, chart
    >>> rng = np.random.default_rng(2)
    >>> quiet, moved = rng.normal(size=40), np.repeat([0.0, 2.0], 20)
    >>> [round(chart_p(chart("i", Values.of(x)), rng=rng), 3) for x in (quiet, quiet + moved)]
    [0.379, 0.002]
    """
    if chart.kind in (*WEIGHTED, *COMPANIONS, "run"):
        return None
    part = slice(max(chart.stages[-1], len(chart) - MOST_POINTS), len(chart))
    z = chart.z[part][np.isfinite(chart.z[part])]
    if not z.size:
        return None
    own = own_worlds(chart, part, chart.estimates[-1], rng, False)
    worlds = normal_worlds(len(z), rng, False, chart.serial) if own is None else own[0]
    every = np.vstack((worlds, z))
    ranks = np.minimum(_rank(np.abs(every).max(axis=1)), _rank(longest_runs(every).astype(float)))
    return float((ranks <= ranks[-1]).mean())


def _rank(sizes: Floats) -> Floats:
    """Share of all that are at least as large."""
    order = np.sort(sizes)
    share: Floats = (len(sizes) - np.searchsorted(order, sizes - 1e-9)) / len(sizes)
    return share


def longest_runs(z: Floats) -> Ints:
    """(charts,) most points in a row on one side of 0; a point on it ends a run.

    >>> longest_runs(np.array([[1.0, 2, -1, 0, -1], [1, 1, 1, 1, 1]])).tolist()
    [2, 5]
    """
    sides, run = np.sign(z).astype(np.int8), np.zeros(len(z), dtype=np.int64)
    longest, before = run.copy(), np.zeros(len(z), dtype=np.int8)
    for side in sides.T:
        run = np.where(side == 0, 0, np.where(side == before, run + 1, 1))
        longest, before = np.maximum(longest, run), side
    return longest
