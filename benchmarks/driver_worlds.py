"""Key drivers over surveys whose truth is known: are shares and slopes covered, and how often is chance called real?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from analytics.drivers.contrast import Contrasts, penalty_rewards
from analytics.drivers.key_drivers import key_drivers
from analytics.drivers.lmg import lmg
from analytics.drivers.model import KeyDrivers, shares
from analytics.drivers.response import Response, response
from analytics.drivers.segments import SegmentDrivers, segment_drivers
from analytics.drivers.subsets import subset_r2
from benchmarks.rates import Rate

SLOPES = np.array([3.0, 2.0, 1.0, 0.5, 0.0])
NAMES = tuple("abcde")
MOOD, CUSTOMER_SD, NOISE_SD = 0.6, 2.0, 3.0  # a mood moves all ratings of an answer, a customer all of its answers
DRAWS = 500
LOW, HIGH, FALSE = 0.92, 0.98, 0.05
KINDS = ((120, 4), (40, 5))  # customers, answers of each


@dataclass(frozen=True)
class Survey:
    """Answers of one world."""

    x: np.ndarray
    y: np.ndarray
    clusters: np.ndarray


def survey(seed: int, customers: int, answers: int, *, is_rated: bool = False) -> Survey:
    """`is_rated`: drivers are skewed ratings from 1 to 5 instead of normal scores."""
    rng = np.random.default_rng(seed)
    clusters = np.repeat(np.arange(customers), answers)
    n = len(clusters)
    x = rng.normal(size=(n, len(SLOPES))) + MOOD * rng.normal(size=(n, 1))
    if is_rated:
        x = np.clip(np.round(3.9 + 0.8 * x), 1, 5)
    y = x @ SLOPES + CUSTOMER_SD * rng.normal(size=customers)[clusters] + NOISE_SD * rng.normal(size=n)
    return Survey(x, y, clusters)


def true_lmg() -> np.ndarray:
    """LMG in the population that `survey` draws from."""
    p = len(SLOPES)
    within = np.eye(p) + MOOD**2
    cov = np.zeros((p + 1, p + 1))
    cov[:p, :p], cov[:p, p], cov[p, :p] = within, within @ SLOPES, within @ SLOPES
    cov[p, p] = SLOPES @ within @ SLOPES + CUSTOMER_SD**2 + NOISE_SD**2
    sd = np.sqrt(np.diag(cov))
    return lmg(subset_r2(cov / np.outer(sd, sd)))


def _covered(found: KeyDrivers, truth: np.ndarray) -> list[list[bool]]:
    """Share and slope per driver, and R squared: is the truth inside the interval?"""
    pairs = zip(found.drivers, shares(truth), SLOPES, strict=True)
    inside = [
        (one.share.low <= part <= one.share.high, one.slope.low <= slope <= one.slope.high)
        for one, part, slope in pairs
    ]
    return [[one[0] for one in inside], [one[1] for one in inside], [found.r2.low <= truth.sum() <= found.r2.high]]


def coverage(seeds: Iterable[int], customers: int, answers: int) -> list[Rate]:
    """Intervals of shares, slopes and R squared of surveys of so many customers."""
    truth = true_lmg()
    told: list[list[list[bool]]] = []
    for seed in seeds:
        one = survey(seed, customers, answers)
        rng = np.random.default_rng(seed)
        found = key_drivers(one.y, one.x, NAMES, rng=rng, clusters=one.clusters, n_draws=DRAWS)
        if not isinstance(found, KeyDrivers):
            raise RuntimeError(found.code)
        told.append(_covered(found, truth))
    rates = []
    for place, what in enumerate(("share", "slope", "R squared")):
        hits = [hit for world in told for hit in world[place]]
        rates.append(Rate(f"drivers, {customers} customers: {what} covered", sum(hits), len(hits), LOW, HIGH))
    return rates


def false_alarms(seeds: Iterable[int]) -> list[Rate]:
    """Even drivers called bent, and equal segments called different."""
    bent = curved = differ = worlds = 0
    for seed in seeds:
        one, rng = survey(seed, 150, 4, is_rated=True), np.random.default_rng(seed)
        is_late = np.arange(len(one.y)) >= len(one.y) // 4
        sides = penalty_rewards(one.y, one.x, NAMES, rng=rng, clusters=one.clusters, n_draws=DRAWS)
        curve = response(one.y, one.x, NAMES, "a", rng=rng, clusters=one.clusters, n_draws=DRAWS)
        parts = segment_drivers(one.y, one.x, NAMES, is_late, rng=rng, clusters=one.clusters, n_draws=DRAWS)
        if not (isinstance(sides, Contrasts) and isinstance(curve, Response) and isinstance(parts, SegmentDrivers)):
            raise RuntimeError("a world without an answer")
        bent += any(side.q < FALSE for side in sides.contrasts)
        curved += curve.p_bend < FALSE
        differ += parts.p_any is not None and parts.p_any < FALSE
        worlds += 1
    return [
        Rate("drivers that act evenly: worlds with a driver called uneven", bent, worlds, at_most=FALSE),
        Rate("drivers that act evenly: curve called bent", curved, worlds, at_most=FALSE),
        Rate("drivers of equal segments, 1 to 3 in size: called different", differ, worlds, at_most=FALSE),
    ]


def driver_rates(seeds: range) -> list[Rate]:
    """All of them."""
    return [*(rate for kind in KINDS for rate in coverage(seeds, *kind)), *false_alarms(seeds)]
