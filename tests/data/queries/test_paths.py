"""Steps, features and passages of three cases, counted by hand; and what was planted in the sample world."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from analytics.paths.effects import path_effects
from data.ingest.step_fact import rebuild_steps
from data.queries.path_effects import (
    feature_cases,
    feature_comments,
    path_answers,
    path_exposures,
    path_features,
)
from data.queries.path_transitions import passage_cases, passage_score_sums, passage_sums, passage_times
from data.queries.process_paths import path_edges, path_nodes, variants
from data.queries.scope import Scope
from data.queries.setting import setting
from data.store import Store
from tests.stores import new_store

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
CASE = """INSERT INTO process_case (case_id, source_id, external_key, journey_id, account_id, opened_at, closed_at,
    upload_id) VALUES ($case, 's', $case, 'j', $account, $start, $end, 'u')"""
EVENT = """INSERT INTO event (event_id, case_id, seq, activity, touchpoint_id, enabled_ts, start_ts, end_ts, target_ts,
    resource, lifecycle, upload_id) VALUES ($id, $case, $seq, $activity, $touchpoint, $enabled, $begun, $done, $due,
    $resource, $lifecycle, 'u')"""
TOUCHPOINTS = {"ask": "j.ask", "sign": "j.sign", "build": None, "give": "j.give"}
# case -> (activity, hours after the start, hours of work, resource, hours after the start it was due)
LOG = {
    "A": [("ask", 0, 1, "x", None), ("sign", 2, 1, "x", None), ("sign", 5, 1, "y", None), ("build", 10, 5, "z", None),
          ("give", 20, 1, "z", 18)],
    "B": [("ask", 0, 1, "x", None), ("sign", 3, 1, "x", None), ("give", 9, 1, "y", 18)],
    "C": [("ask", 0, 1, "x", None)],
}  # fmt: skip


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Store]:
    store = new_store(tmp_path / "paths.duckdb")
    with store.write("t", "journey", "process", "feedback") as write:
        write.execute("INSERT INTO journey (journey_id, created_at) VALUES ('j', $at)", at=START)
        for position, stage in enumerate(("first", "second"), 1):
            write.execute("INSERT INTO stage (stage_id, journey_id, position) VALUES ($id, 'j', $position)",
                          id=f"j.{stage}", position=position)  # fmt: skip
        for position, (name, stage, channel) in enumerate(
            (("ask", "first", "web"), ("sign", "first", "mail"), ("give", "second", "mail")), 1
        ):
            write.execute(
                """INSERT INTO touchpoint (touchpoint_id, journey_id, stage_id, position, channel)
                   VALUES ($id, 'j', $stage, $position, $channel)""",
                id=f"j.{name}", stage=f"j.{stage}", position=position, channel=channel,
            )  # fmt: skip
        for case, rows in LOG.items():
            write.execute(CASE, case=case, account=f"acc{case}", start=START, end=START + timedelta(hours=30))
            for seq, row in enumerate(rows):
                write.execute(EVENT, **event(case, seq, *row))
        for name, touchpoint in TOUCHPOINTS.items():
            write.execute(
                "INSERT INTO activity_map (source_id, activity, touchpoint_id) VALUES ('s', $name, $touchpoint)",
                name=name, touchpoint=touchpoint,
            )  # fmt: skip
        write.execute(EVENT, **event("A", 9, "give", 1, 1, "z", None) | {"id": "A9", "lifecycle": "SCHEDULE"})
        rebuild_steps(write)
    yield store
    store.close()


def event(case, seq, activity, begun, work, resource, due):
    at = START + timedelta(hours=begun)
    return {
        "id": f"{case}{seq}", "case": case, "seq": seq, "activity": activity, "touchpoint": TOUCHPOINTS[activity],
        "enabled": at - timedelta(hours=1), "begun": at, "done": at + timedelta(hours=work), "resource": resource,
        "due": None if due is None else START + timedelta(hours=due), "lifecycle": "complete",
    }  # fmt: skip


def test_steps_and_passages_are_counted_in_the_order_of_the_cases(bench):
    nodes = path_nodes(bench, Scope("j")).set_index("activity")
    assert nodes.index.tolist() == ["ask", "sign", "build", "give"]
    assert nodes["n_cases"].tolist() == [3, 2, 1, 2]
    assert nodes["n_again"].tolist() == [0, 1, 0, 0]
    assert nodes["n_last"].tolist() == [1, 0, 0, 2]
    assert nodes["stage_id"].tolist() == ["j.first", "j.first", "j.first", "j.second"], "a step without: the one before"
    edges = path_edges(bench, Scope("j"))
    found = {(row.activity, row.other): (row.n_cases, row.median_hours) for row in edges.itertuples()}
    assert found == {("ask", "sign"): (2, 1.5), ("sign", "sign"): (1, 2.0), ("sign", "build"): (1, 4.0),
                     ("build", "give"): (1, 5.0), ("sign", "give"): (1, 5.0)}  # fmt: skip
    ways = variants(bench, Scope("j"))
    assert (ways["n_variants"] == 3).all()
    assert sorted(str(way).split("\x1f") for way in ways["way"]) == [
        ["ask"], ["ask", "sign", "give"], ["ask", "sign", "sign", "build", "give"]]  # fmt: skip


def test_a_period_takes_the_cases_that_ended_in_it(bench):
    assert path_nodes(bench, Scope("j", start=date(2026, 4, 1))).empty
    assert path_nodes(bench, Scope("j", end=date(2026, 4, 1)))["n_cases"].max() == 3


def test_features_are_what_a_case_could_have_had(bench):
    features = path_features(bench, Scope("j"), least_cases=1, is_answered=False)
    found = {(row.kind, row.activity, row.other): (row.n_cases, row.n_reached) for row in features.itertuples()}
    assert found["loop", "sign", ""] == (1, 2)
    assert found["late", "give", ""] == (1, 2)
    assert found["handoff", "give", ""] == (1, 2)
    assert found["edge", "sign", "build"] == (1, 2)
    assert ("edge", "ask", "sign") not in found, "every case that leaves asking goes to signing"
    assert found["path", "j.first", "ask\x1fsign"] == (1, 3)
    assert path_features(bench, Scope("j"), least_cases=1).empty, "no case has an answer"


def test_a_feature_is_known_when_it_could_be_there_and_there_when_it_is(bench):
    features = path_features(bench, Scope("j"), least_cases=1, is_answered=False)
    is_loop = (features["kind"] == "loop") & (features["activity"] == "sign")
    rows = path_exposures(bench, Scope("j"), least_cases=1, is_answered=False)
    rows = rows[rows["feature_no"].isin(features.loc[is_loop, "feature_no"])]
    hours = (rows[["known_at", "there_at"]] - START.timestamp()) / 3600
    assert hours["known_at"].tolist() == [2.0, 3.0]
    assert hours["there_at"].tolist()[0] == 5.0
    assert hours["there_at"].isna().tolist() == [False, True]
    assert rows["rank"].tolist() == [1, 1]


def test_the_cases_behind_a_feature(bench):
    rows = feature_cases(bench, Scope("j"), "late", "give", "")
    assert rows[["case_key", "is_there", "n_there", "n_all"]].values.tolist() == [["A", True, 1, 2], ["B", False, 1, 2]]
    known = rows["known_at"].dt.tz_localize(str(setting(bench, "time_zone")))
    assert [(at - START).total_seconds() / 3600 for at in known] == [21.0, 10.0], "by the clock of the house"
    assert feature_cases(bench, Scope("j"), "edge", "sign", "build")["is_there"].tolist() == [True, False]
    assert feature_comments(bench, Scope("j"), "late", "give", "").empty
    assert path_answers(bench, Scope("j")).empty


def test_visits_go_on_leave_or_end(bench):
    sums = passage_sums(bench, Scope("j")).groupby(["touchpoint_id", "went_to"])[["n", "n_channel"]].sum()
    assert sums.to_dict("index") == {
        ("j.ask", "j.sign"): {"n": 2, "n_channel": 2},
        ("j.ask", "left"): {"n": 1, "n_channel": 0},
        ("j.give", "end"): {"n": 2, "n_channel": 0},
        ("j.sign", "j.give"): {"n": 2, "n_channel": 0},
    }
    times = passage_times(bench, Scope("j")).set_index("touchpoint_id")
    assert times.loc["j.sign", "median_hours"] == pytest.approx((14 + 5) / 2)
    assert times.loc["j.ask", "n"] == 2
    cases = passage_cases(bench, Scope("j"), "j.sign", "j.give")
    assert cases[["case_key", "gap_hours"]].values.tolist() == [["A", 14.0], ["B", 5.0]]
    assert passage_score_sums(bench, Scope("j")).empty


def test_the_sample_gives_the_same_effects_twice(sample_view):
    scope = Scope("it_delivery")
    one, two = (
        path_effects(path_answers(sample_view, scope), path_exposures(sample_view, scope, least_cases=5))
        for _ in range(2)
    )
    assert repr(one) == repr(two)  # a mean of no answers is nan, which equals nothing
    assert len(one) > 50
