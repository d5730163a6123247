"""Importance and performance: four quadrants, how sure each place is, and the satisfaction index they add up to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.drivers.bootstrap import intervals
from analytics.drivers.model import Floats, Interval

QUADRANTS = ("fix_first", "keep_up", "watch", "maintain")
FEWEST_RANKED = 3
SURE_SHARE = 0.8  # a place that holds in fewer resamples is said to be open


@dataclass(frozen=True, eq=False)
class Sampled:
    """k values and their resamples: value (k,), draws (draws, k); no rows where there are no resamples."""

    value: Floats
    draws: Floats

    @classmethod
    def known(cls, value: Floats) -> Sampled:
        """Values without resamples."""
        return cls(value, np.empty((0, len(value))))


@dataclass(frozen=True)
class Place:
    """One driver in the chart.

    quadrant : one of QUADRANTS: important and below the line, important and above, less important below, and above.
    certainty : resamples in which it lies in this quadrant, 0 to 1; None without resamples. Lines move with them.
    floor : the performance line it is held against.
    """

    name: str
    quadrant: str
    importance: Interval
    performance: Interval
    floor: float
    certainty: float | None

    @property
    def is_sure(self) -> bool:
        return self.certainty is not None and self.certainty >= SURE_SHARE


@dataclass(frozen=True)
class Quadrants:
    """Drivers in the order given; importance_line and performance_line as drawn (None where floors differ)."""

    places: tuple[Place, ...]
    importance_line: float
    performance_line: float | None


def quadrants(
    names: tuple[str, ...], importance: Sampled, performance: Sampled, *, floor: Floats | float | None = None
) -> Quadrants:
    """Where each driver lies [1]_.

    Parameters
    ----------
    importance : derived shares, or importance as asked; the line is their mean.
    performance : mean scores, all on one scale; draws of the same resamples as the importance where both have them.
    floor : expectation or benchmark, one or per driver; None: the mean of the performances.

    References
    ----------
    .. [1] Martilla & James (1977), Journal of Marketing 41, 77-79.

    Examples
    --------
    >>> found = quadrants(("wait", "advice"), Sampled.known(np.array([0.7, 0.3])), Sampled.known(np.array([55., 80.])))
    >>> [place.quadrant for place in found.places], found.performance_line
    (['fix_first', 'maintain'], 67.5)
    """
    if len(names) != len(importance.value) or len(names) != len(performance.value):
        raise ValueError("names, importance and performance differ in length")
    code = _codes(importance.value, performance.value, floor)
    certainty = _certainty(code, importance, performance, floor)
    line = np.broadcast_to(performance.value.mean() if floor is None else floor, len(names)).astype(float)
    shown = zip(names, code, _intervals(importance), _intervals(performance), line, strict=True)
    places = tuple(
        Place(name, QUADRANTS[place], weight, score, float(least), None if certainty is None else float(certainty[at]))
        for at, (name, place, weight, score, least) in enumerate(shown)
    )
    is_one = np.ptp(line) == 0
    return Quadrants(places, float(importance.value.mean()), float(line[0]) if is_one else None)


def _codes(importance: Floats, performance: Floats, floor: Floats | float | None) -> NDArray[np.intp]:
    """Position in QUADRANTS, shape as `importance`."""
    line = performance.mean(axis=-1, keepdims=True) if floor is None else floor
    less = importance < importance.mean(axis=-1, keepdims=True)
    codes: NDArray[np.intp] = 2 * less + (performance >= line)
    return codes


def _certainty(
    code: NDArray[np.intp], importance: Sampled, performance: Sampled, floor: Floats | float | None
) -> Floats | None:
    drawn = _drawn(importance, performance)
    if not len(drawn[0]):
        return None
    share: Floats = (_codes(*drawn, floor) == code).mean(axis=0)
    return share


def _drawn(importance: Sampled, performance: Sampled) -> tuple[Floats, Floats]:
    """Equally many resamples of both; what is known without resamples is the same in each."""
    n = max(len(importance.draws), len(performance.draws))
    weight, score = (one.draws if len(one.draws) else np.tile(one.value, (n, 1)) for one in (importance, performance))
    n = min(len(weight), len(score))
    return weight[:n], score[:n]


def _intervals(sampled: Sampled) -> tuple[Interval, ...]:
    return intervals(sampled.value, sampled.draws)


def satisfaction_index(importance: Sampled, performance: Sampled) -> Interval:
    """CSI: importance-weighted mean of the performances, in their unit.

    >>> satisfaction_index(Sampled.known(np.array([3.0, 1.0])), Sampled.known(np.array([60.0, 80.0]))).value
    65.0
    """
    value = _index(importance.value, performance.value)
    return intervals(np.atleast_1d(value), _index(*_drawn(importance, performance))[:, None])[0]


def _index(importance: Floats, performance: Floats) -> Floats:
    index: Floats = (importance * performance).sum(axis=-1) / importance.sum(axis=-1)
    return index


def rank_agreement(stated: Sampled, derived: Sampled) -> Interval | None:
    """Spearman's rank correlation of importance as asked and as derived, over the drivers; ties share their ranks.

    None with fewer than three drivers, or where one side ranks all alike.

    Examples
    --------
    >>> asked, shown = np.array([9.0, 8.0, 8.0, 5.0]), np.array([0.4, 0.1, 0.3, 0.2])
    >>> round(rank_agreement(Sampled.known(asked), Sampled.known(shown)).value, 3)
    0.632
    """
    (value,) = _spearman(stated.value[None], derived.value[None])
    if len(stated.value) < FEWEST_RANKED or not np.isfinite(value):
        return None
    drawn = _spearman(*_drawn(stated, derived))
    return intervals(np.array([value]), drawn[np.isfinite(drawn), None])[0]


def _spearman(one: Floats, other: Floats) -> Floats:
    """Per row; nan where all values of a row are the same."""
    a, b = _centred_ranks(one), _centred_ranks(other)
    size = np.sqrt(np.square(a).sum(axis=1) * np.square(b).sum(axis=1))
    found: Floats = np.divide((a * b).sum(axis=1), size, out=np.full(len(a), np.nan), where=size > 0)
    return found


def _centred_ranks(values: Floats) -> Floats:
    """Half the drivers below minus half those above: mean ranks about their middle."""
    ranks: Floats = 0.5 * np.sign(values[:, :, None] - values[:, None, :]).sum(axis=2)
    return ranks
