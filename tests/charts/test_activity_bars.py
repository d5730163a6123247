"""Bars of median times start at zero, keep the order of the process, and are hollow from few events."""

from __future__ import annotations

import pandas as pd

from charts.activity_bars import activity_bars

ROWS = pd.DataFrame(
    {
        "activity": ["Ship", "Pack"],
        "median": [2.0, 5.0],
        "low": [1.5, 4.0],
        "high": [2.5, 7.0],
        "said": ["2.0 h", "5.0 h"],
        "counted": ["n = 12", "n = 400"],
        "n": [12, 400],
    }
)


def test_bars_start_at_zero_in_the_order_given_and_say_their_n() -> None:
    spec = activity_bars(ROWS, labels={"time": "Median hours", "activity": "Activity", "alt": "Pack takes longest."})
    told = spec.to_dict()
    rows = told["datasets"]["activities"]
    assert [row["activity"] for row in rows] == ["Ship", "Pack"]
    assert [row["is_few"] for row in rows] == [True, False]
    assert rows[1]["line"] == "5.0 h · n = 400"
    assert told["layer"][0]["encoding"]["x"]["scale"]["domain"][0] == 0
    assert told["description"] == "Pack takes longest."
