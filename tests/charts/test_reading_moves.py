"""Bars of changed readings start at zero, keep their order, and show by sign and colour where readings went."""

from __future__ import annotations

import pandas as pd
import pytest

from charts.reading_moves import ROWS, reading_moves
from charts.theme import palette

MOVES = pd.DataFrame(
    {
        "name": ["▼ neutral → negative", "▲ negative → positive", "positive → neutral"],
        "n": [12, 7, 3],
        "said": ["12", "7", "3"],
        "tone": ["bad", "good", ""],
    }
)
LABELS = {"name": "Move", "said": "Comments", "alt": "12 comments went from neutral to negative."}


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_each_move_is_a_bar_from_zero_in_the_colour_of_its_direction(mode) -> None:
    told = reading_moves(MOVES, labels=LABELS, mode=mode).to_dict()
    bars = told["layer"][0]["encoding"]
    assert bars["x"]["scale"]["domain"] == [0.0, 12.0]
    assert [row["name"] for row in told["datasets"][ROWS]] == MOVES["name"].tolist()
    colours = palette(mode)
    assert [one["value"] for one in bars["fill"]["condition"]] == [colours.bad, colours.good]
    assert bars["fill"]["value"] == colours.neutral
    assert told["description"] == LABELS["alt"]


def test_no_move_draws_nothing_and_does_not_fail() -> None:
    assert reading_moves(MOVES.head(0), labels=LABELS).to_dict()["datasets"][ROWS] == []
