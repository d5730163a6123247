"""The board for a room: every row readable, colour only where it is called, each course in its own row."""

from __future__ import annotations

import pandas as pd
import pytest

from charts.board_rows import TALL, board_rows, course_points
from charts.theme import palette
from tests.charts.frames import drawn, shown_texts

ROWS = pd.DataFrame(
    {
        "name": ["Answer call", "Lead time", "Rework"],
        "state": ["▼ Concern since May 2026", "● Common causes", "▲ Improvement since May 2026"],
        "tone": ["bad", "quiet", "good"],
        "course": [[70.0, 60.0, 50.0], [], [3.0, 3.0]],
        "value": ["50.0", "11.8 d", "3.0"],
        "count": ["n = 40", "", "n = 12"],
        "is_selected": [False, True, False],
    }
)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_colour_says_what_was_called_and_nothing_else(mode: str) -> None:
    layers = drawn(board_rows(ROWS, labels={"alt": "a"}, mode=mode), 1200)  # type: ignore[arg-type]
    colours = palette(mode)  # type: ignore[arg-type]
    assert [mark["fill"] for mark in layers["state"]] == [colours.bad_text, colours.muted, colours.good]
    assert shown_texts(layers["value"]) == ["50.0", "11.8 d", "3.0"]
    assert len(layers["selected"]) == 1


def test_a_course_stays_in_its_row_and_rises_upwards() -> None:
    points = course_points(pd.DataFrame({"line": [1.0, 2.0, 3.0], "course": ROWS["course"]}))
    assert points["line"].tolist() == [1, 1, 1, 3, 3]
    assert ((points["y"] - points["line"]).abs() <= TALL / 2 + 1e-9).all()
    assert points["y"].iloc[0] < points["y"].iloc[2]  # lower on the screen is a larger y
    assert points["is_last"].tolist() == [False, False, True, False, True]


def test_no_course_at_all_is_drawn_without_one() -> None:
    points = course_points(pd.DataFrame({"line": [1.0], "course": [[]]}))
    assert points.empty
    assert list(points.columns) == ["line", "x", "y", "is_last"]
