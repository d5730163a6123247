"""What a control chart is: points, centre line and limits per point, and the signals found on it.

Everything is in the unit of the plotted values. Arrays have one entry per period in time order; a period without a
value is a gap: nan in `values`, while centre line and limits go on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

TRIAL_POINTS = 12  # limits from fewer points are trial limits
MIN_POINTS = 4  # fewer points give no limits at all

VARIABLES = ("i", "i_log", "xbar_s", "xbar_r", "imr_s")
ATTRIBUTES = ("p", "np", "u", "c", "p_prime", "u_prime")
RARE = ("g", "t")
WEIGHTED = ("ewma", "cusum")
KINDS = (*VARIABLES, *ATTRIBUTES, *RARE, *WEIGHTED, "run")
COMPANIONS = ("mr", "s", "r")


@dataclass(frozen=True)
class Settings:
    """How limits are made; the defaults are the conventions of docs/methods/control-charts.md.

    Attributes
    ----------
    center, sigma : known (or target) centre line and standard deviation of one observation; None: estimated.
    screen : moving ranges above their upper limit are left out of the mean moving range, once.
    spread : how the standard deviations of periods are joined: "unweighted" (mean of s / c4), "weighted" (minimum
        variance), "pooled" (root mean square), "rms_by_n" (root mean square over c4 of the point's own n), or "auto":
        unweighted where n is equal, else pooled.
    use_ranges : EWMA and CUSUM of subgroups take sigma from ranges instead of standard deviations.
    weight, width : EWMA's lambda, and the half width of its limits in standard deviations.
    is_steady : EWMA's limits are those of the long run from the first point on, instead of growing towards them.
    allowance, decision, head_start : CUSUM's k and h in standard deviations, and its head start as a share of h.
    first_points : CUSUM's centre is the mean of so many first counted points of a stage; 0: of all of them. A centre of
        all points lies between the levels where the level moves, and marks both.
    in_sigmas : CUSUM in standard deviations of the plotted point instead of the values' unit.
    probability_limits : g chart limits at the .00135 and .99865 quantiles; False: mean -/+ 3 standard deviations.
    bounds : ends of the scale; limits are cut there, scores are not.
    serial : correlations of points 1, 2, ... periods apart because the same customers answer again
        (`analytics.spc.serial`); moving ranges are widened by it, and stable charts simulated with it.
    """

    center: float | None = None
    sigma: float | None = None
    screen: bool = False
    spread: str = "auto"
    use_ranges: bool = False
    weight: float = 0.2
    width: float = 3.0
    is_steady: bool = False
    allowance: float = 0.5
    decision: float = 5.0
    head_start: float = 0.0
    in_sigmas: bool = False
    first_points: int = 0
    probability_limits: bool = True
    bounds: tuple[float, float] | None = None
    serial: tuple[float, ...] = ()


@dataclass(frozen=True, eq=False)
class Chart:
    """One control chart of n periods.

    Attributes
    ----------
    kind : one of KINDS, or one of COMPANIONS for a chart of spread.
    values : (n,) plotted values, nan where a period has none. CUSUM: the upper sum.
    center, lcl, ucl : (n,) centre line and control limits; nan where the chart has none.
    sigma : (n,) standard deviation of the plotted point; nan where it has no meaning (run, t, i_log).
    n : (n,) observations (or opportunities) behind the point.
    z : (n,) standardised points, which the rules read: beyond a limit means |z| > 3; nan where values are.
    is_trial : (n,) the point's stage has limits from fewer than TRIAL_POINTS points.
    stages : index of the first point of each stage, beginning with 0.
    estimates : per stage what the limits were made from: center, sigma, n_points and more by kind; widened, how many
        times wider they are for `serial`.
    companions : charts of spread that belong to it (mr, s, r), first the one drawn below it.
    lower : (n,) CUSUM's lower sum, 0 or below; None for all other kinds.
    serial : correlations of neighbouring points that the chart was made with (`Settings.serial`).
    """

    kind: str
    values: Floats
    center: Floats
    lcl: Floats
    ucl: Floats
    sigma: Floats
    n: Floats
    z: Floats
    is_trial: Bools
    stages: tuple[int, ...] = (0,)
    estimates: tuple[Mapping[str, float], ...] = ()
    companions: tuple[Chart, ...] = ()
    lower: Floats | None = None
    serial: tuple[float, ...] = ()

    def __len__(self) -> int:
        return len(self.values)

    @property
    def companion(self) -> Chart | None:
        """The chart of spread drawn below this one."""
        return self.companions[0] if self.companions else None

    @property
    def n_points(self) -> int:
        """Periods with a value."""
        return int(np.isfinite(self.values).sum())

    def parts(self) -> Iterator[slice]:
        """The stages as slices, in time order."""
        for start, end in zip(self.stages, (*self.stages[1:], len(self)), strict=True):
            yield slice(start, end)


@dataclass(frozen=True, eq=False)
class NoChart:
    """Why there is no chart: a code and its facts; the points can still be drawn without limits.

    Codes: no_values, too_few_points, constant, all_zero, all_full, no_spread, not_finite, unequal_lengths;
    negative_count, negative_value, negative_size, negative_spread, count_above_size, count_without_size,
    value_not_above_zero (with the first ten rows); subgroup_too_large, wrong_data, wrong_setting, wrong_stages.
    """

    kind: str
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    values: Floats = field(default_factory=lambda: np.empty(0))


@dataclass(frozen=True, eq=False)
class Signals:
    """Patterns found on one chart, in time order.

    Attributes
    ----------
    rule_set, rules : the set asked for, and the rules of it that apply to this kind of chart.
    rule : (k,) code of the rule, e.g. "N2".
    index : (k,) position of the point that completes the pattern, from 0.
    first : (k,) position of the first point of the pattern.
    direction : (k,) 1 above or rising, -1 below or falling, 0 without direction.
    is_lone : (k,) nothing confirms this signal: drawn grey with a mark.
    n : periods of the chart.
    """

    rule_set: str
    rules: tuple[str, ...]
    rule: NDArray[np.str_]
    index: Ints
    first: Ints
    direction: Ints
    is_lone: Bools
    n: int

    def __len__(self) -> int:
        return len(self.index)

    @property
    def flagged(self) -> Bools:
        """(n,) points that complete a pattern."""
        marks = np.zeros(self.n, dtype=bool)
        marks[self.index] = True
        return marks

    @property
    def lone_points(self) -> Bools:
        """(n,) points flagged by nothing but lone signals."""
        sure = np.zeros(self.n, dtype=bool)
        sure[self.index[~self.is_lone]] = True
        return self.flagged & ~sure

    def at(self, point: int) -> tuple[str, ...]:
        """Codes of the rules that `point` completes."""
        return tuple(str(code) for code in self.rule[self.index == point])
