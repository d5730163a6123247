"""Files that people hand over as they are: a third header row, the same table twice, amounts with signs, odd dates."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.ingest.inspect import inspect_table
from data.ingest.labels import label_scale
from data.ingest.model import Reading
from data.ingest.read import read_table
from tests.data.ingest.workbooks import write_xlsx
from workflows.inspect_file import inspection_json


def reading_of(path: Path, text: str) -> Reading:
    path.write_text(text, encoding="utf-8", newline="")
    return inspect_table(read_table(path))


def roles(reading: Reading) -> dict[str, str]:
    return {column.name: column.role for column in reading.columns}


def codes(reading: Reading) -> set[str]:
    return {issue.code for issue in reading.issues}


@pytest.mark.parametrize("end", ["\n", "\r\r\n"])
def test_a_third_header_row_of_stem_and_option_is_no_answer(tmp_path: Path, end: str) -> None:
    rows = [
        ",,,,Q1,,Q2",
        "Respondent ID,Collector ID,Start Date,End Date,Rate the shop:,,Comments",
        "Respondent ID,Collector ID,Start Date,End Date,Rate the shop: - Staff,Rate the shop: - Stock,Response",
        *(f"{i},7,03/{i:02}/2025 08:00:05 AM,03/{i:02}/2025 08:09:05 AM,{i % 5 + 1},{(i + 2) % 5 + 1},Stock {i} is low"
          for i in range(1, 21)),
    ]  # fmt: skip
    reading = reading_of(tmp_path / "s.csv", end.join(rows) + end)
    assert (reading.vendor, reading.table.params.header_rows, len(reading.table.cells)) == ("surveymonkey", 3, 20)
    told = [(c.name, c.role) for c in reading.columns[3:]]
    assert told == [
        ("End Date", "submitted_at"), ("Rate the shop: | Staff", "score"), ("Rate the shop: | Stock", "score"),
        ("Comments", "comment"),
    ]  # fmt: skip


def test_a_second_table_under_the_same_header_is_more_answers(tmp_path: Path) -> None:
    head = ("Date", "Score (1-5)", "Comment")
    said = [(f"2025-03-{i:02}", i % 5 + 1, f"The desk was closed on day {i}") for i in range(1, 19)]
    rows = [("North",), head, *said[:10], (), ("South",), head, *said[10:]]
    table = read_table(write_xlsx(tmp_path / "b.xlsx", {"S": rows}))
    assert table.cells.iloc[:, 0].tolist() == [day for day, *_ in said]
    assert [(row.row_no, row.reason) for row in table.aside] == [
        (1, "title"), (13, "blank"), (14, "note"), (15, "other_block"),
    ]  # fmt: skip
    assert table.n_cells_in == len(table.cells) * 3 + sum(
        3 if r.reason == "blank" else len(r.cells) for r in table.aside
    )


def test_the_document_says_when_lower_is_better_and_what_belongs_together(tmp_path: Path) -> None:
    rows = "\n".join(f"{i % 7 + 1},{i % 5 + 1},{(i + 1) % 5 + 1}" for i in range(30))
    reading = reading_of(tmp_path / "d.csv", f"How likely are you to cancel? (1-7),Rate [Staff],Rate [Stock]\n{rows}\n")
    columns = inspection_json(reading, str)["columns"]
    assert isinstance(columns, list)
    assert [(c.get("direction"), c.get("matrix")) for c in columns] == [
        ("lower_is_better", None), (None, "Rate"), (None, "Rate"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "numbers", "high"),
    [
        (["Schlecht", "Befriedigend", "Gut", "Sehr gut"], [1, 2, 3, 4], 4),
        (["Mangelhaft", "Ausreichend", "Befriedigend", "Gut", "Sehr gut"], [1, 2, 3, 4, 5], 5),
        (["Ungenügend", "Mangelhaft", "Ausreichend", "Befriedigend", "Gut", "Sehr gut"], [1, 2, 3, 4, 5, 6], 6),
        (["Sehr schlecht", "Befriedigend", "Gut", "Sehr gut"], [1, 3, 4, 5], 5),
        (["Muy difícil", "Difícil", "Normal", "Fácil", "Muy fácil"], [1, 2, 3, 4, 5], 5),
        (["Not at all disappointed", "Somewhat disappointed", "Very disappointed"], [1, 2, 3], 3),
    ],
)
def test_the_worst_word_of_a_complete_scale_is_its_lowest(words: list[str], numbers: list[float], high: float) -> None:
    found = label_scale(dict.fromkeys(words, 12))
    assert found is not None
    assert ([found.labels[word] for word in words], found.high, found.unsure) == (numbers, high, False)


def test_who_would_miss_the_product_values_it_and_the_direction_is_asked(tmp_path: Path) -> None:
    said = ["Not at all disappointed", "Somewhat disappointed", "Very disappointed"]
    rows = "\n".join(f"{i},{said[i % 3]}" for i in range(30))
    reading = reading_of(tmp_path / "m.csv", f"No.,How disappointed if you could no longer use it?\n{rows}\n")
    scale = reading.columns[1].scale
    assert scale is not None
    assert (scale.low, scale.high, scale.lower_is_better) == (1.0, 3.0, False)
    assert [i.facts["lo"] for i in reading.issues if i.code == "direction_guess"] == [said[0]]
