"""A series that is imported per segment is split by it, and no value for all is made up."""

from __future__ import annotations

import pandas as pd
import pytest

from data.store import Store
from views import kpis_segments
from workflows.pool_kpis import pooled_measure
from workflows.read_kpis import read_measures
from workflows.split_kpi import segment_measures

KPI = "it_delivery.reply_share"


def put(store: Store) -> None:
    rows = [
        (segment, pd.Timestamp(2026, month, 1).date(), hits, n)
        for segment, hits, n in (("West", 30.0, 50.0), ("East", 80.0, 100.0))
        for month in (1, 2)
    ]
    frame = pd.DataFrame(rows, columns=["segment", "period_start", "numerator", "denominator"])
    upload = store.value("SELECT any_value(upload_id) FROM kpi_value")
    with store.write("test", "process") as write:
        write.insert("kpi_def", pd.DataFrame([{"kpi_id": KPI, "journey_id": "it_delivery", "name_en": "Replies in time",
                                               "unit": "share", "direction": "up", "grain": "month"}]))  # fmt: skip
        write.insert("kpi_value", frame.assign(kpi_id=KPI, period_grain="month", value=frame["numerator"]
                     / frame["denominator"], n=frame["denominator"].astype("Int64"), upload_id=upload))  # fmt: skip


def test_a_measure_imported_per_segment_is_split_by_it(sample_store: Store) -> None:
    put(sample_store)
    measure = next(one for one in read_measures(sample_store, "it_delivery") if one.kpi_id == KPI)
    assert measure.values.empty  # nobody said what all segments together are
    found = segment_measures(sample_store, "it_delivery", measure)
    assert [name for name, _own in found] == ["East", "West"]
    pooled = {name: pooled_measure(own, None, None) for name, own in found}
    west = pooled["West"]
    assert west is not None
    assert (west.value, west.n) == (0.6, 100)
    # 60 of 100: Wilson .502 to .691
    assert west.low == pytest.approx(0.5020, abs=5e-4)
    assert west.high == pytest.approx(0.6906, abs=5e-4)
    told = [(name, own, one) for name, own in found if (one := pooled[name]) is not None]
    rows = kpis_segments.table(told)
    assert rows[["segment", "value", "n"]].to_numpy().tolist() == [["East", "80%", "200"], ["West", "60%", "100"]]


def test_a_measure_without_segments_is_not_split(sample_view: Store) -> None:
    measure = next(one for one in read_measures(sample_view, "it_delivery") if one.origin == "series")
    assert segment_measures(sample_view, "it_delivery", measure) == ()


def test_the_page_shows_the_segments_and_makes_up_no_value_for_all(sample_store: Store, app) -> None:  # type: ignore[no-untyped-def]
    put(sample_store)
    screen = app("pages/process/kpis.py", j="it_delivery", per="all", kpi=KPI)
    assert not screen.exception
    assert any("per segment only" in one.value for one in screen.info)
    assert any("Replies in time (per segment)" in box.options for box in screen.selectbox)
    assert any(set(shown.value.columns) >= {"segment", "interval", "n"} for shown in screen.dataframe)
