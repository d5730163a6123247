"""Penalty and reward: does a driver hurt when it is poor, please when it is good, or both?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.drivers.bootstrap import DRAWS, drawn_p, intervals, resampled, slopes, unit_counts, usable
from analytics.drivers.covariance import unit_sums
from analytics.drivers.model import MIN_CLUSTERS, Floats, Interval, LeftOut, NoDrivers
from analytics.drivers.rows import Rows, complete_rows
from analytics.drivers.threads import one_thread
from analytics.fdr import bh_q_values

THIRD = 1 / 3
MIN_GROUP = 20
SURE = 0.05
VERDICTS = ("dissatisfier", "satisfier", "both", "none", "unclear")


@dataclass(frozen=True)
class Contrast:
    """One driver's two sides, all other drivers being equal.

    Attributes
    ----------
    penalty : points of the outcome lost where the driver is poor, against its middle; above 0 is a loss.
    reward : points gained where it is good, against its middle.
    bend : slope above the middle minus slope below it, points per unit of the driver; 0 on a straight line, below 0
        where poor hurts more than good pleases. Groups may lie unequally far from the middle; the bend does not mind.
    q : false-discovery rate at which the bend counts as real, over the drivers.
    verdict : one of VERDICTS: "unclear" where one side is sure and the difference of the sides is not.
    is_reversed : lower values of the driver are the good ones.
    low_at, high_at : poor is at most, good at least (reversed: the other way round), in the driver's own unit.
    n_low, n_middle, n_high : answers in the groups.
    """

    name: str
    penalty: Interval
    reward: Interval
    bend: Interval
    q: float
    verdict: str
    is_reversed: bool
    low_at: float
    high_at: float
    n_low: int
    n_middle: int
    n_high: int


@dataclass(frozen=True)
class Contrasts:
    """Drivers in the order they were given; left_out adds no_middle, too_few_poor, too_few_good (n, needed)."""

    contrasts: tuple[Contrast, ...]
    left_out: tuple[LeftOut, ...]
    n: int
    n_clusters: int


@dataclass(frozen=True, eq=False)
class _Split:
    """A driver, turned so that more is better, cut in three."""

    name: str
    values: Floats
    sign: float
    low_at: float
    high_at: float

    @property
    def poor(self) -> Floats:
        return (self.values <= self.low_at).astype(float)

    @property
    def good(self) -> Floats:
        return (self.values >= self.high_at).astype(float)

    @property
    def above(self) -> Floats:
        """Units above the middle, 0 below it."""
        middle = self.values[(self.values > self.low_at) & (self.values < self.high_at)].mean()
        rise: Floats = np.maximum(self.values - middle, 0.0)
        return rise


@one_thread
def penalty_rewards(
    outcome: Floats,
    drivers: Floats,
    names: Sequence[str],
    *,
    rng: np.random.Generator,
    cuts: Mapping[str, tuple[float, float]] | None = None,
    clusters: NDArray[np.int64] | None = None,
    weights: Floats | None = None,
    n_draws: int = DRAWS,
) -> Contrasts | NoDrivers:
    """Penalty-reward contrast [1]_ of all drivers in one model, with intervals over resampled customers.

    Two indicators of a driver (poor, good; the middle is left out) give its penalty and reward, beside one bent line
    for each other driver. Indicators for the others too, as in [1]_, would leave much of their effect to be taken for
    this driver's. The verdict rests on the model of bent lines alone: a driver that acts evenly is straight in it,
    however its ratings are spread.

    Parameters
    ----------
    cuts : per driver (poor at most, good at least) in its own unit; others are cut near the lower and upper third.

    References
    ----------
    .. [1] Brandt (1987), in Surprenant (ed.), Add Value to Your Service, 61-65; Mikulic & Prebezac (2011), Managing
       Service Quality 21, 46-66.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=(600, 2))
    >>> y = np.minimum(x[:, 0], 0) * 3 + x[:, 1] + rng.normal(size=600)
    >>> [found.verdict for found in penalty_rewards(y, x, ["invoice", "advice"], rng=rng).contrasts]
    ['dissatisfier', 'both']
    """
    rows = complete_rows(outcome, drivers, names, clusters=clusters, weights=weights)
    if isinstance(rows, NoDrivers):
        return rows
    splits, left_out = _splits(rows, cuts or {})
    if not splits:
        return NoDrivers("no_drivers", {"n_left_out": len(names)}, (*rows.left_out, *left_out))
    fits = _fitted(rows, splits, rng, n_draws)
    penalty, reward = (_interval(side, fits.n_clusters) for side in (-fits.poor, fits.good))
    bend = _interval(fits.bend, fits.n_clusters)
    q = bh_q_values(drawn_p(fits.bend[0], fits.bend[1:], fits.n_clusters))
    found = tuple(_contrast(*one) for one in zip(splits, penalty, reward, bend, q, strict=True))
    return Contrasts(found, (*rows.left_out, *left_out), len(rows.outcome), fits.n_clusters)


@dataclass(frozen=True, eq=False)
class _Fits:
    """Slopes per driver, of the data first and its resamples after it; shape (1 + draws, p) each."""

    poor: Floats
    good: Floats
    bend: Floats
    n_clusters: int


def _fitted(rows: Rows, splits: Sequence[_Split], rng: np.random.Generator, n_draws: int) -> _Fits:
    """All models from one set of sums: columns are lines, rises above the middle, poor, good (p each), the outcome."""
    parts = [np.column_stack([getattr(one, kind) for one in splits]) for kind in ("values", "above", "poor", "good")]
    values = np.column_stack([*parts, rows.outcome])
    sums = unit_sums(values, rng=rng, clusters=rows.clusters, weights=rows.weights)
    wanted = n_draws if sums.n_clusters >= MIN_CLUSTERS else 0
    drawn = usable(resampled(sums, unit_counts(sums.n_units, wanted, rng)))
    p, last = len(splits), 4 * len(splits)
    both = sums.total().picked(None), drawn

    def slopes_of(columns: Sequence[int]) -> Floats:
        return np.concatenate([slopes(part.of(np.array([*columns, last]))) for part in both])

    others = [[*range(j), *range(j + 1, p), *range(p, p + j), *range(p + j + 1, 2 * p)] for j in range(p)]
    sides = np.stack([slopes_of([2 * p + j, 3 * p + j, *others[j]])[:, :2] for j in range(p)], axis=1)
    return _Fits(sides[..., 0], sides[..., 1], slopes_of(range(2 * p))[:, p:], sums.n_clusters)


def _interval(fits: Floats, n_clusters: int) -> tuple[Interval, ...]:
    return intervals(fits[0], fits[1:], n_clusters)


def _splits(rows: Rows, cuts: Mapping[str, tuple[float, float]]) -> tuple[list[_Split], list[LeftOut]]:
    made = [_split(name, rows.drivers[:, j], rows.outcome, cuts.get(name)) for j, name in enumerate(rows.names)]
    return [one for one in made if isinstance(one, _Split)], [one for one in made if isinstance(one, LeftOut)]


def _split(name: str, values: Floats, outcome: Floats, cut: tuple[float, float] | None) -> _Split | LeftOut:
    sign = 1.0 if np.corrcoef(values, outcome)[0, 1] >= 0 else -1.0
    turned = sign * values
    low_at, high_at = third_cuts(turned) if cut is None else sorted(sign * end for end in cut)
    sizes = {
        "no_middle": int(((turned > low_at) & (turned < high_at)).sum()),
        "too_few_poor": int((turned <= low_at).sum()),
        "too_few_good": int((turned >= high_at).sum()),
    }
    for code, n in sizes.items():
        if n < MIN_GROUP:
            return LeftOut(name, code, {"n": n, "needed": MIN_GROUP})
    return _Split(name, turned, sign, low_at, high_at)


def third_cuts(values: Floats) -> tuple[float, float]:
    """Poor at most, good at least: as many answers as fit in a third, but never less than the end of the scale.

    >>> third_cuts(np.array([1.0, 2.0, 3.0, 3.0, 4.0, 5.0, 5.0, 5.0, 5.0]))
    (2.0, 5.0)
    """
    levels, n = np.unique(values, return_counts=True)
    share = np.cumsum(n) / n.sum()
    low = levels[max(int(np.searchsorted(share, THIRD + 1e-9)) - 1, 0)]
    over = np.cumsum(n[::-1]) / n.sum()
    high = levels[::-1][max(int(np.searchsorted(over, THIRD + 1e-9)) - 1, 0)]
    return float(low), float(high)


def _contrast(split: _Split, penalty: Interval, reward: Interval, bend: Interval, q: float) -> Contrast:
    n_low, n_high = int(split.poor.sum()), int(split.good.sum())
    return Contrast(
        name=split.name,
        penalty=penalty,
        reward=reward,
        bend=bend,
        q=float(q),
        verdict=verdict(penalty, reward, bend, float(q)),
        is_reversed=split.sign < 0,
        low_at=split.sign * split.low_at,
        high_at=split.sign * split.high_at,
        n_low=n_low,
        n_middle=len(split.values) - n_low - n_high,
        n_high=n_high,
    )


def verdict(penalty: Interval, reward: Interval, bend: Interval, q: float) -> str:
    """One of VERDICTS.

    >>> sure, unsure = Interval(1.0, 0.5, 1.5), Interval(0.1, -0.5, 0.7)
    >>> verdict(sure, unsure, Interval(-0.9, -1.2, -0.6), 0.001), verdict(sure, unsure, unsure, 0.6)
    ('dissatisfier', 'unclear')
    """
    if q < SURE and bend.value < 0 and penalty.is_above_zero:
        return "dissatisfier"
    if q < SURE and bend.value > 0 and reward.is_above_zero:
        return "satisfier"
    if penalty.is_above_zero and reward.is_above_zero:
        return "both"
    return "unclear" if penalty.is_above_zero or reward.is_above_zero else "none"
