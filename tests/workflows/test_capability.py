"""The capability of the sample journey: report, document, limits in force, and what is refused."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from data.queries.capability_rows import stage_cases
from data.queries.scope import Scope
from errors import BadInput, UnknownId
from workflows.capability_document import capability_document, last_year, report_document
from workflows.capability_measures import capability_measures, missed_counts
from workflows.commands import run_command
from workflows.read_capability import read_report

JOURNEY = "it_delivery"


def test_the_report_judges_every_measure_with_a_limit(sample_store):
    document = capability_document(sample_store, JOURNEY)
    codes = {one["code"] for one in document["characteristics"]}
    assert "kpi:it_delivery.first_response_hours" in codes
    for one in document["characteristics"]:
        assert one["stable"] is True or one["verdict"] == "not_judged"
        if one["judged"] is not None and one["judged"]["low"] is not None and one["judged"]["high"] is not None:
            assert one["judged"]["low"] <= one["judged"]["value"] <= one["judged"]["high"]


def test_the_planted_jump_of_the_response_time_keeps_it_from_being_judged(sample_store):
    document = capability_document(sample_store, JOURNEY)
    response = next(one for one in document["characteristics"] if one["code"].endswith("first_response_hours"))
    assert response["stable"] is False
    assert response["n_signals"] > 0
    assert response["verdict"] == "not_judged"
    assert response["judged"]["name"] in ("ppk", "z3")  # never a Cpk of a process that is not stable


def test_stages_are_ranked_by_their_lowest_lower_bound(sample_store):
    document = capability_document(sample_store, JOURNEY)
    ranked = [stage for stage in document["stages"] if stage["rank"] is not None]
    assert [stage["rank"] for stage in ranked] == list(range(1, len(ranked) + 1))
    bounds = [stage["lower_bound"] for stage in ranked]
    assert bounds == sorted(bounds)
    by_code = {one["code"]: one for one in document["characteristics"]}
    for stage in ranked:
        assert stage["lower_bound"] == min(by_code[code]["judged"]["low"] for code in stage["critical"])


def test_the_command_prints_the_report_of_the_same_twelve_months(sample_store):
    scope = last_year(sample_store, JOURNEY)
    assert (scope.start, scope.end) == (date(2025, 11, 1), date(2026, 11, 1))
    asked = run_command(sample_store, "capability", {"journey": JOURNEY})
    assert asked == report_document(read_report(sample_store, scope))
    whole = run_command(sample_store, "capability", {"journey": JOURNEY, "start": "2023-01-01", "threshold": 1.0})
    assert (whole["start"], whole["threshold"]) == ("2023-01-01", 1.0)


def test_unknown_journeys_and_thresholds_are_refused(sample_store):
    with pytest.raises(UnknownId):
        capability_document(sample_store, "nowhere")
    with pytest.raises(BadInput):
        read_report(sample_store, Scope(JOURNEY), threshold=0.0)


def test_kpis_stage_times_and_ratings_can_be_held_to_limits(sample_store):
    measures = capability_measures(sample_store, JOURNEY)
    kinds = {one.kind for one in measures}
    assert kinds == {"kpi", "stage_wait", "stage_lead", "rating"}
    assert all(one.limits is None for one in measures if one.kind != "kpi")


def test_counts_of_a_share_are_used_only_where_they_are_its_counts():
    ten = np.array([10.0])
    assert missed_counts(np.array([0.3]), np.array([7.0]), ten, is_better_high=True)[0].tolist() == [7.0]
    assert missed_counts(np.array([0.7]), np.array([7.0]), ten, is_better_high=False)[0].tolist() == [7.0]
    assert missed_counts(np.array([0.9]), np.array([7.0]), ten, is_better_high=True) is None
    assert missed_counts(np.array([np.nan]), ten, ten, is_better_high=True) is None
    with np.errstate(all="raise"):
        assert missed_counts(np.array([0.5]), np.array([1.0]), np.array([0.0]), is_better_high=True) is None


def test_limits_that_cross_in_the_catalogue_are_said_and_spoil_nothing_else(sample_store):
    with sample_store.write("test", "process") as write:
        write.execute("UPDATE kpi_def SET lower_spec = 9, upper_spec = 4 WHERE kpi_id = 'it_delivery.resolution_hours'")
    document = capability_document(sample_store, JOURNEY)
    crossed = next(one for one in document["characteristics"] if one["code"] == "kpi:it_delivery.resolution_hours")
    assert "9.0 is not below the upper limit 4.0" in crossed["problem"]
    assert (crossed["judged"], crossed["verdict"]) == (None, "not_judged")
    assert len([one for one in document["characteristics"] if one["problem"] is None]) >= 2


def test_times_that_contradict_themselves_give_no_waiting_time(sample_store):
    scope, stage = Scope(JOURNEY), "it_delivery.requirements"
    with sample_store.write("test", "process") as write:
        write.execute("UPDATE event SET enabled_ts = start_ts + INTERVAL 3 HOUR, end_ts = start_ts - INTERVAL 2 DAY")
    cases = stage_cases(sample_store, scope, stage)
    assert len(cases) > 20
    assert cases["wait_hours"].isna().all()
    assert not (cases["lead_hours"] < 0).any()
