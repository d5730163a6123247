"""Faults of event logs are counted and named, and never become figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.queries.process_cases import case_counts, lead_times
from data.queries.process_drill import Behind, case_steps, cases_behind
from data.queries.process_flow import variants
from data.queries.process_issues import process_issues
from data.queries.process_steps import process_steps
from data.queries.scope import Scope
from data.store import Store
from tests.data.queries.logs import opened, written
from views.process_issue_words import ORDER, issue_sentence, places_sentence

BAD = (
    "A,ask,2026-03-02 09:00:00,2026-03-02 10:00:00,Li",
    "A,check,2026-03-02 12:00:00,2026-03-02 11:00:00,Li",
    "A,send,,2026-03-02 14:00:00,Li",
    "B,ask,2026-03-02 09:00:00,,Li",
    "C,ask,2026-03-03 09:00:00,2026-03-03 09:30:00,Li",
    "C,check,1970-01-01 00:00:00,2026-03-03 10:00:00,Li",
    "C,send,2026-03-03 11:00:00,9999-12-31 00:00:00,Li",
    "D,ask,2026-03-04 09:00:00,2026-03-04 09:30:00,Li",
    "D,check,2051-03-04 09:00:00,2051-03-04 09:30:00,Li",
    "D,send,2026-03-04 12:00:00,2026-03-04 12:30:00,Li",
    "E,ask,2026-03-05 09:00:00,2026-03-05 09:30:00,Li",
)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    yield from opened(tmp_path, monkeypatch)


def test_every_fault_is_counted_with_its_rows(store: Store, tmp_path: Path) -> None:
    source = written(store, tmp_path / "log.csv", BAD)
    issues = process_issues(store, source).set_index("code")
    wanted = {"reversed": 1, "no_start": 1, "no_end": 1, "unbelieved": 2, "far": 1, "single": 2, "unmapped": 10}
    assert {code: int(issues.loc[code, "n_events"]) for code in wanted} == wanted
    assert issues.loc["reversed", "places"].tolist() == ["log.csv: 3"]  # with the header
    assert issues.loc["far", "places"].tolist() == ["D"]
    assert issues.loc["single", "n_cases"] == 2
    assert (issues["n_of"] == 11).all()
    assert set(issues.index) <= set(ORDER)


def test_no_fault_reaches_a_figure(store: Store, tmp_path: Path) -> None:
    scope = Scope(written(store, tmp_path / "log.csv", BAD))
    lead = lead_times(store, scope).set_index("basis").loc["all"]
    assert lead["max_s"] == 5 * 3600  # A, from 9:00 to 14:00; nothing from 1970, 2051 or 9999
    assert lead["n_cases"] == 5
    steps = process_steps(store, scope)
    assert (steps[["mean_wait_s", "mean_processing_s"]].fillna(0) >= 0).all(axis=None)
    assert steps["total_processing_s"].sum() == (60 + 30 + 30 + 30 + 30) * 60


def test_a_jump_of_the_clock_is_named_in_a_log_that_is_in_order(store: Store, tmp_path: Path) -> None:
    lines = [f"K{case},{activity},2026-03-0{case % 9 + 1} {hour}:00:00,2026-03-0{case % 9 + 1} {hour}:20:00,Li"
             for case in range(12) for activity, hour in (("ask", "09"), ("check", "10"), ("send", "11"))]  # fmt: skip
    lines[5] = "K1,send,2026-03-02 07:00:00,2026-03-02 07:20:00,Li"
    issues = process_issues(store, written(store, tmp_path / "log.csv", lines)).set_index("code")
    assert issues.loc["backwards", ["n_events", "n_cases"]].tolist() == [1, 1]
    assert issues.loc["backwards", "places"].tolist() == ["log.csv: 7"]


def test_a_log_with_one_time_says_so_once(store: Store, tmp_path: Path) -> None:
    lines = [f"K{case},{activity},2026-03-0{case % 9 + 1} {hour}:00:00"
             for case in range(9) for activity, hour in (("ask", "09"), ("send", "11"))]  # fmt: skip
    source = written(store, tmp_path / "log.csv", lines, header="case_id,activity,timestamp")
    issues = process_issues(store, source)
    assert set(issues["code"]) == {"single_time", "unmapped"}


def test_a_clean_log_has_no_faults(sample_store: Store) -> None:
    assert set(process_issues(sample_store, "car_rental")["code"]) <= {"cut", "single"}
    assert process_issues(sample_store, "nothing").empty


@pytest.mark.parametrize("code", ORDER)
def test_each_finding_is_a_sentence_with_its_number(code: str) -> None:
    for n in (1, 1234):
        told = issue_sentence(code, n, n)
        assert told != code
        assert f"{n:,}" in told
    assert "log.csv: 2" in places_sentence(code, ["log.csv: 2"])
    assert places_sentence(code, []) == ""


def test_numbers_lead_to_their_cases_and_steps(store: Store, tmp_path: Path) -> None:
    scope = Scope(written(store, tmp_path / "log.csv", BAD))
    everything = cases_behind(store, scope)
    assert everything["n_cases"].tolist() == [5] * 5
    assert everything["external_key"].iloc[0] == "A"
    first = variants(store, scope).iloc[0]
    same = cases_behind(store, scope, Behind(variant_no=int(first["variant_no"])))
    assert len(same) == first["n_cases"]
    check = process_steps(store, scope).set_index("activity").loc["check", "activity_no"]
    assert set(cases_behind(store, scope, Behind(activity_no=int(check)))["external_key"]) == {"A", "C"}
    assert cases_behind(store, scope, Behind(activity_no=int(check), is_repeat=True)).empty
    steps = case_steps(store, str(everything["case_id"].iloc[0]))
    assert steps["activity"].tolist() == ["ask", "check", "send"]
    assert steps["fault"].tolist()[1:] == ["reversed", "no_start"]
    assert case_counts(store, scope)["n_cases"].tolist() == [5]


def test_periods_and_sources_that_hold_nothing_give_empty_frames(store: Store, tmp_path: Path) -> None:
    scope = Scope(written(store, tmp_path / "log.csv", BAD)).between(datetime(2030, 1, 1, tzinfo=UTC).date(), None)
    assert process_steps(store, scope).empty
    assert lead_times(store, scope).empty
    assert variants(store, scope).empty
    assert case_counts(store, scope)["n_cases"].tolist() == [0]


def test_a_case_begun_before_the_log_is_not_also_one_of_a_single_step(sample_store: Store) -> None:
    found = process_issues(sample_store, "it_delivery").set_index("code")
    cut = sample_store.value("SELECT count(*) FROM case_fact WHERE is_cut")
    both = sample_store.value("SELECT count(*) FROM case_fact WHERE is_cut AND n_steps = 1")
    assert cut >= found.loc["cut", "n_cases"] > 0
    assert both > 0, "the sample holds some, else this tells nothing"
    told = int(found["n_cases"].get("single", 0))
    alone = """SELECT count(*) FROM case_fact c JOIN process_log l USING (log_no)
               WHERE l.journey_id = 'it_delivery' AND n_steps = 1 AND NOT is_cut"""
    assert told == sample_store.value(alone)
