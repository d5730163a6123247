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
from workflows.read_stream import stream_document, stream_of


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
    """Check comes again in one of two cases: 1 of 3 hand-overs back; waits 1, 2 and 3 h; demand 2 cases in a week."""
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
    assert stream.cases_per_week == pytest.approx(2.0)
    assert stream.takt_hours == pytest.approx(stream.week_hours / 2)
    assert check.wip == pytest.approx(6 / 168)
    assert check.fte == pytest.approx(3 / stream.week_hours)
    assert stream.cycle_hours(check) == pytest.approx(3 / 2 / 2), "1.5 h a case for two people"
    assert stream.slower_than_takt == ()


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
