"""The capability chart: bars cut at the limits, what is beyond them told apart, limits named."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.capability.picture import capability_picture
from analytics.capability.shapes import OBSERVED, Shape, choose_shape
from charts.capability_chart import capability_chart, share_chart
from tests.charts.frames import drawn, shown_texts

LABELS = {"value": "Waiting time (hours)", "n": "Values", "range": "From – to", "alt": "told"}
LINES = pd.DataFrame(
    {
        "value": [9.0, 4.0], "name": ["USL 9", "Median 4"], "kind": ["limit", "center"], "level": [0, 1],
        "align": ["right", "left"],
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def values() -> np.ndarray:
    return np.random.default_rng(3).lognormal(1.2, 0.5, 300)


def test_no_bar_lies_on_both_sides_of_a_limit(values):
    picture = capability_picture(values, choose_shape(values), (None, 9.0))
    assert not ((picture.bins["start"] < 9.0 - 1e-9) & (picture.bins["end"] > 9.0 + 1e-9)).any()
    assert picture.bins["n"].sum() == 300
    beyond = int(picture.bins.loc[picture.bins["is_beyond"], "n"].sum())
    assert beyond == int((values > 9.0).sum())


def test_the_curve_holds_as_many_values_as_the_bars(values):
    picture = capability_picture(values, choose_shape(values), (None, 12.0))
    width = float(picture.bins["end"].iloc[0] - picture.bins["start"].iloc[0])
    area = float(np.trapezoid(picture.curve["n"], picture.curve["value"])) / width
    assert area == pytest.approx(300, rel=0.03)


def test_without_a_distribution_there_is_no_curve(values):
    assert capability_picture(values, Shape(OBSERVED, (), None), (None, 9.0)).curve.empty


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("scale", ["screen", "present", "export"])
def test_the_chart_is_valid_in_every_mode(values, mode, scale):
    picture = capability_picture(values, choose_shape(values), (None, 9.0))
    chart = capability_chart(
        picture.bins.assign(said="x"), picture.curve, LINES, low=picture.low, high=picture.high, labels=LABELS,
        mode=mode, scale=scale,
    )  # fmt: skip
    told = chart.to_dict()
    assert len(told["layer"]) == 9
    assert {row["name"] for row in told["datasets"]["lines"]} == {"USL 9", "Median 4"}


@pytest.mark.parametrize("allowed", [None, 0.2])
def test_shares_have_their_interval_and_the_allowed_share(allowed):
    rows = pd.DataFrame({"name": ["Now"], "share": [0.3], "low": [0.25], "high": [0.36]})
    told = share_chart(rows, allowed=allowed, labels={"value": "v", "allowed": "Allowed 20%", "alt": "a"}).to_dict()
    assert len(told["datasets"]["lines"]) == (allowed is not None)
    assert told["datasets"]["bins"][0]["low"] == 0.25


def test_the_axis_of_a_share_is_written_in_the_unit_of_its_limits():
    rates = np.random.default_rng(5).normal(0.04, 0.02, 60)
    picture = capability_picture(rates, choose_shape(rates), (None, 0.1))
    lines = pd.DataFrame({"value": [0.1], "name": ["USL 10%"], "kind": ["limit"], "level": [0], "align": ["right"]})
    chart = capability_chart(
        picture.bins.assign(said="x"), picture.curve, lines, low=picture.low, high=picture.high,
        labels=LABELS | {"value": "Cost variance rate", "format": ".1~%"},
    )  # fmt: skip
    told = shown_texts(drawn(chart)["axis-label"])
    assert "10%" in told
    assert not {"0.10", "0.02"} & set(told)
