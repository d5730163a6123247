"""Cached reads of the value-stream page, keyed by the store's versions."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.process.lead_time import LeadTime
from analytics.process.value_stream import ClockName, code_of
from data.queries import process_drill, process_maps, stream, stream_cases
from data.queries.process_clock import Clock
from data.queries.scope import Scope
from views import loaders_process
from views.loaders import made, once, store
from workflows.measure_lead_time import measure_lead_time
from workflows.read_stream import StreamReading, stream_of

AREAS = ("process", "journey", "feedback", "setting")


@once
def log_totals(scope: Scope) -> dict[str, Any]:
    """Cases, events and lead time of a scope (`data.queries.stream.stream_totals`)."""
    return made(AREAS, ("stream totals", scope), lambda: stream.stream_totals(store(), scope))


@once
def reading(scope: Scope, clock: ClockName = "calendar") -> StreamReading:
    """The value stream of a scope by a clock with the class of each step and what is proposed."""
    return made(AREAS, ("value stream", scope, clock), lambda: stream_of(store(), scope, clock))


def clock_of(scope: Scope, used: ClockName) -> Clock:
    """The clock by which the stream of a scope counts."""
    return loaders_process.clock(scope.journey_id, used)


@once
def lead_time(scope: Scope, used: ClockName) -> LeadTime | None:
    """Lead time of the instances with intervals, seconds by the clock `used`."""
    what = ("stream lead time", scope, used)
    return made(AREAS, what, lambda: measure_lead_time(store(), scope, clock_of(scope, used)))


@once
def longest_waits(scope: Scope, source_id: str, activity: str, used: ClockName) -> pd.DataFrame:
    """The cases that waited longest before a step by the clock `used` (`data.queries.stream_cases`)."""
    what = ("longest waits", scope, source_id, activity, used)
    clock = clock_of(scope, used)
    return made(AREAS, what, lambda: stream_cases.longest_waits(store(), scope, source_id, activity, clock))


@once
def case_steps(case_id: str) -> pd.DataFrame:
    """The steps of one case in order."""
    return made(AREAS, ("case steps", case_id), lambda: process_drill.case_steps(store(), case_id))


@once
def logs() -> pd.DataFrame:
    """One row per log: source_id, journey_id, file_name, n_cases."""
    return made(AREAS, ("process logs",), lambda: process_maps.process_logs(store()))


@once
def step_codes() -> frozenset[str]:
    """The codes of all steps of all logs."""
    return made(AREAS, ("step codes",), _step_codes)


def _step_codes() -> frozenset[str]:
    found = logs()
    owners = set(found["journey_id"].fillna(found["source_id"]).astype(str))
    rows = [process_maps.log_activities(store(), owner) for owner in sorted(owners)]
    return frozenset(
        code_of(str(source), str(name))
        for one in rows
        for source, name in zip(one["source_id"], one["activity"], strict=True)
    )


@once
def log_names(journey_id: str) -> pd.DataFrame:
    """One row per log of a journey: source_id, name."""
    return made(AREAS, ("log names", journey_id), lambda: stream_cases.log_names(store(), journey_id))


@once
def decisions(journey_id: str) -> pd.DataFrame:
    """What was decided about steps, newest first (`data.queries.stream_write`)."""
    return made(AREAS, ("step decisions", journey_id), lambda: stream_cases.decisions(store(), journey_id))
