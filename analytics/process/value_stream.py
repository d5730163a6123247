"""The value stream: what each step takes, what it waits for, and how much of the lead time adds value.

docs/methods/value-stream.md states the definitions, the formulas and what they leave out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import pandas as pd

from analytics.intervals import wilson

ValueClass = Literal["value_added", "necessary", "waste"]
WaitOwner = Literal["ours", "customer"]
ClockName = Literal["calendar", "working"]
CLASSES: Final[tuple[ValueClass, ...]] = ("value_added", "necessary", "waste")
WASTE_TYPES: Final = (
    "defects", "overproduction", "waiting", "talent", "transport", "inventory", "motion", "extra_processing",
)  # fmt: skip
WEEK_HOURS: Final = 168.0
WEEKS_FOR_A_WEEKLY_FIGURE: Final = 2.0
CLOCKS: Final[tuple[ClockName, ...]] = ("calendar", "working")
WAIT_OWNERS: Final[tuple[WaitOwner, ...]] = ("ours", "customer")
# A queue keeps its order where at least this share of at least so many neighbouring pairs leave as they came; of pairs
# in no order half do.
KEPT_SHARE, KEPT_PAIRS = 0.9, 30


@dataclass(frozen=True)
class Decision:
    """How a step is classed: by whom and when, or proposed where `decided_at` is None.

    `wait_owner` says whose time the wait before it is; nobody decided that where `is_wait_decided` is False.
    """

    value_class: ValueClass
    waste_type: str | None = None
    flow: str = "push"
    by: str = ""
    decided_at: pd.Timestamp | None = None
    wait_owner: WaitOwner = "ours"
    is_wait_decided: bool = False

    @property
    def is_decided(self) -> bool:
        """Whether a person decided."""
        return self.decided_at is not None


@dataclass(frozen=True)
class StreamStep:
    """One step of the stream; hours, medians and P85 per visit, sums over all cases.

    Attributes
    ----------
    n_cases, n_visits, n_again : cases that pass here, visits of all of them, cases that come two times or more.
    n_handed, n_back : hand-overs from here, and those after which the step had to be done again.
    work_* : start to end; None where the log has one time per event.
    busy_sum_hours : time in which this step worked on a case and no earlier one still did.
    wait_* : time before the step in which nobody worked on the case.
    wip : cases that wait here at any moment, on average (Little's law).
    worked_sum_hours : the part of the work that lies in working hours (`data.queries.stream_demand`).
    load : persons this work fills: working hours inside the step ÷ those of one person in the same window.
    n_pairs, n_kept : neighbours in the queue before the step, and those of them that leave it as they came.
    """

    activity: str
    source_id: str
    touchpoint_id: str | None
    n_cases: int
    n_visits: int
    n_again: int
    n_handed: int
    n_back: int
    work_median_hours: float | None
    work_p85_hours: float | None
    work_sum_hours: float
    busy_sum_hours: float
    wait_median_hours: float | None
    wait_p85_hours: float | None
    wait_sum_hours: float
    cost_mean: float | None
    cost_sum: float | None
    n_people: int
    people: str
    n_handoffs: int
    wip: float | None
    worked_sum_hours: float
    load: float | None
    decision: Decision
    n_pairs: int = 0
    n_kept: int = 0

    @property
    def is_customers_wait(self) -> bool:
        """Whether the wait before this step is the customer's own time and no queue of ours."""
        return self.decision.wait_owner == "customer"

    @property
    def kept_share(self) -> float | None:
        """Share of the neighbours in this queue that leave it in the order in which they came; None without any."""
        return self.n_kept / self.n_pairs if self.n_pairs else None

    @property
    def kept_interval(self) -> tuple[float, float] | None:
        """95 % interval of `kept_share`: Wilson's with half the pairs, as each visit stands in two of them.

        Every other pair shares no visit; the mean of both halves varies no more than the mean of one.
        """
        return wilson(self.n_kept / 2, self.n_pairs / 2) if self.n_pairs else None

    @property
    def flow(self) -> str:
        """How work comes here: "pull" as somebody said; else "fifo" where the log shows that the queue keeps its order.

        Otherwise "push". Where the log has one time per event, the order of a queue cannot be told from it.
        """
        is_kept = self.n_pairs >= KEPT_PAIRS and self.n_kept >= KEPT_SHARE * self.n_pairs
        if self.decision.flow != "push" or not is_kept or self.work_median_hours is None:
            return self.decision.flow
        return "fifo"

    @property
    def again_share(self) -> float:
        """Share of the cases that come here two times or more."""
        return self.n_again / self.n_cases

    @property
    def is_overfull(self) -> bool:
        """More work by the log than its people have hours: cases lie open side by side, or it is done after hours."""
        return self.load is not None and self.n_people > 0 and self.load > self.n_people

    @property
    def fte(self) -> float | None:
        """The load, where the people named in the log can carry it; beyond that it counts no persons."""
        return None if self.is_overfull else self.load

    @property
    def accurate_share(self) -> float | None:
        """%C&A: share of the hand-overs from this step that do not come back to it; None without any."""
        return 1.0 - self.n_back / self.n_handed if self.n_handed else None

    @property
    def team(self) -> str:
        """Who works here most often, without the number of the person."""
        return team_of(self.people)

    @property
    def code(self) -> str:
        """What names the step in a link: the log and the activity."""
        return code_of(self.source_id, self.activity)


@dataclass(frozen=True)
class ValueStream:
    """The stream of `n_cases` finished cases, steps in the order in which cases reach them.

    Sums are pooled over all cases. `n_opened` cases began in the `window_hours` of the period that the log covers, in
    which one person has `available_hours`: working hours, or all where `by_working_time` is False. Lead times,
    waits and work are counted by `clock`.
    """

    steps: tuple[StreamStep, ...]
    n_cases: int
    n_events: int
    n_reversed: int
    n_timed: int
    lead_median_hours: float
    lead_mean_hours: float
    lead_p85_hours: float
    lead_sum_hours: float
    busy_sum_hours: float
    span_hours: float
    n_opened: int
    window_hours: float
    available_hours: float
    by_working_time: bool
    cost_sum: float | None
    flow_mean_of_cases: float | None
    clock: ClockName = "calendar"

    @property
    def is_timed(self) -> bool:
        """Whether most events have a start and an end; without, working and waiting cannot be told apart."""
        return self.n_timed * 2 > self.n_events

    @property
    def flow_efficiency(self) -> float | None:
        """Pooled: time in which somebody works on the case, over lead time."""
        return flow_share(self.busy_sum_hours, self.lead_sum_hours, n_timed=self.n_timed, n_events=self.n_events)

    @property
    def pce(self) -> float | None:
        """Process-cycle efficiency, pooled: value-added time over lead time."""
        return self._of_lead(self.class_hours("value_added"))

    def class_hours(self, value_class: ValueClass) -> float:
        """Busy hours of all cases at steps of one class."""
        return sum(step.busy_sum_hours for step in self.steps if step.decision.value_class == value_class)

    @property
    def wait_sum_hours(self) -> float:
        """Hours in which nobody worked, all cases."""
        return sum(step.wait_sum_hours for step in self.steps)

    @property
    def customer_wait_sum_hours(self) -> float:
        """The part of the waiting that is the customer's own time, all cases."""
        return sum(step.wait_sum_hours for step in self.steps if step.is_customers_wait)

    @property
    def own_wait_sum_hours(self) -> float:
        """Hours in which cases waited for us, all cases."""
        return sum(step.wait_sum_hours for step in self.steps if not step.is_customers_wait)

    @property
    def own_flow_efficiency(self) -> float | None:
        """Pooled: time in which somebody works on the case, over lead time without the customer's own time."""
        return self._of_own(self.busy_sum_hours)

    @property
    def own_pce(self) -> float | None:
        """Value-added time over lead time without the customer's own time."""
        return self._of_own(self.class_hours("value_added"))

    @property
    def rolled_accurate_share(self) -> float:
        """Rolled %C&A: the product over the steps, the chance of a case that nothing comes back."""
        return math.prod(step.accurate_share for step in self.steps if step.accurate_share is not None)

    @property
    def worst_wait(self) -> StreamStep | None:
        """The step before which most time of all cases is lost; the customer's own time is none of it."""
        own = (step for step in self.steps if not step.is_customers_wait)
        return max(own, key=lambda step: step.wait_sum_hours, default=None)

    @property
    def cases_per_week(self) -> float | None:
        """Demand: cases opened per week; None where the log covers less than two weeks."""
        weeks = self.window_hours / WEEK_HOURS
        return self.n_opened / weeks if weeks >= WEEKS_FOR_A_WEEKLY_FIGURE else None

    @property
    def takt_hours(self) -> float | None:
        """Available working time ÷ cases opened in it: a case has to leave every so many working hours."""
        return self.available_hours / self.n_opened if self.n_opened and self.available_hours > 0 else None

    @property
    def slower_than_takt(self) -> tuple[StreamStep, ...]:
        """Steps whose people, all of them, need longer for one case than the takt: they cannot keep up with demand."""
        takt = self.takt_hours
        if takt is None or not self.is_timed:
            return ()
        return tuple(step for step in self.steps if step.n_people and self.cycle_hours(step) > takt)

    def cycle_hours(self, step: StreamStep) -> float:
        """Working hours of a step per case of the stream, shared by its people."""
        return step.worked_sum_hours / self.n_cases / step.n_people

    def _of_own(self, hours: float) -> float | None:
        own = self.lead_sum_hours - self.customer_wait_sum_hours
        return hours / own if self.is_timed and own > 0 else None

    def _of_lead(self, hours: float) -> float | None:
        return hours / self.lead_sum_hours if self.is_timed and self.lead_sum_hours > 0 else None


def team_of(resource: str) -> str:
    """The team of a resource, as far as its name tells: what stands before a number.

    >>> team_of("Analysts 5"), team_of("Worker-000001"), team_of("Kim Passa"), team_of("7")
    ('Analysts', 'Worker', 'Kim Passa', '7')
    """
    return re.sub(r"[\s_#-]*[0-9]+$", "", resource) or resource


def code_of(source_id: str, activity: str) -> str:
    """The code of a step.

    >>> code_of("sample.it", "Design")
    'sample.it/Design'
    """
    return f"{source_id}/{activity}"


def flow_share(busy_hours: float, lead_hours: float, *, n_timed: int, n_events: int) -> float | None:
    """Flow efficiency: hours in which at least one step of the case runs, over lead time; both summed over the cases.

    None without lead time, or where most of the `n_events` have one time and so tell no work from waiting.

    >>> flow_share(3.0, 12.0, n_timed=8, n_events=8), flow_share(0.0, 12.0, n_timed=4, n_events=8)
    (0.25, None)
    """
    return busy_hours / lead_hours if 2 * n_timed > n_events and lead_hours > 0 else None


def value_stream(
    steps: pd.DataFrame, totals: Mapping[str, Any], decisions: Mapping[str, Decision], worked: Mapping[str, float]
) -> ValueStream:
    """The stream of the rows of `steps` (`data.queries.stream`) with class and working hours of each step by its code.

    `totals` holds those of `data.queries.stream`, the fields of `data.queries.stream_demand.Demand` and the clock;
    `steps` may hold n_pairs and n_kept (`data.queries.stream_order`).

    Raises KeyError for a step without a decision.
    """
    available = float(totals["available_hours"])
    span = float(totals.get("span_hours") or 0.0)
    codes = [code_of(source, name) for source, name in zip(steps["source_id"], steps["activity"], strict=True)]
    rows = zip(steps.to_dict("records"), codes, strict=True)
    made = [_step(row, decisions[code], span, worked.get(code, 0.0), available) for row, code in rows]
    return ValueStream(
        steps=tuple(made),
        n_cases=int(totals["n_cases"]),
        n_events=int(totals["n_events"]),
        n_reversed=int(totals["n_reversed"]),
        n_timed=int(totals["n_timed"]),
        lead_median_hours=float(totals["lead_median_hours"] or 0.0),
        lead_mean_hours=float(totals["lead_mean_hours"] or 0.0),
        lead_p85_hours=float(totals["lead_p85_hours"] or 0.0),
        lead_sum_hours=float(totals["lead_sum_hours"] or 0.0),
        busy_sum_hours=float(totals["busy_sum_hours"] or 0.0),
        span_hours=span,
        n_opened=int(totals["n_opened"]),
        window_hours=float(totals["window_hours"]),
        available_hours=available,
        by_working_time=bool(totals["by_working_time"]),
        cost_sum=_number(totals.get("cost_sum")),
        flow_mean_of_cases=_number(totals.get("flow_mean")),
        clock=totals.get("clock", "calendar"),
    )


def _step(row: Mapping[Hashable, Any], decision: Decision, span: float, worked: float, available: float) -> StreamStep:
    is_timed = int(row["n_timed"]) * 2 > int(row["n_visits"])
    work = float(row["work_sum_hours"] or 0.0)
    wait = float(row["wait_sum_hours"] or 0.0)
    return StreamStep(
        activity=str(row["activity"]),
        source_id=str(row["source_id"]),
        touchpoint_id=_text(row["touchpoint_id"]),
        n_cases=int(row["n_cases"]),
        n_visits=int(row["n_visits"]),
        n_again=int(row["n_again"]),
        n_handed=int(row["n_handed"]),
        n_back=int(row["n_back"]),
        work_median_hours=_number(row["work_median_hours"]) if is_timed else None,
        work_p85_hours=_number(row["work_p85_hours"]) if is_timed else None,
        work_sum_hours=work,
        busy_sum_hours=float(row["busy_sum_hours"] or 0.0),
        wait_median_hours=_number(row["wait_median_hours"]),
        wait_p85_hours=_number(row["wait_p85_hours"]),
        wait_sum_hours=wait,
        cost_mean=_number(row["cost_mean"]),
        cost_sum=_number(row["cost_sum"]),
        n_people=int(row["n_people"]),
        people=_text(row["resource"]) or "",
        n_handoffs=int(row["n_handoffs"]),
        wip=wait / span if span > 0 else None,
        worked_sum_hours=worked,
        load=worked / available if is_timed and available > 0 else None,
        decision=decision,
        n_pairs=int(row.get("n_pairs", 0)),
        n_kept=int(row.get("n_kept", 0)),
    )


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _text(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(value)
