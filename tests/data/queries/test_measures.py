"""Series for control charts: the same columns for every measure, gaps kept, figures equal to the rows behind them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.queries.measure_series import COLUMNS, measure_series, whole
from data.queries.measures import Measure, measure_list, parsed
from data.queries.scope import Scope

YEAR = Scope("it_delivery", (), date(2025, 11, 1), date(2026, 11, 1))
LAST = date(2026, 10, 31)


def series(store, code: str, grain: str = "week", scope: Scope = YEAR) -> pd.DataFrame:
    measure = parsed(code)
    assert measure is not None
    return measure_series(store, scope, measure, grain, last=LAST)


def test_every_listed_measure_has_a_series_of_one_shape(sample_store):
    listed = measure_list(sample_store, "it_delivery")
    assert {
        "mean",
        "satisfied",
        "low",
        "stage",
        "nps",
        "csat",
        "csatshare",
        "ease",
        "kpi",
        "derived",
        "lead",
        "throughput",
        "wait",
        "work",
        "escaped",
        "severe",
        "activity",
    } == set(listed["kind"])
    assert listed["code"].is_unique
    for code, grain in zip(listed["code"], listed["grain"], strict=True):
        scope = Scope("it_delivery") if code.startswith("derived:") else YEAR  # some look a year ahead
        found = series(sample_store, code, grain, scope)
        assert tuple(found.columns) == COLUMNS, code
        assert found["value"].notna().any(), code
        step = found["period_start"].diff().dropna().dt.days
        assert (step == 7).all() if grain == "week" else step.between(28, 92).all(), code


def test_a_touchpoint_series_equals_its_answers(sample_store):
    raw = sample_store.frame(
        "SELECT norm, answered_on::TIMESTAMP AS day FROM score_fact WHERE touchpoint_id = 'it_delivery.service_desk'"
    )
    weeks = raw["day"] - pd.to_timedelta(raw["day"].dt.day_of_week, unit="D")
    chosen = raw.loc[weeks == pd.Timestamp("2026-07-06"), "norm"].astype(float)
    codes = ("mean", "satisfied", "low")
    rows = {
        kind: series(sample_store, f"{kind}:it_delivery.service_desk").set_index("period_start").loc["2026-07-06"]
        for kind in codes
    }
    assert rows["mean"]["value"] == pytest.approx(chosen.mean())
    assert rows["mean"]["sd"] == pytest.approx(chosen.std())
    assert {row["n"] for row in rows.values()} == {float(len(chosen))}
    assert rows["satisfied"]["numerator"] == (chosen >= 75).sum()
    assert rows["low"]["numerator"] == (chosen <= 25).sum()
    assert rows["satisfied"]["value"] == pytest.approx((chosen >= 75).mean())


def test_nps_and_its_spread_equal_the_answers(sample_store):
    raw = sample_store.frame(
        "SELECT native, answered_on::TIMESTAMP AS day FROM score_fact WHERE question_id = 'sample.it_delivery.use.nps'"
    )
    chosen = raw.loc[raw["day"].dt.to_period("M") == pd.Period("2026-07"), "native"].astype(float)
    points = np.where(chosen >= 9, 100.0, np.where(chosen <= 6, -100.0, 0.0))
    row = series(sample_store, "nps:sample.it_delivery.use.nps", "month").set_index("period_start").loc["2026-07-01"]
    assert row["value"] == pytest.approx(points.mean())
    assert row["sd"] == pytest.approx(points.std(ddof=1))


def test_a_stage_counts_each_response_once(sample_store):
    raw = sample_store.frame(
        """SELECT f.response_no, avg(norm) AS norm, min(answered_on)::TIMESTAMP AS day
           FROM score_fact f JOIN touchpoint t USING (touchpoint_id)
           WHERE t.stage_id = 'it_delivery.use' AND about = 'touchpoint' GROUP BY 1"""
    )
    chosen = raw.loc[raw["day"].dt.to_period("M") == pd.Period("2026-07"), "norm"]
    row = series(sample_store, "stage:it_delivery.use", "month").set_index("period_start").loc["2026-07-01"]
    assert (row["value"], row["n"]) == (pytest.approx(chosen.mean()), len(chosen))


def write_kpi(store, rows) -> None:
    with store.write("t", "process") as write:
        write.execute(
            "INSERT INTO kpi_def (kpi_id, unit, direction, journey_id) VALUES ('k', 'share', 'up', 'it_delivery')"
        )
        for start, value, numerator, denominator, n in rows:
            write.execute(
                """INSERT INTO kpi_value BY NAME SELECT 'k' AS kpi_id, $start::DATE AS period_start,
                   'week' AS period_grain, $value AS value, $a AS numerator, $b AS denominator, $n AS n,
                   'u' AS upload_id""",
                start=start, value=value, a=numerator, b=denominator, n=n,
            )  # fmt: skip


def test_waits_and_work_equal_the_steps_behind_them(sample_store):
    raw = sample_store.frame(
        """SELECT s.began_at, s.wait_s, s.processing_s FROM step_fact s JOIN process_activity a USING (activity_no)
           JOIN process_log l ON l.log_no = a.log_no JOIN activity_map m ON m.source_id = l.source_id
               AND m.activity = a.activity WHERE m.touchpoint_id = 'it_delivery.service_desk'"""
    )
    july = raw[raw["began_at"].dt.to_period("M") == pd.Period("2026-07")]
    for kind, column in (("wait", "wait_s"), ("work", "processing_s")):
        row = (
            series(sample_store, f"{kind}:it_delivery.service_desk", "month")
            .set_index("period_start")
            .loc["2026-07-01"]
        )
        assert row["value"] == pytest.approx(july[column].median() / 3600), kind
        assert row["n"] == july[column].notna().sum()


def test_lead_time_and_throughput_are_those_of_the_value_stream(sample_store):
    from data.queries.process_cases import lead_series

    told = lead_series(sample_store, YEAR, "month").set_index("period_start")
    lead = series(sample_store, "lead:it_delivery", "month").set_index("period_start")
    both = lead.join(told, how="inner")
    assert len(both) > 6
    assert both["value"].to_numpy() == pytest.approx(both["median_s"].to_numpy() / 86400)


def test_a_missing_period_is_a_gap_and_never_a_zero(sample_store):
    write_kpi(sample_store, [("2026-01-05", 0.5, 1, 2, 2), ("2026-01-19", 0.25, 1, 4, 4)])
    found = series(sample_store, "kpi:k")
    assert found["value"].tolist()[::2] == [0.5, 0.25]
    assert np.isnan(found["value"][1])
    assert found["n"].tolist() == [2.0, 0.0, 4.0]


def test_weeks_of_a_rate_are_pooled_into_months_and_others_weighted(sample_store):
    write_kpi(sample_store, [("2026-01-05", 0.5, 1, 2, 2), ("2026-01-19", 0.25, 1, 4, 4)])
    assert series(sample_store, "kpi:k", "month")["value"].tolist() == [pytest.approx(2 / 6)]
    with sample_store.write("t", "process") as write:
        write.execute("UPDATE kpi_value SET numerator = NULL, denominator = NULL WHERE kpi_id = 'k'")
    assert series(sample_store, "kpi:k", "month")["value"].tolist() == [pytest.approx((0.5 * 2 + 0.25 * 4) / 6)]


def test_a_kpi_per_hundred_carries_its_counts_in_its_own_unit(sample_store):
    write_kpi(sample_store, [("2026-01-05", 5.0, 10, 200, 200), ("2026-01-19", 0.0, 0, 100, 100)])
    with sample_store.write("t", "process") as write:
        write.execute("UPDATE kpi_def SET unit = 'defects per 100 function points' WHERE kpi_id = 'k'")
    found = series(sample_store, "kpi:k").dropna(subset=["value"])
    assert (found["numerator"].tolist(), found["denominator"].tolist()) == ([10, 0], [2, 1])
    month = series(sample_store, "kpi:k", "month")
    assert month["value"].tolist() == [pytest.approx(10 / 3)]


@pytest.mark.parametrize("rows", [
    [("2026-01-05", 5.0, 10, 200, 200), ("2026-01-19", 50.0, 10, 200, 200)],
    [("2026-01-05", 5.0, 10, 200, 200), ("2026-01-19", 5.3, 10, 200, 200)],
])  # fmt: skip
def test_values_without_one_constant_factor_are_no_counts(sample_store, rows):
    write_kpi(sample_store, rows)
    with sample_store.write("t", "process") as write:
        write.execute("UPDATE kpi_def SET unit = 'index' WHERE kpi_id = 'k'")
    assert series(sample_store, "kpi:k", "month")["numerator"].isna().all()


def test_a_percentage_is_a_share_with_its_counts(sample_store):
    write_kpi(sample_store, [("2026-01-05", 67.0, 2, 3, 3), ("2026-01-19", 25.0, 1, 4, 4)])
    with sample_store.write("t", "process") as write:
        write.execute("UPDATE kpi_def SET unit = '%', target = 80, lower_spec = 50 WHERE kpi_id = 'k'")
    found = series(sample_store, "kpi:k").dropna(subset=["value"])
    assert (found["value"].tolist(), found["numerator"].tolist()) == ([0.67, 0.25], [2, 1])
    assert found["denominator"].tolist() == [3, 4]
    row = measure_list(sample_store, "it_delivery").set_index("code").loc["kpi:k"]
    assert (row["unit"], row["target"], row["lower_spec"]) == ("share", 0.8, 0.5)


@pytest.mark.parametrize(("values", "is_ratio"), [((0.33, 0.67), True), ((0.3333, 0.6667), True), ((0.33, 0.6), False)])
def test_values_rounded_to_two_decimals_are_the_ratio_of_their_counts(sample_store, values, is_ratio):
    one, two = values
    write_kpi(sample_store, [("2026-01-05", one, 10, 30, 30), ("2026-01-19", two, 4, 6, 6)])
    assert series(sample_store, "kpi:k")["numerator"].dropna().tolist() == ([10, 4] if is_ratio else [])
    month = series(sample_store, "kpi:k", "month")["value"].tolist()
    assert month == [pytest.approx(14 / 36 if is_ratio else (30 * one + 6 * two) / 36)]


def test_counts_leave_out_periods_that_are_not_full_and_keep_true_zeros(sample_store):
    found = series(sample_store, "throughput:it_delivery")
    assert found["period_start"].max() <= pd.Timestamp("2026-10-19")
    assert found["value"].notna().all()
    assert (found["value"] == 0).any()
    scores = series(sample_store, "mean:it_delivery.service_desk")
    assert scores["period_start"].max() == pd.Timestamp("2026-10-26"), "six days of seven are enough for a mean"


def test_a_period_cut_by_the_view_is_left_out():
    starts = pd.to_datetime(["2026-01-26", "2026-02-02", "2026-02-23"])
    told = pd.DataFrame({"period_start": starts, "value": 1.0})
    kept = whole(told, Scope("j", (), date(2026, 2, 1), date(2026, 3, 1)), "week")
    assert kept["period_start"].tolist() == list(starts[1:])


def test_weeks_may_begin_on_sunday(sample_store):
    found = measure_series(sample_store, YEAR, Measure("mean", "it_delivery.service_desk"), "week", week_start="sun")
    assert set(found["period_start"].dt.day_of_week) == {6}
    by_monday = series(sample_store, "mean:it_delivery.service_desk")
    assert abs(found["n"].sum() - by_monday["n"].sum()) < 20


def test_a_segment_narrows_scores(sample_store):
    users = Scope("it_delivery", (("role", "user"),), YEAR.start, YEAR.end)
    values = sample_store.frame("SELECT DISTINCT dim, value FROM segment_value WHERE dim = 'role'")["value"]
    narrowed = Scope("it_delivery", (("role", str(values.iloc[0])),), YEAR.start, YEAR.end) if len(values) else users
    every = series(sample_store, "mean:it_delivery.service_desk", "month")["n"].sum()
    some = series(sample_store, "mean:it_delivery.service_desk", "month", narrowed)["n"].sum()
    assert 0 < some < every


@pytest.mark.parametrize("code", ["moon:x", "mean:", "", ":", "mean"])
def test_other_codes_are_no_measures(code):
    assert parsed(code) is None
