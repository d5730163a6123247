"""Goals and objectives: stated, published, agreed to, changed, with every step kept and reversible."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from data.queries.case_measures import case_measure_months
from data.queries.goals import goals, objective_body, objective_revisions, objectives
from data.queries.process_cases import case_counts, lead_series
from data.queries.scope import Scope
from errors import BadInput, UnknownId
from workflows.case_measures import case_measures
from workflows.edit_goals import (
    add_goal,
    add_objective,
    agree,
    change_objective,
    publish_objective,
    retire_goal,
    retire_objective,
    undo_objective,
)
from workflows.read_kpis import read_measures
from workflows.read_objectives import read_objectives
from workflows.read_stream import flow_of

AT = datetime(2026, 11, 2, tzinfo=UTC)
J = "it_delivery"
FIELDS = {
    "measure_kind": "kpi", "measure_id": "it_delivery.on_time_delivery_rate", "baseline": 0.66, "target": 0.85,
    "due_on": date(2027, 6, 30), "owner": "Project office",
}  # fmt: skip


@pytest.fixture
def sample_store(sample_store):
    """The sample world without its own goals."""
    for goal_id in goals(sample_store, J)["goal_id"]:
        retire_goal(sample_store, goal_id, at=AT)
    return sample_store


@pytest.fixture
def goal(sample_store) -> str:
    return add_goal(sample_store, J, "Customers renew", owner="Li Wei", at=AT)


def add(store, goal, **fields) -> str:
    return add_objective(store, J, goal, FIELDS | fields, direction="up", by="Li Wei", at=AT)


def change(store, objective, **fields) -> bool:
    return change_objective(store, J, objective, fields, direction="up", by="Chen", at=AT)


def test_a_goal_counts_for_the_language_it_is_written_in(sample_store):
    add_goal(sample_store, J, "客户续约", at=AT)
    row = goals(sample_store, J).iloc[0]
    assert row["name_zh"] == "客户续约"
    assert len(goals(sample_store, "car_rental")) == 1


def test_an_objective_from_draft_to_agreement(sample_store, goal):
    one = add(sample_store, goal)
    with pytest.raises(BadInput, match="Publish the objective first"):
        agree(sample_store, one, "Wang", at=AT)
    publish_objective(sample_store, one, by="Li Wei", at=AT)
    agree(sample_store, one, "Wang", at=AT)
    agree(sample_store, one, "王芳", at=AT)
    with pytest.raises(BadInput, match="agreed already"):
        agree(sample_store, one, "Wang", at=AT)
    assert [who["name"] for who in objective_body(sample_store, one)["agreed_by"]] == ["Wang", "王芳"]
    assert objective_revisions(sample_store, one)["what"].tolist() == ["agreed", "agreed", "published", "added"]


def test_who_agreed_to_another_target_has_not_agreed_to_this_one(sample_store, goal):
    one = add(sample_store, goal)
    publish_objective(sample_store, one, at=AT)
    agree(sample_store, one, "Wang", at=AT)
    assert change(sample_store, one, owner="Chen")
    assert len(objective_body(sample_store, one)["agreed_by"]) == 1  # the owner is not what they agreed to
    assert change(sample_store, one, target=0.9)
    assert objective_body(sample_store, one)["agreed_by"] == []
    undo_objective(sample_store, one, at=AT)
    body = objective_body(sample_store, one)
    assert (body["target"], len(body["agreed_by"])) == (0.85, 1)


def test_every_step_goes_back_to_the_first_which_takes_it_off_the_page(sample_store, goal):
    one = add(sample_store, goal)
    publish_objective(sample_store, one, at=AT)
    undo_objective(sample_store, one, at=AT)
    assert objective_body(sample_store, one)["published_at"] is None
    undo_objective(sample_store, one, at=AT)
    assert objectives(sample_store, J).empty
    assert objective_revisions(sample_store, one)["undone_at"].notna().all()
    with pytest.raises(BadInput, match="nothing left"):
        undo_objective(sample_store, one, at=AT)


def test_retired_ones_leave_the_page_and_come_back_by_undo(sample_store, goal):
    one = add(sample_store, goal)
    retire_objective(sample_store, one, at=AT)
    assert objectives(sample_store, J).empty
    undo_objective(sample_store, one, at=AT)
    assert len(objectives(sample_store, J)) == 1
    retire_goal(sample_store, goal, at=AT)
    assert objectives(sample_store, J).empty
    retire_goal(sample_store, goal, at=None)
    assert len(objectives(sample_store, J)) == 1


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"target": 0.6}, "better side"),
        ({"target": 0.66}, "better side"),
        ({"target": None}, "Enter a number"),
        ({"baseline": float("inf")}, "Enter a number"),
        ({"due_on": date(2026, 11, 2)}, "after today"),
        ({"due_on": "soon"}, "after today"),
        ({"measure_kind": "moon"}, "Choose a measure"),
        ({"owner": "x" * 301}, "1 to 300"),
    ],
)
def test_what_cannot_be_is_refused(sample_store, goal, fields, says):
    with pytest.raises(BadInput, match=says):
        add(sample_store, goal, **fields)
    assert objectives(sample_store, J).empty


def test_unknown_things_are_refused(sample_store, goal):
    with pytest.raises(UnknownId):
        add(sample_store, goal, measure_id="it_delivery.moon")
    with pytest.raises(UnknownId):
        add(sample_store, goal, measure_kind="touchpoint", measure_id="car_rental.hotline")
    with pytest.raises(UnknownId):
        add(sample_store, "no goal")
    with pytest.raises(BadInput):
        add_goal(sample_store, J, "  ", at=AT)
    with pytest.raises(BadInput, match="owner"):
        publish_objective(sample_store, add(sample_store, goal, owner=""), at=AT)


def test_the_course_of_an_objective_is_monthly_and_ends_before_the_due_month(sample_store, goal):
    add(sample_store, goal)
    point = {"measure_kind": "touchpoint", "measure_id": "it_delivery.service_desk", "baseline": 60.0, "target": 70.0}
    add(sample_store, goal, **point, due_on=date(2027, 3, 31))
    found = {one.measure_kind: one for one in read_objectives(sample_store, J, read_measures(sample_store, J))}
    assert found["kpi"].ahead == 8  # October to June
    assert found["touchpoint"].ahead == 5
    for one in found.values():
        months = one.course["period_start"]
        assert (months.dt.day == 1).all()
        assert len(months) == (months.max().year - months.min().year) * 12 + months.max().month - months.min().month + 1
        assert one.progress.reason == "told"
        assert 0 <= one.progress.probability <= 1
        assert len(one.progress.path) == one.ahead


def test_an_objective_on_lead_time_follows_the_month_in_which_cases_end(sample_store, goal):
    add_objective(sample_store, J, goal, FIELDS | {"measure_kind": "case", "measure_id": "lead", "baseline": 282.0,
                                                   "target": 280.0}, direction="down", at=AT)  # fmt: skip
    with pytest.raises(UnknownId):
        add(sample_store, goal, measure_kind="case", measure_id="moon")
    one = read_objectives(sample_store, J, ())[0]
    month = lead_series(sample_store, Scope(J), "month").set_index("period_start")["median_s"] / 86400
    course = one.course.set_index("period_start")["value"].dropna()
    assert course.to_numpy() == pytest.approx(month.loc[course.index].to_numpy())
    assert (one.direction, one.measure.unit) == ("down", "days")


def test_the_measures_of_cases_are_those_of_the_value_stream(sample_store):
    """Shares over all months together equal what the page of the value stream says of all cases."""
    counts = case_counts(sample_store, Scope("car_rental")).iloc[0]
    first = case_measure_months(sample_store, "car_rental", "first_pass")
    assert first[["numerator", "denominator"]].sum().tolist() == [counts["n_first_pass"], counts["n_finished"]]
    measures = {one.kpi_id: one for one in case_measures(sample_store, "car_rental")}
    assert set(measures) == {"lead", "work", "first_pass", "flow", "cost", "score"}
    flow = measures["flow"].values
    pooled = flow["numerator"].sum() / flow["denominator"].sum()
    assert pooled == pytest.approx(flow_of(sample_store, Scope("car_rental")).efficiency)
    for one in measures.values():
        known = one.values.dropna(subset=["value", "low"])
        assert (known["low"] <= known["value"]).all()
        assert (known["value"] <= known["high"]).all()
