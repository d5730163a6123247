"""Day or month first is asked only where the file as a whole cannot tell."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from data.ingest.dates import formats_of
from data.ingest.inspect import inspect_table
from data.ingest.model import Issue, Reading
from data.ingest.read import read_table

EARLY = [f"{1 + (7 * i) % 12:02d}/{1 + (5 * i) % 11:02d}/2024" for i in range(30)]
LATE = [f"{1 + i % 28:02d}/{1 + i % 12:02d}/2024" for i in range(30)]


def read(tmp_path: Path, **columns: list[str]) -> Reading:
    path = tmp_path / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows([list(columns), *zip(*columns.values(), strict=True)])
    return inspect_table(read_table(path))


def asked(reading: Reading) -> list[Issue]:
    return [issue for issue in reading.issues if issue.code == "date_order"]


RATED = [str(1 + i % 5) for i in range(30)]


def test_dates_that_fit_both_orders_are_asked_once_with_an_example_that_tells(tmp_path: Path) -> None:
    found = asked(read(tmp_path, rating=RATED, started=EARLY, submitted=EARLY[1:] + EARLY[:1]))
    assert [issue.facts["columns"] for issue in found] == [[1, 2]]
    day, month = found[0].facts["a"], found[0].facts["b"]
    assert day != month


def test_the_example_is_a_date_whose_two_readings_differ(tmp_path: Path) -> None:
    same = ["01/01/2024", "02/02/2024"] * 15
    found = asked(read(tmp_path, rating=RATED, started=same, submitted=EARLY))
    assert {issue.facts["col"] for issue in found if issue.facts["a"] != issue.facts["b"]} == {"submitted"}


def test_another_date_of_the_file_settles_the_order(tmp_path: Path) -> None:
    reading = read(tmp_path, rating=RATED, started=EARLY, submitted=LATE)
    assert asked(reading) == []
    assert [column.date_format for column in reading.columns[1:]] == ["%d/%m/%Y", "%d/%m/%Y"]


@pytest.mark.parametrize(
    ("name", "expected"), [("submitted (MM/DD/YYYY)", "%m/%d/%Y"), ("submitted [dd/mm/yyyy]", "%d/%m/%Y")]
)
def test_a_header_that_tells_the_order_settles_it(tmp_path: Path, name: str, expected: str) -> None:
    reading = read(tmp_path, **{"rating": RATED, name: EARLY})
    assert (asked(reading), reading.columns[1].date_format) == ([], expected)


@pytest.mark.parametrize(
    ("texts", "formats"),
    [
        ([f"24/{1 + i % 12:02d}/{1 + i % 28:02d}" for i in range(30)], ("%y/%m/%d",)),
        ([f"{1 + i % 28:02d}/{1 + i % 12:02d}/24" for i in range(30)], ("%d/%m/%y",)),
        ([f"{1 + i % 28:02d}/{1 + i % 12:02d}/2024 10.{i:02d}.00" for i in range(30)], ("%d/%m/%Y %H.%M.%S",)),
        ([f"Mon Jan {i:02d} 2024 10:00:00 GMT-0500 (Eastern)" for i in range(1, 30)], ("%a %b %d %Y %H:%M:%S %z",)),
    ],
)
def test_each_way_of_writing_a_date_is_read_as_written(texts: list[str], formats: tuple[str, ...]) -> None:
    found = formats_of(texts)
    assert found is not None
    assert found.formats == formats


def test_rows_that_fit_only_one_order_each_leave_the_order_open() -> None:
    mixed = [*EARLY, *EARLY, "13/05/2024", "05/14/2024"]
    found = formats_of(mixed)
    assert found is not None
    assert found.is_ambiguous
