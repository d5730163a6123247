"""The value stream by working time, queues that keep their order, and waits that are the customer's own time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from data.queries.process_clock import Clock
from data.queries.scope import Scope
from data.queries.stream import future_lead, step_sums
from data.queries.stream_order import queue_order
from errors import BadInput
from tests.data.queries.logs import STAMP, written
from workflows.commands import run_command
from workflows.decide_step import decide_step, undo_decision
from workflows.read_stream import flow_of, stream_of

AT = datetime(2026, 11, 3, 9, tzinfo=UTC)
OVER_A_WEEKEND = [
    "A,Order,2026-03-06 16:00:00,2026-03-06 17:00:00,Ann", "A,Check,2026-03-09 10:00:00,2026-03-09 14:00:00,Bob",
    "B,Order,2026-03-10 09:00:00,2026-03-10 10:00:00,Ann", "B,Check,2026-03-10 11:00:00,2026-03-10 12:00:00,Bob",
]  # fmt: skip


def steps_of(stream):
    return {step.activity: step for step in stream.steps}


def test_a_weekend_is_no_working_time(store, tmp_path):
    """Friday 17:00 to Monday 10:00 is 65 h of the clock and 2 h of the office (9 to 12, 13 to 18)."""
    source = written(store, tmp_path / "log.csv", OVER_A_WEEKEND)
    scope = Scope(source)
    now, worked = stream_of(store, scope), stream_of(store, scope, "working")
    assert [steps_of(one.stream)["Check"].wait_sum_hours for one in (now, worked)] == [65.0 + 1, 2.0 + 1]
    stream = worked.stream
    assert stream.clock == "working"
    assert (stream.lead_sum_hours, stream.busy_sum_hours) == (6.0 + 3, 6.0), "Order 1 h, Check 3 h without the break"
    assert stream.flow_efficiency == pytest.approx(6 / 9)
    assert stream.wait_sum_hours + stream.busy_sum_hours == stream.lead_sum_hours
    assert stream.span_hours == pytest.approx(4 + 3), "Monday 14:00 to Tuesday 12:00"
    assert {code: one.value_class for code, one in worked.proposals.items()} == {
        code: one.value_class for code, one in now.proposals.items()
    }
    sums = step_sums(store, scope, worked.clock)
    assert sums.loc[sums["activity"] == "Check", "s_wait"].sum() == 3.0
    then = future_lead(store, scope, {(source, "Check"): (0.5, 1.0)}, worked.clock)
    assert then["lead_sum_hours"] == pytest.approx(9 - 1.5)
    told = run_command(store, "stream", {"source": source, "clock": "working"})
    assert (told["clock"], told["lead_mean_hours"], told["years_without_calendar"]) == ("working", 4.5, [])
    with pytest.raises(BadInput):
        run_command(store, "stream", {"source": source, "clock": "lunar"})


def test_steps_that_overlap_count_once_by_both_clocks(store, tmp_path):
    """Friday 14:00 to 18:00 and 16:00 to Saturday 10:00 run at once, the last step is Monday 9:00 to 10:00.

    By the calendar 20 h of 68 h; by office hours (9 to 12, 13 to 18) the first two fill Friday: 4 + 1 of 4 + 1 h.
    A second case waits from 10:00 to 14:00 between two hours of work, 3 h of it in the office.
    """
    rows = [
        "A,Draw,2026-03-06 14:00:00,2026-03-06 18:00:00,Ann", "A,Print,2026-03-06 16:00:00,2026-03-07 10:00:00,Bob",
        "A,Send,2026-03-09 09:00:00,2026-03-09 10:00:00,Ann",
        "B,Draw,2026-03-10 09:00:00,2026-03-10 10:00:00,Ann", "B,Send,2026-03-10 14:00:00,2026-03-10 15:00:00,Bob",
    ]  # fmt: skip
    scope = Scope(written(store, tmp_path / "both.csv", rows))
    calendar, working = flow_of(store, scope), flow_of(store, scope, "working")
    assert calendar.efficiency == pytest.approx((20 + 1 + 2) / (68 + 6))
    assert working.efficiency == pytest.approx((5 + 2) / (5 + 5))
    assert working.mean_of_cases == pytest.approx((1 + 2 / 5) / 2)
    assert (calendar.clock, working.clock, calendar.n_cases) == ("calendar", "working", 2)


def test_a_log_without_working_hours_or_holidays_says_so(store, tmp_path):
    sunday = [f"{case},Call,2031-03-09 09:00:00,2031-03-09 09:30:00,Ann" for case in "XY"]
    reading = stream_of(store, Scope(written(store, tmp_path / "sunday.csv", sunday)), "working")
    assert (reading.wanted, reading.stream.clock, reading.clock) == ("working", "calendar", Clock())
    later = [row.replace("2026", "2031") for row in OVER_A_WEEKEND] + sunday
    told = run_command(store, "stream", {"source": written(store, tmp_path / "later.csv", later), "clock": "working"})
    assert told["years_without_calendar"] == [2031]
    assert (told["n_cases"], told["n_outside_working_hours"]) == (4, 2), "the two of Sunday"


def queue_log(name: str, leaves: np.ndarray) -> list[str]:
    """A case a quarter of an hour, ordered at once; its step `name` begins `leaves` minutes after the first of all."""
    rows, first = [], datetime(2026, 3, 2, 8)
    for case, minutes in enumerate(leaves):
        came, left = first + timedelta(minutes=15 * case), first + timedelta(minutes=float(minutes))
        moments = [at.strftime(STAMP) for at in (came - timedelta(minutes=5), came, left, left + timedelta(minutes=1))]
        rows += [f"{name}{case},Order,{moments[0]},{moments[1]},A", f"{name}{case},{name},{moments[2]},{moments[3]},B"]
    return rows


def test_a_queue_that_keeps_its_order_is_a_lane_and_no_other_is(store, tmp_path):
    """Pairs counted once more by hand: neighbours of whom the second comes while the first still waits."""
    came = 15.0 * np.arange(80)
    chance = came + 1 + np.random.default_rng(7).permutation(600)[:80]
    queues = {"Lane": came + 100, "Chance": chance, "Last": 3000 - came, "Empty": came + 5}
    rows = [row for name, leaves in queues.items() for row in queue_log(name, leaves)]
    scope = Scope(written(store, tmp_path / "queues.csv", rows))
    found = queue_order(store, scope).set_index("activity")[["n_pairs", "n_kept"]].T.to_dict("list")
    for name, leaves in queues.items():
        beside = (came[1:] < leaves[:-1]) & (leaves[1:] != leaves[:-1])
        expected = [int(beside.sum()), int((leaves[1:] > leaves[:-1])[beside].sum())]
        assert found.get(name, [0, 0]) == expected, name
    flows = {name: step.flow for name, step in steps_of(stream_of(store, scope).stream).items()}
    assert flows == {"Order": "push", "Lane": "fifo", "Chance": "push", "Last": "push", "Empty": "push"}


def test_the_customers_own_time_is_proposed_decided_and_left_out_of_what_is_lost(store, tmp_path):
    source = written(store, tmp_path / "calls.csv", [
        "A,Answer call,2026-03-02 08:00:00,2026-03-02 08:10:00,C", "A,Solve,2026-03-02 10:10:00,2026-03-02 11:10:00,B",
        "A,Answer call,2026-03-05 11:10:00,2026-03-05 11:20:00,C", "A,Solve,2026-03-05 12:20:00,2026-03-05 13:20:00,B",
    ])  # fmt: skip
    scope = Scope(source)
    reading = stream_of(store, scope)
    assert reading.waits[f"{source}/Answer call"].reason == "action"
    stream = reading.stream
    assert (stream.customer_wait_sum_hours, stream.own_wait_sum_hours, stream.wait_sum_hours) == (72.0, 3.0, 75.0)
    assert stream.worst_wait.activity == "Solve"
    assert stream.own_flow_efficiency == pytest.approx(stream.busy_sum_hours / (stream.lead_sum_hours - 72))
    number = decide_step(store, source, "Answer call", value_class="necessary", waste_type=None, wait_owner="ours",
                         at=AT, by="Li Na")  # fmt: skip
    call = steps_of(stream_of(store, scope).stream)["Answer call"]
    assert (call.decision.wait_owner, call.decision.is_wait_decided, call.decision.by) == ("ours", True, "Li Na")
    assert stream_of(store, scope).stream.worst_wait.activity == "Answer call"
    undo_decision(store, number, at=AT)
    assert steps_of(stream_of(store, scope).stream)["Answer call"].is_customers_wait
    with pytest.raises(BadInput):
        decide_step(store, source, "Solve", value_class="necessary", waste_type=None, wait_owner="nobody", at=AT)
