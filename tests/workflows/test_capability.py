"""The capability of the sample journey: report, document, limits in force, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from statistics import NormalDist

import numpy as np
import pytest

from data.queries.capability_rows import stage_cases, stage_clock
from data.queries.kpi_derived import RECORDS, Asked, derived_records, derived_series
from data.queries.measure_series import measure_series
from data.queries.measures import Measure
from data.queries.process_clock import worked_hours
from data.queries.scope import Scope
from data.queries.work_calendar import OFFICE_HOURS
from errors import BadInput, UnknownId
from workflows.capability_document import capability_document, last_year, report_document
from workflows.capability_kpis import missed_counts
from workflows.capability_measures import capability_measures, rows_of
from workflows.commands import run_command
from workflows.read_capability import allowed_share, margin, read_report
from workflows.set_calendar import set_working_week
from workflows.set_specification import set_limits

JOURNEY = "it_delivery"
AT = datetime(2026, 11, 3, 9, tzinfo=UTC)
LEAD = "stage_lead:it_delivery.requirements"


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
    margins = [stage["z_margin"] for stage in ranked]
    assert margins == sorted(margins)
    by_code = {one["code"]: one for one in document["characteristics"]}
    for stage in ranked:
        assert stage["lower_bound"] == by_code[stage["lowest"]]["judged"]["low"]
        assert stage["lowest"] == stage["critical"][0]


def test_shares_and_indices_are_ranked_by_their_distance_to_what_is_asked(sample_store):
    scope = last_year(sample_store, JOURNEY)
    report = read_report(sample_store, scope)
    judged = [one for one in report.capabilities if one.verdict in ("capable", "not_capable", "cannot_tell")]
    for one in judged:
        assert (one.verdict == "capable") is (margin(one, report.threshold) >= 0)
    share = next(one for one in report.capabilities if one.attribute is not None)
    allowed = allowed_share(share.measured)
    assert margin(share, report.threshold) == pytest.approx(share.attribute.z_low - NormalDist().inv_cdf(1 - allowed))
    first = next(rank for rank in report.ranks if rank.rank == 1)
    assert report.of(f"{first.lowest.kind}:{first.lowest.measure_id}").verdict != "capable"


def as_monthly_medians(store, key: str, factor: float = 1.0) -> None:
    """Imported values of a KPI in place of its own: the medians of the store's records per month, times a factor."""
    kpi_id = f"{JOURNEY}.{key}"
    months = derived_series(store, Asked(JOURNEY, key), grain="month")
    with store.write("test", "process") as write:
        upload = store.value("SELECT any_value(upload_id) FROM kpi_value WHERE kpi_id = $id", id=kpi_id)
        write.execute("DELETE FROM kpi_value WHERE kpi_id = $id", id=kpi_id)
        for number, row in enumerate(months.to_dict("records"), start=1):
            write.execute(
                """INSERT INTO kpi_value (kpi_id, period_start, period_grain, value, n, upload_id, row_no)
                   VALUES ($id, $start, 'month', $value, $n, $upload, $no)""",
                id=kpi_id, start=row["period_start"].date(), value=factor * row["median"], n=int(row["n_num"]),
                upload=upload, no=number,
            )  # fmt: skip


def test_values_of_periods_are_called_so_and_give_no_ppm(sample_store):
    """The sample's response times sum up 90 tickets a week; the records at the touchpoint are of other cases."""
    told = capability_document(sample_store, JOURNEY)["characteristics"]
    found = next(one for one in told if one["code"].endswith("resolution_hours"))
    assert (found["values"], found["cases_per_period"]) == ("periods", 90.0)
    assert (found["expected_within"], found["expected_overall"]) == (None, None)
    assert found["observed"]["dpmo"] is None
    share = next(one for one in told if "share" in one)
    assert (share["values"], share["dpmo"]) == ("units", pytest.approx(1e6 * share["share"]))


@pytest.mark.parametrize("key", ["first_response_hours", "resolution_hours"])
def test_where_the_records_tell_a_kpi_its_single_cases_are_judged(sample_store, key):
    as_monthly_medians(sample_store, key)
    scope = last_year(sample_store, JOURNEY)
    told = capability_document(sample_store, JOURNEY)["characteristics"]
    found = next(one for one in told if one["code"] == f"kpi:{JOURNEY}.{key}")
    records = derived_records(sample_store, Asked(JOURNEY, key), start=scope.start, end=scope.end, limit=100_000)
    hours = records["num"].dropna()
    assert (found["values"], found["n"]) == ("single", len(hours))
    assert found["n"] > 50
    assert found["median"] == pytest.approx(hours.median())
    assert found["observed"]["n_missed"] == (hours > found["limits"]["upper"]).sum()
    as_monthly_medians(sample_store, key, factor=1.3)  # records of another figure are not its cases
    found = next(
        one for one in capability_document(sample_store, JOURNEY)["characteristics"] if one["code"].endswith(key)
    )
    assert found["values"] == "periods"


def test_a_kpi_of_medians_from_records_is_judged_by_its_records(sample_store):
    kpi_id = f"{JOURNEY}.resolution_hours"
    with sample_store.write("test", "process") as write:
        write.execute("DELETE FROM kpi_value WHERE kpi_id = $id", id=kpi_id)
    told = capability_document(sample_store, JOURNEY)["characteristics"]
    found = next(one for one in told if one["code"] == f"derived:{kpi_id}")
    assert found["values"] == "single"
    assert found["n"] > 50


def test_the_chart_is_the_one_of_the_control_page(sample_store):
    capabilities = capability_document(sample_store, JOURNEY)["characteristics"]
    told = run_command(sample_store, "control", {"journey": JOURNEY})["measures"]
    control = {one["measure"]: one["kind"] for one in told}
    both = [one for one in capabilities if one["code"] in control]
    assert len(both) >= 3
    for one in both:
        assert one["chart"] == control[one["code"]]


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
    assert kinds == {"kpi", "derived", "stage_wait", "stage_lead", "rating"}
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


def test_working_hours_of_a_stage_are_those_of_the_calendar_day_by_day(sample_store):
    scope, stage = Scope(JOURNEY), "it_delivery.requirements"
    clock = stage_clock(sample_store, JOURNEY)
    worked = stage_cases(sample_store, scope, stage, clock).set_index("case_id")
    whole = stage_cases(sample_store, scope, stage).set_index("case_id")
    zone = sample_store.value("SELECT value FROM setting WHERE key = 'time_zone'") or '"Asia/Shanghai"'
    raw = sample_store.frame(
        """SELECT e.case_id, e.start_ts AT TIME ZONE $zone AS s, coalesce(e.end_ts, e.start_ts) AT TIME ZONE $zone AS e,
               e.enabled_ts AT TIME ZONE $zone AS q
           FROM event e JOIN touchpoint t USING (touchpoint_id) WHERE coalesce(e.stage_id, t.stage_id) = $stage""",
        stage=stage,
        zone=str(zone).strip('"'),
    )
    for case_id, rows in list(raw.groupby("case_id"))[:15]:
        first = min(rows["s"].min(), rows["q"].min()).to_pydatetime()
        assert clock.days is not None
        lead = worked_hours(clock.days, first, rows["e"].max().to_pydatetime())
        assert worked.loc[case_id, "lead_hours"] == pytest.approx(lead, abs=1e-6)
        assert worked.loc[case_id, "lead_hours"] <= whole.loc[case_id, "lead_hours"]
        waits = [worked_hours(clock.days, q.to_pydatetime(), s.to_pydatetime())
                 for q, s in zip(rows["q"], rows["s"], strict=True) if q <= s]  # fmt: skip
        assert worked.loc[case_id, "wait_hours"] == pytest.approx(sum(waits), abs=1e-6)


def test_a_working_week_counts_working_hours_and_a_limit_keeps_its_clock(sample_store):
    def of(code: str):
        return next(one for one in capability_measures(sample_store, JOURNEY) if one.code == code)

    assert of(LEAD).unit == "hours"
    set_limits(sample_store, JOURNEY, LEAD, lower=None, upper=900.0, by="Li Wei", at=AT)
    set_working_week(sample_store, JOURNEY, OFFICE_HOURS, by="Li Wei", at=AT)
    assert of(LEAD.replace("lead", "wait")).unit == "working hours"
    assert of(LEAD).unit == "hours"  # 900 calendar hours are not held against working hours
    set_limits(sample_store, JOURNEY, LEAD, lower=None, upper=300.0, clock="working", by="Li Wei", at=AT)
    told = capability_document(sample_store, JOURNEY)["characteristics"]
    lead = next(one for one in told if one["code"] == LEAD)
    assert (lead["unit"], lead["clock"], lead["limits"]["upper"]) == ("working hours", "working", 300.0)
    values = rows_of(sample_store, last_year(sample_store, JOURNEY), of(LEAD)).values
    assert lead["mean"] == pytest.approx(values.mean())
    with pytest.raises(BadInput):
        set_limits(sample_store, JOURNEY, LEAD, lower=None, upper=300.0, clock="moon", by="Li Wei", at=AT)


def test_a_kpi_computed_from_records_is_judged_like_any(sample_store):
    derived = [one for one in capability_measures(sample_store, JOURNEY) if one.kind == "derived"]
    assert derived
    assert all(one.measure_id.removeprefix(f"{JOURNEY}.") in RECORDS for one in derived)
    share = next(one for one in derived if one.measure_id.endswith("operation_defect_share"))
    scope = last_year(sample_store, JOURNEY)
    set_limits(sample_store, JOURNEY, share.code, lower=None, upper=0.2, by="Li Wei", at=AT)
    series = measure_series(sample_store, scope, Measure("derived", share.measure_id), share.grain)
    told = capability_document(sample_store, JOURNEY)["characteristics"]
    found = next(one for one in told if one["code"] == share.code)
    assert found["n"] == series["denominator"].sum()
    assert found["share"] == pytest.approx(series["numerator"].sum() / series["denominator"].sum())


def test_more_events_than_units_are_no_share():
    assert missed_counts(np.array([1.5]), np.array([15.0]), np.array([10.0]), is_better_high=False) is None


def test_a_time_below_zero_gives_a_sentence_and_no_index(sample_store):
    with sample_store.write("test", "process") as write:
        write.execute(
            """UPDATE kpi_value SET value = -5 WHERE kpi_id = 'it_delivery.resolution_hours' AND segment IS NULL
               AND period_start = (SELECT max(period_start) FROM kpi_value WHERE period_start < DATE '2026-10-01'
                                   AND kpi_id = 'it_delivery.resolution_hours' AND segment IS NULL)"""
        )
    told = capability_document(sample_store, JOURNEY)["characteristics"]
    wrong = next(one for one in told if one["code"] == "kpi:it_delivery.resolution_hours")
    assert "lie below 0" in wrong["problem"]
    assert (wrong["judged"], wrong["verdict"]) == (None, "not_judged")
