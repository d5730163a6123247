"""Cases, transitions, variants, loops, load and open cases, against pandas on the same log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from data.queries import process_cases, process_flow, process_load
from data.queries.process_drill import Behind, cases_behind
from data.queries.process_open import open_rules
from data.queries.scope import Scope
from data.store import Store
from tests.data.queries.logs import opened, written
from workflows.measure_lead_time import measure_lead_time
from workflows.read_stream import flow_of

START = datetime(2026, 1, 5, 8)
PATHS = (("ask", "check", "send"), ("ask", "check", "ask", "check", "send"), ("ask", "send"))


def drawn(seed: int = 3, n: int = 120) -> pd.DataFrame:
    """A log of n cases, the last few unfinished."""
    rng = np.random.default_rng(seed)
    rows = []
    for case in range(n):
        at = START + timedelta(days=min(case, n - 4), minutes=int(rng.integers(0, 600)))
        path = PATHS[rng.choice(3, p=(0.6, 0.3, 0.1))]
        for activity in path[: 1 if case >= n - 4 else None]:
            at += timedelta(minutes=int(rng.integers(0, 900)))
            end = at + timedelta(minutes=int(rng.integers(1, 60)))
            rows.append((f"K{case:03d}", activity, at, end, f"P{rng.integers(0, 3)}"))
            at = end
    return pd.DataFrame(rows, columns=["case_id", "activity", "start", "end", "resource"])


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    yield from opened(tmp_path, monkeypatch)


@pytest.fixture
def log() -> pd.DataFrame:
    return drawn()


@pytest.fixture
def scope(store: Store, tmp_path: Path, log: pd.DataFrame) -> Scope:
    return Scope(written(store, tmp_path / "log.csv", [",".join(map(str, row)) for row in log.itertuples(index=False)]))


def test_counts_and_lead_times_are_those_of_the_log(store: Store, scope: Scope, log: pd.DataFrame) -> None:
    spans = log.groupby("case_id").agg(start=("start", "min"), end=("end", "max"))
    lead = (spans["end"] - spans["start"]).dt.total_seconds()
    told = process_cases.lead_times(store, scope).set_index("basis")
    assert told.loc["all", ["n_cases", "mean_s", "median_s", "p85_s"]].tolist() == pytest.approx(
        [120, lead.mean(), lead.median(), lead.quantile(0.85)]
    )
    assert told.loc["closed", "n_cases"] == 116
    counts = process_cases.case_counts(store, scope).iloc[0]
    paths = log.groupby("case_id")["activity"].agg(tuple)
    repeats = paths.map(lambda path: len(path) - len(set(path)))
    busy = (log["end"] - log["start"]).dt.total_seconds().groupby(log["case_id"]).sum()
    assert [counts["n_cases"], counts["n_open"], counts["n_single"]] == [120, 4, 4]
    assert [counts["n_repeats"], counts["n_first_pass"]] == [
        repeats.sum(),
        ((repeats == 0) & (paths.map(len) > 1)).sum(),
    ]
    flow = flow_of(store, scope)  # no steps of this log overlap
    assert flow.n_cases == 120
    assert flow.efficiency == pytest.approx(busy.sum() / lead.sum())
    assert flow.mean_of_cases == pytest.approx((busy / lead).mean())


def test_a_period_holds_the_cases_whose_last_step_lies_in_it(store: Store, scope: Scope, log: pd.DataFrame) -> None:
    last = log.groupby("case_id")["end"].max()
    part = scope.between(date(2026, 2, 1), date(2026, 3, 1))
    n = ((last >= "2026-02-01") & (last < "2026-03-01")).sum()
    assert process_cases.case_counts(store, part)["n_cases"].tolist() == [n]
    series = process_cases.lead_series(store, scope).set_index("period_start")
    assert series.loc["2026-02-01", "n_cases"] == n


def test_transitions_and_variants_equal_those_of_pandas(store: Store, scope: Scope, log: pd.DataFrame) -> None:
    ordered = log.sort_values(["case_id", "start", "end"], kind="stable")
    before = ordered.groupby("case_id")[["activity", "end"]].shift()
    wait = (ordered["start"] - before["end"]).dt.total_seconds()
    pairs = pd.DataFrame({"previous": before["activity"], "activity": ordered["activity"], "wait": wait}).dropna()
    wanted = pairs.groupby(["previous", "activity"])["wait"].agg(["size", "median", "mean"])
    told = process_flow.directly_follows(store, scope).set_index(["previous", "activity"]).sort_index()
    assert told["n"].tolist() == wanted["size"].tolist()
    assert told["median_wait_s"].tolist() == pytest.approx(wanted["median"].tolist())
    assert told["mean_wait_s"].tolist() == pytest.approx(wanted["mean"].tolist())
    assert told.groupby("previous")["share"].sum().tolist() == pytest.approx([1.0] * len(set(pairs["previous"])))

    counted = log.groupby("case_id")["activity"].agg(tuple).value_counts()
    found = process_flow.variants(store, scope, most=2)
    assert [tuple(path) for path in found["activities"]] == counted.index[:2].tolist()
    assert found["n_cases"].tolist() == counted.head(2).tolist()
    assert found["n_variants"].tolist() == [len(counted)] * 2
    assert found["coverage"].iloc[-1] == pytest.approx(counted.head(2).sum() / 120)


def test_loops_name_the_way_back(store: Store, scope: Scope, log: pd.DataFrame) -> None:
    n_back = (log.groupby(["case_id", "activity"]).size() > 1).groupby("activity").sum()
    loops = process_flow.rework_loops(store, scope).set_index(["previous", "activity"])
    assert loops["n_loops"].to_dict() == {("check", "ask"): n_back["ask"], ("ask", "check"): n_back["check"]}
    assert (loops["median_extra_s"] > 0).all()
    for row in process_flow.rework_loops(store, scope).itertuples(index=False):
        way = Behind(activity_no=row.activity_no, previous_no=row.previous_no, is_repeat=True)
        assert len(cases_behind(store, scope, way, most=1000)) == row.n_cases


def test_handoffs_count_changes_of_hands(store: Store, scope: Scope, log: pd.DataFrame) -> None:
    ordered = log.sort_values(["case_id", "start", "end"], kind="stable")
    giver = ordered.groupby("case_id")["resource"].shift()
    n = (giver.notna() & (giver != ordered["resource"])).sum()
    pairs = process_flow.handoffs(store, scope, most=100)
    assert pairs["n"].sum() == n
    for row in pairs.head(3).itertuples(index=False):
        behind = cases_behind(store, scope, Behind(giver_no=row.giver_no, taker_no=row.taker_no), most=1000)
        wanted = ordered[(giver == row.giver) & (ordered["resource"] == row.taker)]["case_id"]
        assert len(behind) == row.n_cases == wanted.nunique()
        assert set(behind["external_key"]) == set(wanted.astype(str))
    assert process_cases.case_counts(store, scope)["n_handoffs"].tolist() == [n]


def test_work_in_progress_is_what_began_and_has_not_closed(store: Store, scope: Scope, log: pd.DataFrame) -> None:
    load = process_load.process_load(store, scope, "week").set_index("period_start")
    spans = log.groupby("case_id").agg(start=("start", "min"), end=("end", "max"), last=("activity", "last"))
    closed = spans["last"] == "send"
    for week in load.index[[2, 8, -1]]:
        until = week + timedelta(days=7)
        wanted = (spans["start"] < until).sum() - (closed & (spans["end"] < until)).sum()
        assert load.loc[week, "n_in_progress"] == wanted
    assert load["n_begun"].sum() == 120
    assert load["n_in_progress"].iloc[-1] == 4
    part = process_load.process_load(store, scope.between(date(2026, 2, 2), date(2026, 3, 2)), "week")
    assert part["n_in_progress"].tolist() == load.loc["2026-02-02":"2026-02-23", "n_in_progress"].tolist()


def test_cases_are_open_that_did_not_reach_an_end_before_the_log_did(store: Store, scope: Scope) -> None:
    rule = open_rules(store, scope.journey_id).iloc[0]
    assert [list(rule["end_activities"]), bool(rule["has_marks"]), bool(rule["is_said"])] == [["send"], False, False]
    ageing = process_load.open_ageing(store, scope)
    assert ageing[["activity", "n_open"]].values.tolist() == [["ask", 4]]
    late = process_load.open_ageing(store, scope, as_of=datetime(2027, 1, 1))
    assert late["n_overdue"].tolist() == [4]
    oldest = process_load.open_cases(store, scope, most=1).iloc[0]
    assert oldest["external_key"] in ("K116", "K117", "K118", "K119")
    with store.write("said", "process") as write:
        write.execute("INSERT INTO process_end SELECT source_id, unnest(['ask', 'send']), 'me', now() FROM process_log")
    assert process_cases.case_counts(store, scope)["n_open"].tolist() == [0]


def test_lead_times_come_with_intervals(store: Store, scope: Scope, log: pd.DataFrame) -> None:
    spans = log.groupby("case_id").agg(start=("start", "min"), end=("end", "max"))
    lead = (spans["end"] - spans["start"]).dt.total_seconds()
    told = measure_lead_time(store, scope)
    assert told is not None
    assert told.mean.value == pytest.approx(lead.mean())
    half = stats.t.ppf(0.975, 119) * lead.std() / np.sqrt(120)
    assert [told.mean.low, told.mean.high] == pytest.approx([lead.mean() - half, lead.mean() + half], rel=0.01)
    assert told.median.value == pytest.approx(lead.median())
    # order statistics 50 and 71 of 120: the binomial interval of ranks
    low, high = np.sort(lead)[[49, 70]]
    assert told.median.low == pytest.approx(low, rel=0.03)
    assert told.median.high == pytest.approx(high, rel=0.03)
    assert told.p85.n == 120
    assert measure_lead_time(store, Scope("nothing")) is None
