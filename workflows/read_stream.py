"""The value stream of a scope: what the page draws and the command prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, cast

import pandas as pd

from analytics.process.value_class import (
    LEAST_AGAIN,
    LEAST_BACK,
    MOST_AGAIN,
    Proposal,
    proposals,
    repeats_of,
)
from analytics.process.value_stream import CLASSES, Decision, StreamStep, ValueClass, ValueStream, code_of, value_stream
from data.queries.journey import journeys
from data.queries.process_maps import process_logs
from data.queries.scope import Scope
from data.queries.stream import (
    activity_classes,
    repeat_counts,
    repeat_sums,
    stream_moves,
    stream_steps,
    stream_totals,
)
from data.queries.stream_demand import stream_demand
from data.reading import Reader
from data.store import Store
from errors import N_, UnknownId
from workflows.measure_lead_time import measure_lead_time


@dataclass(frozen=True)
class StreamReading:
    """The stream, what is proposed for each step by its code, and how cases move between steps."""

    stream: ValueStream
    proposals: Mapping[str, Proposal]
    moves: pd.DataFrame

    @property
    def opening_code(self) -> str:
        """The step to look at first: the open proposal of waste that costs most, else the longest wait of all cases."""
        found = [
            step for step in self.stream.steps
            if not step.decision.is_decided and self.proposals[step.code].strength > 0
        ]  # fmt: skip
        if found:
            return max(found, key=lambda step: self.proposals[step.code].strength).code
        worst = self.stream.worst_wait
        return worst.code if worst else ""


def stream_of(store: Reader, scope: Scope) -> StreamReading:
    """The stream with the class of each step: as a person decided, else as it is proposed."""
    steps = stream_steps(store, scope)
    mapped = _mapped(activity_classes(store, scope.journey_id))
    proposed = _proposed(store, scope, steps, mapped)
    decisions = {code: _decision(mapped.get(code, {}), one) for code, one in proposed.items()}
    demand, rows = stream_demand(store, scope)
    codes = [code_of(source, name) for source, name in zip(rows["source_id"], rows["activity"], strict=True)]
    worked = dict(zip(codes, rows["worked_hours"].astype(float), strict=True))
    stream = value_stream(steps, {**stream_totals(store, scope), **asdict(demand)}, decisions, worked)
    return StreamReading(stream, proposed, stream_moves(store, scope))


def stream_document(
    store: Store, journey_id: str, *, start: date | None = None, end: date | None = None
) -> dict[str, Any]:
    """The value stream of one journey as figures, hours and shares 0 to 1; `end` is the day after the last.

    A log that stands behind no journey goes by the id of its source.

    Raises
    ------
    UnknownId
        No such journey, and no log of that source without one.
    """
    if journey_id not in set(journeys(store)["journey_id"]) and journey_id not in _free_logs(store):
        raise UnknownId(kind="journey", id=journey_id)
    scope = Scope(journey_id, (), start, end)
    reading = stream_of(store, scope)
    stream, worst = reading.stream, reading.stream.worst_wait
    lead = measure_lead_time(store, scope)
    median = None if lead is None else lead.median
    return {
        "journey_id": journey_id,
        "start": start.isoformat() if start else None,
        "end": end.isoformat() if end else None,
        "n_cases": stream.n_cases,
        "n_steps": stream.n_events,
        "n_reversed": stream.n_reversed,
        "is_timed": stream.is_timed,
        "lead_median_hours": stream.lead_median_hours if stream.n_cases else None,
        "lead_median_low_hours": None if median is None or median.low is None else median.low / 3600,
        "lead_median_high_hours": None if median is None or median.high is None else median.high / 3600,
        "lead_mean_hours": stream.lead_mean_hours if stream.n_cases else None,
        "lead_p85_hours": stream.lead_p85_hours if stream.n_cases else None,
        "wait_share": stream.wait_sum_hours / stream.lead_sum_hours if stream.lead_sum_hours else None,
        "flow_efficiency": stream.flow_efficiency,
        "flow_efficiency_mean_of_cases": stream.flow_mean_of_cases,
        "pce": stream.pce,
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


def _step_document(step: StreamStep, proposal: Proposal) -> dict[str, Any]:
    longer = proposal.repeat.longer if proposal.repeat else None
    return {
        "activity": step.activity,
        "source_id": step.source_id,
        "touchpoint_id": step.touchpoint_id,
        "value_class": step.decision.value_class,
        "waste_type": step.decision.waste_type,
        "is_decided": step.decision.is_decided,
        "proposed": proposal.value_class,
        "reason": proposal.reason,
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


def _mapped(classes: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """What is stored per step, by its code; missing values as None."""
    rows = classes.astype(object).where(classes.notna(), None).to_dict("records")
    return {code_of(str(row["source_id"]), str(row["activity"])): {str(k): v for k, v in row.items()} for row in rows}


def _proposed(
    store: Reader, scope: Scope, steps: pd.DataFrame, mapped: Mapping[str, Mapping[str, Any]]
) -> dict[str, Proposal]:
    sums = repeat_sums(store, scope, least_share=LEAST_AGAIN, most_share=MOST_AGAIN, least_back=LEAST_BACK)
    repeats = repeats_of(repeat_counts(store, scope), sums)
    found = {}
    for source, activity in zip(steps["source_id"].astype(str), steps["activity"].astype(str), strict=True):
        code = code_of(source, activity)
        given = mapped.get(code, {}).get("value_class")
        known = {activity: cast("ValueClass", given)} if given in CLASSES else {}
        found[code] = proposals([activity], repeats, known)[activity]
    return found


def _decision(row: Mapping[str, Any], proposed: Proposal) -> Decision:
    flow = "pull" if row.get("flow") == "pull" else "push"
    if row.get("decided_at") is None or row.get("value_class") not in CLASSES:
        return Decision(proposed.value_class, proposed.waste_type, flow)
    return Decision(
        cast("ValueClass", row["value_class"]), row.get("waste_type"), flow, str(row.get("decided_by") or ""),
        pd.Timestamp(row["decided_at"]),
    )  # fmt: skip
