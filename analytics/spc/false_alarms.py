"""The printed false-alarm rate: what a rule set does on a process that never changes.

Two figures [1]_: the share of stable points that are flagged (the false-alarm rate), and the chance that a stable
chart of this many points shows any signal at all, which is what a reader of one chart meets.

References
----------
.. [1] Champ & Woodall (1987), Technometrics 29, 393-399, for the chance of several rules together.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.spc.false_alarm_table import RATES
from analytics.spc.model import COMPANIONS, WEIGHTED, Bools, Chart, Floats, Settings
from analytics.spc.rules import applied_rules, flagged
from analytics.spc.run_chart import run_test
from analytics.spc.stable_worlds import normal_worlds, own_worlds, paired_worlds
from analytics.spc.weighted import weighted_marks

WITHIN = ("xbar_s", "xbar_r")
MOST_SURE = 0.98
LONG = 4000
RUN_WORLDS = 500
BEYOND_3 = math.erfc(3 / math.sqrt(2))  # .0027


@dataclass(frozen=True)
class FalseAlarms:
    """What a stable chart of these points would show.

    Attributes
    ----------
    per_point : share of points flagged; points_per_alarm its inverse, None where nothing is ever flagged.
    any_signal : chance of at least one signal on the whole chart.
    source : "exact", "table" (simulated beforehand for normal points), or "simulated" (for this chart's own counts).
    """

    rule_set: str
    n_points: int
    per_point: float
    any_signal: float
    source: str

    @property
    def points_per_alarm(self) -> float | None:
        """One flagged point in so many."""
        return 1 / self.per_point if self.per_point > 0 else None


def false_alarms(chart: Chart, rule_set: str, *, rng: np.random.Generator, known: bool = False) -> FalseAlarms | None:
    """The rate for a chart as it is drawn: its kind, its points, its stages; None for charts of spread.

    Charts of counts with binomial or Poisson limits, g and t charts are simulated with their own sizes and centre,
    because small counts are skewed and jump; so are means of few ratings near an end of their scale, where the chart
    was made with the scale's `bounds`. Points that hang together because customers answer again (`Settings.serial`) are
    simulated so: a stable series then has longer runs. `known`: centre and sigma were given, not estimated.

    Examples
    --------
    >>> from analytics.spc.charts import Values, chart
    >>> made = chart("i", Values.of(np.random.default_rng(0).normal(size=52)))
    >>> rate = false_alarms(made, "default", rng=np.random.default_rng(0))
    >>> rate.source, round(rate.any_signal, 2), rate.n_points
    ('table', 0.17, 52)
    """
    if chart.kind in COMPANIONS:
        return None
    found = [_stage_rates(chart, i, part, rule_set, rng, known) for i, part in enumerate(chart.parts())]
    n_points = sum(n for n, *_ in found)
    any_signal = 1 - math.prod(1 - any_of_stage for _, any_of_stage, _, _ in found)
    per_point = sum(n * share for n, _, share, _ in found) / max(n_points, 1)
    return FalseAlarms(rule_set, n_points, per_point, any_signal, found[0][-1])


def _stage_rates(
    chart: Chart, stage: int, part: slice, rule_set: str, rng: np.random.Generator, known: bool
) -> tuple[int, float, float, str]:
    n, kind, estimates = int(np.isfinite(chart.values[part]).sum()), chart.kind, chart.estimates[stage]
    codes = applied_rules(kind, rule_set)
    own = own_worlds(chart, part, estimates, rng, known)
    if own is not None:
        return n, *_shares(flagged(*own, codes)), "simulated"
    if kind in WEIGHTED and not _is_plain(kind, estimates):
        z = normal_worlds(n, rng, known or estimates.get("n_reference") == 0, chart.serial)
        if first := int(estimates.get("n_reference", 0)):  # the sums start from the mean of the first points
            z = z - z[:, :first].mean(axis=1, keepdims=True)
        return n, *_shares(weighted_marks(kind, z, estimates, chart.serial)), "simulated"
    name = kind if kind in (*WEIGHTED, "run") else rule_set
    limits = "run" if kind == "run" else "known" if known else "within" if kind in WITHIN else "moving_range"
    is_exact = known and name == "default"
    plain = exact_default(n) if is_exact else rates_of(limits, name, n)
    if not chart.serial or n < 2:
        return n, *plain, "exact" if is_exact else "table"
    return n, *_together(chart, n, plain, limits, codes, estimates, rng), "simulated"


def _together(
    chart: Chart, n: int, plain: tuple[float, float], limits: str, codes: Sequence[str],
    estimates: Mapping[str, float], rng: np.random.Generator,
) -> tuple[float, float]:  # fmt: skip
    """The rates of `plain` points moved by what points that hang together show more, with the same draws."""

    def rates(z: Floats, serial: Sequence[float]) -> tuple[float, float]:
        if chart.kind == "run":
            return _run_rates(z)
        return _shares(weighted_marks(chart.kind, z, estimates, serial) if chart.kind in WEIGHTED
                       else flagged(z, z, tuple(codes)))  # fmt: skip

    worlds = paired_worlds(n, limits, rng, chart.serial, RUN_WORLDS if chart.kind == "run" else 0)
    pairs = zip(plain, rates(worlds[0], chart.serial), rates(worlds[1], ()), strict=True)
    any_signal, per_point = (min(max(base + there - here, 0.0), 1.0) for base, there, here in pairs)
    return any_signal, per_point


def _run_rates(z: Floats) -> tuple[float, float]:
    tests = [run_test(each, float(np.median(each))) for each in z]
    marks = sum((test.long_run_at is not None) + test.too_few_crossings for test in tests)
    return sum(test.is_signal for test in tests) / len(tests), marks / z.size


def rates_of(limits: str, name: str, n_points: int) -> tuple[float, float]:
    """Chance of any signal and share of points flagged, from the table; hazards are interpolated in log points.

    Parameters
    ----------
    limits : "known", "within" (subgroups), "moving_range" or "run".
    name : a rule set, "ewma", "cusum" or "run".

    Examples
    --------
    >>> [round(figure, 3) for figure in rates_of("moving_range", "short", 52)]
    [0.396, 0.015]
    """
    points, any_signal, per_point = (np.array(column) for column in zip(*RATES[limits][name], strict=True))
    if n_points < 1:
        return 0.0, 0.0
    hazard = -np.log(np.maximum(1 - any_signal, 1e-3)) / points
    # Where nearly every chart signals, chance of any has no information left: the last good hazard goes on.
    good = any_signal < MOST_SURE
    place = math.log(n_points)
    rate = float(np.interp(place, np.log(points[good]), hazard[good]))
    return 1 - math.exp(-rate * n_points), float(np.interp(place, np.log(points), per_point))


def exact_default(n_points: int) -> tuple[float, float]:
    """Nelson 1 and 2 with known limits: chance of any signal and share of points flagged, in closed form.

    Sides and distances of a symmetric point are independent, and nine on one side are eight "same side as before" in
    a row: P(no signal) = (1 - p)^n q(n - 1) with p = P(|z| > 3), q(t) = q(t - 1) - q(t - 9) / 2^9, q(8) = 1 - 1 / 2^8.

    Examples
    --------
    >>> [round(figure, 4) for figure in exact_default(52)]
    [0.2053, 0.006]
    """
    quiet = [1.0] * 8 + [1 - 2.0**-8]
    while len(quiet) < min(n_points, LONG):
        quiet.append(quiet[-1] - quiet[-9] / 2**9)
    ratio = quiet[-1] / quiet[-2]
    no_run = quiet[n_points - 1] if n_points <= len(quiet) else quiet[-1] * ratio ** (n_points - len(quiet))
    runs = max(n_points - 8, 0) * (1 - BEYOND_3) / 2**8
    return 1 - (1 - BEYOND_3) ** n_points * no_run, BEYOND_3 + runs / max(n_points, 1)


def _shares(marks: Bools) -> tuple[float, float]:
    return float(marks.any(axis=1).mean()), float(marks.mean())


def _is_plain(kind: str, estimates: Mapping[str, float]) -> bool:
    """The chart was made with the settings of the table."""
    plain = Settings()
    if kind == "ewma":
        usual = (plain.weight, plain.width, 0.0)
        return (estimates["weight"], estimates["width"], estimates["is_steady"]) == usual
    return False  # a CUSUM is counted where it crosses, and its centre comes from a target or from the first points
