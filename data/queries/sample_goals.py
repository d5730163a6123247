"""The sample's business goals: stated, published and agreed to, with the same steps a person would leave."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from data.queries.goals import add_objective_revision, objective_body, put_objective
from data.samples.story import JOURNEYS, read_yaml
from data.transaction import Write


def insert_goals(write: Write, until: date) -> None:
    """Write the goals of the sample journeys that are there; `until` is the last day of the data."""
    known = {str(row[0]) for row in write.rows("SELECT journey_id FROM journey WHERE is_sample")}
    told = read_yaml("goals.yaml")
    for journey_id in JOURNEYS:
        for goal in told.get(journey_id, ()) if journey_id in known else ():
            _goal(write, journey_id, goal, until)


def _goal(write: Write, journey_id: str, goal: dict[str, Any], until: date) -> None:
    goal_id = f"{journey_id}.{goal['id']}"
    write.execute(
        """INSERT INTO business_goal (goal_id, name_en, name_zh, owner, stated_on, journey_id)
           VALUES ($id, $en, $zh, $owner, $day, $journey)""",
        id=goal_id, en=goal["name"]["en"], zh=goal["name"]["zh"], owner=goal["owner"],
        day=until - timedelta(days=goal["stated"]), journey=journey_id,
    )  # fmt: skip
    for objective in goal["objectives"]:
        _objective(write, journey_id, goal_id, goal, objective, until)


def _objective(
    write: Write, journey_id: str, goal_id: str, goal: dict[str, Any], told: dict[str, Any], until: date
) -> None:
    measure = told["measure"] if told["kind"] == "case" else f"{journey_id}.{told['measure']}"
    stated, published = _moment(until, goal["stated"]), _moment(until, goal["published"])
    body: dict[str, Any] = {
        "goal_id": goal_id, "measure_kind": told["kind"], "measure_id": measure, "baseline": float(told["baseline"]),
        "baseline_on": stated.date().isoformat(), "target": float(told["target"]),
        "due_on": (until + timedelta(days=told["due"])).isoformat(), "owner": told["owner"], "agreed_by": [],
        "published_at": None, "retired_at": None,
    }  # fmt: skip
    objective_id = f"{goal_id}.{told['id']}"
    _step(write, objective_id, "added", body, by=goal["owner"], at=stated)
    body["published_at"] = published.isoformat()
    _step(write, objective_id, "published", body, by=goal["owner"], at=published)
    for one in goal["agreed"]:
        at = _moment(until, one["ago"])
        body["agreed_by"] = [*body["agreed_by"], {"name": one["who"], "on": at.date().isoformat()}]
        _step(write, objective_id, "agreed", body, by=one["who"], at=at)


def _step(write: Write, objective_id: str, what: str, body: dict[str, Any], *, by: str, at: datetime) -> None:
    put_objective(write, objective_id, body)
    kept = objective_body(write, objective_id)
    if kept is not None:
        add_objective_revision(write, objective_id, what, kept, by=by, at=at)


def _moment(until: date, days_ago: int) -> datetime:
    return datetime.combine(until - timedelta(days=days_ago), time(2), UTC)
