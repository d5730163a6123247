"""Effort questions and families: one metric per family, effort never lends its scale to its neighbours."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.effort import ces_version
from data.ingest.inspect import inspect_table
from data.ingest.model import ColumnSpec, Reading
from data.ingest.read import read_table
from views.outcome_scores import EFFORT
from workflows.map_columns import edited

CES_1 = "How much effort did you personally have to put forth? (1 very low - 5 very high)"
CES_2 = "The company made it easy for me to handle my issue. (1 = strongly disagree 7 = strongly agree)"


def reading_of(tmp_path: Path, header: list[str], steps: list[int], n: int = 200) -> Reading:
    """A file of numeric ratings: column k runs through 1..steps[k]."""
    quoted = ",".join(f'"{name}"' for name in header)
    rows = [",".join(str((row * (3, 7, 11, 13, 17)[k]) % top + 1) for k, top in enumerate(steps)) for row in range(n)]
    path = tmp_path / "survey.csv"
    path.write_text("\n".join([quoted, *rows]), encoding="utf-8")
    return inspect_table(read_table(path))


def by_name(reading: Reading) -> dict[str, ColumnSpec]:
    return {column.name: column for column in reading.columns}


def test_an_effort_question_keeps_its_scale_and_direction_to_itself(tmp_path: Path) -> None:
    header = [CES_1, CES_2, "Staff", "Room", "Price"]
    found = by_name(reading_of(tmp_path, header, [5, 7, 5, 5, 5]))
    told = {
        name: (column.scale.metric, column.scale.high, column.about) for name, column in found.items() if column.scale
    }
    assert told[CES_1] == ("ces", 5.0, "effort")
    assert told[CES_2] == ("ces", 7.0, "effort")
    assert {told[name] for name in ("Staff", "Room", "Price")} == {("rating", 5.0, "touchpoint")}
    assert found[CES_1].scale
    assert found[CES_1].scale.lower_is_better
    assert not any(found[name].scale.lower_is_better for name in (CES_2, "Staff", "Room", "Price"))  # type: ignore[union-attr]


def test_a_bare_effort_column_in_front_does_not_turn_its_neighbours_round(tmp_path: Path) -> None:
    found = by_name(reading_of(tmp_path, ["effort", "staff", "room", "food", "price"], [5] * 5))
    assert found["effort"].about == "effort"
    assert all(
        found[name].about == "touchpoint" and not found[name].scale.lower_is_better for name in ("staff", "price")
    )  # type: ignore[union-attr]


def test_neighbours_with_other_legends_are_read_apart(tmp_path: Path) -> None:
    found = by_name(reading_of(tmp_path, ["Staff (1-5)", "Room (1-5)", "Price (1-5)", "Food (1-10)"], [5, 5, 5, 10]))
    assert found["Food (1-10)"].scale
    assert found["Food (1-10)"].scale.high == 10
    assert {found[name].scale.high for name in ("Staff (1-5)", "Price (1-5)")} == {5.0}  # type: ignore[union-attr]


def test_a_family_of_words_shares_one_metric_whatever_its_items_are_called(tmp_path: Path) -> None:
    words = ("Very poor", "Poor", "Fair", "Good", "Very good")
    header = ",".join(f"Rate us [{item}]" for item in ("Ease of booking", "Staff", "Useful information", "Quality"))
    rows = [",".join(words[(row * k) % 5] for k in (3, 7, 11, 13)) for row in range(100)]
    path = tmp_path / "matrix.csv"
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    reading = inspect_table(read_table(path))
    assert len({column.scale.metric for column in reading.columns if column.scale}) == 1


def test_a_numeric_family_takes_the_metric_that_most_of_its_members_name(tmp_path: Path) -> None:
    header = ["Rate [Effort at the gate]", "Rate [Staff]", "Rate [Food]", "Rate [Shops]"]
    found = reading_of(tmp_path, header, [5] * 4)
    assert {column.scale.metric for column in found.columns[1:] if column.scale} == {"rating"}
    assert not any(column.scale.lower_is_better for column in found.columns[1:] if column.scale)


@pytest.mark.parametrize(
    ("wording", "version"),
    [(CES_1, "1.0"), (CES_2, "2.0"), ("办理业务很容易（1-7分）", "2.0"), ("您有多费力？", "1.0"), ("ces", None)],
)
def test_the_version_follows_the_wording_in_both_languages(wording: str, version: str | None) -> None:
    assert ces_version(wording, EFFORT) == version


def test_a_column_that_the_person_calls_effort_is_measured_as_effort(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, ["Staff", "Room", "Price"], [5, 5, 5])
    column = edited(reading.columns[0], {"about": "effort"}, cells=reading.table.cells.iloc[:, 0])
    assert column.scale is not None
    assert column.scale.metric == "ces"
