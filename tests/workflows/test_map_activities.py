"""Activities find their touchpoints: proposals against the sample's own map, decisions, and logs behind a journey."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.queries.process_maps import log_activities, process_logs
from data.queries.process_steps import process_steps
from data.queries.scope import Scope
from data.store import Store
from errors import BadInput, FileRefused, UnknownId
from tests.data.queries.logs import written
from tests.workflows.surveys import read_here
from workflows.edit_journey import add_journey
from workflows.map_activities import likeness, map_activities, place_log, propose_touchpoints, set_end_activities

AT = datetime(2026, 11, 2, 8, tzinfo=UTC)
LINES = (
    "A,Confirm requirements,2026-03-02 09:00:00,2026-03-02 10:00:00,Li",
    "A,Pay invoice,2026-03-02 12:00:00,2026-03-02 13:00:00,Li",
)


@pytest.fixture(autouse=True)
def _read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.import_survey.inspect_file", read_here)


def test_proposals_agree_with_the_map_of_the_sample(sample_store: Store) -> None:
    right, made = 0, 0
    for journey_id in ("it_delivery", "car_rental"):
        known = log_activities(sample_store, journey_id).set_index("activity")["touchpoint_id"].to_dict()
        with sample_store.write("forget", "process") as write:
            write.execute("UPDATE activity_map SET touchpoint_id = NULL WHERE source_id = $s", s=f"sample.{journey_id}")
        for proposal in propose_touchpoints(sample_store, journey_id):
            made += 1
            right += known[proposal.activity] == proposal.touchpoint_id
    assert made >= 15
    assert right == made


def test_names_are_compared_in_both_languages() -> None:
    assert likeness("确认需求", "需求确认") == likeness("需求确认", "确认需求")
    assert likeness("需求确认会", "需求确认") > 80
    assert likeness("确认需求", "Requirement confirmation") == 0.0
    assert likeness("Accept delivery", "Deliverable review") < 60


def test_a_decision_shows_at_once_and_can_be_taken_back(sample_store: Store) -> None:
    source, activity = "sample.it_delivery", "Design"
    before = process_steps(sample_store, Scope("it_delivery")).set_index("activity")
    assert before["touchpoint_id"].isna()[activity]
    map_activities(sample_store, source, {activity: "it_delivery.solution_briefing"}, by="me", at=AT)
    after = process_steps(sample_store, Scope("it_delivery")).set_index("activity")
    assert after.loc[activity, "touchpoint_id"] == "it_delivery.solution_briefing"
    assert after.loc[activity, "value_class"] == before.loc[activity, "value_class"]
    on_events = (
        "SELECT count(*) FROM event WHERE activity = 'Design' AND touchpoint_id = 'it_delivery.solution_briefing'"
    )
    assert sample_store.value(on_events) == after.loc[activity, "n_visits"]
    map_activities(sample_store, source, {activity: None}, by="me", at=AT)
    assert sample_store.value(on_events) == 0
    for wrong in ({"Unknown": None}, {activity: "it_delivery.nowhere"}):
        with pytest.raises(BadInput):
            map_activities(sample_store, source, wrong, by="me", at=AT)


def test_a_log_goes_behind_a_journey_and_its_next_file_follows(store: Store, tmp_path: Path) -> None:
    source = written(store, tmp_path / "a.csv", LINES)
    assert process_logs(store)["journey_id"].isna().tolist() == [True]
    journey_id = add_journey(store, "it_delivery", name="Orders", at=AT)
    assert place_log(store, source, journey_id) == 1
    assert process_steps(store, Scope(journey_id))["activity"].tolist() == ["Confirm requirements", "Pay invoice"]
    assert process_steps(store, Scope(source)).empty
    written(store, tmp_path / "b.csv", [line.replace("A,", "B,", 1) for line in LINES])
    logs = process_logs(store)
    assert logs[["journey_id", "n_cases", "n_activities", "n_mapped"]].values.tolist() == [[journey_id, 2, 2, 0]]
    with pytest.raises(UnknownId):
        place_log(store, source, "nowhere")


def test_no_log_goes_behind_a_sample_journey(sample_store: Store, tmp_path: Path) -> None:
    source = written(sample_store, tmp_path / "a.csv", LINES)
    with pytest.raises(FileRefused):
        place_log(sample_store, source, "it_delivery")
    found = {proposal.activity for proposal in propose_touchpoints(sample_store, source, "it_delivery")}
    assert found == {"Confirm requirements"}


def test_end_activities_are_said_and_forgotten(store: Store, tmp_path: Path) -> None:
    source = written(store, tmp_path / "a.csv", LINES)
    set_end_activities(store, source, ["Pay invoice", "Pay invoice"], by="me", at=AT)
    assert store.rows("SELECT activity FROM process_end") == [("Pay invoice",)]
    with pytest.raises(BadInput):
        set_end_activities(store, source, ["Nothing"], by="me", at=AT)
    set_end_activities(store, source, [], by="me", at=AT)
    assert store.value("SELECT count(*) FROM process_end") == 0
