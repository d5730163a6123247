"""Limits and baselines are kept in versions, by name; tolerance is taken over only where it was found."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from data.queries.baselines import baselines
from data.queries.measures import parsed
from data.queries.process_cases import case_counts
from data.queries.scope import Scope
from data.queries.specifications import specification_versions, specifications
from errors import BadInput, LimitsCrossed, UnknownId
from workflows.approve_baseline import approve_baseline, propose_baseline
from workflows.capability_document import capability_document
from workflows.derive_tolerance import adopt_tolerance, stage_tolerance
from workflows.set_specification import set_limits, withdraw_limits

JOURNEY = "it_delivery"
AT = datetime(2026, 11, 3, 9, tzinfo=UTC)
DESK = "rating:it_delivery.service_desk"
RESPONSE = "kpi:it_delivery.first_response_hours"


def test_limits_are_versions_and_withdrawing_keeps_them(sample_store):
    assert set_limits(sample_store, JOURNEY, RESPONSE, lower=None, upper=6.0, by=" Li  Wei ", at=AT) == 1
    assert set_limits(sample_store, JOURNEY, RESPONSE, lower=None, upper=5.0, by="Ann", at=AT) == 2
    limits = next(
        one for one in capability_document(sample_store, JOURNEY)["characteristics"] if one["code"] == RESPONSE
    )
    assert (limits["limits"]["upper"], limits["limits"]["set_by"]) == (5.0, "Ann")
    assert withdraw_limits(sample_store, JOURNEY, RESPONSE, by="Ann", at=AT) == 3
    codes = {one["code"] for one in capability_document(sample_store, JOURNEY)["characteristics"]}
    assert RESPONSE not in codes
    versions = specification_versions(sample_store, JOURNEY, "kpi", "it_delivery.first_response_hours")
    assert versions["set_by"].tolist() == ["Ann", "Ann", "Li Wei"]
    assert specifications(sample_store, JOURNEY)["version"].tolist() == [3]


def test_a_rating_is_held_to_an_allowed_share(sample_store):
    set_limits(sample_store, JOURNEY, DESK, lower=None, upper=0.3, by="Ann", at=AT)
    found = next(one for one in capability_document(sample_store, JOURNEY)["characteristics"] if one["code"] == DESK)
    assert found["judged"]["name"] == "z3"
    assert found["share_low"] < found["share"] < found["share_high"]
    assert "indices" not in found


@pytest.mark.parametrize(
    ("code", "limits", "error"),
    [
        (RESPONSE, {"lower": 5.0, "upper": 2.0}, LimitsCrossed),
        (RESPONSE, {"lower": None, "upper": None}, BadInput),
        (DESK, {"lower": 0.1, "upper": 0.3}, BadInput),
        (DESK, {"lower": None, "upper": 30.0}, BadInput),
        ("kpi:it_delivery.on_time_delivery_rate", {"lower": None, "upper": 0.9}, BadInput),
        ("kpi:nothing", {"lower": None, "upper": 1.0}, UnknownId),
    ],
)
def test_limits_that_cannot_be_are_refused_and_nothing_is_written(sample_store, code, limits, error):
    with pytest.raises(error):
        set_limits(sample_store, JOURNEY, code, by="Ann", at=AT, **limits)
    with pytest.raises(BadInput):
        set_limits(sample_store, JOURNEY, RESPONSE, lower=None, upper=4.0, by="  ", at=AT)
    assert specifications(sample_store, JOURNEY).empty


def test_no_tolerance_is_taken_over_where_none_was_found(sample_store):
    scope = Scope(JOURNEY)
    found = stage_tolerance(sample_store, scope, "stage_wait", "it_delivery.requirements")
    assert found.tolerance is None or not found.tolerance.is_found
    with pytest.raises(BadInput):
        adopt_tolerance(sample_store, scope, "stage_wait", "it_delivery.requirements", by="Ann", at=AT)
    assert specifications(sample_store, JOURNEY).empty


def test_a_planted_break_becomes_a_limit_that_says_where_it_comes_from(sample_store):
    # every answer on the stage gets worse by a point per 4 hours beyond 200 hours of waiting
    with sample_store.write("test", "feedback") as write:
        write.execute(
            """UPDATE score_fact SET norm = least(100, greatest(0, 88 - 0.25 * greatest(0, w.wait - 200)
                   + 6 * (score_fact.norm - 70) / 30))
               FROM (SELECT r.response_no, sum(date_diff('second', e.enabled_ts, e.start_ts)) / 3600.0 AS wait
                     FROM response r JOIN link l USING (response_id) JOIN event e ON e.case_id = l.case_id
                     JOIN touchpoint t ON t.touchpoint_id = e.touchpoint_id
                     WHERE t.stage_id = 'it_delivery.requirements' GROUP BY r.response_no) w
               WHERE w.response_no = score_fact.response_no AND score_fact.about = 'touchpoint'"""
        )
    scope = Scope(JOURNEY)
    found = stage_tolerance(sample_store, scope, "stage_wait", "it_delivery.requirements").tolerance
    assert found is not None
    assert found.is_found, found
    assert found.low < found.wait < found.high
    assert 200 < found.wait < 330
    adopt_tolerance(sample_store, scope, "stage_wait", "it_delivery.requirements", by="Ann", at=AT)
    kept = specifications(sample_store, JOURNEY).iloc[0]
    assert kept["source"] == "tolerance"
    assert kept["upper_limit"] == pytest.approx(found.wait, abs=0.01)


def test_baselines_are_versions_with_their_segment_apart(sample_store):
    measure = parsed("mean:it_delivery.service_desk")
    everyone, large = Scope(JOURNEY), Scope(JOURNEY, (("account_size", "large"),))
    days = {"start": date(2025, 1, 1), "end": date(2026, 7, 1)}
    numbers = [
        approve_baseline(sample_store, scope, measure, "month", by="Ann", at=AT, **days)
        for scope in (everyone, everyone)
    ]
    assert numbers == [1, 2]
    kept = baselines(sample_store, JOURNEY)
    assert kept["n"].tolist() == [18, 18]
    assert kept["segment"].isna().all()
    assert propose_baseline(sample_store, large, measure, "month").segment == '[["account_size", "large"]]'
    assert propose_baseline(sample_store, large, parsed(RESPONSE), "month").segment is None


def test_process_figures_have_sub_baselines_where_records_tell_them(sample_store):
    retail = Scope(JOURNEY, (("industry", "Retail"),))
    segment = '[["industry", "Retail"]]'
    lead = propose_baseline(sample_store, retail, parsed("lead:it_delivery"), "quarter")
    assert lead.segment == segment
    cases = case_counts(sample_store, retail)["n_finished"].iloc[0]
    assert 0 < lead.series["n"].sum() <= cases < case_counts(sample_store, Scope(JOURNEY))["n_finished"].iloc[0]
    changes = propose_baseline(sample_store, retail, parsed("kpi:it_delivery.requirement_change_rate"), "quarter")
    n_changes = sample_store.value(
        """SELECT count(*) FROM work_item WHERE kind = 'change' AND project_id IN (
               SELECT p.project_id FROM process_case p JOIN link l USING (case_id) JOIN response r USING (response_id)
               JOIN segment_value v ON v.owner_no = r.response_no AND v.owner_kind = 'response'
               WHERE v.dim = 'industry' AND v.value = 'Retail')"""
    )
    assert changes.segment == segment
    assert 0 < changes.series["numerator"].sum() <= n_changes  # the quarter that is not over is left out
    assert changes.series["numerator"].sum() >= 0.85 * n_changes
    resolution = propose_baseline(sample_store, retail, parsed("kpi:it_delivery.resolution_hours"), "quarter")
    whole = propose_baseline(sample_store, Scope(JOURNEY), parsed("kpi:it_delivery.resolution_hours"), "quarter")
    assert resolution.segment is None, "the records tell another figure than was imported"
    assert resolution.series.equals(whole.series)


def test_a_baseline_is_proposed_only_from_a_stable_period(sample_store):
    found = propose_baseline(sample_store, Scope(JOURNEY), parsed(RESPONSE), "week")
    assert found.baseline is not None
    assert found.baseline.n_signals == 0
    assert date(2026, 6, 22) <= found.start <= date(2026, 7, 20)  # the planted jump is in the week of 6 July 2026
    with pytest.raises(BadInput):
        approve_baseline(
            sample_store, Scope(JOURNEY), parsed(RESPONSE), "week", start=date(2026, 5, 1), end=date(2026, 5, 1),
            by="Ann", at=AT,
        )  # fmt: skip
    with pytest.raises(UnknownId):
        propose_baseline(sample_store, Scope(JOURNEY), parsed("kpi:nothing"), "week")
