"""The funnel: every unit a mark, colour and name only where it is called, the limits narrowing with n."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.funnel import share_funnel
from analytics.portfolio import limit_lines
from charts.funnel import PARAMETER, funnel_chart, ticks
from charts.theme import palette
from tests.charts.frames import drawn, shown_texts

LABELS = {"value": "On time", "n": "n", "center": "all units", "inner": "95% limit", "outer": "99.8% limit",
          "unit": "Unit", "said": "On time", "alt": "Bristol differs"}  # fmt: skip


def frame(k: int = 12) -> tuple[pd.DataFrame, pd.DataFrame, float]:
    n = np.arange(1, k + 1) * 40
    hits = (n * 0.8).astype(int)
    hits[-1] = n[-1] // 2
    funnel = share_funnel(hits, n)
    units = pd.DataFrame(
        {
            "unit": [f"u{i}" for i in range(k)], "name": [f"Unit {i}" for i in range(k)], "n": n, "value": hits / n,
            "tone": np.where(funnel.is_outside & (funnel.z < 0), "bad", "chance"), "said": "80%, n = 40",
            "is_selected": [i == 2 for i in range(k)],
        }
    )  # fmt: skip
    return units, limit_lines(funnel), funnel.center


def called(layers) -> list[str]:
    return [text for name, marks in layers.items() if name.startswith("called_") for text in shown_texts(marks)]


@pytest.mark.parametrize("dimension", ["customer", "process"])
def test_only_a_called_unit_is_coloured_and_named(dimension: str) -> None:
    units, limits, center = frame()
    layers = drawn(funnel_chart(units, limits, center, labels=LABELS, dimension=dimension, is_share=True), 600)  # type: ignore[arg-type]
    strokes = [mark["stroke"] for mark in layers["units"]]
    assert strokes == [palette("light").neutral] * 11 + [palette("light").bad]
    assert called(layers) == ["▼ Unit 11"]
    assert shown_texts(layers["called_end"]) == ["▼ Unit 11"]  # at the right edge its name runs to the left


def test_few_units_are_all_named() -> None:
    units, limits, center = frame(5)
    layers = drawn(funnel_chart(units, limits, center, labels=LABELS, dimension="process"), 600)
    assert len(called(layers)) == 5


def test_a_click_names_the_unit_and_the_takeaway_is_told() -> None:
    spec = funnel_chart(*frame(), labels=LABELS, dimension="customer", mode="dark", scale="present").to_dict()
    pick = next(one for one in spec["params"] if one["name"] == PARAMETER)
    assert pick["select"]["fields"] == ["unit"]
    assert spec["description"] == "Bristol differs"


def test_the_names_of_limits_that_both_end_at_100_percent_stand_apart() -> None:
    n = np.array([3, 4, 5, 6, 8])
    funnel = share_funnel(np.array([2, 3, 3, 3, 6]), n)
    units = pd.DataFrame(
        {"unit": n, "name": "u", "n": n, "value": 0.6, "tone": "chance", "said": "", "is_selected": False}
    )
    chart = funnel_chart(
        units, limit_lines(funnel), funnel.center, labels=LABELS, dimension="process", is_share=True
    )  # fmt: skip
    layers = drawn(chart, 400)
    inner, outer = (layers[f"{name}_name"][0]["y"] for name in ("inner", "outer"))
    assert abs(inner - outer) > 12  # letters high


def test_limit_lines_reach_from_the_smallest_to_the_largest_unit() -> None:
    _units, limits, _center = frame()
    assert limits["n"].min() == pytest.approx(32)
    assert limits["n"].max() == pytest.approx(504)
    assert (limits["outer_low"] <= limits["low"]).all()
    assert (np.diff(limits["high"]) <= 0).all()


def test_the_frame_holds_both_limits_in_full_and_small_units_have_a_tick() -> None:
    units, limits, center = frame()
    spec = funnel_chart(units, limits, center, labels=LABELS, dimension="process", is_share=True).to_dict()
    first = spec["layer"][0]["encoding"]
    low, high = first["y"]["scale"]["domain"]
    assert low < limits["outer_low"].min()
    assert high > limits["outer_high"].max()
    assert min(first["x"]["axis"]["values"]) < units["n"].quantile(0.1)


@pytest.mark.parametrize(("first", "last"), [(3, 9), (4, 45), (30, 1_200), (2, 40_000), (2_805, 11_560), (7, 8)])
def test_ticks_are_several_and_stand_apart(first: float, last: float) -> None:
    values = np.sqrt(ticks(first, last))
    assert len(values) >= (4 if last > 2 * first else 1)
    assert (np.diff(values) >= (np.sqrt(last) - np.sqrt(first)) / 8).all()
