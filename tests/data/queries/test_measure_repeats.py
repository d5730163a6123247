"""What neighbouring weeks share because the same accounts answer again: the query against matrices of the same rows."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from benchmarks.control import shared_covariances
from data.queries.measure_repeats import lag_covariances, stage_repeats, touchpoint_repeats
from data.queries.measure_series import many_series, measure_series
from data.queries.measures import Measure
from data.queries.scope import Scope

SCOPE = Scope("it_delivery", (), date(2025, 11, 3), date(2026, 11, 2))
ITEM = "it_delivery.user_training"


def answers(store, item: str) -> pd.DataFrame:
    return store.frame(
        """SELECT date_trunc('week', served_on)::TIMESTAMP AS period_start, cluster_no, norm
           FROM score_fact WHERE touchpoint_id = $item AND served_on >= DATE '2025-11-03'""",
        item=item,
    )


def test_the_query_gives_what_matrices_of_accounts_and_weeks_give(sample_store):
    rows = answers(sample_store, ITEM)
    sums = rows.groupby(["period_start", "cluster_no"])["norm"].agg(["sum", "count"]).reset_index()
    every = pd.date_range("2025-11-03", periods=52, freq="7D")
    told = touchpoint_repeats(sample_store, SCOPE, "week", item_id=ITEM)
    assert lag_covariances(told, "mean") == pytest.approx(shared_covariances(sums, every))


def test_units_follow_the_measure(sample_store):
    told = touchpoint_repeats(sample_store, SCOPE, "week", item_id=ITEM)
    on_scale, ticked = lag_covariances(told, "mean"), lag_covariances(told, "rating")  # points 0-100; answers 1-5
    assert ticked * 25.0**2 == pytest.approx(on_scale)
    assert lag_covariances(told, "satisfied").max() < 0.25  # a share's variance


def test_the_stage_of_ongoing_use_remembers_its_customers_and_the_series_says_so(sample_store):
    stage = Measure("stage", "it_delivery.use")
    alone = measure_series(sample_store, SCOPE, stage, "week")["mean_cov"].to_numpy()
    together = many_series(sample_store, SCOPE, [(stage, "week")])[stage.code]["mean_cov"].to_numpy()
    assert np.allclose(alone, together, equal_nan=True)
    assert np.isnan(alone[0])
    assert alone[1] > alone[13] > 0  # neighbours share customers of the same projects, distant weeks fewer
    assert stage_repeats(sample_store, SCOPE, "month", item_id="it_delivery.use")["lag"].max() == 11


def test_nothing_to_share_is_nothing(sample_store):
    none = touchpoint_repeats(sample_store, SCOPE, "week", item_id="no such touchpoint")
    assert none.empty
    assert lag_covariances(none, "mean").size == 0
    one = measure_series(sample_store, Scope("it_delivery", (), date(2026, 10, 19), date(2026, 10, 26)),
                         Measure("mean", ITEM), "week")  # fmt: skip
    assert one["mean_cov"].isna().all()
