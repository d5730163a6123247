"""Trends show gaps as gaps, breaks as breaks, and name their last value."""

import json
from typing import Any

import pandas as pd
import pytest

from charts.theme import palette
from charts.trend import Level, Words, kpi_trend, score_trend
from reports.chart_labels import trend_labels
from tests.charts.frames import drawn, only, shown_texts

LABELS = trend_labels(score="Relationship NPS", alt="NPS fell.")


def periods(n: int = 12, **columns: Any) -> pd.DataFrame:
    value = [10.0 + (index * 5) % 13 for index in range(n)]
    frame = pd.DataFrame({"label": [f"W{index + 1}" for index in range(n)], "value": value, "n": 120})
    return frame.assign(low=frame["value"] - 6, high=frame["value"] + 6).assign(**columns)


def trend(n: int = 12, **columns: Any) -> dict[str, list[dict[str, Any]]]:
    chart = score_trend(periods(n, **columns), labels=LABELS, value_range=(-100.0, 100.0), signed=True)
    return drawn(chart, 540)


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    spec = score_trend(frame, labels=LABELS).to_dict()
    held: list[dict[str, Any]] = spec["datasets"]["periods"]
    return held


def test_every_period_with_answers_is_a_point() -> None:
    assert len(trend(12)["points"]) == 12


def test_a_period_without_answers_is_a_gap() -> None:
    values = [12.0, 14.0, None, 15.0]
    layers = trend(4, value=values)
    assert len(layers["points"]) == 3
    lines = [row["line"] for row in rows(periods(4, value=values))]
    assert lines[1] != lines[3]


def test_a_changed_question_breaks_line_and_band_and_is_named() -> None:
    layers = trend(6, break_before=only(6, 3))
    assert len(layers["notes"]) == 1
    lines = [row["line"] for row in rows(periods(6, break_before=only(6, 3)))]
    assert lines[2] != lines[3]
    assert "question changed" in str(score_trend(periods(6, break_before=only(6, 3)), labels=LABELS).to_dict())


def test_the_last_value_is_named_with_its_sign() -> None:
    assert shown_texts(trend(3, value=[1.0, 2.0, 12.4])["last"]) == ["+12"]
    assert shown_texts(trend(3, value=[1.0, -6.2, None])["last"]) == ["−6"]
    assert shown_texts(trend(2, value=[5.0, -0.2])["last"]) == ["0"]


def test_a_hidden_period_shows_nothing() -> None:
    assert len(trend(4, hidden=only(4, 1))["points"]) == 3


def test_few_answers_make_the_point_hollow() -> None:
    fills = [item["fill"] == palette("light").page for item in trend(3, low_n=only(3, 2))["points"]]
    assert fills == only(3, 2)


def test_a_kpi_is_told_from_a_score_by_shape_and_dash() -> None:
    kpi = drawn(kpi_trend(periods(5), labels=LABELS, value_range=None), 540)
    assert {item["shape"] for item in kpi["points"]} == {"square"}
    assert kpi["line"][0]["strokeDash"] == [5, 3]
    assert {item["shape"] for item in trend(5)["points"]} == {"circle"}


@pytest.mark.parametrize(("is_sourced", "dash"), [(True, [1, 0]), (False, [2, 3])])
def test_a_target_is_drawn_and_dotted_without_a_source(is_sourced: bool, dash: list[int]) -> None:
    target = Level(90.0, "Target 90%", is_sourced)
    layers = drawn(kpi_trend(periods(5), labels=LABELS, target=target, value_range=(0.0, 100.0)), 540)
    assert [item["strokeDash"] for item in layers["level"]] == [dash]


def test_notes_stand_between_periods_where_they_belong() -> None:
    events = pd.DataFrame({"position": [2.5], "text": ["Action A-17 live"]})
    layers = drawn(score_trend(periods(4), labels=LABELS, events=events), 540)
    x = [item["x"] for item in layers["points"]]
    assert layers["notes"][0]["x"] == pytest.approx((x[1] + x[2]) / 2)


@pytest.mark.parametrize("n", [1, 2, 52, 160])
def test_short_and_long_series_are_drawn(n: int) -> None:
    layers = trend(n)
    assert len(layers["points"]) == n
    assert sum(len(items) for items in layers.values()) <= 5_000


def test_no_answers_at_all_still_draws_axes() -> None:
    layers = trend(3, value=None, low=None, high=None)
    assert not layers.get("points")
    assert layers["axis-label"]


def test_a_frame_without_rows_is_no_error() -> None:
    assert drawn(score_trend(periods(0), labels=LABELS), 540)["axis-title"]


def test_the_axis_stays_inside_the_scale() -> None:
    layers = drawn(score_trend(periods(3, value=99.0, low=97.0, high=100.0), labels=LABELS), 540)
    numbers = [int(text) for text in shown_texts(layers["axis-label"]) if text.isdigit()]
    assert max(numbers) == 100


@pytest.mark.parametrize(("mode", "scale"), [("light", "screen"), ("dark", "present"), ("light", "export")])
def test_it_renders_in_every_mode_and_scale(mode: Any, scale: Any) -> None:
    assert drawn(score_trend(periods(8), labels=LABELS, mode=mode, scale=scale), 700)["line"]


def test_a_named_step_stands_over_its_point_in_its_own_tone() -> None:
    steps = pd.DataFrame({"position": [2, 4], "value": [15.0, 25.0], "text": ["▲ +9", "▼ −4"], "tone": ["good", "bad"]})
    layers = drawn(score_trend(periods(5), labels=LABELS, steps=steps), 540)
    assert shown_texts(layers["steps"]) == ["▲ +9", "▼ −4"]
    assert [mark["fill"] for mark in layers["steps"]] == [palette("light").good, palette("light").bad]
    assert "steps" not in trend(5)


def test_a_break_says_why_the_line_breaks() -> None:
    frame = periods(6, break_before=only(6, 3), break_text=["", "", "", "from here read by Standard", "", ""])
    notes = score_trend(frame, labels=LABELS).to_dict()["datasets"]["notes"]
    assert [(note["position"], note["text"]) for note in notes] == [(3.5, "from here read by Standard")]


def test_money_is_written_alike_on_axis_end_and_tooltip() -> None:
    words = Words(lambda one: f"¥{one / 1e3:.1f}k", lambda tick: f"¥{tick / 1e3:g}k")
    frame = periods(4, value=[90_000.0, 110_000.0, 101_000.0, 84_573.0], low=80_000.0, high=112_500.0)
    spec = kpi_trend(frame, labels=LABELS, digits=0, words=words).to_dict()
    assert spec["datasets"]["last"][0]["shown"] == "¥84.6k"
    assert spec["datasets"]["periods"][0]["span"] == "¥80.0k to ¥112.5k"
    axes = [layer["encoding"]["y"]["axis"] for layer in spec["layer"] if layer["encoding"].get("y", {}).get("axis")]
    assert len(axes) == 1
    listed, _end = json.JSONDecoder().raw_decode(axes[0]["labelExpr"])
    assert listed == [f"¥{tick / 1e3:g}k" for tick in axes[0]["values"]]


def test_ready_words_on_an_axis_cannot_act() -> None:
    evil = Words(str, lambda tick: '"]; alert(1); ["')
    spec = kpi_trend(periods(4), labels=LABELS, words=evil).to_dict()
    expr = next(layer["encoding"]["y"]["axis"]["labelExpr"] for layer in spec["layer"]
                if layer["encoding"].get("y", {}).get("axis"))  # fmt: skip
    listed, end = json.JSONDecoder().raw_decode(expr)
    assert set(listed) == {'"]; alert(1); ["'}
    assert expr[end:].startswith("[indexof(")
