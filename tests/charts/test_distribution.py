"""Shares are centred on their middle part, and small groups keep their figures to themselves."""

from typing import Any

import pandas as pd
import pytest

from charts.distribution import just_right_bars, nps_bars
from charts.ground import Layout
from reports.chart_labels import just_right_labels, nps_labels
from tests.charts.frames import drawn

GROUPS = pd.DataFrame(
    {
        "name": ["All customers", "Decision makers"],
        "promoters": [0.46, 0.22],
        "passives": [0.35, 0.31],
        "detractors": [0.19, 0.47],
        "score": [27.0, -25.0],
        "low": [22.0, -32.0],
        "high": [32.0, -18.0],
        "n": [1203, 208],
    }
)


def texts(layers: dict[str, list[dict[str, Any]]]) -> set[str]:
    return {str(item["text"]) for items in layers.values() for item in items if "text" in item}


def nps(groups: pd.DataFrame = GROUPS, layout: Layout = "wide", width: int = 760) -> dict[str, list[dict[str, Any]]]:
    return drawn(nps_bars(groups, labels=nps_labels(), layout=layout), width)


def test_bars_are_centred_on_the_passives() -> None:
    bars = nps()["bars"]
    centres = {round(bar["x"] + bar["width"] / 2, 3) for bar in bars[2:4]}
    assert len(bars) == 6
    assert len(centres) == 1


def test_widths_are_the_shares() -> None:
    bars = nps()["bars"]
    detractors, passives, promoters = bars[0]["width"], bars[2]["width"], bars[4]["width"]
    assert detractors / promoters == pytest.approx(0.19 / 0.46, rel=0.01)
    assert passives / promoters == pytest.approx(0.35 / 0.46, rel=0.01)


@pytest.mark.parametrize("layout", ["wide", "tall"])
def test_the_score_stands_outside_with_interval_and_n(layout: Layout) -> None:
    said = texts(nps(layout=layout))
    assert "+27 (22 to 32)" in said
    assert "−25 (−32 to −18)" in said
    assert any("n = 1,203" in text for text in said)


def test_promoters_and_detractors_are_told_apart_without_colour() -> None:
    said = texts(nps())
    assert {"▲ 46%", "▼ 47%"} <= said


def test_a_small_group_is_withheld_together_with_its_n() -> None:
    groups = GROUPS.assign(hidden=[False, True], n=[1203, 3])
    layers = nps(groups)
    assert len(layers["bars"]) == 3
    assert "n < 5" in texts(layers)
    assert not any("n = 3" in text for text in texts(layers))


def test_few_answers_are_hollow_and_said() -> None:
    layers = nps(GROUPS.assign(low_n=[False, True], n=[1203, 22]))
    assert sorted(bar["fillOpacity"] for bar in layers["bars"]) == [0, 0, 0, 1, 1, 1]
    assert "n = 22 · low n" in texts(layers)


def test_a_just_right_question_is_shown_as_shares() -> None:
    groups = pd.DataFrame(
        {"name": ["Length"], "too_little": [0.1], "just_right": [0.7], "too_much": [0.2], "low": [0.63], "high": [0.76],
         "n": [200]}
    )  # fmt: skip
    layers = drawn(just_right_bars(groups, labels=just_right_labels()), 700)
    assert len(layers["bars"]) == 3
    assert {"70% (63% to 76%)", "n = 200"} <= texts(layers)


def test_no_groups_is_no_error() -> None:
    assert not nps(GROUPS.iloc[:0]).get("bars")
