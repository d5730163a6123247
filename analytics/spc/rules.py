"""Rules that tell a signal from noise, and the sets of them.

A signal stands on the point that completes the pattern [1]_ [2]_ [3]_. Patterns go over plotted points (a gap is
passed over) and begin anew with each stage. A point on the centre line is on neither side.

References
----------
.. [1] Nelson (1984), Journal of Quality Technology 16, 237-239.
.. [2] Western Electric (1956), Statistical Quality Control Handbook.
.. [3] NHS England, Making Data Count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from analytics.spc.model import COMPANIONS, WEIGHTED, Bools, Chart, Floats, Ints, Signals
from analytics.spc.patterns import alternating, outside_on_both_sides, run_of, some_of, steady
from analytics.spc.run_chart import run_test

Found = tuple[Bools, Bools]  # upward and downward; the same marks twice: without direction


@dataclass(frozen=True)
class Rule:
    """One rule: a pattern of `span` points, and `find(z, values)`, which marks where it is completed."""

    code: str
    span: int
    find: Callable[[Floats, Floats], Found]
    uses_zones: bool = False
    has_direction: bool = True


def _beyond(sigmas: float) -> Callable[[Floats, Floats], Found]:
    return lambda z, values: (z > sigmas, z < -sigmas)


def _side(length: int) -> Callable[[Floats, Floats], Found]:
    return lambda z, values: (run_of(z > 0, length), run_of(z < 0, length))


def _share(needed: int, window: int, sigmas: float) -> Callable[[Floats, Floats], Found]:
    return lambda z, values: (some_of(z > sigmas, needed, window), some_of(z < -sigmas, needed, window))


def _trend(points: int) -> Callable[[Floats, Floats], Found]:
    return lambda z, values: steady(values, points)


def _twice(marks: Bools) -> Found:
    return marks, marks


RULES: Mapping[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule("L1", 1, _beyond(3)),
        Rule("N1", 1, _beyond(3)),
        Rule("N2", 9, _side(9)),
        Rule("N3", 6, _trend(6)),
        Rule("N4", 14, lambda z, values: _twice(alternating(values, 14)), has_direction=False),
        Rule("N5", 3, _share(2, 3, 2), uses_zones=True),
        Rule("N6", 5, _share(4, 5, 1), uses_zones=True),
        Rule("N7", 15, lambda z, values: _twice(run_of(np.abs(z) < 1, 15)), uses_zones=True, has_direction=False),
        Rule("N8", 8, lambda z, values: _twice(outside_on_both_sides(z, 8)), uses_zones=True, has_direction=False),
        Rule("WE1", 1, _beyond(3)),
        Rule("WE2", 3, _share(2, 3, 2), uses_zones=True),
        Rule("WE3", 5, _share(4, 5, 1), uses_zones=True),
        Rule("WE4", 8, _side(8)),
        Rule("S1", 1, _beyond(3)),
        Rule("S2", 7, _side(7)),
        Rule("S3", 7, _trend(7)),
        Rule("S4", 3, _share(2, 3, 2), uses_zones=True),
    )
}

RULE_SETS: Mapping[str, tuple[str, ...]] = {
    "default": ("N1", "N2"),
    "short": ("S1", "S2", "S3", "S4"),
    "western": ("WE1", "WE2", "WE3", "WE4"),
    "nelson8": ("N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8"),
}
LIMIT_RULES = ("L1",)  # a weighted mean or a sum beyond its limit
RUN_RULES = ("A1", "A2")  # Anhøj: too long a run, too few crossings

CLOSE_POINTS = 9  # a second signal of the same direction this near confirms the first
SURE_CHANCE = 0.01  # so is a point that far out by chance in one stable chart of a hundred


def applied_rules(kind: str, rule_set: str) -> tuple[str, ...]:
    """The rules of a set that make sense on a kind of chart.

    No zone rules on charts of spread; only the limits on EWMA and CUSUM, whose points hang together; run charts
    always have Anhøj's two.

    >>> applied_rules("mr", "western"), applied_rules("ewma", "nelson8"), applied_rules("run", "default")
    (('WE1', 'WE4'), ('L1',), ('A1', 'A2'))
    """
    if kind == "run":
        return RUN_RULES
    codes = RULE_SETS[rule_set]
    if kind in WEIGHTED:
        return LIMIT_RULES
    return tuple(code for code in codes if not (kind in COMPANIONS and RULES[code].uses_zones))


def signals(chart: Chart, rule_set: str = "default") -> Signals:
    """All patterns of a rule set on a chart, stage by stage, in time order.

    Parameters
    ----------
    rule_set : "default" (Nelson 1 and 2), "short" (set of four), "western" or "nelson8".

    Examples
    --------
    >>> from analytics.spc.charts import Settings, Values, chart
    >>> made = chart("i", Values.of([0, 3.2, -3.4, 3]), settings=Settings(center=0, sigma=1))
    >>> found = signals(made)
    >>> found.index.tolist(), found.direction.tolist(), found.at(1)
    ([1, 2], [1, -1], ('N1',))
    """
    codes = applied_rules(chart.kind, rule_set)
    hits = [hit for part in chart.parts() for hit in _stage_hits(chart, part, codes)]
    empty = np.empty(0, dtype=np.int64)
    order_of = {code: i for i, code in enumerate(codes)}
    rule = np.concatenate([empty, *(np.full(len(hit.index), order_of[hit.code]) for hit in hits)]).astype(np.int64)
    index, first, direction = (
        np.concatenate([empty, *(getattr(hit, name) for hit in hits)]) for name in ("index", "first", "direction")
    )
    order = np.lexsort((rule, index))
    rule, index, first, direction = rule[order], index[order], first[order], direction[order]
    names = np.array(codes)[rule] if len(rule) else np.empty(0, dtype="<U3")
    lone = lone_signals(chart, index, direction)
    once = _crossings(chart, index, direction)
    return Signals(rule_set, codes, names[once], index[once], first[once], direction[once], lone[once], len(chart))


def _crossings(chart: Chart, index: Ints, direction: Ints) -> Bools:
    """(k,) signals to count: of a CUSUM only the point where a sum crosses its limit, not those that stay beyond."""
    if chart.lower is None:
        return np.ones(len(index), dtype=bool)
    seen = np.flatnonzero(np.isfinite(chart.values))
    before = np.concatenate(([-1], seen[:-1]))[np.searchsorted(seen, index)]
    stage = np.searchsorted(chart.stages, index, side="right")
    is_same = (before >= 0) & (np.searchsorted(chart.stages, before, side="right") == stage)
    beyond = np.where(direction > 0, chart.values[before] > chart.ucl[before], chart.lower[before] < chart.lcl[before])
    once: Bools = ~(is_same & beyond)
    return once


@dataclass(frozen=True, eq=False)
class _Hit:
    code: str
    index: Ints
    first: Ints
    direction: Ints


def flagged(z: Floats, values: Floats, codes: tuple[str, ...]) -> Bools:
    """Points that complete any of the patterns, for many charts at once: arrays of shape (..., m) without gaps."""
    marks = np.zeros(z.shape, dtype=bool)
    for code in codes:
        up, down = RULES[code].find(z, values)
        marks |= up | down
    return marks


def _stage_hits(chart: Chart, part: slice, codes: tuple[str, ...]) -> list[_Hit]:
    z, values = chart.z[part], chart.values[part]
    seen = np.flatnonzero(np.isfinite(z))
    if not seen.size:
        return []
    if chart.kind == "run":
        return _run_hits(values, float(chart.center[part][0]), part.start)
    if len(seen) < len(z):
        z, values = z[seen], values[seen]
    places = seen + part.start
    hits = [_hit(RULES[code], z, values, places) for code in codes]
    return hits if chart.lower is None else [_since_zero(chart, part, hit) for hit in hits]


def _hit(rule: Rule, z: Floats, values: Floats, places: Ints) -> _Hit:
    up, down = rule.find(z, values)
    at = np.flatnonzero(up | down)
    direction = up[at].astype(np.int64) - down[at] if rule.has_direction else np.zeros(len(at), dtype=np.int64)
    return _Hit(rule.code, places[at], places[np.maximum(at - rule.span + 1, 0)], direction)


def _since_zero(chart: Chart, part: slice, hit: _Hit) -> _Hit:
    """A CUSUM signal with its first point where the sum last left 0: the level is likely to have moved there."""
    upper, lower = chart.values[part], -(np.zeros(0) if chart.lower is None else chart.lower[part])
    place = np.arange(len(upper))
    left = {way: np.maximum.accumulate(np.where(side <= 0, place, -1)) for way, side in ((1, upper), (-1, lower))}
    at = hit.index - part.start
    first = np.where(hit.direction > 0, left[1][at], left[-1][at]) + 1 + part.start
    return replace(hit, first=first)


def _run_hits(values: Floats, center: float, start: int) -> list[_Hit]:
    """Anhøj's signals: a long run on the point that makes it too long, few crossings on the last point."""
    test = run_test(values, center)
    hits = []
    if test.long_run_at is not None:
        side = int(np.sign(values[test.long_run_at] - center))
        useful = np.flatnonzero(np.isfinite(values) & (values != center))
        begins = useful[np.searchsorted(useful, test.long_run_at) - test.longest_run_max]
        hits.append(_one("A1", test.long_run_at + start, int(begins) + start, side))
    if test.too_few_crossings:
        last = int(np.flatnonzero(np.isfinite(values))[-1])
        hits.append(_one("A2", last + start, start, 0))
    return hits


def _one(code: str, index: int, first: int, direction: int) -> _Hit:
    return _Hit(code, np.array([index]), np.array([first]), np.array([direction]))


def lone_signals(chart: Chart, index: Ints, direction: Ints) -> Bools:
    """(k,) signals that nothing confirms.

    Confirmed are: two rules on one point, a second signal in the same direction at most CLOSE_POINTS periods away,
    and a point so far out that a whole stable chart has one in SURE_CHANCE of cases (Bonferroni over its points).
    """
    if not len(index):
        return np.empty(0, dtype=bool)
    if chart.kind == "run":  # each of the two rules confirms the other
        return np.full(len(index), len(index) < 2)
    confirmed = np.zeros(len(index), dtype=bool)
    for way in (-1, 0, 1):
        near = np.flatnonzero(direction == way)
        close = np.diff(index[near]) <= CLOSE_POINTS
        confirmed[near[1:][close]] = confirmed[near[:-1][close]] = True
    together = np.diff(index) == 0
    confirmed[1:] |= together
    confirmed[:-1] |= together
    confirmed |= np.abs(chart.z[index]) > _sure_distance(chart.n_points)
    return ~confirmed


def _sure_distance(n_points: int) -> float:
    """z that the farthest of n stable points exceeds with SURE_CHANCE; moving ranges leave about .6 n of freedom."""
    from scipy.special import stdtrit

    degrees = max(0.6 * n_points, 2.0)
    return float(-stdtrit(degrees, SURE_CHANCE / (2 * max(n_points, 1))))
