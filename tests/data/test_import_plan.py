"""What an import proposes, asks and does with the answers."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from data.ingest.issues import issue
from data.ingest.model import ColumnSpec, Reading, ReadParams, ScaleSpec, Table
from data.ingest.naming import free_id, has_cjk, names, slug
from data.ingest.plan import decide, header_fingerprint, open_questions, propose_plan, proposed_answers, with_axis
from errors import BadInput

STARS = ScaleSpec("rating", 1.0, 5.0)


def score(index: int, name: str, **parts: object) -> ColumnSpec:
    return ColumnSpec(index, name, "score", scale=STARS, about="touchpoint", **parts)  # type: ignore[arg-type]


def reading(
    *columns: ColumnSpec, issues: tuple = (), cells: dict[str, list[str]] | None = None, name: str = "f.csv"
) -> Reading:
    frame = pd.DataFrame(cells or {f"c{c.index}": ["1", "2"] for c in columns}, dtype="str")
    table = Table(ReadParams(), (tuple(c.name for c in columns),), frame, name=name)
    return Reading(table, "unknown", "survey_wide", "import", columns, tuple(issues))


def test_each_matrix_family_is_a_stage_and_each_rating_a_touchpoint() -> None:
    plan = propose_plan(
        reading(
            score(0, "Find it", matrix="Booking"),
            score(1, "Pay it", matrix="Booking"),
            score(2, "Car", matrix="Pick-up"),
        )
    )
    assert plan.stages == ("Booking", "Pick-up")
    assert [(target.name, target.stage) for target in plan.targets] == [
        ("Find it", "Booking"),
        ("Pay it", "Booking"),
        ("Car", "Pick-up"),
    ]


def test_a_single_rating_is_the_overall_score_and_no_curve() -> None:
    plan = propose_plan(reading(score(0, "Stars"), ColumnSpec(1, "Text", "comment")))
    assert plan.columns[0].about == "overall"
    assert plan.targets == ()
    assert plan.touchpoint_axis is None


def test_only_questions_about_touchpoints_become_points() -> None:
    plan = propose_plan(
        reading(
            score(0, "A"),
            score(1, "B"),
            replace(score(2, "All"), about="overall"),
            replace(score(3, "Weight of A"), about="importance"),
        )
    )
    assert [target.name for target in plan.targets] == ["A", "B"]


def test_a_file_that_names_touchpoints_twice_asks_which_ones_are_meant() -> None:
    file = reading(
        ColumnSpec(0, "session", "touchpoint"),
        score(1, "Clear"),
        score(2, "Useful"),
        cells={"c0": ["Opening", "Git", "Git"], "c1": ["1", "2", "3"], "c2": ["3", "4", "5"]},
    )
    plan = propose_plan(file)
    questions = open_questions(file, plan)
    assert [question["id"] for question in questions] == ["touchpoint_axis"]
    assert questions[0]["proposed"] == plan.touchpoint_axis == "columns"
    rows = decide(plan, {"touchpoint_axis": "rows"})
    assert [target.value for target in rows.targets] == ["Opening", "Git"]
    assert open_questions(file, rows) == []
    assert with_axis(rows, "columns").targets == plan.targets


def test_known_names_find_the_touchpoints_of_the_journey() -> None:
    plan = propose_plan(
        reading(score(0, "Pick up!"), score(1, "New")), journey_id="car", aliases={"pick-UP": "car.pickup"}
    )
    assert [target.touchpoint_id for target in plan.targets] == ["car.pickup", None]
    assert plan.new_journey_name is None


def test_accepting_answers_every_question_as_proposed() -> None:
    file = reading(
        score(0, "A"),
        score(1, "B"),
        issues=(
            issue("duplicate_rows", n=2),
            issue("direction_guess", column=0, col="A", lo=1),
            issue("sentinel_codes", column=1, col="B", lo=1, hi=5, values="0", n=3),
        ),
    )
    plan = propose_plan(file)
    assert [question["id"] for question in open_questions(file, plan)] == [
        "duplicate_rows",
        "direction_guess:0",
        "sentinel_codes:1",
    ]
    assert open_questions(file, decide(plan, proposed_answers(file, plan))) == []


def test_an_answer_under_the_bare_code_serves_every_column() -> None:
    asks = tuple(issue("sentinel_codes", column=i, col=str(i), lo=1, hi=5, values="0", n=3) for i in range(3))
    file = reading(*(score(i, f"Q{i}") for i in range(3)), issues=asks)
    assert open_questions(file, decide(propose_plan(file), {"sentinel_codes": "no_answer"})) == []


def test_the_direction_and_the_order_of_words_reach_the_scale() -> None:
    file = reading(
        score(0, "Effort"),
        score(1, "Words"),
        issues=(
            issue("direction_guess", column=0, col="Effort", lo=1),
            issue("unknown_labels", column=1, col="Words", n=3, values=""),
        ),
    )
    plan = decide(propose_plan(file), {"direction_guess:0": "lower", "unknown_labels:1": ["awful", "so-so", "great"]})
    assert plan.columns[0].scale == replace(STARS, lower_is_better=True)
    assert plan.columns[1].scale is not None
    assert plan.columns[1].scale.labels == (("awful", 1.0), ("so-so", 3.0), ("great", 5.0))


def test_the_date_order_reaches_the_format() -> None:
    column = ColumnSpec(0, "When", "submitted_at", date_format="%d/%m/%Y %H:%M")
    plan = propose_plan(reading(column))
    assert decide(plan, {"date_order:0": "month_first"}).columns[0].date_format == "%m/%d/%Y %H:%M"
    assert decide(plan, {"date_order:0": "day_first"}).columns[0].date_format == "%d/%m/%Y %H:%M"


@pytest.mark.parametrize(
    "answers", [{"duplicate_rows": "newest"}, {"nonsense": "x"}, {"unknown_labels:0": []}, {"unknown_labels:0": [1, 2]}]
)
def test_unknown_answers_are_refused(answers: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        decide(propose_plan(reading(score(0, "A"), score(1, "B"))), answers)


def test_next_month_has_the_same_fingerprint_whatever_its_rows() -> None:
    columns = (score(0, "A"), score(1, "B"))
    march, april = reading(*columns), reading(*columns, cells={"c0": ["5"], "c1": ["4"]}, name="april.csv")
    assert header_fingerprint(march) == header_fingerprint(april)
    assert header_fingerprint(march) != header_fingerprint(reading(score(0, "A"), score(1, "C")))


def test_ids_are_ascii_stable_and_free() -> None:
    assert slug("Deliverable review & sign-off") == "deliverable_review_sign_off"
    assert slug("交付验收").isascii()
    assert slug("交付验收") == slug("交付验收") != slug("方案评估")
    assert slug("2nd visit") == "t_2nd_visit"
    assert len(slug("x" * 300)) <= 48
    assert free_id("a", {"a", "a_2"}) == "a_3"
    assert names("交付") == (None, "交付")
    assert names("Delivery") == ("Delivery", None)
    assert not has_cjk("Ärger")


def test_one_question_speaks_for_every_column_of_its_legend() -> None:
    asks = (issue("sentinel_codes", column=0, col="A", lo=1, hi=5, values="6", n=3, columns=[0, 1]),)
    plan = propose_plan(reading(score(0, "A"), score(1, "B"), score(2, "C"), issues=asks))
    wider = decide(plan, {"sentinel_codes:0": "in_scale"})
    assert [column.scale.high for column in wider.columns if column.scale] == [6.0, 6.0, 5.0]
    assert decide(plan, {"sentinel_codes": "in_scale"}).columns == wider.columns
    assert decide(plan, {"sentinel_codes:0": "no_answer"}).columns == plan.columns
