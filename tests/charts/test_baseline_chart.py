"""Baselines over time: each band with its figures, months in the words of the language, few answers hollow."""

from __future__ import annotations

import pandas as pd
import pytest

from charts.baseline_chart import baseline_chart
from charts.theme import palette
from tests.charts.frames import drawn, shown_texts

DAYS = pd.date_range("2025-01-06", periods=60, freq="W-MON")
POINTS = pd.DataFrame({"period": DAYS, "value": 70.0, "said": "x", "low_n": [index < 10 for index in range(60)]})
BANDS = pd.DataFrame(
    {
        "start": [DAYS[0], DAYS[45]], "end": [DAYS[20], DAYS[59]], "center": 70.0, "low": 60.0, "high": 80.0,
        "name": ["baseline 1: 70 (60 to 80)", "proposed: 70 (60 to 80)"], "is_approved": [True, False],
    }
)  # fmt: skip
MONTHS = {str(one): f"{one.year}年{one.month}月" for one in pd.period_range("2025-01", "2026-06", freq="M")}
LABELS = {"value": "points", "period": "Period", "alt": "told"}


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_bands_have_their_figures_and_months_their_words(mode):
    found = drawn(baseline_chart(POINTS, BANDS, labels=LABELS, months=MONTHS, mode=mode))
    texts = {text for items in found.values() for text in shown_texts([item for item in items if "text" in item])}
    assert set(BANDS["name"]) <= texts
    assert "2025年7月" in texts
    assert not {text for text in texts if text.startswith("2025-")}


def test_the_name_of_a_late_band_ends_inside_the_chart():
    found = drawn(baseline_chart(POINTS, BANDS, labels=LABELS, months=MONTHS))
    named = {item["text"]: item for items in found.values() for item in items if item.get("text") in set(BANDS["name"])}
    assert named["baseline 1: 70 (60 to 80)"]["align"] == "left"
    assert named["proposed: 70 (60 to 80)"]["align"] == "right"


def test_few_answers_are_hollow_and_bands_have_the_colour_they_have_on_control_charts():
    chart = baseline_chart(POINTS, BANDS, labels=LABELS, months=MONTHS)
    items = [item for items in drawn(chart).values() for item in items]
    fills = [item["fill"] for item in items if item.get("shape") == "circle"]
    assert fills.count(palette("light").page) == 10
    assert len(fills) == 60
    assert palette("light").accent in str(chart.to_dict())
    assert palette("light").process not in str(chart.to_dict()["layer"])
