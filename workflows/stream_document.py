"""The value stream of a journey or of a log without one as figures, for the command line and other programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from analytics.process.value_class import Proposal
from analytics.process.value_stream import CLOCKS, StreamStep
from data.queries.journey import journeys
from data.queries.process_maps import process_logs
from data.queries.scope import Scope
from data.reading import Reader
from data.store import Store
from errors import N_, BadInput, UnknownId
from workflows.measure_lead_time import measure_lead_time
from workflows.read_stream import stream_of


def stream_document(
    store: Store, journey_id: str, *, start: date | None = None, end: date | None = None, clock: str = "calendar"
) -> dict[str, Any]:
    """The value stream of one journey as figures, hours and shares 0 to 1; `end` is the day after the last.

    A log that stands behind no journey goes by the id of its source. Durations are counted by `clock`, "calendar" or
    "working"; where no working hour lies in the log, by the calendar, as "clock" in the document says.

    Raises
    ------
    UnknownId
        No such journey, and no log of that source without one.
    BadInput
        Another clock.
    """
    if clock not in CLOCKS:
        raise BadInput(field="--clock", value=clock, fix=N_("Choose calendar or working."))
    if journey_id not in set(journeys(store)["journey_id"]) and journey_id not in _free_logs(store):
        raise UnknownId(kind="journey", id=journey_id)
    scope = Scope(journey_id, (), start, end)
    reading = stream_of(store, scope, clock)
    stream, worst = reading.stream, reading.stream.worst_wait
    lead = measure_lead_time(store, scope, reading.clock)
    median = None if lead is None else lead.median
    return {
        "journey_id": journey_id,
        "start": start.isoformat() if start else None,
        "end": end.isoformat() if end else None,
        "clock": stream.clock,
        "years_without_calendar": list(reading.missing_years),
        "n_outside_working_hours": reading.n_outside,
        "n_cases": stream.n_cases,
        "n_steps": stream.n_events,
        "n_reversed": stream.n_reversed,
        "is_timed": stream.is_timed,
        "lead_median_hours": stream.lead_median_hours if stream.n_cases else None,
        "lead_median_low_hours": None if median is None or median.low is None else median.low / 3600,
        "lead_median_high_hours": None if median is None or median.high is None else median.high / 3600,
        "lead_mean_hours": stream.lead_mean_hours if stream.n_cases else None,
        "lead_p85_hours": stream.lead_p85_hours if stream.n_cases else None,
        "wait_share": _share(stream.wait_sum_hours, stream.lead_sum_hours),
        "customer_wait_share": _share(stream.customer_wait_sum_hours, stream.lead_sum_hours),
        "flow_efficiency": stream.flow_efficiency,
        "flow_efficiency_mean_of_cases": stream.flow_mean_of_cases,
        "pce": stream.pce,
        "rolled_accurate_share": stream.rolled_accurate_share,
        "flow_efficiency_without_customer_time": stream.own_flow_efficiency,
        "pce_without_customer_time": stream.own_pce,
        "cases_per_week": stream.cases_per_week,
        "takt_hours": stream.takt_hours,
        "n_opened": stream.n_opened,
        "window_hours": stream.window_hours,
        "available_hours": stream.available_hours,
        "by_working_time": stream.by_working_time,
        "worst_wait": worst.activity if worst else None,
        "opens_on": reading.opening_code or None,
        "steps": [_step_document(step, reading.proposals[step.code]) for step in stream.steps],
    }


def source_named(store: Reader, told: str) -> str:
    """The source of a log without a journey, by its id or by the name of its file.

    Raises
    ------
    UnknownId
        No such log stands without a journey.
    """
    logs = _free_logs(store)
    found = told if told in logs else next((source for source, name in logs.items() if name == told), None)
    if found is None:
        raise UnknownId(kind=N_("event log"), id=told)
    return found


def _free_logs(store: Reader) -> dict[str, str]:
    """Source id -> file name of the logs that stand behind no journey."""
    logs = process_logs(store)
    free = logs[logs["journey_id"].isna()]
    return dict(zip(free["source_id"].astype(str), free["file_name"].astype(str), strict=True))


def _share(hours: float, of: float) -> float | None:
    return hours / of if of else None


def _step_document(step: StreamStep, proposal: Proposal) -> dict[str, Any]:
    longer = proposal.repeat.longer if proposal.repeat else None
    order_low, order_high = step.kept_interval or (None, None)
    return {
        "activity": step.activity,
        "source_id": step.source_id,
        "touchpoint_id": step.touchpoint_id,
        "value_class": step.decision.value_class,
        "waste_type": step.decision.waste_type,
        "is_decided": step.decision.is_decided,
        "proposed": proposal.value_class,
        "reason": proposal.reason,
        "wait_owner": step.decision.wait_owner,
        "is_wait_decided": step.decision.is_wait_decided,
        "flow": step.flow,
        "order_kept_share": step.kept_share,
        "n_order_pairs": step.n_pairs,
        "order_kept_low": order_low,
        "order_kept_high": order_high,
        "longer_hours": longer.change if longer else None,
        "n_cases": step.n_cases,
        "n_visits": step.n_visits,
        "work_median_hours": step.work_median_hours,
        "work_p85_hours": step.work_p85_hours,
        "wait_median_hours": step.wait_median_hours,
        "wait_p85_hours": step.wait_p85_hours,
        "wait_sum_hours": step.wait_sum_hours,
        "busy_sum_hours": step.busy_sum_hours,
        "accurate_share": step.accurate_share,
        "again_share": step.again_share,
        "n_people": step.n_people,
        "fte": step.fte,
        "load": step.load,
        "wip": step.wip,
        "cost_mean": step.cost_mean,
    }
