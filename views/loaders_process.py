"""Cached reads of the event log: lead time, load, open cases, loops, working calendars."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from analytics.process.lead_time import LeadTime
from analytics.process.value_stream import ClockName
from data.queries import process_cases, process_drill, process_flow, process_load, process_open, work_calendar
from data.queries.process_clock import CALENDAR, Clock
from data.queries.process_drill import Behind
from data.queries.scope import Scope
from views.loaders import made, once, store
from workflows.measure_lead_time import measure_lead_time
from workflows.read_stream import FlowReading, flow_of

AREAS = ("process", "journey", "feedback", "setting")
WORKING = "working"


@once
def clock(journey_id: str, code: str) -> Clock:
    """The clock of a code: working time of the journey, or the calendar."""
    if code != WORKING:
        return CALENDAR
    return made(AREAS, ("working clock", journey_id), lambda: work_calendar.working_clock(store(), journey_id))


@once
def counts(scope: Scope) -> dict[str, Any]:
    """Cases, open ones, repeats (`process_cases.case_counts`)."""
    return made(AREAS, ("case counts", scope), lambda: _row(process_cases.case_counts(store(), scope)))


@once
def lead_time(scope: Scope, code: str) -> LeadTime | None:
    """Mean, median and 85 % point with intervals by this clock."""
    what = ("lead time", scope, code)
    return made(AREAS, what, lambda: measure_lead_time(store(), scope, clock(scope.journey_id, code)))


@once
def flow(scope: Scope, code: str) -> FlowReading:
    """Flow efficiency by this clock, as the map says it."""
    by: ClockName = "working" if code == WORKING else "calendar"
    return made(AREAS, ("flow efficiency", scope, by), lambda: flow_of(store(), scope, by))


@once
def lead_series(scope: Scope, grain: str, code: str) -> pd.DataFrame:
    """Lead time per period of closing."""
    what = ("lead series", scope, grain, code)
    return made(AREAS, what, lambda: process_cases.lead_series(store(), scope, grain, clock(scope.journey_id, code)))


@once
def period_cases(scope: Scope, figure: str, grain: str, period: date, code: str) -> pd.DataFrame:
    """The cases behind a figure of one period."""
    what = ("period cases", scope, figure, grain, period, code)
    return made(
        AREAS,
        what,
        lambda: process_cases.period_cases(store(), scope, figure, grain, period, clock(scope.journey_id, code)),
    )


@once
def load(scope: Scope, grain: str) -> pd.DataFrame:
    """Begun, closed and in progress per period."""
    return made(AREAS, ("process load", scope, grain), lambda: process_load.process_load(store(), scope, grain))


@once
def ageing(scope: Scope) -> pd.DataFrame:
    """Open cases by the activity after which they stand."""
    return made(AREAS, ("open ageing", scope), lambda: process_load.open_ageing(store(), scope))


@once
def loops(scope: Scope) -> pd.DataFrame:
    """The most frequent ways back."""
    return made(AREAS, ("rework loops", scope), lambda: process_flow.rework_loops(store(), scope, most=8))


@once
def handoffs(scope: Scope) -> pd.DataFrame:
    """The most frequent changes of hands."""
    return made(AREAS, ("hand-offs", scope), lambda: process_flow.handoffs(store(), scope, most=8))


@once
def cases_behind(scope: Scope, behind: Behind) -> pd.DataFrame:
    """The cases behind a way back or a change of hands."""
    return made(AREAS, ("cases behind", scope, behind), lambda: process_drill.cases_behind(store(), scope, behind))


@once
def open_cases(scope: Scope, activity: str) -> pd.DataFrame:
    """The open cases that stand after an activity."""
    what = ("open cases", scope, activity)
    return made(AREAS, what, lambda: process_load.open_cases(store(), scope, activity=activity, most=200))


@once
def rules(journey_id: str) -> pd.DataFrame:
    """How it is known which cases are open."""
    return made(AREAS, ("open rules", journey_id), lambda: process_open.open_rules(store(), journey_id))


def _row(frame: pd.DataFrame) -> dict[str, Any]:
    return {str(name): value for name, value in frame.iloc[0].items()}
