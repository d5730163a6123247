"""Events one by one: the days and units between them equal what plain pandas makes of the rows behind them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.queries.measure_events import event_list, event_periods, measure_events
from data.queries.scope import Scope

ALWAYS, YEAR = Scope("it_delivery"), Scope("it_delivery", (), date(2025, 11, 1), date(2026, 11, 1))


def test_what_lies_between_two_severe_defects_equals_the_work_items(sample_store):
    items = sample_store.frame(
        """SELECT created_at AT TIME ZONE 'Asia/Shanghai' AS at, item_id, severity, phase_found FROM work_item
           WHERE kind = 'defect' ORDER BY created_at, row_no"""
    )
    hits = items.index[(items["severity"] == "minor") & (items["phase_found"] == "operation")]
    found = measure_events(sample_store, ALWAYS, "severe", "minor")
    assert found["event_id"].tolist() == items.loc[hits, "item_id"].tolist()
    assert found["units"].iloc[1:].tolist() == (np.diff(hits) - 1).tolist()
    days = items.loc[hits, "at"].diff().dt.total_seconds() / 86400
    assert found["days"].to_numpy() == pytest.approx(days.to_numpy(), nan_ok=True)
    assert np.isnan(found["units"].iloc[0])


def test_the_first_gap_of_a_period_begins_before_it(sample_store):
    whole = measure_events(sample_store, ALWAYS, "severe", "minor")
    year = measure_events(sample_store, YEAR, "severe", "minor")
    late = whole[whole["happened_at"] >= "2025-11-01"].reset_index(drop=True)
    pd.testing.assert_frame_equal(year, late)
    assert np.isfinite(year["days"].iloc[0])


def test_cases_between_two_that_took_a_rare_step_are_all_others(sample_store):
    """Every case is either one with the step or lies in a gap, before the first or after the last."""
    scope, step = Scope("car_rental"), "Help on the road"
    found = measure_events(sample_store, scope, "activity", step)
    cases = sample_store.frame(
        """SELECT c.case_no, c.ended_at, min(s.began_at) FILTER (a.activity = 'Help on the road') AS helped
           FROM case_fact c JOIN step_fact s USING (case_no) JOIN process_activity a USING (activity_no)
           JOIN process_log l ON l.log_no = c.log_no WHERE l.journey_id = 'car_rental' GROUP BY ALL"""
    )
    known = cases["helped"].fillna(cases["ended_at"])
    ends = cases["helped"].min(), cases["helped"].max()
    others = cases["helped"].isna() & known.between(*ends)
    assert len(found) == cases["helped"].notna().sum()
    assert found["units"].sum() == others.sum()


def test_answers_between_two_of_the_lowest_follow_the_segments(sample_store):
    scope, point = Scope("it_delivery", (("role", "user"),)), "it_delivery.requirement_confirmation"
    found = measure_events(sample_store, ALWAYS, "lowest", point)
    lowest = sample_store.value(
        "SELECT count(*) FROM score_fact WHERE touchpoint_id = $point AND native = 1", point=point
    )
    assert len(found) == lowest
    assert len(measure_events(sample_store, scope, "lowest", point)) < lowest


def test_counts_per_period_are_those_events_and_a_period_without_is_zero(sample_store):
    events = measure_events(sample_store, YEAR, "severe", "minor")
    weeks = event_periods(sample_store, YEAR, "severe", "minor", "week")
    assert weeks["value"].sum() == len(events) > 0
    assert (weeks["value"] == 0).any()


def test_only_series_worth_seeing_are_listed(sample_store):
    listed = event_list(sample_store, "it_delivery")
    assert {"escaped", "severe", "activity"} == set(listed["kind"])  # no touchpoint has twenty lowest answers here
    assert listed["code"].is_unique
    counts = [
        len(measure_events(sample_store, ALWAYS, kind, item))
        for kind, item in listed[["kind", "item_id"]].itertuples(index=False)
    ]
    assert min(counts) >= 5
    assert event_list(sample_store, "nowhere").empty
