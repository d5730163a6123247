"""Crosstab charts: noise is grey, what differs is marked by sign and colour, names and figures are all drawn."""

from __future__ import annotations

import pandas as pd
import pytest

from charts.crosstab import crosstab_chart
from charts.theme import PALETTES
from tests.charts.frames import drawn

LABELS = {"option": "Option", "group": "Group", "value": "Figure", "alt": ""}
CELLS = pd.DataFrame(
    [
        {"option": option, "group": group, "value": value, "low": value - 0.05, "high": value + 0.05,
         "said": f"{value:.0%}", "against": against}
        for option, group, value, against in [
            ("Friend", "North", 0.5, "higher"), ("Friend", "South", 0.2, "lower"),
            ("Search", "North", 0.3, "same"), ("Search", "South", 0.3, "same")]
    ]
)  # fmt: skip


def of(layers, kind):
    return [item for items in layers.values() for item in items if kind in item]


@pytest.mark.parametrize("layout", ["wide", "tall"])
def test_only_differences_beyond_chance_have_colour(layout):
    layers = drawn(crosstab_chart(CELLS, labels=LABELS, layout=layout), 800)
    fills = [item["fill"] for items in layers.values() for item in items if "fill" in item and item.get("height")]
    accent, grey = PALETTES["light"].accent, PALETTES["light"].neutral
    assert fills.count(accent) == 2
    assert fills.count(grey) == 2


@pytest.mark.parametrize("layout", ["wide", "tall"])
def test_signs_and_figures_stand_beside_the_bars(layout):
    said = {str(item["text"]) for item in of(drawn(crosstab_chart(CELLS, labels=LABELS, layout=layout), 800), "text")}
    assert {"▲ 50%", "▼ 20%", "30%", "Friend", "Search"} <= said


def test_bars_are_as_long_as_their_shares():
    layers = drawn(crosstab_chart(CELLS, labels=LABELS), 800)
    widths = sorted({round(item["width"], 2) for item in of(layers, "width") if item.get("height", 0) > 5})
    assert widths[-1] / widths[0] == pytest.approx(0.5 / 0.2, rel=0.01)


def test_means_are_points_on_their_scale_and_no_bars():
    cells = CELLS.assign(value=[3.2, 3.4, 4.0, 4.1], low=3.0, high=4.3)
    chart = crosstab_chart(cells, labels=LABELS, value_range=(1.0, 5.0)).to_dict()
    marks = {layer["mark"]["type"] for layer in chart["layer"]}
    assert "rect" not in marks
    assert "point" in marks
