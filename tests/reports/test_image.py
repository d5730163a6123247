"""Pictures are made on this machine, with Chinese in them."""

import struct

import altair as alt
import pytest

from charts.emotion_curve import emotion_curve_chart
from reports.chart_labels import curve_labels
from reports.image import png, svg
from tests.charts.frames import journey


@pytest.fixture(scope="module")
def chart() -> alt.LayerChart:
    points, stages = journey(4)
    labels = curve_labels(title="Finding", subtitle="2026")
    return emotion_curve_chart(points.assign(name="需求澄清"), stages, labels=labels, scale="export")


def test_a_png_has_the_width_asked_for_in_dots_for_print(chart: alt.LayerChart) -> None:
    picture = png(chart, width=600, ratio=2.0)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, _height = struct.unpack(">II", picture[16:24])
    assert width == 1200


def test_a_chart_for_the_screen_gets_a_width_of_its_own() -> None:
    points, stages = journey(3)
    picture = png(emotion_curve_chart(points, stages, labels=curve_labels()), ratio=1.0)
    assert struct.unpack(">I", picture[16:20])[0] == 1200


def test_an_svg_holds_the_names_as_text(chart: alt.LayerChart) -> None:
    drawing = svg(chart).decode()
    assert drawing.startswith("<svg")
    assert "需求澄清" in drawing
    assert "Finding" in drawing


def test_a_specification_is_as_good_as_a_chart(chart: alt.LayerChart) -> None:
    assert svg(chart.to_dict()) == svg(chart)


def test_nothing_is_fetched_from_the_network() -> None:
    outside = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"url": "http://127.0.0.1:9/rows.csv"},
        "mark": "point",
    }
    with pytest.raises(ValueError, match=r"(?i)access|allowed|denied|permi|url"):
        png(outside)
