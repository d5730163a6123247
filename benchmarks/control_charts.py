"""Stable series: do rule sets call as often as is printed, and does the wizard propose at its stated rate?

Each row's bar is the printed rate itself: the exact binomial interval of the count must hold it, to within the error of
the printed table (SLACK).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from analytics.spc.charts import Counts, Subgroups, Values, chart
from analytics.spc.false_alarms import FalseAlarms, false_alarms
from analytics.spc.inputs import Data
from analytics.spc.model import Chart, Floats
from analytics.spc.rules import RULE_SETS, signals
from analytics.spc.stages import LEVEL, proposed_shifts
from benchmarks.rates import Rate

POINTS = 52
SLACK = 0.002  # simulation error of the table, and of interpolating it
COUNT_SLACK = 0.02  # charts of counts are simulated anew with 2,000 worlds
Draw = Callable[[np.random.Generator], Data]


def _ratings(rng: np.random.Generator) -> Subgroups:
    return Subgroups.of_values(rng.normal(70, 10, POINTS * 10), np.repeat(np.arange(POINTS), 10))


DRAWS: dict[str, Draw] = {
    "i": lambda rng: Values.of(rng.normal(50, 7, POINTS)),
    "xbar_s": _ratings,
    "p": lambda rng: Counts.of(rng.binomial(40, 0.15, POINTS), 40),
    "c": lambda rng: Counts.of(rng.poisson(6, POINTS)),
    "t": lambda rng: Values.of(rng.exponential(9, POINTS)),
    "g": lambda rng: Values.of(rng.geometric(0.05, POINTS) - 1),
    "ewma": lambda rng: Values.of(rng.normal(50, 7, POINTS)),
    "cusum": lambda rng: Values.of(rng.normal(50, 7, POINTS)),
    "run": lambda rng: Values.of(rng.normal(50, 7, POINTS)),
}
SETS_OF = {"i": tuple(RULE_SETS), "xbar_s": ("default", "nelson8")}


def chart_rates(seeds: Iterable[int]) -> list[Rate]:
    """One row per kind of chart and rule set, and what of it is left as confirmed; then the wizard."""
    worlds = list(seeds)
    rows = [row for kind, draw in DRAWS.items() for row in _kind_rates(kind, draw, worlds)]
    return [*rows, *_wizard_rates(worlds)]


def _drawn(kind: str, draw: Draw, seed: int) -> Chart:
    made = chart(kind, draw(np.random.default_rng(seed)))
    if not isinstance(made, Chart):
        raise RuntimeError(f"no {kind} chart from seed {seed}: {made.code}")
    return made


def _kind_rates(kind: str, draw: Draw, seeds: list[int]) -> list[Rate]:
    charts = [_drawn(kind, draw, seed) for seed in seeds]
    rows = []
    for name in SETS_OF.get(kind, ("default",)):
        found = [signals(one, name) for one in charts]
        printed = _printed(kind, charts, name)
        slack = SLACK if printed.source == "table" else COUNT_SLACK
        rows.append(
            Rate(
                f"stable {kind} chart of {POINTS} points, any signal, {name}",
                sum(bool(len(one)) for one in found),
                len(found),
                at_least=printed.any_signal - slack,
                at_most=printed.any_signal + slack,
            )
        )
        if kind == "i":
            confirmed = sum(bool((~one.is_lone).any()) for one in found)
            rows.append(Rate(f"the same, any confirmed signal, {name}", confirmed, len(found)))
    return rows


def _printed(kind: str, charts: list[Chart], rule_set: str) -> FalseAlarms:
    """The rate as printed for the chart whose centre is the median of all: the one nearest the truth."""
    centers: Floats = np.array([one.center[0] for one in charts])
    middle = charts[int(np.argsort(centers)[len(centers) // 2])]
    found = false_alarms(middle, rule_set, rng=np.random.default_rng(0))
    if found is None:
        raise RuntimeError(f"no rate is printed for {kind}")
    return found


def _wizard_rates(seeds: list[int]) -> list[Rate]:
    proposed = moved = 0
    for seed in seeds:
        rng = np.random.default_rng(seed)
        noise = rng.normal(size=POINTS)
        shifted = noise + 2 * (np.arange(POINTS) >= 30)
        for x, has_moved in ((noise, False), (shifted, True)):
            found = proposed_shifts(_drawn("i", lambda _, x=x: Values.of(x), 0), rng=rng)
            if has_moved:
                moved += any(abs(shift.index - 30) <= 2 for shift in found)
            else:
                proposed += bool(found)
    return [
        Rate("stable series, a shift proposed", proposed, len(seeds), at_least=LEVEL, at_most=LEVEL),
        Rate("step of 2 sigma, proposed within 2 points", moved, len(seeds), at_least=0.8),
    ]
