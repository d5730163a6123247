"""Measures on their charts: kind by the data, stages by people, and the planted shift of the sample world found."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest

from analytics.spc.model import Chart, NoChart
from data.queries.kpi_derived import Asked
from data.queries.measure_series import measure_series
from data.queries.measures import Measure, measure_list, parsed
from data.queries.scope import Scope
from data.store import Store
from errors import BadInput, NotAmong, UnknownId
from workflows.commands import run_command
from workflows.mark_chart import add_note, begin_stage, drop_note, end_stage, renew_stage
from workflows.measure_rows import measure_rows, measures
from workflows.rank_control import (
    control_document,
    events_of,
    journey_readings,
    moved_measures,
    opening_code,
    stage_days,
)
from workflows.read_control import positions, reading
from workflows.read_kpis import CSI, read_derived

JOURNEY, DESK = "it_delivery", "mean:it_delivery.service_desk"
AT = datetime(2026, 11, 2, 8, tzinfo=UTC)
NAN = float("nan")


def row(kind: str = "kpi", unit: str = "index", direction: str = "up", **more: object) -> dict:
    nothing = {"target": NAN, "lower_spec": NAN, "upper_spec": NAN}
    return {"code": f"{kind}:x", "kind": kind, "item_id": "x", "unit": unit, "direction": direction} | nothing | more


def series(values, *, n=1.0, sd=NAN, numerator=NAN, denominator=NAN, start="2026-01-05") -> pd.DataFrame:
    days = pd.date_range(start, periods=len(values), freq="7D")
    return pd.DataFrame({"period_start": days, "value": np.asarray(values, dtype=float), "n": n, "sd": sd,
                         "numerator": numerator, "denominator": denominator})  # fmt: skip


RNG = np.random.default_rng(3)
LEVEL = 50 + RNG.normal(0, 2, 30)


@pytest.mark.parametrize(
    ("told", "about", "kind"),
    [
        (series(LEVEL), row(), "i"),
        (series(LEVEL, n=60.0, sd=15.5), row("mean", "points"), "xbar_s"),
        (series(LEVEL, n=6000.0, sd=15.5), row("mean", "points"), "imr_s"),
        (series(np.full(30, 0.4) + RNG.normal(0, 0.05, 30).round(2)).pipe(
            lambda frame: frame.assign(n=100.0, numerator=(frame["value"] * 100).round(), denominator=100.0)
        ), row("satisfied", "share"), "p"),
        (series(RNG.poisson(12, 30)), row("throughput", "count"), "c"),
        (series(np.exp(RNG.normal(0, 1.2, 30))), row("kpi", "hours", "down"), "i_log"),
        (series(LEVEL[:8]), row(), "run"),
    ],
)  # fmt: skip
def test_the_kind_of_data_chooses_the_chart(told, about, kind):
    one = reading(told, about, grain="week")
    assert one.kind == kind, one.choice
    assert isinstance(one.chart, Chart)


def test_a_chart_may_be_changed_to_what_the_data_allow_and_to_nothing_else():
    assert reading(series(LEVEL), row(), grain="week", kind="ewma").kind == "ewma"
    refused = reading(series(LEVEL), row(), grain="week", kind="p")
    assert (refused.kind, refused.asked) == ("i", "auto")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (series([NAN, NAN, NAN, NAN, NAN]), "no_values"),
        (series([1.0, 2.0, 3.0]), "too_few_points"),
        (series([5.0] * 20), "constant"),
        (series([0.0] * 20), "all_zero"),
        (series([NAN] * 20, n=[0.0] * 20), "no_values"),
    ],
)
def test_bad_series_give_a_reason_and_no_limits(told, code):
    one = reading(told, row(), grain="week")
    assert isinstance(one.chart, NoChart)
    assert one.chart.code == code
    assert (one.found, one.variation, one.assurance) == (None, None, None)


def test_a_duration_below_zero_is_a_fault_and_no_point_within_limits():
    told = series([4.0, -1.0, 3.0, 5.0] * 6)
    wrong = reading(told, row("kpi", "hours"), grain="week")
    assert isinstance(wrong.chart, NoChart)
    assert (wrong.chart.code, wrong.chart.facts["rows"][:2]) == ("negative_value", [1, 5])
    assert (wrong.found, wrong.variation) == (None, None)
    assert isinstance(reading(told, row("kpi", "index"), grain="week").chart, Chart)


def test_an_empty_series_gives_a_reason():
    one = reading(series([]), row(), grain="week")
    assert isinstance(one.chart, NoChart)


def test_values_of_too_few_answers_are_gaps():
    told = series(LEVEL, n=[3.0] + [40.0] * 29, sd=12.0)
    one = reading(told, row("mean", "points"), grain="week", min_n=5)
    assert np.isnan(one.chart.values[0])
    assert one.n_points == 29


def test_stages_begin_with_the_period_whose_middle_is_not_before_the_day():
    told = series(LEVEL)
    assert positions(told, "week", [date(2026, 3, 2)]) == ((8,), ())
    assert positions(told, "week", [date(2026, 3, 5)]) == ((8,), ())
    assert positions(told, "week", [date(2026, 3, 6)]) == ((9,), ())


def test_a_stage_with_too_few_points_waits():
    assert positions(series(LEVEL), "week", [date(2026, 7, 20)]) == ((), (date(2026, 7, 20),))
    assert positions(series(LEVEL), "week", [date(2025, 1, 1)]) == ((), ())


def test_limits_made_anew_judge_by_the_new_level():
    stepped = np.concatenate((LEVEL[:15], LEVEL[15:] + 12))
    before = reading(series(stepped), row(), grain="week")
    after = reading(series(stepped), row(), grain="week", days=[date(2026, 4, 20)])
    assert before.is_confirmed
    assert not after.is_confirmed
    assert after.chart.stages == (0, 15)


# the sample world --------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def found(shown_folder):
    """The readings of the sample world, made once for the tests that only look."""
    store = Store.open(shown_folder / "throughline.duckdb")
    try:
        return readings(store)
    finally:
        store.close()


def readings(store):
    return journey_readings(store, Scope(JOURNEY, (), date(2025, 11, 1), date(2026, 11, 1)), last=date(2026, 10, 31))


def test_the_worst_signal_is_the_planted_one(found):
    moved = moved_measures(found)
    assert opening_code(found, moved) in (DESK, "kpi:it_delivery.first_response_hours")
    jump = next(each for each in moved if each.code == "kpi:it_delivery.first_response_hours")
    assert jump.is_concern
    since = found[jump.code].series["period_start"].iloc[jump.shift.index]
    assert abs(since - pd.Timestamp("2026-07-06")).days <= 14


def test_defects_per_hundred_function_points_are_counts_on_their_size(found, sample_view):
    """u chart by hand: center = defects / hundreds of function points, limits center -/+ 3 sqrt(center / hundreds)."""
    code = "kpi:it_delivery.defect_density"
    one = found[code]
    assert one.kind in ("u", "u_prime"), one.choice
    plain = reading(one.series, one.row, grain="month", kind="u")
    stated = sample_view.frame(
        """SELECT value, numerator, denominator FROM kpi_value WHERE kpi_id = 'it_delivery.defect_density'
           AND period_start >= '2025-11-01' AND period_start < '2026-11-01' ORDER BY period_start"""
    )
    hundreds = stated["denominator"] / 100
    center = stated["numerator"].sum() / hundreds.sum()
    assert plain.chart.values == pytest.approx(stated["value"], abs=1e-5)
    assert plain.chart.center == pytest.approx(center)
    assert plain.chart.ucl == pytest.approx(center + 3 * np.sqrt(center / hundreds))
    assert plain.chart.lcl == pytest.approx(np.maximum(center - 3 * np.sqrt(center / hundreds), 0))


def of_events(store, code: str, scope: Scope, **more):
    known = parsed(code)
    about = next(row for row in measure_list(store, JOURNEY).to_dict("records") if row["code"] == code)
    told = measure_series(store, scope, known, "week", last=date(2026, 10, 31))
    return reading(told, about, grain="week", events=events_of(store, scope, about), **more)


def test_rare_events_are_charted_by_what_lies_between_them(sample_view):
    """t: centre and limits of x = days ** (1 / 3.6), drawn back (Nelson 1994); by hand here."""
    one = of_events(sample_view, "escaped:it_delivery", Scope(JOURNEY))
    assert (one.kind, one.grain, one.choice.code, one.row["unit"]) == ("t", "event", "rare_times", "days")
    assert one.choice.facts["mean_count"] < 1
    assert one.improvement == "up"  # fewer defects are better, so longer gaps are
    x = one.series["value"].to_numpy() ** (1 / 3.6)
    half = 3 * np.abs(np.diff(x)).mean() / 1.128
    assert one.chart.ucl[0] == pytest.approx((x.mean() + half) ** 3.6, rel=2e-3)
    cases = of_events(sample_view, "activity:Hand over data", Scope(JOURNEY))
    assert (cases.kind, cases.row["unit"], cases.n_points) == ("g", "between", 27)  # of 28 cases


def test_counts_of_rare_events_may_be_asked_for_and_few_are_not_charted_by_gaps(sample_view):
    counted = of_events(sample_view, "escaped:it_delivery", Scope(JOURNEY), kind="c")
    assert (counted.kind, counted.grain, counted.improvement) == ("c", "week", "down")
    few = of_events(sample_view, "severe:critical", Scope(JOURNEY, (), date(2025, 11, 1), date(2026, 11, 1)))
    assert few.grain == "week"


def test_the_satisfaction_index_on_the_chart_is_that_of_the_page_on_measures(sample_view):
    code = f"{JOURNEY}.{CSI}"
    index = Measure("derived", code)
    assert f"derived:{code}" in set(measures(sample_view, JOURNEY)["code"])
    told = measure_rows(sample_view, Scope(JOURNEY), index, "month", last=date(2026, 10, 31))
    page = read_derived(sample_view, Asked(JOURNEY, CSI), until=date(2026, 10, 31)).iloc[: len(told)]
    for name in ("value", "low", "high", "n"):
        assert told[name].to_numpy() == pytest.approx(page[name].to_numpy(dtype=float), nan_ok=True)
    assert (
        measure_rows(sample_view, Scope(JOURNEY, (), date(2026, 1, 1), date(2026, 4, 1)), index, "month").shape[0] == 3
    )


def test_ranges_allow_a_chart_of_means_and_ranges_only_where_answers_stand_alone():
    """NIST: sigma = mean range / d2(5) = 4.652 / 2.326; limits of means of 5 center -/+ 3 sigma / sqrt(5)."""
    told = series(LEVEL, n=5.0, sd=2.0).assign(mean_var=0.8, range=4.652)
    one = reading(told, row("mean", "points"), grain="week", kind="xbar_r")
    assert one.kind == "xbar_r"
    assert one.chart.ucl[0] - one.chart.center[0] == pytest.approx(3 * 2.0 / np.sqrt(5), rel=1e-6)
    hanging = reading(told.assign(mean_var=1.6), row("mean", "points"), grain="week", kind="xbar_r")
    assert (hanging.asked, "xbar_r" in hanging.allowed) == ("auto", False)


def test_events_of_one_day_have_codes_of_their_own():
    told = series([3.0, 0.0, 5.0]).assign(period_start=pd.to_datetime(["2026-01-05", "2026-01-05", "2026-01-06"]))
    one = reading(told, row("activity", "days"), grain="event")
    assert one.codes == ("2026-01-05", "2026-01-05.2", "2026-01-06")


def test_the_document_has_every_measure_and_one_chart_in_full(found, sample_view):
    told = control_document(sample_view, JOURNEY)
    assert len(told["measures"]) == len(found)
    assert told["chart"]["measure"] in {row["measure"] for row in told["measures"]}
    assert all(point["lcl"] is None or point["lcl"] <= point["ucl"] for point in told["chart"]["points"])
    one = control_document(sample_view, JOURNEY, measure="satisfied:it_delivery.service_desk", grain="month")
    assert one["chart"]["grain"] == "month"
    assert all(point["value"] is None or 0 <= point["value"] <= 1 for point in one["chart"]["points"])


@pytest.mark.parametrize("more", [{"measure": "kpi:nothing"}, {"measure": "moon:x"}, {"measure": DESK, "grain": "day"},
                                  {"measure": "kpi:it_delivery.defect_density", "grain": "week"}])  # fmt: skip
def test_unknown_measures_and_grains_are_refused(sample_view, more):
    with pytest.raises(UnknownId):
        control_document(sample_view, JOURNEY, **more)


@pytest.mark.parametrize(
    ("more", "allowed"),
    [
        ({"kind": "zzz"}, "auto, i, "),
        ({"measure": DESK, "kind": "g"}, "xbar_s"),
        ({"measure": DESK, "kind": "p"}, "xbar_s"),
        ({"rule_set": "foo"}, "default, short, western, nelson8."),
    ],
)
def test_charts_and_rules_that_are_not_there_are_refused_with_those_that_are(sample_view, more, allowed):
    with pytest.raises(NotAmong) as refused:
        control_document(sample_view, JOURNEY, **more)
    assert allowed in str(refused.value)
    assert next(iter(more.values())) in str(refused.value) or more["kind"] in str(refused.value)


@pytest.mark.parametrize("name", ["control", "stream", "capability"])
@pytest.mark.parametrize(("start", "end"), [("2026-10-01", "2025-01-01"), ("2026-10-01", "2026-10-01")])
def test_crossed_dates_are_refused(sample_view, name, start, end):
    with pytest.raises(BadInput, match="first day must lie before the end"):
        run_command(sample_view, name, {"journey": JOURNEY, "start": start, "end": end})


def test_all_three_documents_tell_of_the_same_months_and_of_those_asked_for(sample_view):
    names = ("control", "stream", "capability")
    told = [run_command(sample_view, name, {"journey": JOURNEY}) for name in names]
    assert {(one["start"], one["end"]) for one in told} == {("2025-11-01", "2026-11-01")}
    asked = {"journey": JOURNEY, "start": "2026-01-01", "end": "2026-07-01"}
    assert {run_command(sample_view, name, asked)["start"] for name in names} == {"2026-01-01"}


def test_the_document_prints_what_chance_alone_would_show(sample_view):
    told = control_document(sample_view, JOURNEY, measure="kpi:it_delivery.first_response_hours", kind="i")["chart"]
    # n = 52 from moving ranges, Nelson 1 and 2: methods, table of false alarms
    assert told["false_alarms"]["any_signal"] == pytest.approx(0.17, abs=0.02)
    assert told["false_alarms"]["source"] == "table"
    strict = control_document(sample_view, JOURNEY, measure="kpi:it_delivery.first_response_hours", kind="i",
                              rule_set="nelson8")["chart"]  # fmt: skip
    assert strict["false_alarms"]["any_signal"] > told["false_alarms"]["any_signal"]


def test_an_unknown_journey_is_refused(store):
    with pytest.raises(UnknownId):
        control_document(store, "nowhere")


# what people set ---------------------------------------------------------------------------------
def test_a_stage_is_kept_with_who_and_when_and_taken_back(sample_store):
    key = begin_stage(sample_store, JOURNEY, DESK, date(2026, 7, 6), reason=" shared  desk ", at=AT, by="Li Wei")
    kept = sample_store.rows("SELECT starts_on, reason, decided_by, decided_at FROM chart_stage")
    assert kept == [(date(2026, 7, 6), "shared desk", "Li Wei", AT)]
    assert stage_days(sample_store, JOURNEY) == {DESK: [date(2026, 7, 6)]}
    end_stage(sample_store, key, at=AT, by="Li Wei")
    assert stage_days(sample_store, JOURNEY) == {}
    assert sample_store.rows("SELECT removed_at, removed_by FROM chart_stage") == [(AT, "Li Wei")]
    renew_stage(sample_store, key)
    assert stage_days(sample_store, JOURNEY) == {DESK: [date(2026, 7, 6)]}
    with pytest.raises(UnknownId):
        end_stage(sample_store, "nothing", at=AT)


def test_a_stage_changes_the_chart_and_only_that_of_its_measure(found, sample_store):
    code = "kpi:it_delivery.first_response_hours"
    begin_stage(sample_store, JOURNEY, code, date(2026, 7, 6), at=AT, by="Li Wei")
    after = readings(sample_store)
    assert found[code].is_confirmed
    assert len(after[code].chart.stages) == 2
    assert after[DESK].chart.stages == (0,)
    assert code not in {each.code for each in moved_measures(after)}


@pytest.mark.parametrize(
    "wrong", [{"by": " "}, {"by": "x" * 81}, {"reason": "x" * 141}, {"journey_id": "nowhere"}, {"measure": "moon:x"}]
)
def test_a_stage_without_a_name_or_with_too_many_words_is_refused(sample_store, wrong):
    told = {"journey_id": JOURNEY, "measure": DESK, "reason": "", "by": "Li"} | wrong
    with pytest.raises((BadInput, UnknownId)):
        begin_stage(sample_store, told["journey_id"], told["measure"], date(2026, 7, 6), reason=told["reason"], at=AT,
                    by=told["by"])  # fmt: skip
    assert sample_store.value("SELECT count(*) FROM chart_stage") == 0


def test_the_same_day_twice_is_refused(sample_store):
    begin_stage(sample_store, JOURNEY, DESK, date(2026, 7, 6), at=AT, by="Li")
    with pytest.raises(BadInput):
        begin_stage(sample_store, JOURNEY, DESK, date(2026, 7, 6), at=AT, by="Li")


def test_a_note_is_kept_for_a_measure_or_for_all(sample_store):
    from data.queries.chart_marks import chart_notes

    add_note(sample_store, JOURNEY, DESK, date(2026, 7, 1), "new desk", at=AT, by="Li")
    key = add_note(sample_store, JOURNEY, DESK, date(2026, 8, 1), "price list", whole_journey=True, at=AT, by="Li")
    assert chart_notes(sample_store, JOURNEY, DESK)["text"].tolist() == ["new desk", "price list"]
    assert chart_notes(sample_store, JOURNEY, "kpi:x")["text"].tolist() == ["price list"]
    drop_note(sample_store, key, at=AT)
    assert chart_notes(sample_store, JOURNEY, "kpi:x").empty
    with pytest.raises(BadInput):
        add_note(sample_store, JOURNEY, DESK, date(2026, 7, 1), " ", at=AT, by="Li")


def test_a_clear_step_stays_clear_among_a_hundred_charts():
    from analytics.spc.stages import Shift
    from workflows.rank_control import chance_of

    clear = Shift(35, 35, 35, 2.2, 3.2, 35, 16, 5.1, 0.0005, False, 0.0)
    assert chance_of(clear) < 1e-6  # t = 16.9 with 49 degrees of freedom
    weak = Shift(35, 35, 35, 2.2, 2.3, 35, 16, 0.9, 0.02, False, 0.0)
    assert chance_of(weak) == 0.02


def test_a_cusum_starts_from_the_first_points_and_counts_a_shift_once():
    rng = np.random.default_rng(4)
    values = rng.normal(10, 1, 52) + np.where(np.arange(52) >= 30, 2.5, 0.0)
    told = reading(series(values), row(), grain="week", kind="cusum")
    assert told.kind == "cusum"
    assert told.chart.estimates[0]["center"] == pytest.approx(values[:20].mean())
    assert len(told.found) == 1
    assert 30 <= int(told.found.index[0]) <= 36
    assert not told.found.is_lone[0]
    assert told.variation.direction == 1, "the sum is beyond its limit to the end"


def test_a_cusum_rests_on_the_target_before_the_baseline():
    values = np.random.default_rng(4).normal(10, 1, 52)
    for target, baseline, center in ((9.5, 10.2, 9.5), (None, 10.2, 10.2)):
        told = reading(series(values), {**row(), "target": target}, grain="week", kind="cusum", baseline=baseline)
        assert told.chart.estimates[0]["center"] == center
