"""All measures of a journey on their charts, the one that needs a look first, and the same as one document."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from analytics.compare import FALSE_DISCOVERY_RATE
from analytics.fdr import bh_q_values
from analytics.intervals import two_sided_p
from analytics.spc.false_alarms import false_alarms
from analytics.spc.model import KINDS, WEIGHTED, Chart
from analytics.spc.rules import RULE_SETS
from analytics.spc.stages import PERMUTATIONS, Shift, proposed_shifts
from data.queries.chart_marks import journey_stages
from data.queries.journey import data_span, journeys
from data.queries.measure_events import measure_events
from data.queries.measures import EVENT_KINDS, GRAINS, PROCESS_KINDS, Measure, parsed
from data.queries.scope import Scope
from data.queries.setting import setting
from data.store import Store
from errors import NotAmong, UnknownId
from workflows.approve_baseline import baseline_center
from workflows.capability_document import last_year
from workflows.measure_rows import many_rows, measures
from workflows.read_control import SCORE_KINDS, SHARE_KINDS, Reading, reading

Row = Mapping[Hashable, Any]
TYPICAL_N: Final = 5  # fewer answers in the typical period: a longer period is shown
SEED: Final = 20261031  # the permutations behind proposals: the same on every page and in every document


@dataclass(frozen=True, eq=False)
class Shifted:
    """A measure whose level has moved: the latest proposed shift, its false-discovery q over all charts of the journey.

    `strength` is the size of the step over its standard error, by which measures are ranked.
    """

    code: str
    shift: Shift
    q: float
    strength: float
    is_concern: bool


def first_grain(row: Row, series: Mapping[str, pd.DataFrame]) -> str:
    """The grain a measure opens with: the finest in which the typical period has enough answers."""
    grains = GRAINS[GRAINS.index(str(row["grain"])) :]
    if str(row["kind"]) not in (*SCORE_KINDS, *SHARE_KINDS):
        return grains[0]
    for grain in grains:
        if grain in series and float(series[grain]["n"].median()) >= TYPICAL_N:
            return grain
    return grains[-1]


def is_listed(row: Row) -> bool:
    """Whether a measure stands for itself: a share of a score is another figure of the same thing."""
    return str(row["kind"]) not in SHARE_KINDS


def journey_readings(
    store: Store, scope: Scope, *, last: date | None, week_start: str = "mon", rule_set: str = "default"
) -> dict[str, Reading]:
    """The chart of every listed measure of a journey at its own grain, by code."""
    rows = [row for row in measures(store, scope.journey_id).to_dict("records") if is_listed(row)]
    days, least = stage_days(store, scope.journey_id), min_n(store)
    found: dict[str, Reading] = {}
    waiting = rows
    for grain in GRAINS:
        asked = [(Measure(str(row["kind"]), str(row["item_id"])), grain) for row in waiting if _allows(row, grain)]
        held = many_rows(store, scope, asked, week_start=week_start, last=last)
        later = []
        for row in waiting:
            code = str(row["code"])
            if code not in held or (first_grain(row, {grain: held[code]}) != grain and grain != GRAINS[-1]):
                later.append(row)
                continue
            found[code] = reading(
                held[code], row, grain=grain, rule_set=rule_set, days=days.get(code, ()), min_n=least,
                events=events_of(store, scope, row),
            )  # fmt: skip
        waiting = later
    return {str(row["code"]): found[str(row["code"])] for row in rows if str(row["code"]) in found}


def events_of(store: Store, scope: Scope, row: Row) -> pd.DataFrame | None:
    """The events that a measure counts; None where it counts none that are known one by one."""
    kind = str(row["kind"])
    return measure_events(store, scope, kind, str(row["item_id"])) if kind in EVENT_KINDS else None


def _allows(row: Row, grain: str) -> bool:
    return GRAINS.index(grain) >= GRAINS.index(str(row["grain"]))


def stage_days(store: Store, journey_id: str) -> dict[str, list[date]]:
    """The days from which limits begin anew, by measure."""
    kept = journey_stages(store, journey_id)
    return {str(code): [day.date() for day in rows["starts_on"]] for code, rows in kept.groupby("measure")}


def min_n(store: Store) -> int:
    """Fewer answers than this are hidden."""
    return int(setting(store, "min_n_hidden"))


def shifts_of(one: Reading, *, rng: np.random.Generator) -> tuple[Shift, ...]:
    """Proposed shifts of a measure, in time order; none without a chart."""
    if one.kind in WEIGHTED:  # their points hang together: the proposal is that of the plain chart
        one = reading(one.series, one.row, grain=one.grain, rule_set=one.rule_set)
    if not isinstance(one.chart, Chart):
        return ()
    return proposed_shifts(one.chart, rng=rng)


def moved_measures(readings: Mapping[str, Reading], *, seed: int = SEED) -> tuple[Shifted, ...]:
    """Measures with a confirmed signal whose level has moved beyond chance, strongest first, concerns before the rest.

    Benjamini-Hochberg over all charts of the journey; a chart without a confirmed signal counts as one without a shift.
    """
    latest = {
        code: shifts[-1]
        for code, one in readings.items()
        if one.is_confirmed and (shifts := shifts_of(one, rng=np.random.default_rng(seed)))
    }
    p = [chance_of(latest[code]) if code in latest else 1.0 for code in readings]
    q = dict(zip(readings, bh_q_values(p), strict=True))
    told = [_shifted(code, shift, float(q[code]), readings[code]) for code, shift in latest.items()]
    real = [one for one in told if one.q < FALSE_DISCOVERY_RATE]
    return tuple(sorted(real, key=lambda one: (not one.is_concern, -one.strength, one.code)))


def strength(shift: Shift) -> float:
    """The size of a step over its standard error."""
    both = shift.n_before * shift.n_after / (shift.n_before + shift.n_after)
    return abs(shift.in_sigmas) * math.sqrt(both)


def chance_of(shift: Shift) -> float:
    """The chance of a step as clear where nothing has moved.

    Shuffling cannot tell chances below one in its draws apart, which over a hundred charts is not enough. Where it
    finds none as strong, the two-sided t tail of the step times the places it could stand (Bonferroni) is taken if
    smaller.
    """
    if shift.p > 1 / PERMUTATIONS or not math.isfinite(shift.in_sigmas):
        return shift.p
    n = shift.n_before + shift.n_after
    tail = two_sided_p(np.array([strength(shift)]), np.array([n - 2.0]))
    return min(shift.p, n * float(tail[0]))


def _shifted(code: str, shift: Shift, q: float, one: Reading) -> Shifted:
    change = shift.after - shift.before
    is_worse = change < 0 if one.improvement == "up" else change > 0
    return Shifted(code, shift, q, strength(shift), is_worse and one.improvement != "none")


def opening_code(readings: Mapping[str, Reading], moved: Iterable[Shifted]) -> str:
    """The measure a page opens on: the worst concern of customers, else of the process, else the strongest change,
    else the first measure; "" where there is none."""
    told = list(moved)
    concerns = [one.code for one in told if one.is_concern]
    customer = [code for code in concerns if code.partition(":")[0] not in PROCESS_KINDS]
    candidates = (*customer, *concerns, *(one.code for one in told), *readings)
    return next(iter(candidates), "")


def opening_point(one: Reading, *, seed: int = SEED) -> int | None:
    """The period a chart opens on: the first of the latest shift, else its latest confirmed signal, else the last."""
    values = one.series["value"].to_numpy(dtype=float)
    known = np.flatnonzero(np.isfinite(values))
    if not known.size:
        return None
    if one.is_confirmed:
        shifts = shifts_of(one, rng=np.random.default_rng(seed))
        if shifts:
            return shifts[-1].index
    if one.found is not None and len(one.found):
        sure = one.found.index[~one.found.is_lone]
        return int((sure if len(sure) else one.found.index).max())
    return int(known[-1])


# the document of the command line ----------------------------------------------------------------
def control_document(
    store: Store, journey_id: str, *, measure: str | None = None, grain: str | None = None, kind: str = "auto",
    rule_set: str = "default", start: date | None = None, end: date | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The control chart of one measure as figures, and a line on every other; as the page shows them.

    Without `start` and `end` the period is the year that ends with the last answer.

    Raises
    ------
    UnknownId
        No such journey, measure or length of a period.
    NotAmong
        No such kind of chart, none that these data allow, or no such rules.
    """
    _check("chart", kind, ("auto", *KINDS))
    _check("rules", rule_set, tuple(RULE_SETS))
    if journey_id not in set(journeys(store)["journey_id"]):
        raise UnknownId(kind="journey", id=journey_id)
    scope = last_year(store, journey_id)
    if start is not None or end is not None:
        scope = scope.between(start, end)
    last = _day(data_span(store, journey_id)[f"last_{scope.basis}"])
    week_start = str(setting(store, "week_start"))
    if measure is not None:
        _listed(store, journey_id, measure)  # refused before hundreds of charts are drawn
    readings = journey_readings(store, scope, last=last, week_start=week_start, rule_set=rule_set)
    moved = moved_measures(readings)
    code = measure or opening_code(readings, moved)
    one = _one(store, scope, code, readings, grain, kind, rule_set, last, week_start) if code else None
    if one is not None:
        _check("chart", kind, ("auto", *one.allowed))
    return {
        "journey_id": journey_id,
        "start": scope.start.isoformat() if scope.start else None,
        "end": scope.end.isoformat() if scope.end else None,
        "chart": reading_document(one) if one is not None else None,
        "measures": [summary(each) for each in readings.values()],
        "moved": [_moved(each, readings[each.code]) for each in moved],
    }


def _check(field: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise NotAmong(field=field, value=value, allowed=", ".join(allowed))


def _moved(each: Shifted, one: Reading) -> dict[str, Any]:
    since = period_of(one, each.shift.index)
    return {"measure": each.code, "period": since, "before": each.shift.before, "after": each.shift.after, "q": each.q,
            "is_concern": each.is_concern}  # fmt: skip


def _listed(store: Store, journey_id: str, code: str) -> tuple[Measure, Row]:
    found = measures(store, journey_id)
    known = parsed(code)
    rows = found[found["code"] == code].to_dict("records")
    if known is None or not rows:
        raise UnknownId(kind="measure", id=code)
    return known, rows[0]


def _one(
    store: Store, scope: Scope, code: str, readings: Mapping[str, Reading], grain: str | None, kind: str,
    rule_set: str, last: date | None, week_start: str,
) -> Reading:  # fmt: skip
    known, row = _listed(store, scope.journey_id, code)
    known_grain = readings[code].grain if code in readings else ""
    used = grain or (known_grain if known_grain in GRAINS else str(row["grain"]))
    if used not in GRAINS or not _allows(row, used):
        raise UnknownId(kind="grain", id=used)
    series = many_rows(store, scope, [(known, used)], week_start=week_start, last=last)[code]
    days = stage_days(store, scope.journey_id).get(code, ())
    return reading(
        series, row, grain=used, kind=kind, rule_set=rule_set, days=days, min_n=min_n(store),
        events=events_of(store, scope, row),
        baseline=baseline_center(store, scope, known, used) if kind == "cusum" else None,
    )  # fmt: skip


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def period_of(one: Reading, index: int) -> str:
    """The first day of a period, or the day of an event, as it stands in links."""
    return one.codes[index]


def summary(one: Reading) -> dict[str, Any]:
    """One measure in a line."""
    known = one.series["value"].dropna()
    return {
        "measure": str(one.row["code"]),
        "grain": one.grain,
        "kind": one.kind,
        "n_points": one.n_points,
        "n": one.n_observations,
        "last": float(known.iloc[-1]) if len(known) else None,
        "variation": one.variation.code if one.variation else None,
        "is_lone": one.variation.is_lone if one.variation else None,
        "assurance": one.assurance.code if one.assurance else None,
        "is_stable": one.assurance.is_stable if one.assurance else None,
        "no_chart": None if isinstance(one.chart, Chart) else one.chart.code,
    }


def reading_document(one: Reading) -> dict[str, Any]:
    """One chart in full: reason, points with limits, signals, icons, and what chance alone would show."""
    made = one.chart if isinstance(one.chart, Chart) else None
    return {
        **summary(one),
        "name_en": one.row["name_en"],
        "rule_set": one.rule_set,
        "why": one.choice.code,
        "why_facts": {key: value for key, value in one.choice.facts.items()},
        "stages": [period_of(one, start) for start in one.starts],
        "points": [_point(one, made, index) for index in range(len(one.series))],
        "signals": _signals(one),
        "false_alarms": _false_alarms(one.rule_set, made),
    }


def _false_alarms(rule_set: str, made: Chart | None) -> dict[str, Any] | None:
    """How often a stable chart of these points signals: the figures that the page prints."""
    told = None if made is None else false_alarms(made, rule_set, rng=np.random.default_rng(SEED))
    if told is None:
        return None
    return {"any_signal": told.any_signal, "per_point": told.per_point, "points_per_alarm": told.points_per_alarm,
            "source": told.source}  # fmt: skip


def _point(one: Reading, made: Chart | None, index: int) -> dict[str, Any]:
    row = one.series.iloc[index]
    told = {"period": period_of(one, index), "value": _plain(row["value"]), "n": _plain(row["n"])}
    if made is None:
        return told
    drawn = {name: _plain(getattr(made, name)[index]) for name in ("center", "lcl", "ucl")}
    return {**told, "plotted": _plain(made.values[index]), **drawn, "is_trial": bool(made.is_trial[index])}


def _signals(one: Reading) -> list[dict[str, Any]]:
    if one.found is None:
        return []
    found = one.found
    return [
        {"period": period_of(one, int(at)), "rule": str(rule), "direction": int(way), "is_lone": bool(lone)}
        for at, rule, way, lone in zip(found.index, found.rule, found.direction, found.is_lone, strict=True)
    ]


def _plain(value: Any) -> float | None:
    return None if value != value else float(value)
