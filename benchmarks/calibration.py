"""Are the probabilities and low points of the curve as often right as they say, on surveys with true differences?"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import cycle

import numpy as np

from analytics.curve import emotion_curve
from benchmarks.clustered_worlds import ClusteredWorld, Plan, clustered_world
from benchmarks.facts import cluster_sums, touchpoint_counts
from benchmarks.rates import Rate

MARGIN = 5.0
BANDS = ((0.0, 0.1), (0.4, 0.6), (0.9, 1.0))
HEIGHT_SPREAD = 0.3  # standard deviation of the true positions on the normal scale, about 7 points of 100
SHAPES = ((15, 150, 1), (15, 400, 5), (30, 400, 1), (30, 150, 5), (80, 400, 2))


def calibration_rates(seeds: Iterable[int]) -> list[Rate]:
    """For three bands of stated probability the share truly below by the margin; and low points truly below at all."""
    said: list[float] = []
    is_true: list[bool] = []
    is_below: list[bool] = []
    for seed, (accounts, responses, stages) in zip(seeds, cycle(SHAPES), strict=False):
        rng = np.random.default_rng([seed, 2])
        heights = tuple(rng.normal(0.0, HEIGHT_SPREAD, 10))
        drawn = clustered_world(Plan(accounts, responses, stages=stages, heights=heights), rng)
        for probability, is_low, contrast in _points(drawn):
            said.append(probability)
            is_true.append(contrast <= -MARGIN)
            is_below += [contrast < 0] if is_low else []
    rates = [_band(said, is_true, *band) for band in BANDS]
    return [*rates, Rate("low points that truly lie below the rest", sum(is_below), len(is_below))]


def _points(drawn: ClusteredWorld) -> list[tuple[float, bool, float]]:
    """Stated probability, verdict and true contrast of each touchpoint that has them."""
    curve = emotion_curve(cluster_sums(drawn.facts), touchpoint_counts(drawn.facts), order=drawn.order)
    n = np.array([point.n for point in curve.points], dtype=float)
    found = []
    for number, point in enumerate(curve.points):
        if point.probability is not None:
            rest = np.ones(len(n)) if point.is_paired else n.copy()
            rest[number] = 0.0
            contrast = float(drawn.means[number] - rest @ drawn.means / rest.sum())
            found.append((point.probability, point.is_low_point, contrast))
    return found


def _band(said: list[float], is_true: list[bool], low: float, high: float) -> Rate:
    chosen = [truth for probability, truth in zip(said, is_true, strict=True) if low <= probability <= high]
    name = f"truly at least {MARGIN:g} points below where {low:.0%} to {high:.0%} was said"
    return Rate(name, sum(chosen), len(chosen))
