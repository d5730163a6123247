"""The person's choices laid over the proposal: stages, names, touchpoints, and the curve they will give."""

from __future__ import annotations

import pytest

from errors import BadInput
from tests.pages.bench import SURVEY
from workflows.inspect_file import inspect_file
from workflows.plan_upload import (
    Choices,
    needs_axis,
    planned,
    questions,
    stage_order,
    with_point,
    with_stage_moved,
    with_stage_name,
)
from workflows.preview_points import preview_points


@pytest.fixture(scope="module")
def reading(tmp_path_factory):
    path = tmp_path_factory.mktemp("plan") / "survey.csv"
    path.write_text(SURVEY, encoding="utf-8")
    return inspect_file(path)


def test_each_matrix_family_is_a_stage(reading):
    plan = planned(reading, Choices())
    assert len(plan.stages) == 2
    assert [target.stage for target in plan.targets] == [plan.stages[0]] * 2 + [plan.stages[1]] * 2


def test_moving_a_stage_moves_its_points(reading):
    plan = planned(reading, Choices())
    first, second = stage_order(plan, Choices())
    moved = planned(reading, with_stage_moved(Choices(), plan, second, -1))
    assert moved.stages == (second, first)
    assert [target.stage for target in moved.targets] == [second, second, first, first]
    assert stage_order(plan, with_stage_moved(Choices(), plan, first, -1)) == (first, second), "already the first"


def test_a_renamed_stage_keeps_its_points(reading):
    plan = planned(reading, Choices())
    renamed = planned(reading, with_stage_name(Choices(), plan.stages[0], "  Order  it "))
    assert renamed.stages[0] == "Order it"
    assert [target.stage for target in renamed.targets].count("Order it") == 2


def test_a_point_is_renamed_and_put_in_another_stage(reading):
    plan = planned(reading, Choices())
    target = plan.targets[0]
    key = ("columns", target.column, target.name)
    moved = planned(reading, with_point(Choices(), plan, key, {"name": "Shop", "stage": plan.stages[1]}))
    assert [(t.name, t.stage) for t in moved.targets if t.column == target.column] == [("Shop", plan.stages[1])]


@pytest.mark.parametrize("fields", [{"name": " "}, {"name": "x" * 200}, {"column": 3}, {"stage": ""}])
def test_an_edit_of_a_point_that_cannot_be_is_refused(reading, fields):
    plan = planned(reading, Choices())
    target = plan.targets[0]
    with pytest.raises(BadInput):
        with_point(Choices(), plan, ("columns", target.column, target.name), fields)


def test_an_unknown_point_or_stage_is_refused(reading):
    plan = planned(reading, Choices())
    with pytest.raises(BadInput):
        with_point(Choices(), plan, ("columns", 99, "x"), {"name": "y"})
    with pytest.raises(BadInput):
        with_stage_moved(Choices(), plan, "no such stage", 1)


def test_the_preview_shows_n_and_mean_of_every_point(reading):
    points = preview_points(reading, planned(reading, Choices()), Choices())
    assert points["n"].tolist() == [80] * 4
    assert points["mean_native"].tolist() == pytest.approx([3.0, 3.0, 1.9875, 4.5])
    assert points["mean"].tolist() == pytest.approx([50.0, 50.0, 24.6875, 87.5])


def test_a_file_with_one_reading_asks_nothing_about_touchpoints(reading):
    assert not needs_axis(questions(reading, planned(reading, Choices())))
