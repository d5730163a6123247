"""Stable series: do rule sets call as often as is printed, and does the wizard propose at its stated rate?

Each row's bar is the printed rate itself: the exact binomial interval of the count must hold it, to within the error of
the printed table (SLACK).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from analytics.spc.charts import Counts, Settings, Subgroups, Values, chart
from analytics.spc.false_alarms import FalseAlarms, false_alarms
from analytics.spc.inputs import Data
from analytics.spc.model import Chart, Floats
from analytics.spc.rules import RULE_SETS, signals
from analytics.spc.stages import LEVEL, proposed_shifts
from analytics.spc.surprise import chart_p
from benchmarks.rates import Rate

POINTS = 52
SLACK = 0.002  # simulation error of the table, and of interpolating it
COUNT_SLACK = 0.03  # charts of counts and ratings are simulated anew, from a centre and spread that are estimates
Draw = Callable[[np.random.Generator], Data]


def _ratings(rng: np.random.Generator) -> Subgroups:
    return Subgroups.of_values(rng.normal(70, 10, POINTS * 10), np.repeat(np.arange(POINTS), 10))


def _skewed(rng: np.random.Generator) -> Subgroups:
    """Ratings 1 to 5 of which 70 % are the best, 4 to 12 a period."""
    sizes = rng.integers(4, 13, POINTS)
    answers = rng.choice([1, 2, 3, 4, 5], size=int(sizes.sum()), p=[0.02, 0.03, 0.05, 0.20, 0.70])
    return Subgroups.of_values(answers, np.repeat(np.arange(POINTS), sizes))


DRAWS: dict[str, Draw] = {
    "i": lambda rng: Values.of(rng.normal(50, 7, POINTS)),
    "xbar_s": _ratings,
    "xbar_s of skewed ratings": _skewed,
    "imr_s of skewed ratings": _skewed,
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
    on_scale = Settings(bounds=(1, 5)) if draw is _skewed else None
    made = chart(kind.split()[0], draw(np.random.default_rng(seed)), settings=on_scale)
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
                f"stable chart of {POINTS} points, any signal: {kind}, {name}",
                sum(bool(len(one)) for one in found),
                len(found),
                at_least=printed.any_signal - slack,
                at_most=printed.any_signal + slack,
            )
        )
        if kind == "i":
            confirmed = sum(bool((~one.is_lone).any()) for one in found)
            rows.append(
                Rate(f"stable chart of {POINTS} points, any confirmed signal: {kind}, {name}", confirmed, len(found))
            )
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
    p = [chart_p(_drawn("i", DRAWS["i"], seed), rng=np.random.default_rng(seed)) or 0.0 for seed in seeds]
    return [
        Rate(
            "stable chart, p-value at most .05", sum(each <= LEVEL for each in p), len(p), at_least=LEVEL, at_most=LEVEL
        ),
        Rate("stable series, a shift proposed", proposed, len(seeds), at_least=LEVEL, at_most=LEVEL),
        Rate("step of 2 sigma, proposed within 2 points", moved, len(seeds), at_least=0.8),
    ]
