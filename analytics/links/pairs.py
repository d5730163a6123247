"""One cell of the matrix in detail: its points, means along the measure, and the line with its band."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.clusters import jackknife_means
from analytics.intervals import CONFIDENCE, t_quantile
from analytics.links.model import LEAST_DF, Floats, Ints, LinkedRows
from analytics.links.within import Groups, within_groups

GRID: Final = 25  # places at which the line is drawn
MOST_POINTS: Final = 2000


@dataclass(frozen=True)
class Bin:
    """Answers with the measure from `start` to `end`: mean score with its 95 % interval, None with too few accounts."""

    start: float
    end: float
    x_mean: float
    mean: float
    low: float | None
    high: float | None
    n: int
    n_clusters: int


@dataclass(frozen=True)
class LinePoint:
    """The fitted line at one value of the measure, with the 95 % band of the mean there; None with too few accounts."""

    x: float
    y: float
    low: float | None
    high: float | None


@dataclass(frozen=True, eq=False)
class Pair:
    """One touchpoint against one measure.

    Attributes
    ----------
    row : (k,) which linked rows are drawn, numbered as they were given; x, y : their measure and score.
    x_rest, y_rest : (k,) the same after the level of each stratum is taken out (partial residuals), moved to the means.
    bins, rest_bins : means along the measure, of the answers as they are and of the partial residuals.
    line : the adjusted effect as a line through the means; () where nothing varies.
    n, n_clusters : answers and accounts of the cell, drawn or not.
    """

    row: Ints
    x: Floats
    y: Floats
    x_rest: Floats
    y_rest: Floats
    bins: tuple[Bin, ...]
    rest_bins: tuple[Bin, ...]
    line: tuple[LinePoint, ...]
    n: int
    n_clusters: int


def pair(
    rows: LinkedRows, touchpoint: str, measure: str, *, rng: np.random.Generator, n_bins: int = 8,
    most: int = MOST_POINTS,
) -> Pair:  # fmt: skip
    """What the scatter of one cell shows; at most `most` points, drawn by `rng`, while all figures use all answers.

    Raises
    ------
    ValueError
        No touchpoint or measure of that name.

    Examples
    --------
    >>> days = np.tile([1.0, 2.0, 3.0, 4.0], 20)
    >>> rows = LinkedRows.wide(["handover"], (80 - 5 * days)[:, None], ["days_late"], days[:, None],
    ...     stratum=np.zeros(80), cluster=np.arange(80) // 4)
    >>> found = pair(rows, "handover", "days_late", rng=np.random.default_rng(0), n_bins=4)
    >>> [(one.x_mean, one.mean, one.n) for one in found.bins]
    [(1.0, 75.0, 20), (2.0, 70.0, 20), (3.0, 65.0, 20), (4.0, 60.0, 20)]
    >>> found.line[0].x, round(found.line[0].y, 6)
    (1.0, 75.0)
    """
    number, k = rows.touchpoints.index(touchpoint), rows.measures.index(measure)
    index, scores, values = rows.answered[number], rows.scores[number], rows.values[k]
    x = values[index]
    known = np.isfinite(x)
    x, y = x[known], scores[known]
    groups = Groups.of(y, rows.stratum[index][known], rows.cluster[index][known])
    x_rest, y_rest = groups.rest(x[None])[0] + _mean(x), groups.centred + _mean(y)
    drawn = np.sort(rng.choice(len(x), most, replace=False)) if len(x) > most else np.arange(len(x))
    return Pair(
        rows.origin[index][known][drawn], x[drawn], y[drawn], x_rest[drawn], y_rest[drawn],
        binned_means(x, y, groups, n_bins), binned_means(x_rest, y_rest, groups, n_bins),
        _line(x, groups), len(x), groups.n_clusters,
    )  # fmt: skip


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else 0.0


def binned_means(x: Floats, y: Floats, groups: Groups, n_bins: int) -> tuple[Bin, ...]:
    """Mean of y in bins of x that hold about as many answers each; equal values stay together."""
    if not len(x):
        return ()
    edges = np.unique(np.quantile(x, np.linspace(0, 1, n_bins + 1)[1:-1], method="inverted_cdf"))
    code = np.searchsorted(edges, x)
    code = np.unique(code, return_inverse=True)[1]
    k, size = int(code.max()) + 1, groups.n_clusters
    spread = code * size + groups.cluster
    counts = np.bincount(spread, minlength=k * size).reshape(k, size).astype(float)
    sums = np.bincount(spread, y, k * size).reshape(k, size).astype(float)
    means = jackknife_means(counts, sums)
    half = t_quantile(0.5 + CONFIDENCE / 2, means.df) * means.se
    return tuple(_bin(x[code == one], means.value[one], half[one], means.n_clusters[one]) for one in range(k))


def _bin(x: Floats, mean: float, half: float, n_clusters: float) -> Bin:
    low, high = (float(mean - half), float(mean + half)) if np.isfinite(half) else (None, None)
    return Bin(float(x.min()), float(x.max()), float(x.mean()), float(mean), low, high, len(x), int(n_clusters))


def _line(x: Floats, groups: Groups) -> tuple[LinePoint, ...]:
    """mean(y) + effect (x - mean(x)) along the measure; band by leaving out one account after the other."""
    if not len(x):
        return ()
    within = within_groups(groups, x[None])
    if within.notes[0] is not None:
        return ()
    n, sum_x, sum_y = (groups.cluster_sums(each[None])[0] for each in (np.ones(len(x)), x, groups.scores))
    grid = np.linspace(x.min(), x.max(), GRID)
    square, product = within.squares[0], within.products[0]
    whole = _at(grid, *(np.array([each.sum()]) for each in (n, sum_x, sum_y, square, product)))[:, 0]
    slope = jackknife_means(within.squares, within.products)
    if not float(slope.df[0]) >= LEAST_DF:
        return tuple(LinePoint(*point, None, None) for point in zip(grid.tolist(), whole.tolist(), strict=True))
    without = _at(grid, *(each.sum() - each for each in (n, sum_x, sum_y, square, product)))
    share = (groups.n_clusters - 1) / groups.n_clusters
    se = np.sqrt(share * np.square(without - whole[:, None]).sum(axis=1)) * groups.widening
    half = float(t_quantile(0.5 + CONFIDENCE / 2, float(slope.df[0]))) * se
    columns = (each.tolist() for each in (grid, whole, whole - half, whole + half))
    return tuple(LinePoint(*point) for point in zip(*columns, strict=True))


def _at(grid: Floats, n: Floats, sum_x: Floats, sum_y: Floats, square: Floats, product: Floats) -> Floats:
    """Height of the line at each place of the grid, for each set of sums: (grid, sets)."""
    effect = product / square
    height: Floats = sum_y / n + effect * (grid[:, None] - sum_x / n)
    return height
