"""Two icons per chart: does it vary by common causes only, and can it be relied upon to meet its target?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.spc.constants import D2_MOVING
from analytics.spc.model import WEIGHTED, Chart, Signals
from analytics.spc.run_chart import LEAST_USEFUL, run_test
from analytics.spc.variables import WIDTH


@dataclass(frozen=True)
class Variation:
    """What the latest points say.

    Attributes
    ----------
    code : common (no signal), undecided (too few points for any rule), improving, concerning, or neutral
        (a signal where neither direction is better).
    direction : 1 higher or rising, -1 lower or falling, 0 none.
    rules : codes of the rules behind it.
    is_lone : nothing confirms the signal: grey with a mark.
    """

    code: str
    direction: int = 0
    rules: tuple[str, ...] = ()
    is_lone: bool = False


MOVING_RANGE = ("i", "i_log", "t", "imr_s")  # the spread comes from the points themselves


@dataclass(frozen=True)
class Assurance:
    """Limits of the last stage against the target.

    Attributes
    ----------
    code : will_pass (both limits on the good side), will_fail (both on the bad side), may_or_may_not.
    is_trial : the limits come from few points.
    is_stable : no confirmed signal in the last stage; with one the limits describe a process that is changing.
    """

    code: str
    target: float
    lcl: float
    ucl: float
    is_trial: bool
    is_stable: bool


def can_signal(chart: Chart, part: slice | None = None) -> bool:
    """Whether any rule could signal with so few points; with fewer, "no signal" says nothing. `part`: one stage.

    Run charts need LEAST_USEFUL points off the median. Where sigma comes from the moving ranges of n points, the
    farthest of them lies (1 - 1/n) (n - 1) 1.128 sigma off their mean, when it is the last and all others are equal:
    beyond 3 from n = 5 on.

    Examples
    --------
    >>> from analytics.spc.charts import Values, chart
    >>> [can_signal(chart("i", Values.of([0.0] * n + [1.0]))) for n in (3, 4)]
    [False, True]
    >>> can_signal(chart("run", Values.of([1.0, 2, 3, 4, 5])))
    False
    """
    parts = list(chart.parts()) if part is None else [part]
    return any(_can_signal(chart, each) for each in parts)


def _can_signal(chart: Chart, part: slice) -> bool:
    values = chart.values[part]
    if chart.kind == "run":
        return run_test(values, float(chart.center[part.start])).n_useful >= LEAST_USEFUL
    n = int(np.isfinite(values).sum())
    is_known = not chart.is_trial[part].any()  # or so many points that it does not matter
    return n > 0 and (is_known or chart.kind not in MOVING_RANGE or (1 - 1 / n) * (n - 1) * D2_MOVING > WIDTH)


def variation(chart: Chart, found: Signals, *, improvement: str, recent: int = 1) -> Variation:
    """The icon of variation, by the signals that the latest `recent` plotted points complete.

    Parameters
    ----------
    improvement : "up", "down" or "none": the better direction.

    Examples
    --------
    >>> from analytics.spc.charts import Settings, Values, chart
    >>> from analytics.spc.rules import signals
    >>> made = chart("i", Values.of([0, 1, -1, 0, 3.4, 3.2]), settings=Settings(center=0, sigma=1))
    >>> variation(made, signals(made), improvement="down")
    Variation(code='concerning', direction=1, rules=('N1',), is_lone=False)
    """
    if chart.lower is not None:
        return _variation_of_sums(chart, found, improvement)
    plotted = np.flatnonzero(np.isfinite(chart.values))[-recent:]
    latest = np.isin(found.index, plotted) & (found.index >= chart.stages[-1])
    if not latest.any():
        return Variation("common" if can_signal(chart, slice(chart.stages[-1], len(chart))) else "undecided")
    directed = latest & (found.direction != 0)
    last = int(found.index[directed].max()) if directed.any() else -1
    ways = found.direction[directed & (found.index == last)]
    direction = int(np.sign(ways.sum()))
    rules = tuple(dict.fromkeys(str(code) for code in found.rule[latest]))
    return Variation(_code(direction, improvement), direction, rules, bool(found.is_lone[latest].all()))


def _variation_of_sums(chart: Chart, found: Signals, improvement: str) -> Variation:
    """A sum that is beyond its limit at the last point; it was counted once, where it crossed."""
    assert chart.lower is not None
    last = int(np.flatnonzero(np.isfinite(chart.values))[-1])
    direction = int(chart.values[last] > chart.ucl[last]) - int(chart.lower[last] < chart.lcl[last])
    crossed = np.flatnonzero((found.index <= last) & (found.direction == direction))
    if not direction or not crossed.size:
        return Variation("common")
    latest = crossed[-1]
    return Variation(_code(direction, improvement), direction, (str(found.rule[latest]),), bool(found.is_lone[latest]))


def _code(direction: int, improvement: str) -> str:
    if direction == 0 or improvement == "none":
        return "neutral"
    return "improving" if (direction > 0) == (improvement == "up") else "concerning"


def assurance(chart: Chart, found: Signals, *, target: float | None, improvement: str) -> Assurance | None:
    """The icon of assurance; None without a target or better direction, or where limits are none of single points.

    The target itself passes: a share that must not exceed 5 % passes at 5 %. A missing lower limit is the end of the
    scale.

    Examples
    --------
    >>> from analytics.spc.charts import Settings, Values, chart
    >>> from analytics.spc.rules import signals
    >>> made = chart("i", Values.of([9.0, 10, 11, 10]), settings=Settings(center=10, sigma=1))
    >>> [assurance(made, signals(made), target=goal, improvement="up").code for goal in (6.5, 10, 14)]
    ['will_pass', 'may_or_may_not', 'will_fail']
    """
    lcl, ucl = float(chart.lcl[-1]), float(chart.ucl[-1])
    if target is None or improvement not in ("up", "down") or chart.kind in WEIGHTED or np.isnan([lcl, ucl]).any():
        return None
    worst, best = (lcl, ucl) if improvement == "up" else (-ucl, -lcl)
    goal = target if improvement == "up" else -target
    code = "will_pass" if worst >= goal else "will_fail" if best < goal else "may_or_may_not"
    is_changing = (~found.is_lone & (found.index >= chart.stages[-1])).any()
    return Assurance(code, target, lcl, ucl, bool(chart.is_trial[-1]), not is_changing)
