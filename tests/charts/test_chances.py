"""Probabilities of open cases: every class has its bar, a course starts hollow where no model speaks."""

from __future__ import annotations

import pandas as pd
import pytest

from charts.chances import chance_bars, chance_course


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_class_has_a_bar_and_a_count_that_can_be_clicked(mode):
    bars = pd.DataFrame(
        {"code": ["0", "1"], "name": ["0–50%", "50–100%"], "n": [3, 0], "said": "", "is_selected": False}
    )
    labels = {"name": "Probability", "n": "Open", "alt": "three"}
    spec = chance_bars(bars, labels=labels, mode=mode).to_dict()
    assert [row["n"] for row in spec["datasets"]["bars"]] == [3, 0]
    assert '"1": "50\\u2013100%"' in spec["layer"][0]["encoding"]["x"]["axis"]["labelExpr"]
    assert spec["params"][0]["select"]["fields"] == ["code"]


def test_a_course_names_its_stages_in_lines_and_shows_what_is_usual():
    course = pd.DataFrame({"place": ["1", "2"], "name": ["Delivery and acceptance", "now"], "chance": [0.4, 0.1],
                           "short": ["40%", "10%"], "said": "", "is_foreseen": [False, True]})  # fmt: skip
    labels = {"name": "Stage", "chance": "Probability", "alt": "falls"}
    spec = chance_course(course, 0.3, labels=labels).to_dict()
    assert len(spec["layer"]) == 4
    assert spec["datasets"]["usual"] == [{"usual": 0.3}]
    said = spec["layer"][1]["encoding"]["x"]["axis"]["labelExpr"]
    assert '{"1": ["Delivery and", "acceptance"], "2": ["now"]}' in said
    assert said.startswith("(width < "), "on a narrow screen every other name stands lower"


def test_a_stage_name_of_one_word_is_not_divided():
    course = pd.DataFrame({"place": ["1"], "name": ["Requirements"], "chance": [0.4], "short": ["40%"], "said": "",
                           "is_foreseen": [False]})  # fmt: skip
    labels = {"name": "Stage", "chance": "Probability", "alt": "one"}
    axis = chance_course(course, None, labels=labels).to_dict()["layer"][0]["encoding"]["x"]["axis"]
    assert '["Requirements"]' in axis["labelExpr"]
    assert len(chance_course(course, None, labels=labels).to_dict()["layer"]) == 3
