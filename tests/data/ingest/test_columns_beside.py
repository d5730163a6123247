"""What a column is can follow from its neighbours, and what stands in the second row from the first."""

from __future__ import annotations

import csv
from pathlib import Path

from data.ingest.inspect import inspect_table
from data.ingest.model import Reading
from data.ingest.read import read_table


def reading(path: Path, rows: list[list[str]]) -> Reading:
    with path.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(rows)
    return inspect_table(read_table(path))


def roles(found: Reading) -> list[str]:
    return [column.role for column in found.columns]


def test_an_answer_other_in_the_first_row_makes_no_second_header(tmp_path: Path) -> None:
    rows = [[str(i), "Other (please specify)" if i % 4 == 0 else "Boat", f"{3 + i % 3}"] for i in range(24)]
    found = reading(tmp_path / "t.csv", [["RespondentID", "How did you come?", "How was the trip?"], *rows])
    assert (found.table.params.header_rows, len(found.table.cells)) == (1, 24)


def test_options_without_a_common_name_are_one_question(tmp_path: Path) -> None:
    head = ["Which lakes?", "Sauna", "Boat hire", "Kiosk", "Other", "LakesOther"]
    rows = [
        [
            "North" if i % 2 else "South",
            "Sauna" if i % 3 else "",
            "Boat hire" if i % 2 else "",
            "Kiosk" if i % 5 else "",
            "Other" if i % 7 == 0 else "",
            f"We swam on day {i}" if i % 7 == 0 else "",
        ]
        for i in range(40)
    ]
    found = reading(tmp_path / "t.csv", [head, *rows])
    assert roles(found)[1:5] == ["multi_option"] * 4
    assert len({column.matrix for column in found.columns[1:5]}) == 1


def test_a_text_beside_its_question_is_what_was_typed_behind_other(tmp_path: Path) -> None:
    rows = [
        ["Ferry" if i % 3 else "Other", "" if i % 3 else ["Kayak", "Raft", "Swum", "Skis"][i % 4]] for i in range(60)
    ]
    assert roles(reading(tmp_path / "t.csv", [["Transport", "TransportOther"], *rows])) == ["choice", "other_text"]


def test_a_clock_time_on_the_day_zero_of_a_spreadsheet_is_no_date(tmp_path: Path) -> None:
    rows = [[str(i), f"12/31/1899 {1 + i % 11:02d}:{i % 60:02d}:00 PM", str(1 + i % 5)] for i in range(40)]
    found = reading(tmp_path / "t.csv", [["id", "arrived", "rating"], *rows])
    assert roles(found)[1] == "time_of_day"


def test_very_likely_to_cancel_is_the_worst_answer(tmp_path: Path) -> None:
    words = ["Very unlikely", "Unlikely", "Neutral", "Likely", "Very likely"]
    rows = [[words[i % 5], words[i % 5]] for i in range(40)]
    head = ["How likely are you to cancel?", "How likely are you to come back?"]
    scales = [column.scale for column in reading(tmp_path / "t.csv", [head, *rows]).columns]
    assert [(scale.high, scale.lower_is_better) for scale in scales if scale] == [(5, True), (5, False)]


def test_items_numbered_on_over_the_same_steps_are_one_battery(tmp_path: Path) -> None:
    head = [*(f"E{number}" for number in range(1, 6)), "age"]
    rows = [
        [*(str(1 + (i * (1 + number % 4) + number) % 5) for number in range(5)), str(20 + i % 40)] for i in range(120)
    ]
    found = reading(tmp_path / "t.csv", [head, *rows])
    assert roles(found)[:5] == ["score"] * 5
    assert {(column.scale.low, column.scale.high) for column in found.columns if column.scale} == {(1, 5)}
    assert all(column.confidence < 0.7 for column in found.columns[:5])


def test_a_place_from_one_to_five_among_ratings_is_rated(tmp_path: Path) -> None:
    head = ["Cleanliness", "Service", "Location", "Value", "Region"]
    rows = [[*(str(1 + (i * (1 + k) + k) % 5) for k in range(4)), "North" if i % 2 else "South"] for i in range(120)]
    assert roles(reading(tmp_path / "t.csv", [head, *rows])) == [*["score"] * 4, "segment"]
