"""A control chart of a measure as figures: what the page draws and the command line prints.

The chart is proposed from the kind of data (`analytics.spc.choose`), begins anew where a person said so, and is read by
a rule set whose false-alarm rate comes with it.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from analytics.spc.charts import Counts, Settings, Subgroups, Values, chart
from analytics.spc.choose import Choice, choice, event_choice
from analytics.spc.icons import Assurance, Variation, assurance, variation
from analytics.spc.inputs import Data
from analytics.spc.model import KINDS, MIN_POINTS, RARE, Chart, NoChart, Signals
from analytics.spc.rules import RULE_SETS, signals
from analytics.spc.serial import serial_correlations
from data.queries.measure_series import period_ends
from data.queries.measures import EVENT_KINDS
from workflows.event_points import BY_UNIT, EVENT, gap_row, gap_series

Row = Mapping[Hashable, Any]
SCORE_KINDS: Final = ("mean", "stage", "nps", "csat", "effort", "ease", "rating")
SHARE_KINDS: Final = ("satisfied", "low", "csatshare")
COUNT_KINDS: Final = ("throughput", *EVENT_KINDS)
DURATIONS: Final = ("hours", "minutes", "days", "h", "d")
FIRST_POINTS: Final = 20  # whose mean is a CUSUM's centre where no target and no baseline is known
HANG_TOGETHER: Final = 1.1  # design effect above which a range of n answers is no range of n independent ones
_BOUNDS: Final = {"points": (0.0, 100.0), "nps": (-100.0, 100.0), "share": (0.0, 1.0)}


@dataclass(frozen=True, eq=False)
class Reading:
    """One measure on its chart.

    Attributes
    ----------
    row : what the list of measures says about it (`data.queries.measures.measure_list`); of what lies between two
        events it is said of that.
    grain : week, month, quarter, or "event" where each point is an event and its value what lies before it.
    series : one row per period or event: period_start, value, n, sd, numerator, denominator, mean_var, mean_cov.
    asked : the kind of chart asked for, or "auto"; `kind` is the one drawn.
    choice : the proposal with its reason, or why there is none.
    chart : the chart, or why there is none; found, spreads : its signals and those of each chart of spread.
    starts : position of the first period of each stage that a person set and that has enough points.
    waiting : days of stages that have too few points yet.
    """

    row: Row
    grain: str
    series: pd.DataFrame
    asked: str
    kind: str
    rule_set: str
    choice: Choice | NoChart
    chart: Chart | NoChart
    found: Signals | None
    spreads: tuple[Signals, ...]
    variation: Variation | None
    assurance: Assurance | None
    starts: tuple[int, ...]
    waiting: tuple[date, ...]

    @property
    def improvement(self) -> str:
        """The better direction: up, down or none."""
        return improvement(self.row)

    @property
    def allowed(self) -> tuple[str, ...]:
        """Kinds of chart that may be asked for; all of them where the data give no chart anyway."""
        return KINDS if isinstance(self.choice, NoChart) else (self.choice.kind, *self.choice.others)

    @property
    def is_between(self) -> bool:
        """Whether the points are events, and the values what lies between two of them."""
        return self.grain == EVENT

    @property
    def codes(self) -> tuple[str, ...]:
        """The code of each point in links: the first day of the period; a second event of a day is told by a number."""
        days = self.series["period_start"].dt.strftime("%Y-%m-%d")
        places = days.groupby(days).cumcount()
        return tuple(days.where(places == 0, days + "." + (places + 1).astype(str)))

    @property
    def n_points(self) -> int:
        """Periods with a value."""
        return int(self.series["value"].notna().sum())

    @property
    def n_observations(self) -> float:
        """Answers, cases or units behind all points; 0 where nobody counted them."""
        return float(self.series["n"].sum())

    @property
    def is_confirmed(self) -> bool:
        """Whether a signal is there that is confirmed."""
        return self.found is not None and bool((~self.found.is_lone).any())


def improvement(row: Row) -> str:
    """The better direction of a measure: up, down or none."""
    direction = str(row["direction"])
    return direction if direction in ("up", "down") else "none"


def data_of(series: pd.DataFrame, row: Row) -> tuple[str, Data]:
    """The kind of data a measure is (`analytics.spc.choose.MEASURES`), and the data themselves."""
    kind, unit = str(row["kind"]), str(row["unit"]).lower()
    value, n, sd = (series[name].to_numpy(dtype=float) for name in ("value", "n", "sd"))
    if kind in SCORE_KINDS:
        effect = design_effect(series)
        ranges = series["range"] if "range" in series and effect <= HANG_TOGETHER else None
        return "ratings", Subgroups.of(value, np.where(np.isfinite(value), n / effect, 0.0), sds=sd, ranges=ranges)
    if kind in COUNT_KINDS:
        return "count", Counts.of(value)
    counts, sizes = (series[name].to_numpy(dtype=float) for name in ("numerator", "denominator"))
    if _are_counts(counts, sizes, value):
        seen = np.isfinite(counts) & np.isfinite(sizes)
        told = Counts.of(np.where(seen, counts, 0.0), np.where(seen, sizes, 0.0))
        is_share = kind in SHARE_KINDS or (
            unit in ("share", "%", "percent") and bool((counts[seen] <= sizes[seen]).all())
        )
        return ("share" if is_share else "rate"), told
    known = np.isfinite(value)
    if known.any() and np.isfinite(sd[known]).all() and (n[known] > 1).all():
        return "ratings", Subgroups.of(value, np.where(known, n, 0.0), sds=sd)
    if unit in DURATIONS:
        return "duration", Values.of(value, np.where(np.isfinite(n), n, 1.0))
    return "number", Values.of(value, np.where(np.isfinite(n), n, 1.0))


def design_effect(series: pd.DataFrame) -> float:
    """How many times wider a period's mean varies because answers of one account or person hang together; at least 1.

    Variance of the means that clusters explain over that of independent answers, sd^2 / n, both summed over the periods
    with weight n. Limits then rest on n divided by it (docs/methods/clustered-intervals.md, control-charts.md).

    Examples
    --------
    >>> told = pd.DataFrame({"n": [10.0, 10.0], "sd": [2.0, 2.0], "mean_var": [0.5, 0.7]})
    >>> round(design_effect(told), 2)
    1.5
    """
    if "mean_var" not in series:
        return 1.0
    known = series[series["mean_var"].notna() & (series["sd"] > 0) & (series["n"] > 1)]
    if known.empty:
        return 1.0
    return max(1.0, float((known["mean_var"] * known["n"]).sum() / (known["sd"] ** 2).sum()))


def serial(series: pd.DataFrame) -> tuple[float, ...]:
    """Correlations of the values 1, 2, ... periods apart, because the same accounts or persons answer again.

    The covariances that clusters imply (`mean_cov`, row k holds lag k) over the variance of a typical value, which is
    sd^2 / n times the design effect, with weight n.

    Examples
    --------
    >>> told = pd.DataFrame({"n": [10.0] * 3, "sd": [2.0] * 3, "mean_var": [0.5] * 3, "mean_cov": [None, 0.1, 0.05]})
    >>> [round(each, 2) for each in serial(told.astype(float))]
    [0.2, 0.1]
    """
    if "mean_cov" not in series:
        return ()
    known = series[(series["sd"] > 0) & (series["n"] > 1)]
    if known.empty:
        return ()
    variance = float((known["sd"] ** 2).sum() / known["n"].sum()) * design_effect(series)
    lags = series["mean_cov"].to_numpy(dtype=float)[1:]
    return serial_correlations(lags[: int(np.isfinite(lags).sum())].tolist(), variance)


def _are_counts(counts: np.ndarray, sizes: np.ndarray, value: np.ndarray) -> bool:
    """Whether every value is a whole number of events in a number of units."""
    known = np.isfinite(value)
    if not known.any() or not (np.isfinite(counts[known]).all() and np.isfinite(sizes[known]).all()):
        return False
    whole = np.abs(counts[known] - np.round(counts[known])) < 1e-9
    return bool(whole.all() and (counts[known] >= 0).all() and (sizes[known] > 0).all())


def positions(series: pd.DataFrame, grain: str, days: Sequence[date]) -> tuple[tuple[int, ...], tuple[date, ...]]:
    """Where the stages of `days` begin, and the days of those that have too few points yet.

    A stage begins with the first period whose middle is not before its day; each stage needs MIN_POINTS points.
    """
    starts = series["period_start"]
    middles = starts if grain == EVENT else starts + (period_ends(starts, grain) - starts) / 2
    has_value = series["value"].notna().to_numpy()
    kept: list[int] = []
    waiting: list[date] = []
    for day in sorted(days):
        at = int((middles < pd.Timestamp(day)).sum())
        since = has_value[kept[-1] if kept else 0 : at].sum()
        if at == 0 or (kept and at == kept[-1]):
            continue
        if since < MIN_POINTS or has_value[at:].sum() < MIN_POINTS:
            waiting.append(day)
        else:
            kept.append(at)
    return tuple(kept), tuple(waiting)


def reading(
    series: pd.DataFrame, row: Row, *, grain: str, kind: str = "auto", rule_set: str = "default",
    days: Sequence[date] = (), min_n: int = 0, events: pd.DataFrame | None = None,
    baseline: float | None = None,
) -> Reading:  # fmt: skip
    """The chart of a series, its signals and its icons.

    Parameters
    ----------
    kind : "auto", or a kind of chart the data allow; any other falls back to the proposal.
    days : days from which people let the limits begin anew.
    min_n : values of fewer answers are hidden: they are gaps here too.
    baseline : centre of the approved baseline in force, the reference of a CUSUM where no target is stated.
    events : where the measure counts events that are known one by one, the events (`data.queries.measure_events`).
    """
    series = shown(series, row, min_n)
    measure, data = data_of(series, row)
    together = serial(series)
    proposed = choice(measure, data, together) if events is None else _of_events(data, events, str(row["kind"]))
    used = _used_kind(kind, proposed)
    if used in RARE and events is not None:
        series, unit = gap_series(events, used)
        row, grain, data = gap_row(row, unit), EVENT, Values.of(series["value"])
    starts, waiting = positions(series, grain, days)
    told = reference(row, baseline)[1]
    made = _made(used, data, row, starts, together, told)
    if isinstance(made, NoChart) and starts:
        starts, made = (), _made(used, data, row, (), together, told)
    made = _below_zero(used, series, row) or made
    rules = rule_set if rule_set in RULE_SETS else "default"
    found = signals(made, rules) if isinstance(made, Chart) else None
    below = made.companions if isinstance(made, Chart) else ()
    better, goal = improvement(row), target_of(row)
    return Reading(
        row=row, grain=grain, series=series, asked=kind if used == kind else "auto", kind=used, rule_set=rules,
        choice=proposed, chart=made, found=found, spreads=tuple(signals(part, rules) for part in below),
        variation=variation(made, found, improvement=better) if isinstance(made, Chart) and found is not None else None,
        assurance=assurance(made, found, target=goal, improvement=better)
        if isinstance(made, Chart) and found is not None else None,
        starts=starts, waiting=waiting,
    )  # fmt: skip


def _of_events(data: Data, events: pd.DataFrame, kind: str) -> Choice | NoChart:
    if not isinstance(data, Counts):
        raise TypeError(f"events are counted, not {type(data).__name__}")
    days, units = (events[name].to_numpy(dtype=float) for name in ("days", "units"))
    return event_choice(data, days, units, by_unit=kind in BY_UNIT)


def shown(series: pd.DataFrame, row: Row, min_n: int) -> pd.DataFrame:
    """Without the values of scores of fewer than `min_n` answers."""
    if str(row["kind"]) not in (*SCORE_KINDS, *SHARE_KINDS):
        return series
    few = series["n"] < min_n
    held = ["value", "sd", "numerator", "denominator"]
    return series.assign(**{name: series[name].mask(few) for name in held})


def _used_kind(asked: str, proposed: Choice | NoChart) -> str:
    if isinstance(proposed, NoChart):
        return proposed.kind
    if asked in proposed.others or asked == proposed.kind:
        return asked
    return proposed.fallback or proposed.kind


def reference(row: Row, baseline: float | None) -> tuple[str, float | None]:
    """What a CUSUM adds up distances from: a target, else the approved baseline, else its first points (None).

    A floor of expectations is no target: a score well above it is where it should be.

    >>> reference({"kind": "kpi", "target": 4.0}, 3.0), reference({"kind": "mean", "target": 70.0}, None)
    (('target', 4.0), ('first', None))
    """
    target = target_of(row) if str(row["kind"]) != "mean" else None
    if target is not None:
        return "target", target
    return ("first", None) if baseline is None else ("baseline", baseline)


def _made(
    kind: str, data: Data, row: Row, starts: tuple[int, ...], together: tuple[float, ...], told: float | None = None
) -> Chart | NoChart:
    unit = str(row["unit"]).lower()
    floor = (0.0, float("inf")) if unit in (*DURATIONS, "count") and kind != "cusum" else None
    bounds = _BOUNDS.get(unit, floor) if kind not in ("cusum", "np") else None
    settings = Settings(bounds=bounds, serial=together)
    if kind == "cusum":
        settings = replace(settings, in_sigmas=True, center=told, first_points=FIRST_POINTS)
    return chart(kind, data, starts=starts, settings=settings)


def _below_zero(kind: str, series: pd.DataFrame, row: Row) -> NoChart | None:
    """A duration below zero is a fault of its source, never a point within limits."""
    values = series["value"].to_numpy(dtype=float)
    if str(row["unit"]).lower() not in DURATIONS or not (values < 0).any():
        return None
    return NoChart(kind, "negative_value", {"rows": np.flatnonzero(values < 0)[:10].tolist()}, values)


def target_of(row: Row) -> float | None:
    """The target of a measure, None where nobody stated one."""
    value = row.get("target")
    return None if value is None or value != value else float(value)
