"""A confirmed mapping reads the next month's file; what no longer fits is asked, a changed survey goes on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from data.ingest.plan import open_questions
from data.store import Store
from errors import DecisionNeeded
from tests.workflows.surveys import AT, HEADER, answers, dump, read_here, survey, write_csv
from workflows.import_survey import ImportOutcome, import_survey
from workflows.know_file import know_file
from workflows.map_columns import edit_columns
from workflows.plan_upload import Choices, planned
from workflows.undo_upload import undo_upload

BOOKING, PICK_UP = 7, 8


pytestmark = pytest.mark.usefixtures("quick_reading")


def imported(store: Store, path: Path, **options: object) -> ImportOutcome:
    return import_survey(store, path, None, name=path.name, at=AT, **options)  # type: ignore[arg-type]


def confirmed(store: Store, path: Path) -> ImportOutcome:
    """The first month, with what only a person knows: booking is rated 0-10 and low is good, "pick-up" is a segment."""
    reading = read_here(path, name=path.name)
    edits = {BOOKING: {"low": 0, "high": 10, "lower_is_better": True, "na": "9"}, PICK_UP: {"role": "segment"}}
    reading = edit_columns(reading, edits)
    choices = Choices(journey_name="Car hire", points={("columns", BOOKING, "Rate: booking"): {"name": "Booking"}})
    return import_survey(store, path, planned(reading, choices), name=path.name, at=AT, reading=reading)


def columns(store: Store, upload_id: str) -> list[tuple[object, ...]]:
    return store.rows(
        "SELECT c.col_no, c.role, c.about, s.low, s.high, s.lower_is_better, c.touchpoint_id FROM upload_column c "
        "LEFT JOIN scale s USING (scale_id) WHERE upload_id = $id ORDER BY 1",
        id=upload_id,
    )


def test_next_month_needs_nobody_and_is_mapped_as_confirmed(store: Store, tmp_path: Path) -> None:
    march = confirmed(store, survey(tmp_path / "march.csv", range(40)))
    april = survey(tmp_path / "april.csv", range(70))
    known = know_file(store, read_here(april, name="april.csv"))
    assert open_questions(known.reading, known.plan(store)) == []
    assert {(column.role_source, column.confidence) for column in known.reading.columns} == {("recipe", 1.0)}
    again = imported(store, april)
    assert columns(store, again.upload_id) == columns(store, march.upload_id)
    assert again.journey_id == march.journey_id == "car_hire"
    assert store.value("SELECT count(*) FROM response WHERE is_current") == 70
    assert store.value("SELECT used_count FROM recipe") == 2
    assert store.value("SELECT count(*) FROM survey") == 1


def test_a_recipe_is_the_mapping_of_the_newest_live_file_and_goes_with_the_last(store: Store, tmp_path: Path) -> None:
    empty = dump(store)
    march = imported(store, survey(tmp_path / "march.csv", range(40)))
    as_march = dump(store)
    april = confirmed_in(store, survey(tmp_path / "april.csv", range(30, 70)), str(march.journey_id))
    assert store.value("SELECT count(*) FROM recipe") == 1
    undo_upload(store, april.upload_id, at=AT)
    assert dump(store) == as_march
    undo_upload(store, march.upload_id, at=AT)
    assert dump(store) == empty


def confirmed_in(store: Store, path: Path, journey_id: str) -> ImportOutcome:
    known = know_file(store, read_here(path, name=path.name))
    reading = edit_columns(known.reading, {BOOKING: {"low": 0, "high": 10}})
    plan = planned(reading, replace(known.choices, journey_id=journey_id))
    return import_survey(store, path, plan, name=path.name, at=AT, reading=reading)


def test_new_values_are_asked_about_once(store: Store, tmp_path: Path) -> None:
    imported(store, survey(tmp_path / "march.csv", range(40)))
    rows = answers(range(30, 70))
    rows[3][BOOKING], rows[4][BOOKING], rows[5][PICK_UP] = "8", "8", "no idea at all"
    april = write_csv(tmp_path / "april.csv", rows)
    with pytest.raises(DecisionNeeded) as stopped:
        imported(store, april)
    asked = {question["code"]: question["column"] for question in stopped.value.questions}
    assert asked == {"out_of_scale": BOOKING, "unknown_labels": PICK_UP}
    imported(store, april, accept=True)
    rows += answers(range(70, 90))
    assert imported(store, write_csv(tmp_path / "may.csv", rows)).counts["responses"] == 60


@pytest.mark.parametrize(
    ("place", "text"), [(BOOKING, "see attached sheet {}"), (1, "sometime in week {}")], ids=["score", "date"]
)
def test_a_column_that_holds_something_else_is_not_forced(store: Store, tmp_path: Path, place: int, text: str) -> None:
    imported(store, survey(tmp_path / "march.csv", range(40)))
    rows = answers(range(30, 70))
    for number, row in enumerate(rows):
        row[place] = text.format(number)
    path = write_csv(tmp_path / "april.csv", rows)
    with pytest.raises(DecisionNeeded) as stopped:
        imported(store, path)
    assert ("recipe_unfit", place) in [(q["code"], q["column"]) for q in stopped.value.questions]
    known = know_file(store, read_here(path, name=path.name))
    assert known.reading.columns[place].role_source == "rule"
    assert {column.role_source for column in known.reading.columns if column.index != place} == {"recipe"}


def wider(rows: list[list[str]], *, since: int) -> tuple[list[list[str]], list[str]]:
    """The survey of later months: a question is added in the middle, blank in older answers, and one is reworded."""
    header = [*HEADER[:9], "Rate: cleanliness of the car", *HEADER[9:]]
    header[10] = "Rate: return."
    header[11] = "Overall satisfactions (1-5)"
    return [[*row[:9], str(n % 5 + 1) if n >= since else "", *row[9:]] for n, row in enumerate(rows)], header


@pytest.mark.parametrize("with_id", [True, False])
def test_a_changed_survey_goes_on_as_the_same(store: Store, tmp_path: Path, with_id: bool) -> None:
    first = 0 if with_id else 1
    imported(store, survey(tmp_path / "march.csv", range(40), with_id=with_id))
    rows, header = wider(answers(range(60)), since=40)
    april = write_csv(tmp_path / "april.csv", [row[first:] for row in rows], header[first:])
    with pytest.raises(DecisionNeeded) as stopped:
        imported(store, april)
    (asked,) = [question for question in stopped.value.questions if question["code"] == "recipe_changed"]
    assert asked["proposed"] == "continue"
    assert (asked["facts"]["n"], asked["facts"]["m"]) == (1, 0)
    assert "cleanliness" in asked["facts"]["names"]
    outcome = imported(store, april, decisions={"recipe_changed": "continue"}, accept=True)
    (told,) = [issue.facts for issue in outcome.issues if issue.code == "recipe_reworded"]
    assert "Overall satisfaction (1-5) → Overall satisfactions (1-5)" in told["names"]
    assert store.value("SELECT count(DISTINCT survey_id) FROM response") == 1
    assert store.value("SELECT count(*) FROM response WHERE is_current") == 60
    points = {row[0] for row in store.rows("SELECT touchpoint_id FROM touchpoint")}
    assert len(points) == 4, "the new question is a touchpoint, the others are the ones that were there"
    rows, header = wider(answers(range(80)), since=40)
    may = write_csv(tmp_path / "may.csv", [row[first:] for row in rows], header[first:])
    assert imported(store, may, accept=True).journey_id == outcome.journey_id
    assert store.value("SELECT count(*) FROM response WHERE is_current") == 80


def test_a_different_survey_starts_its_own(store: Store, tmp_path: Path) -> None:
    imported(store, survey(tmp_path / "march.csv", range(40)))
    rows, header = wider(answers(range(60)), since=0)
    path = write_csv(tmp_path / "other.csv", rows, header)
    outcome = imported(store, path, decisions={"recipe_changed": "different"}, accept=True)
    assert outcome.journey_id == "other"
    assert store.value("SELECT count(*) FROM survey") == 2
    assert store.value("SELECT count(*) FROM response WHERE is_current") == 100


def test_a_survey_of_other_questions_is_not_taken_for_a_known_one(store: Store, tmp_path: Path) -> None:
    imported(store, survey(tmp_path / "march.csv", range(40)))
    header = [*HEADER[:5], *(f"Question {n} about the new office" for n in range(7))]
    path = write_csv(tmp_path / "office.csv", answers(range(40)), header)
    known = know_file(store, read_here(path, name=path.name))
    assert known.recipe_id is None
    assert known.choices.journey_id is None


def test_a_file_that_a_person_read_otherwise_is_read_so_again(store: Store, tmp_path: Path) -> None:
    def titled(path: Path, numbers: range) -> Path:
        survey(path, numbers)
        path.write_text("Results of the car hire survey,,,,,,,,,,,\n" + path.read_text("utf-8"), encoding="utf-8")
        return path

    march = titled(tmp_path / "march.csv", range(40))
    seen = read_here(march, name="march.csv")
    params = replace(seen.table.params, skip_rows=1, header_rows=1)
    reading = read_here(march, name="march.csv", params=params)
    first = know_file(store, seen).choices.first_seen
    known = know_file(store, reading, first_seen=first)
    import_survey(store, march, known.plan(store), name="march.csv", at=AT, reading=known.reading)
    outcome = imported(store, titled(tmp_path / "april.csv", range(30, 60)))
    assert outcome.counts["responses"] == 30
    assert store.value("SELECT count(*) FROM response WHERE is_current") == 60
