"""The measures of the sample world: what records give again equals the series that was drawn from them."""

from __future__ import annotations

import pandas as pd
import pytest

from data.queries.kpi_derived import Asked, derived_records, derived_series
from data.store import Store
from workflows.read_kpis import read_measures

SAME = {
    "requirements_stability_index": "requirements_stability_index",
    "requirement_change_rate": "requirement_change_rate",
    "defect_density": "defect_density",
    "operation_defect_share": "defect_escape_rate",  # the sample's series has no window
}


def stated(store: Store, key: str) -> pd.DataFrame:
    return store.frame(
        """SELECT period_start::TIMESTAMP AS period_start, value AS stated, numerator AS top, denominator AS bottom
           FROM kpi_value WHERE kpi_id = $id ORDER BY 1""",
        id=f"it_delivery.{key}",
    )


@pytest.mark.parametrize(("key", "series"), SAME.items())
def test_derived_counts_equal_the_series_of_the_sample_in_every_month(sample_store, key, series):
    sums = derived_series(sample_store, Asked("it_delivery", key))
    both = stated(sample_store, series).merge(sums, on="period_start")
    assert len(both) == 36
    assert both["numerator"].tolist() == both["top"].tolist()
    assert both["denominator"].tolist() == both["bottom"].tolist()


def test_rework_equals_the_series_of_the_sample(sample_store):
    sums = derived_series(sample_store, Asked("it_delivery", "rework_person_days"))
    both = stated(sample_store, "rework_person_days").merge(sums, on="period_start")
    assert both["numerator"].round(2).tolist() == pytest.approx(both["stated"].tolist(), abs=0.011)


def test_on_time_agrees_delivery_by_delivery(sample_store):
    """The sample counts in the week of the hand-over, the catalogue in the week a delivery was due."""
    records = derived_records(
        sample_store, Asked("it_delivery", "on_time_delivery_rate"), start=pd.Timestamp(2020, 1, 1).date(),
        end=pd.Timestamp(2027, 1, 1).date(), limit=10_000,
    )  # fmt: skip
    weeks = sample_store.frame(
        """SELECT event_id AS record_id, date_trunc('week', (start_ts AT TIME ZONE 'Asia/Shanghai')::DATE)::TIMESTAMP
               AS period_start FROM event"""
    )
    by_week = records.merge(weeks, on="record_id").groupby("period_start", as_index=False)[["num", "den"]].sum()
    both = stated(sample_store, "on_time_delivery_rate").merge(by_week, on="period_start")
    assert len(both) > 50
    assert both["num"].tolist() == both["top"].tolist()
    assert both["den"].tolist() == both["bottom"].tolist()


def test_every_measure_carries_n_and_an_interval_where_its_kind_has_one(sample_store):
    found = {one.kpi_id: one for one in read_measures(sample_store, "it_delivery")}
    index = found["it_delivery.customer_satisfaction_index"]
    assert index.origin == "records"
    assert ((index.values["low"] < index.values["value"]) & (index.values["value"] < index.values["high"])).all()
    assert found["it_delivery.requirements_stability_index"].origin == "series"
    assert found["it_delivery.churn_rate"].origin is None


def test_a_period_that_is_not_over_is_not_full(sample_store):
    repurchase = next(
        one for one in read_measures(sample_store, "it_delivery") if one.kpi_id.endswith("repurchase_rate")
    )
    ends = repurchase.values["period_start"] + pd.DateOffset(months=3) + pd.Timedelta(days=365)
    assert (repurchase.values["is_full"] == (ends <= pd.Timestamp(2026, 11, 3))).all()
