"""Touchpoints are found by names that are spelt a little differently, and asked about where they only resemble."""

from __future__ import annotations

import pandas as pd

from data.ingest.mapping import TouchpointTarget
from data.ingest.model import ColumnSpec, Reading, ReadParams, ScaleSpec, Table
from data.ingest.near_names import near_touchpoint, settle_near
from data.ingest.plan import decide, open_questions, propose_plan

NAMES = {"Requirement clarification": "it.clarify", "Acceptance test": "it.test", "需求澄清与确认": "it.clarify"}


def reading(*names: str) -> Reading:
    scale = ScaleSpec("csat", 1, 5)
    columns = tuple(ColumnSpec(i, name, "score", scale=scale, about="touchpoint") for i, name in enumerate(names))
    cells = pd.DataFrame({f"c{i}": ["1", "5", "3"] for i in range(len(names))}, dtype="str")
    return Reading(Table(ReadParams(), (names,), cells), "unknown", "survey_wide", "import", columns, ())


def target(name: str, column: int = 0) -> TouchpointTarget:
    return TouchpointTarget(column, None, name, "Ratings")


def test_nearly_equal_names_are_the_same_and_less_equal_ones_are_asked() -> None:
    settled, asked = settle_near([target("Requirement clarifications"), target("Acceptance testing", 1)], NAMES)
    assert settled[0].touchpoint_id == "it.clarify"
    assert settled[1].touchpoint_id is None
    assert asked == {1: ("it.test", "Acceptance test")}


def test_chinese_names_are_compared_by_their_signs() -> None:
    _settled, asked = settle_near([target("需求澄清与核对")], {"需求澄清与确认核对": "it.clarify"})
    assert asked == {0: ("it.clarify", "需求澄清与确认核对")}


def test_numbers_and_short_names_are_never_near() -> None:
    known = {"stage1review": "a", "abcde": "b"}
    assert near_touchpoint("Stage 2 review", known, ()) is None
    assert near_touchpoint("abcdf", known, ()) is None
    assert near_touchpoint("Stage 1 reviews", known, ("a",)) is None, "another column has it"


def test_a_resembling_name_is_a_question_whose_answer_decides() -> None:
    file = reading("Acceptance testing", "Delivery of the goods")
    plan = propose_plan(file, journey_id="it", aliases=NAMES)
    (asked,) = open_questions(file, plan)
    assert (asked["id"], asked["proposed"]) == ("touchpoint_near:0", "same")
    same = decide(plan, {"touchpoint_near:0": "same"})
    assert [t.touchpoint_id for t in same.targets] == ["it.test", None]
    assert open_questions(file, same) == []
    other = decide(plan, {"touchpoint_near:0": "new"})
    assert [t.touchpoint_id for t in other.targets] == [None, None]
    assert open_questions(file, other) == []
