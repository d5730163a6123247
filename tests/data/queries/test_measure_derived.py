"""Derived measures on the control chart: the same values as on the page on measures, periods that are over only."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from data.queries.measure_series import measure_series
from data.queries.measures import measure_list, parsed
from data.queries.scope import Scope
from workflows.edit_kpi import edit_kpi
from workflows.read_kpis import read_measures

J = "it_delivery"
AT = datetime(2026, 11, 2, tzinfo=UTC)


def codes(store) -> list[str]:
    listed = measure_list(store, J)
    return listed.loc[listed["kind"] == "derived", "code"].tolist()


def series(store, key: str, grain: str) -> pd.DataFrame:
    measure = parsed(f"derived:{J}.{key}")
    assert measure is not None
    return measure_series(store, Scope(J), measure, grain).dropna(subset=["value"])


def test_what_was_imported_is_not_listed_twice(sample_store):
    found = codes(sample_store)
    assert f"derived:{J}.operation_defect_share" in found
    assert f"derived:{J}.requirements_stability_index" not in found
    assert f"derived:{J}.churn_rate" not in found  # no contract of the sample ends


@pytest.mark.parametrize(("key", "grain"), [("operation_defect_share", "month"), ("repurchase_rate", "quarter"),
                                            ("cost_of_poor_quality", "month")])  # fmt: skip
def test_values_are_those_of_the_page_on_measures(sample_store, key, grain):
    page = next(one for one in read_measures(sample_store, J) if one.kpi_id == f"{J}.{key}").values
    full = page[page["is_full"].astype(bool) & page["value"].notna()].astype({"value": "float64", "n": "float64"})
    chart = series(sample_store, key, grain)
    assert chart["period_start"].tolist() == full["period_start"].tolist()
    assert chart["value"].tolist() == pytest.approx(full["value"].tolist())
    assert chart["n"].tolist() == full["n"].tolist()


def test_shares_carry_their_counts_so_that_a_chart_for_shares_is_chosen(sample_store):
    share = series(sample_store, "operation_defect_share", "month")
    assert (share["numerator"] / share["denominator"]).tolist() == pytest.approx(share["value"].tolist())
    assert series(sample_store, "cost_of_poor_quality", "month")["numerator"].isna().all()


def test_weeks_may_begin_on_sunday(sample_store):
    measure = parsed(f"derived:{J}.operation_defect_share")
    assert measure is not None
    found = measure_series(
        sample_store, Scope(J, (), date(2026, 1, 1), date(2026, 7, 1)), measure, "week", week_start="sun"
    )
    assert set(found["period_start"].dt.day_name()) == {"Sunday"}


def test_target_and_windows_of_a_derived_measure_follow_its_edits(sample_store):
    kpi_id = f"{J}.repurchase_rate"
    before = series(sample_store, "repurchase_rate", "quarter")
    edit_kpi(sample_store, J, kpi_id, {"target": 0.5, "parameters": {"repurchase_days": 30}}, at=AT)
    listed = measure_list(sample_store, J).set_index("code")
    assert listed.loc[f"derived:{kpi_id}", "target"] == 0.5
    after = series(sample_store, "repurchase_rate", "quarter")
    assert len(after) > len(before)  # a shorter window is over sooner
    assert after["value"].mean() < before["value"].mean()
