"""The value stream of a published log: cases, lead time, idle time and both flow efficiencies as published."""

from __future__ import annotations

import json
from datetime import date

import pytest

from data.queries.scope import Scope
from errors import BadInput, UnknownId
from tests.data.queries.logs import REFS, as_log, written
from tests.data.queries.test_process_steps import PATIENTS, has_refs
from workflows.commands import run_command
from workflows.read_stream import stream_of
from workflows.stream_document import stream_document


@has_refs
def test_the_published_figures_of_the_patients_log(store, monkeypatch):
    told = json.loads((REFS / "expected.json").read_text(encoding="utf-8"))["pm_patients"]
    source = as_log(store, REFS / "pm_patients.csv", PATIENTS, monkeypatch)
    stream = stream_of(store, Scope(source)).stream
    assert stream.n_cases == told["cases"]
    assert stream.lead_median_hours == pytest.approx(told["throughput_hours"]["median"], abs=1e-6)
    assert stream.lead_mean_hours == pytest.approx(told["throughput_hours"]["mean"], abs=1e-6)
    assert stream.wait_sum_hours / stream.n_cases == pytest.approx(told["idle_hours"]["mean"], abs=1e-6)
    assert stream.flow_efficiency == pytest.approx(told["flow_efficiency_pooled"], abs=1e-9)
    assert stream.flow_mean_of_cases == pytest.approx(told["flow_efficiency_mean_of_cases"], abs=1e-9)
    counts = {step.activity: step.n_cases for step in stream.steps}
    assert counts == told["activity_frequency"]


def test_hand_computed_figures_of_a_step(store, tmp_path):
    """Check comes again in one of two cases: 1 of 3 hand-overs back; waits 1, 2 and 3 h; 45 office hours."""
    source = written(store, tmp_path / "log.csv", [
        "A,Order,2026-03-02 08:00:00,2026-03-02 09:00:00,Ann", "A,Check,2026-03-02 10:00:00,2026-03-02 11:00:00,Bob",
        "A,Check,2026-03-02 13:00:00,2026-03-02 14:00:00,Cyd", "A,Send,2026-03-02 14:00:00,2026-03-02 15:00:00,Ann",
        "B,Order,2026-03-09 08:00:00,2026-03-09 09:00:00,Ann", "B,Check,2026-03-09 12:00:00,2026-03-09 13:00:00,Bob",
        "B,Send,2026-03-09 13:00:00,2026-03-09 15:00:00,Ann",
    ])  # fmt: skip
    stream = stream_of(store, Scope(source)).stream
    check = next(step for step in stream.steps if step.activity == "Check")
    assert (check.n_cases, check.n_visits, check.n_again) == (2, 3, 1)
    assert check.accurate_share == pytest.approx(2 / 3)
    assert (check.wait_median_hours, check.wait_sum_hours, check.work_sum_hours) == (2.0, 6.0, 3.0)
    assert stream.lead_sum_hours == 14.0
    assert stream.flow_efficiency == pytest.approx(8 / 14)
    assert stream.span_hours == 168.0
    assert stream.cases_per_week is None, "175 h are less than two weeks"
    assert (stream.n_opened, stream.window_hours, stream.available_hours) == (2, 175.0, 8 + 4 * 8 + 5)
    assert stream.takt_hours == pytest.approx(45 / 2)
    assert check.wip == pytest.approx(6 / 168)
    assert check.worked_sum_hours == pytest.approx(2.0), "the hour from 12 to 13 is no working hour"
    assert check.fte == pytest.approx(2 / 45)
    assert stream.cycle_hours(check) == pytest.approx(2 / 2 / 2), "1 h a case for two people"
    assert stream.slower_than_takt == ()


def test_a_night_inside_a_step_is_no_work_and_more_work_than_people_is_no_fte(store, tmp_path):
    """Monday 17:00 to Tuesday 10:00 is 2 working hours of the 10 from Monday 9:00 on; four cases at once are 8."""
    rows = [f"{case},Build,2026-03-02 17:00:00,2026-03-03 10:00:00,Ann" for case in "ABCD"]
    source = written(store, tmp_path / "log.csv", [
        "E,Order,2026-03-02 09:00:00,2026-03-02 10:00:00,Bob", *rows,
        "F,Build,2026-03-03 10:00:00,2026-03-03 11:00:00,Ann",
    ])  # fmt: skip
    stream = stream_of(store, Scope(source)).stream
    build, order = sorted(stream.steps, key=lambda step: step.activity)
    assert stream.available_hours == 8 + 2
    assert (order.worked_sum_hours, order.fte) == (1.0, pytest.approx(0.1))
    assert build.worked_sum_hours == pytest.approx(4 * 2 + 1)
    assert (build.load, build.is_overfull) == (pytest.approx(0.9), False)
    more = [f"{case},Build,2026-03-02 09:00:00,2026-03-03 11:00:00,Ann" for case in "GH"]
    assert written(store, tmp_path / "more.csv", more) == source, "the same log goes on"
    step = next(step for step in stream_of(store, Scope(source)).stream.steps if step.activity == "Build")
    assert step.load == pytest.approx((4 * 2 + 1 + 2 * 10) / 10)
    assert step.fte is None


def test_a_log_outside_every_working_hour_counts_all_hours(store, tmp_path):
    """Three cases on a Sunday within half an hour: takt ten minutes of the clock."""
    rows = [
        f"{case},Call,2026-03-08 09:{at}:00,2026-03-08 09:30:00,Ann"
        for case, at in (("A", "00"), ("B", "10"), ("C", "20"))
    ]
    stream = stream_of(store, Scope(written(store, tmp_path / "log.csv", rows))).stream
    assert not stream.by_working_time
    assert stream.takt_hours == pytest.approx(0.5 / 3)
    assert stream.steps[0].load == pytest.approx((30 + 20 + 10) / 30)


def test_the_command_refuses_what_it_does_not_know(store):
    with pytest.raises(UnknownId):
        run_command(store, "stream", {"journey": "nowhere"})


def test_a_journey_without_a_log_is_empty_not_wrong(sample_store):
    told = stream_document(sample_store, "it_delivery", start=None, end=None)
    assert told["n_cases"] > 0
    with pytest.raises(BadInput):
        run_command(sample_store, "stream", {"journey": "it_delivery", "start": "yesterday"})

    nothing = stream_document(sample_store, "it_delivery", start=date(1999, 1, 1), end=date(1999, 2, 1))
    assert (nothing["n_cases"], nothing["lead_median_hours"], nothing["flow_efficiency"]) == (0, None, None)
    assert nothing["steps"] == []
    assert nothing["opens_on"] is None
