"""Units side by side, against the same figures computed from the raw rows."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.queries.kpi_derived import Asked, data_until, derived_series
from data.queries.portfolio import ACCOUNT, JOURNEY, PROJECT, unit_cases, unit_on_time, unit_scores, unit_touchpoints
from data.queries.scope import Scope

SCOPE = Scope("it_delivery")
FACTS = """SELECT f.touchpoint_id, f.comparison_group, f.norm, f.respondent_no, r.account_id,
    r.project_id, r.response_id FROM score_fact f JOIN response r USING (response_no)
    WHERE f.journey_id = 'it_delivery' AND f.about = 'touchpoint'"""


@pytest.fixture
def facts(sample_store):
    rows = sample_store.frame(FACTS)
    own = rows.groupby(["touchpoint_id", "comparison_group"])["norm"].transform("mean")
    return rows.assign(value=rows["norm"] - own + rows["norm"].mean())


def committed(store):
    """One row per case with a date that is due: account_id, project_id, due (the last of its first dates), kept."""
    steps = store.frame(
        """SELECT c.account_id, c.project_id, e.case_id, e.activity, e.seq, e.end_ts, e.target_ts
        FROM event e JOIN process_case c USING (case_id)
        WHERE c.journey_id = 'it_delivery' AND e.target_ts IS NOT NULL ORDER BY e.case_id, e.seq"""
    )
    for name in ("end_ts", "target_ts"):
        steps[name] = steps[name].dt.tz_convert("Asia/Shanghai").dt.tz_localize(None).dt.normalize()
    promised = steps.groupby(["account_id", "project_id", "case_id", "activity"], dropna=False, as_index=False).agg(
        due=("target_ts", "first"), done=("end_ts", "max")
    )
    promised = promised[promised["due"] <= pd.Timestamp(data_until(store, "it_delivery"))]
    kept = promised.assign(kept=promised["done"] <= promised["due"])
    return kept.groupby("case_id", as_index=False).agg(
        account_id=("account_id", "first"), project_id=("project_id", "first"), due=("due", "max"), kept=("kept", "all")
    )


def test_the_mix_of_touchpoints_is_taken_out_of_an_accounts_mean(sample_store, facts) -> None:
    found = unit_scores(sample_store, SCOPE, ACCOUNT).set_index("unit")
    by = facts.groupby("account_id")["value"]
    assert found["n"].to_dict() == by.size().to_dict()
    assert found["mean"].to_numpy() == pytest.approx(by.mean()[found.index].to_numpy())
    assert found["sd"].to_numpy() == pytest.approx(by.std()[found.index].to_numpy())


def test_the_variance_of_a_mean_is_that_of_its_clusters(sample_store, facts) -> None:
    found = unit_scores(sample_store, SCOPE, ACCOUNT).set_index("unit")
    unit = found.index[0]
    mine = facts[facts["account_id"] == unit]
    sums = mine.groupby("respondent_no")["value"].agg(["size", "sum"])
    g, rest = len(sums), sums["sum"] - sums["size"] * mine["value"].mean()
    assert found.loc[unit, "n_clusters"] == g
    assert found.loc[unit, "variance"] == pytest.approx(np.square(rest).sum() / len(mine) ** 2 * g / (g - 1))


def test_a_segment_is_a_unit_like_any_other(sample_store, facts) -> None:
    found = unit_scores(sample_store, SCOPE, "region").set_index("unit")
    dims = sample_store.frame("SELECT owner_id AS response_id, value FROM segment_value WHERE dim = 'region'")
    told = facts.drop(columns="value").assign(shown=facts["value"]).merge(dims, on="response_id")
    assert found["n"].to_dict() == told.groupby("value").size().to_dict()


def test_journeys_stand_beside_each_other(sample_store) -> None:
    found = unit_scores(sample_store, SCOPE, JOURNEY)
    assert set(found["unit"]) == {"it_delivery", "car_rental"}


@pytest.mark.parametrize(("kind", "column"), [(ACCOUNT, "account_id"), (PROJECT, "project_id")])
def test_cases_kept_their_first_committed_date(sample_store, kind, column) -> None:
    rows = committed(sample_store)
    expected = rows.groupby(column)["kept"].agg(["size", "sum"])
    found = unit_on_time(sample_store, SCOPE, kind).set_index("unit")
    assert found["n"].to_dict() == expected["size"].to_dict()
    assert found["n_on_time"].to_dict() == expected["sum"].to_dict()


def test_the_rows_behind_a_unit(sample_store) -> None:
    unit = unit_on_time(sample_store, SCOPE, ACCOUNT)["unit"].iloc[0]
    cases = unit_cases(sample_store, SCOPE, ACCOUNT, unit)
    assert len(cases) == unit_on_time(sample_store, SCOPE, ACCOUNT)["n"].iloc[0]
    assert cases["is_on_time"].is_monotonic_increasing  # late ones first
    points = unit_touchpoints(sample_store, SCOPE, ACCOUNT, unit, least=5)
    assert (points["mean"] - points["rest"]).is_monotonic_increasing
    assert points["n"].min() >= 5
    total = sample_store.value(
        "SELECT count(*) FROM score_fact WHERE journey_id = 'it_delivery' AND about = 'touchpoint'"
    )
    every = unit_touchpoints(sample_store, SCOPE, ACCOUNT, unit, least=0)
    assert every["n"].sum() + every["n_rest"].sum() == total


def test_days_of_a_units_cases_are_those_of_the_house(sample_store) -> None:
    unit = unit_on_time(sample_store, SCOPE, ACCOUNT)["unit"].iloc[0]
    cases = unit_cases(sample_store, SCOPE, ACCOUNT, unit).set_index("case_key")
    raw = sample_store.frame(
        "SELECT external_key AS case_key, opened_at FROM process_case WHERE journey_id = 'it_delivery'"
    )
    opened = raw.set_index("case_key")["opened_at"].dt.tz_convert("Asia/Shanghai").dt.tz_localize(None)
    assert len(cases) > 5
    assert cases["opened_at"].to_dict() == {key: opened[key] for key in cases.index}
    assert cases["due_at"].dt.tz is None


def test_a_period_takes_the_commitments_of_its_own_days(sample_store) -> None:
    due = committed(sample_store)["due"].dt.date
    first, end = date(2026, 3, 1), date(2026, 6, 1)
    found = unit_on_time(sample_store, Scope("it_delivery", start=first, end=end), ACCOUNT)
    assert found["n"].sum() == ((due >= first) & (due < end)).sum() > 0


def test_the_journey_and_its_on_time_rate_count_the_same_cases(sample_store) -> None:
    whole = unit_on_time(sample_store, SCOPE, JOURNEY).iloc[0]
    rows = derived_series(sample_store, Asked("it_delivery", "on_time_delivery_rate"))
    assert (whole["n_on_time"], whole["n"]) == (rows["numerator"].sum(), rows["n_den"].sum())
