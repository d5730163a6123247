"""Simulated stable charts like one at hand: the same kind, sizes and centre, and nothing that happens."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from analytics.spc.attributes import SHARES
from analytics.spc.constants import D2_MOVING, c4, d2
from analytics.spc.model import Bools, Chart, Floats, Ints
from analytics.spc.rare import NELSON_POWER, normal_scores, root
from analytics.spc.serial import nearness, serial_normal, serial_order, serial_root, widening

COUNTED = ("p", "np", "u", "c", "g", "t")
WORLDS = 2000  # simulated charts: a chance near .2 is right to .02
FEWEST_WORLDS = 100
MOST_CELLS = 2_000_000
RATING_CELLS = 800_000
LEAST_SKEW = 0.1  # of a mean; less is normal enough for the table


def own_worlds(
    chart: Chart, part: slice, estimates: Mapping[str, float], rng: np.random.Generator, known: bool
) -> tuple[Floats, Floats] | None:
    """(worlds, points) scores and values for one stage whose points are not normal; None where they are near enough."""
    seen = np.isfinite(chart.values[part])
    n = int(seen.sum())
    if chart.kind in COUNTED and 0 < n <= MOST_CELLS // FEWEST_WORLDS:
        return counted_worlds(chart.kind, chart.n[part][seen], estimates, rng, known, chart.serial)
    if n and "sigma_within" in estimates and "scale_low" in estimates and not known:
        answers = rating_worlds(chart, part, seen, estimates, rng)
        return None if answers is None else (answers, answers)
    return None


def _worlds(n: int) -> int:
    return max(FEWEST_WORLDS, min(WORLDS, MOST_CELLS // max(n, 1)))


def normal_worlds(n: int, rng: np.random.Generator, known: bool, serial: Sequence[float] = ()) -> Floats:
    """(worlds, points) scores of normal points, limits known or from moving ranges."""
    x = serial_normal((_worlds(n), n), serial, rng)
    return x if known else _by_moving_range(x, serial)


def paired_worlds(
    n: int, limits: str, rng: np.random.Generator, serial: Sequence[float], worlds: int = 0
) -> tuple[Floats, Floats]:
    """(worlds, points) scores of normal points that hang together, and of the same draws when they do not.

    `limits` as in `false_alarms.rates_of`; "within" knows sigma and estimates the centre.
    """
    draws = rng.standard_normal((worlds or _worlds(n), n))

    def scores(x: Floats, together: Sequence[float]) -> Floats:
        if limits == "moving_range":
            return _by_moving_range(x, together)
        return x if limits == "known" else x - x.mean(axis=1, keepdims=True)

    return scores(draws @ serial_root(serial, n).T, serial), scores(draws, ())


def counted_worlds(
    kind: str, sizes: Floats, estimates: Mapping[str, float], rng: np.random.Generator, known: bool,
    serial: Sequence[float] = (),
) -> tuple[Floats, Floats]:  # fmt: skip
    """(worlds, points) scores and plotted values of stable charts with this chart's sizes and centre."""
    shape = (_worlds(len(sizes)), len(sizes))
    if kind == "t":
        return _exponential_worlds(shape, rng, known)
    if kind == "g":
        return _geometric_worlds(shape, estimates, rng, known)
    center = estimates["center"]
    is_share = kind in SHARES
    counts = rng.binomial(np.rint(sizes).astype(int), center, shape) if is_share else rng.poisson(center * sizes, shape)
    if serial:
        counts = np.take_along_axis(counts, serial_order(counts.astype(float), serial, rng), axis=0)
    middle = np.full((shape[0], 1), center) if known else counts.sum(axis=1, keepdims=True) / sizes.sum()
    variance = middle * (1 - middle) / sizes if is_share else middle / sizes
    rates = counts / sizes
    z = np.divide(rates - middle, np.sqrt(variance), out=np.zeros(shape), where=variance > 0)
    return z, counts.astype(float) if kind in ("np", "c") else rates


def _geometric_worlds(
    shape: tuple[int, int], estimates: Mapping[str, float], rng: np.random.Generator, known: bool
) -> tuple[Floats, Floats]:
    waits = rng.geometric(1 / (estimates["mean"] + 1), shape).astype(np.float64) - 1
    mean: Floats = np.full((shape[0], 1), estimates["mean"]) if known else waits.sum(axis=1, keepdims=True) / shape[1]
    if "chance" not in estimates:
        sd = np.sqrt(mean * (mean + 1))
        return np.divide(waits - mean, sd, out=np.zeros(shape), where=sd > 0), waits
    shrink = 1.0 if known else (shape[1] - 1) / shape[1]
    return normal_scores(waits, shrink / (mean + 1)), waits


def _exponential_worlds(shape: tuple[int, int], rng: np.random.Generator, known: bool) -> tuple[Floats, Floats]:
    points = root(rng.exponential(size=shape))
    if known:  # mean and variance of an exponential to the power a: gamma(1 + a), gamma(1 + 2 a) - gamma(1 + a)^2
        mean = math.gamma(1 + NELSON_POWER)
        return (points - mean) / math.sqrt(math.gamma(1 + 2 * NELSON_POWER) - mean**2), points
    return _by_moving_range(points), points


def rating_worlds(
    chart: Chart, part: slice, seen: Bools, estimates: Mapping[str, float], rng: np.random.Generator
) -> Floats | None:
    """(worlds, points) scores where answers crowd at an end of their scale; None where it does not matter.

    Answers are drawn from the beta distribution with the chart's mean and spread on its scale. Its skewness is close
    to that of ratings; a mean of n answers keeps skewness / sqrt(n) of it.
    """
    sizes = np.maximum(np.rint(chart.n[part][seen]), 1).astype(np.int64)
    width = estimates["scale_high"] - estimates["scale_low"]
    mean, sd = (estimates["center"] - estimates["scale_low"]) / width, estimates["sigma_within"] / width
    total = mean * (1 - mean) / sd**2 - 1
    if not (0 < mean < 1 and total > 0) or int(sizes.sum()) * FEWEST_WORLDS > 4 * MOST_CELLS:
        return None
    skew = 2 * (1 - 2 * mean) * math.sqrt(total + 1) / ((total + 2) * math.sqrt(mean * (1 - mean)))
    if abs(skew) / math.sqrt(float(np.median(sizes))) < LEAST_SKEW:
        return None
    rows = max(FEWEST_WORLDS, min(WORLDS, RATING_CELLS // int(sizes.sum())))
    answers = rng.beta(mean * total, (1 - mean) * total, (rows, int(sizes.sum())))
    return _rating_scores(chart.kind, answers, sizes, estimates.get("sigma_between", 0.0) / width, rng, chart.serial)


def _rating_scores(
    kind: str, answers: Floats, sizes: Ints, between: float, rng: np.random.Generator, serial: Sequence[float]
) -> Floats:
    """Each world's chart from its own answers, as `xbar_s`, `xbar_r` and `imr_s` make it."""
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    means = np.add.reduceat(answers, starts, axis=1) / sizes
    center = answers.mean(axis=1, keepdims=True)
    squares = np.add.reduceat(answers**2, starts, axis=1) - sizes * means**2
    ranges = np.maximum.reduceat(answers, starts, axis=1) - np.minimum.reduceat(answers, starts, axis=1)
    if serial:
        order = serial_order(means, serial, rng)
        means, squares, ranges = (np.take_along_axis(each, order, axis=0) for each in (means, squares, ranges))
        center = (means * sizes).sum(axis=1, keepdims=True) / sizes.sum()
    within = np.sqrt(squares.sum(axis=1, keepdims=True) / max(int((sizes - 1).sum()), 1))
    if kind == "imr_s":
        means = means + between * rng.standard_normal(means.shape)
        sd = np.sqrt(between**2 + within**2 / sizes)
        apart = between**2 + within**2 / sizes * (1 - nearness(serial))
        pair = np.sqrt((apart[:, 1:] + apart[:, :-1]) / 2)
        scale = (np.abs(np.diff(means, axis=1)) / pair).mean(axis=1, keepdims=True) / D2_MOVING
        center = (means * sizes).sum(axis=1, keepdims=True) / sizes.sum()
        scores: Floats = (means - center) / (sd * scale)
        return scores
    use = sizes >= 2
    if kind == "xbar_r":
        within = (ranges[:, use] / d2(sizes[use].astype(float))).mean(axis=1, keepdims=True)
    elif int(np.ptp(sizes)) == 0:
        deviations = np.sqrt(np.maximum(squares[:, use], 0) / (sizes[use] - 1))
        within = (deviations / c4(sizes[use].astype(float))).mean(axis=1, keepdims=True)
    spread: Floats = (means - center) / (within / np.sqrt(sizes))
    return spread


def _by_moving_range(points: Floats, serial: Sequence[float] = ()) -> Floats:
    sigma = np.abs(np.diff(points, axis=1)).mean(axis=1, keepdims=True) / D2_MOVING * widening(serial)
    scores: Floats = (points - points.mean(axis=1, keepdims=True)) / sigma
    return scores
