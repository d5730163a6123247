"""Days and shares are coloured and marked only beyond chance."""

import pandas as pd
import pytest

from charts.representativeness import share_gaps
from charts.response_days import response_days
from reports.chart_labels import day_labels, gap_labels
from tests.charts.frames import drawn, shown_texts

DAYS = pd.DataFrame(
    {
        "title": [f"{n} Mar 2026" for n in range(1, 31)],
        "tick": ["Mar 2026", *[""] * 29],
        "n": [10] * 20 + [60] + [9] * 9,
        "expected": [10.0] * 30,
        "is_spike": [n == 20 for n in range(30)],
    }
)
CELLS = pd.DataFrame(
    {
        "dim": ["Size"] * 3 + ["Region"] * 2,
        "value": ["Large", "Mid-size", "Small", "North", "South"],
        "share": [0.2, 0.3, 0.5, 0.52, 0.48],
        "low": [0.17, 0.27, 0.46, 0.48, 0.44],
        "high": [0.23, 0.33, 0.54, 0.56, 0.52],
        "base": [0.3, 0.3, 0.4, 0.5, 0.5],
        "n": [80, 120, 200, 208, 192],
        "verdict": ["under", "could_be_chance", "over", "could_be_chance", "could_be_chance"],
    }
)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_only_days_beyond_chance_are_coloured_marked_and_named(mode: str) -> None:
    chart = response_days(DAYS, labels=day_labels(alt="x"), mode=mode)  # type: ignore[arg-type]
    chart.to_dict()
    layers = drawn(chart, 760)
    fills = [bar["fill"] for bar in layers["bars"]]
    assert len(set(fills)) == 2
    assert fills.count(fills[20]) == 1
    assert len(layers["spikes"]) == 1
    assert shown_texts(layers["names"]) == ["21 Mar 2026"]
    assert "Mar 2026" in shown_texts(layers["axis-label"])
    assert layers["bars"][20]["height"] == pytest.approx(6 * layers["bars"][0]["height"], rel=0.01)


def test_days_that_were_not_judged_have_no_level() -> None:
    layers = drawn(response_days(DAYS.assign(expected=float("nan"), is_spike=False), labels=day_labels()), 760)
    assert "level" not in layers
    assert not layers.get("spikes")


@pytest.mark.parametrize("layout", ["wide", "tall"])
def test_a_gap_is_named_only_beyond_chance(layout: str) -> None:
    chart = share_gaps(CELLS, labels=gap_labels(alt="x"), layout=layout)  # type: ignore[arg-type]
    chart.to_dict()
    layers = drawn(chart, 760)
    assert sorted(shown_texts(layers["gaps"])) == ["▲ over-represented", "▼ under-represented"]
    assert shown_texts(layers["heads"]) == ["Size", "Region"]
    assert len({point["fill"] for point in layers["shares"]}) == 2
    assert {"Large", "South"} <= set(shown_texts(layers["axis-label"]))
