"""The value stream of a scope: what the page draws and the command prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
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
from analytics.process.value_stream import (
    CLASSES,
    WAIT_OWNERS,
    ClockName,
    Decision,
    ValueClass,
    ValueStream,
    WaitOwner,
    code_of,
    flow_share,
    value_stream,
)
from analytics.process.wait_owner import WaitProposal, propose_owner
from data.queries.process_clock import CALENDAR, Clock, worked_hours
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
from data.queries.stream_order import queue_order
from data.queries.work_calendar import working_clock
from data.reading import Reader


@dataclass(frozen=True)
class StreamReading:
    """The stream, what is proposed for each step and for the wait before it by its code, and how cases move.

    `clock` is the one by which the stream counts, `wanted` the one that was asked for: they differ where no working
    hour lies in the log. `n_outside` cases hold no hour of `clock`.
    """

    stream: ValueStream
    proposals: Mapping[str, Proposal]
    moves: pd.DataFrame
    waits: Mapping[str, WaitProposal]
    clock: Clock = CALENDAR
    wanted: ClockName = "calendar"
    n_outside: int = 0

    @property
    def missing_years(self) -> tuple[int, ...]:
        """Years whose holidays nobody has entered, where working time is counted."""
        return self.clock.days.missing_years if self.clock.days is not None else ()

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


@dataclass(frozen=True)
class FlowReading:
    """Flow efficiency of `n_cases` finished cases by `clock`, pooled and as the mean of their own shares.

    `efficiency` is None where most events have one time.
    """

    n_cases: int
    efficiency: float | None
    mean_of_cases: float | None
    clock: ClockName


def flow_of(store: Reader, scope: Scope, clock: ClockName = "calendar") -> FlowReading:
    """The flow efficiency that `stream_of` holds, without the steps."""
    _used, totals = _counted(store, scope, clock)
    busy, lead = (float(str(totals[name])) for name in ("busy_sum_hours", "lead_sum_hours"))
    n_timed, n_events = int(str(totals["n_timed"])), int(str(totals["n_events"]))
    mean = totals["flow_mean"]
    return FlowReading(
        n_cases=int(str(totals["n_cases"])),
        efficiency=flow_share(busy, lead, n_timed=n_timed, n_events=n_events),
        mean_of_cases=None if mean is None else float(str(mean)),
        clock=cast("ClockName", totals.get("clock", "calendar")),
    )


def stream_of(store: Reader, scope: Scope, clock: ClockName = "calendar") -> StreamReading:
    """The stream by `clock` with the class of each step: as a person decided, else as it is proposed.

    What is proposed goes by the calendar, so that no class changes with the clock.
    """
    used, totals = _counted(store, scope, clock)
    steps = stream_steps(store, scope, used).merge(
        queue_order(store, scope), on=["source_id", "activity"], how="left", validate="1:1"
    )
    steps = steps.fillna({"n_pairs": 0, "n_kept": 0})
    mapped = _mapped(activity_classes(store, scope.journey_id))
    proposed = _proposed(store, scope, steps, mapped)
    waits = _waits(steps)
    decisions = {code: _decision(mapped.get(code, {}), one, waits[code]) for code, one in proposed.items()}
    demand, rows = stream_demand(store, scope)
    codes = [code_of(source, name) for source, name in zip(rows["source_id"], rows["activity"], strict=True)]
    worked = dict(zip(codes, rows["worked_hours"].astype(float), strict=True))
    stream = value_stream(steps, {**totals, **asdict(demand)}, decisions, worked)
    n_outside = int(str(totals["n_outside"]))
    return StreamReading(stream, proposed, stream_moves(store, scope), waits, used, clock, n_outside)


def _counted(store: Reader, scope: Scope, clock: ClockName) -> tuple[Clock, dict[str, object]]:
    """The clock that can be used, and the totals by it: the calendar where the cases hold no working hour."""
    if clock == "working":
        used = working_clock(store, scope.journey_id)
        totals = stream_totals(store, scope, used)
        first, last = totals["first_ended"], totals["last_ended"]
        if used.days is not None and totals["lead_sum_hours"] and first is not None and last is not None:
            span = worked_hours(used.days, pd.Timestamp(str(first)), pd.Timestamp(str(last)))
            return used, totals | {"clock": clock, "span_hours": span}
    return CALENDAR, stream_totals(store, scope)


def _waits(steps: pd.DataFrame) -> dict[str, WaitProposal]:
    """Whose time the wait before each step is by its name and its people, by the code of the step."""
    people = steps["resource"].astype(object).where(steps["resource"].notna(), "")
    rows = zip(steps["source_id"].astype(str), steps["activity"].astype(str), people.astype(str), strict=True)
    return {code_of(source, name): propose_owner(name, who) for source, name, who in rows}


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


def _decision(row: Mapping[str, Any], proposed: Proposal, wait: WaitProposal) -> Decision:
    flow = "pull" if row.get("flow") == "pull" else "push"
    is_said = row.get("wait_owner") in WAIT_OWNERS
    owner = cast("WaitOwner", row["wait_owner"]) if is_said else wait.owner
    if row.get("decided_at") is None or row.get("value_class") not in CLASSES:
        return Decision(proposed.value_class, proposed.waste_type, flow, wait_owner=owner, is_wait_decided=is_said)
    return Decision(
        cast("ValueClass", row["value_class"]), row.get("waste_type"), flow, str(row.get("decided_by") or ""),
        pd.Timestamp(row["decided_at"]), owner, is_said,
    )  # fmt: skip
