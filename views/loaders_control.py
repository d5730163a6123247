"""Cached reads of the page on process control, keyed by the store's versions."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analytics.spc.false_alarms import FalseAlarms, false_alarms
from analytics.spc.model import Chart
from analytics.spc.stages import Shift
from data.queries import chart_marks, control_records
from data.queries.measure_events import measure_events
from data.queries.measures import EVENT_KINDS, GRAINS, Measure
from data.queries.scope import Scope
from views.cached import cached
from views.loaders import once, rules, stamp, store
from workflows.approve_baseline import baseline_center
from workflows.measure_rows import measure_rows
from workflows.measure_rows import measures as every_measure
from workflows.rank_control import SEED, Shifted, first_grain, journey_readings, moved_measures, shifts_of, stage_days
from workflows.read_control import Reading, reading

AREAS = ("feedback", "process", "journey", "work", "setting")


@dataclass(frozen=True)
class Asked:
    """All a chart depends on, next to what the store holds."""

    scope: Scope
    measure: Measure
    grain: str
    kind: str
    rule_set: str
    last: date | None


@cached(8)
def _measures(stamp: tuple[str | int, ...], journey_id: str) -> pd.DataFrame:
    return every_measure(store(), journey_id)


@once
def measures(journey_id: str) -> pd.DataFrame:
    """One row per measure of the journey that has data (`data.queries.measures`)."""
    return _measures(stamp(*AREAS), journey_id)


def row_of(journey_id: str, code: str) -> dict[Hashable, Any]:
    """What the list says about one measure."""
    every = measures(journey_id)
    return dict(every[every["code"] == code].to_dict("records")[0])


@cached(128)
def _series(
    stamp: tuple[str | int, ...], scope: Scope, measure: Measure, grain: str, week_start: str, last: date | None
) -> pd.DataFrame:
    return measure_rows(store(), scope, measure, grain, week_start=week_start, last=last)


@once
def series(scope: Scope, measure: Measure, grain: str, last: date | None) -> pd.DataFrame:
    """One row per period: period_start, value, n, sd, numerator, denominator."""
    return _series(stamp(*AREAS), scope, measure, grain, str(rules()["week_start"]), last)


@once
def opening_grain(scope: Scope, code: str, last: date | None) -> str:
    """The length of a period a measure opens with."""
    row = row_of(scope.journey_id, code)
    measure = Measure(str(row["kind"]), str(row["item_id"]))
    for grain in GRAINS[GRAINS.index(str(row["grain"])) : -1]:
        if first_grain(row, {grain: series(scope, measure, grain, last)}) == grain:
            return grain
    return GRAINS[-1]


@cached(32)
def _events(stamp: tuple[str | int, ...], scope: Scope, measure: Measure) -> pd.DataFrame:
    return measure_events(store(), scope, measure.kind, measure.item_id)


@once
def events(scope: Scope, measure: Measure) -> pd.DataFrame:
    """One row per event that the measure counts (`data.queries.measure_events`)."""
    return _events(stamp(*AREAS), scope, measure)


def baseline(asked: Asked) -> float | None:
    """The centre of the approved baseline in force, which only a CUSUM asks for."""
    if asked.kind != "cusum":
        return None
    return baseline_center(store(), asked.scope, asked.measure, asked.grain)


@cached(64)
def _reading(stamp: tuple[str | int, ...], asked: Asked) -> Reading:
    days = stage_days(store(), asked.scope.journey_id).get(asked.measure.code, ())
    told = series(asked.scope, asked.measure, asked.grain, asked.last)
    row = row_of(asked.scope.journey_id, asked.measure.code)
    told_apart = events(asked.scope, asked.measure) if asked.measure.kind in EVENT_KINDS else None
    return reading(
        told, row, grain=asked.grain, kind=asked.kind, rule_set=asked.rule_set, days=days,
        min_n=int(rules()["min_n_hidden"]), events=told_apart, baseline=baseline(asked),
    )  # fmt: skip


@once
def chart_reading(asked: Asked) -> Reading:
    """The chart of one measure."""
    return _reading(stamp(*AREAS), asked)


@cached(64)
def _shifts(stamp: tuple[str | int, ...], asked: Asked) -> tuple[Shift, ...]:
    return shifts_of(_reading(stamp, asked), rng=np.random.default_rng(SEED))


@once
def shifts(asked: Asked) -> tuple[Shift, ...]:
    """Where the level of a measure seems to have moved."""
    return _shifts(stamp(*AREAS), asked)


@cached(64)
def _alarms(stamp: tuple[str | int, ...], asked: Asked) -> FalseAlarms | None:
    made = _reading(stamp, asked).chart
    if not isinstance(made, Chart):
        return None
    return false_alarms(made, asked.rule_set, rng=np.random.default_rng(SEED))


@once
def alarms(asked: Asked) -> FalseAlarms | None:
    """How often a stable chart of these points signals by chance."""
    return _alarms(stamp(*AREAS), asked)


@cached(8)
def _journey(
    stamp: tuple[str | int, ...], scope: Scope, last: date | None, week_start: str
) -> tuple[dict[str, Reading], tuple[Shifted, ...]]:
    found = journey_readings(store(), scope, last=last, week_start=week_start)
    return found, moved_measures(found)


@once
def journey(scope: Scope, last: date | None) -> tuple[dict[str, Reading], tuple[Shifted, ...]]:
    """Every measure of the journey on its chart, and those whose level has moved, worst first."""
    return _journey(stamp(*AREAS), scope, last, str(rules()["week_start"]))


# what people set ---------------------------------------------------------------------------------
@cached(64)
def _marks(stamp: tuple[str | int, ...], journey_id: str, measure: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    bench = store()
    return (
        chart_marks.chart_stages(bench, journey_id, measure),
        chart_marks.chart_notes(bench, journey_id, measure),
    )


@once
def stages(journey_id: str, measure: str) -> pd.DataFrame:
    """Stages in force of a measure."""
    return _marks(stamp("work"), journey_id, measure)[0]


@once
def notes(journey_id: str, measure: str) -> pd.DataFrame:
    """Notes in force of a measure, and those of the whole journey."""
    return _marks(stamp("work"), journey_id, measure)[1]


@cached(8)
def _actions(stamp: tuple[str | int, ...], journey_id: str) -> pd.DataFrame:
    return chart_marks.live_actions(store(), journey_id)


@once
def actions(journey_id: str) -> pd.DataFrame:
    """Actions of a journey with the day they went live."""
    return _actions(stamp("work", "journey"), journey_id)


# rows behind a point -----------------------------------------------------------------------------
@cached(64)
def _records(stamp: tuple[str | int, ...], name: str, scope: Scope, item_id: str) -> pd.DataFrame:
    read = {
        "events": control_records.touchpoint_events,
        "kpi": control_records.kpi_records,
        "cases": control_records.closed_cases,
        "answers": control_records.answers,
    }[name]
    return read(store(), scope, item_id)


@once
def records(name: str, scope: Scope, item_id: str) -> pd.DataFrame:
    """The rows behind a point: events of a touchpoint, records of a KPI, cases closed, answers."""
    return _records(stamp("feedback", "process", "journey", "setting"), name, scope, item_id)
