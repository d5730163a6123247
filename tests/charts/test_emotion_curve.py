"""The emotion curve draws what the figures say, and nothing that they do not."""

from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
import vl_convert

from charts.emotion_curve import SELECTION, emotion_curve_chart
from charts.ground import Layout
from charts.theme import palette
from tests.charts.frames import LABELS, drawn, journey, only, shown_texts

LIGHT = palette("light")


def curve(
    n: int = 12, *, width: int = 1100, layout: Layout = "wide", **columns: Any
) -> dict[str, list[dict[str, Any]]]:
    points, stages = journey(n, **columns)
    return drawn(emotion_curve_chart(points, stages, labels=LABELS, layout=layout), width)


def test_every_touchpoint_has_a_point_an_interval_a_name_and_a_cell_to_click() -> None:
    layers = curve(12)
    assert len(layers["points"]) == len(layers["intervals"]) == len(layers["cells"]) == 12
    assert sum("Requirement" in text for text in shown_texts(layers["axis-label"])) == 12
    assert len(layers["stage_bands"]) == len(layers["stage_names"]) == 4


def test_the_interval_ends_where_the_figures_end() -> None:
    layers = curve(3, low=[50.0, 60.0, 70.0], high=[60.0, 80.0, 90.0], mean=[55.0, 70.0, 80.0])
    lengths = [abs(item["y2"] - item["y"]) for item in layers["intervals"]]
    assert lengths[1] == pytest.approx(2 * lengths[0])
    assert lengths[1] == pytest.approx(lengths[2])


def test_a_hidden_touchpoint_shows_no_value_and_breaks_the_line() -> None:
    layers = curve(12, hidden=only(12, 4))
    assert len(layers["points"]) == len(layers["intervals"]) == 11
    assert len({round(item["x"]) for item in layers["points"]}) == 11
    assert "n < 5" in shown_texts(layers["few"])
    assert chart_rows(12, hidden=only(12, 4))[4]["mean"] is None


def chart_rows(n: int, **columns: Any) -> list[dict[str, Any]]:
    points, stages = journey(n, **columns)
    rows: list[dict[str, Any]] = emotion_curve_chart(points, stages, labels=LABELS).to_dict()["datasets"]["points"]
    return rows


def test_the_line_breaks_where_the_question_changes_and_where_nothing_is_shown() -> None:
    rows = chart_rows(6, break_before=only(6, 2), hidden=only(6, 4))
    lines = [row["line"] for row in rows]
    assert lines[0] == lines[1] != lines[2] == lines[3]
    assert lines[5] != lines[3]


def test_a_changed_question_is_marked_and_explained() -> None:
    points, stages = journey(6, break_before=only(6, 2))
    chart = emotion_curve_chart(points, stages, labels=LABELS)
    layers = drawn(chart)
    x = [item["x"] for item in layers["points"]]
    assert layers["breaks"][0]["x"] == pytest.approx((x[1] + x[2]) / 2)
    assert "┊ other question or scale" in str(chart.to_dict(validate=False))
    assert "breaks" not in curve(6)


def test_few_answers_make_the_point_hollow() -> None:
    points = curve(6, low_n=only(6, 1))["points"]
    assert [item["fill"] == LIGHT.page for item in points] == only(6, 1)


def test_only_tested_low_points_are_orange_and_print_their_value() -> None:
    layers = curve(12, is_low_point=only(12, 2, 7), mean=[70.0] * 2 + [51.6] + [70.0] * 4 + [47.0] + [70.0] * 4)
    assert shown_texts(layers["low_values"]) == ["▼ 52", "▼ 47"]
    assert [item["stroke"] == LIGHT.bad for item in layers["points"]] == only(12, 2, 7)


def test_the_lowest_mark_alone_is_no_low_point() -> None:
    layers = curve(3, mean=[80.0, 20.0, 80.0], low=[70.0, 5.0, 70.0], high=[90.0, 40.0, 90.0])
    assert not layers.get("low_values")
    assert {item["stroke"] for item in layers["points"]} == {LIGHT.customer}


def test_a_moment_of_truth_is_a_diamond() -> None:
    assert [item.get("shape") for item in curve(3, is_mot=only(3, 1))["points"]] == ["circle", "diamond", "circle"]


def test_the_selected_touchpoint_has_a_ring() -> None:
    layers = curve(6, is_selected=only(6, 3))
    assert len(layers["ring"]) == 1
    assert layers["ring"][0]["x"] == pytest.approx(layers["points"][3]["x"])
    assert not curve(6).get("ring")


def test_levels_without_a_source_are_dotted_and_say_so() -> None:
    layers = curve(
        3, floor=[60.0, 62.0, 61.0], floor_sourced=[True, False, True], benchmark=85.0, benchmark_sourced=True
    )
    assert [item.get("strokeDash") for item in layers["floor"]] == [[1, 0], [2, 3], [1, 0]]
    assert {tuple(item["strokeDash"]) for item in layers["benchmark"]} == {(1, 0)}
    said = " ".join(shown_texts(layers["end_labels"]))
    assert "Expectation floor dotted: set value" in said
    assert "Industry benchmark" in said


def test_a_level_nobody_stated_is_not_drawn() -> None:
    layers = curve(4, floor=[60.0, None, None, None], floor_sourced=True)
    assert len(layers["floor"]) == 1
    assert not layers.get("benchmark")


def test_the_second_segment_is_dashed_and_named() -> None:
    points, stages = journey(5, overlay_mean=70.0, overlay_low=66.0, overlay_high=74.0)
    chart = emotion_curve_chart(points, stages, labels=dict(LABELS) | {"overlay": "Decision makers"})
    layers = drawn(chart)
    assert len(layers["overlay_points"]) == len(layers["overlay_intervals"]) == 5
    assert layers["overlay_line"][0]["strokeDash"] == [6, 4]
    assert (
        shown_texts(layers["end_labels"]) == ["Decision makers"] or "Decision" in shown_texts(layers["end_labels"])[0]
    )


def test_end_labels_keep_clear_of_each_other() -> None:
    layers = curve(4, floor=70.0, floor_sourced=False, benchmark=71.0, benchmark_sourced=True, overlay_mean=70.5)
    heights = sorted(item["y"] for item in layers["end_labels"])
    assert min(b - a for a, b in pairwise(heights)) > 12


def test_peak_and_end_are_marked() -> None:
    layers = curve(5, is_peak=only(5, 4), is_end=only(5, 4))
    assert shown_texts(layers["peak_and_end"]) == ["Peak · End"]


def test_the_key_names_only_marks_that_are_there() -> None:
    points, stages = journey(4, is_mot=only(4, 1))
    text = str(emotion_curve_chart(points, stages, labels=LABELS).to_dict())
    assert "moment of truth" in text
    assert "▼ low point" not in text


@pytest.mark.parametrize("n", [1, 7, 40])
@pytest.mark.parametrize("layout", ["wide", "tall"])
def test_one_to_forty_touchpoints_are_all_drawn_and_named(n: int, layout: Layout) -> None:
    layers = curve(n, layout=layout, floor=55.0, benchmark=85.0, overlay_mean=65.0, overlay_low=60.0, overlay_high=70.0)
    assert len(layers["points"]) == n
    assert sum("equirement" in text for text in shown_texts(layers["axis-label"])) == n
    assert sum(len(items) for items in layers.values()) <= 5_000


@pytest.mark.parametrize("layout", ["wide", "tall"])
def test_a_phone_shows_every_name(layout: Layout) -> None:
    layers = curve(12, width=340, layout=layout)
    names = [item for item in layers["axis-label"] if "Requirement" in shown_texts([item])[0]]
    assert len(names) == 12
    assert all(item.get("opacity", 1) == 1 for item in names)


def test_names_turn_when_there_is_no_room_for_them() -> None:
    narrow = [item for item in curve(12, width=340)["axis-label"] if "Requirement" in shown_texts([item])[0]]
    wide = [item for item in curve(6, width=1100)["axis-label"] if "Requirement" in shown_texts([item])[0]]
    assert all(item["angle"] != 0 for item in narrow)
    assert all(item.get("angle", 0) == 0 for item in wide)


def test_all_layers_share_one_pair_of_scales() -> None:
    points, stages = journey(5, floor=60.0, overlay_mean=66.0)
    spec = emotion_curve_chart(points, stages, labels=LABELS).to_dict()
    domains = {
        (channel, str(layer["encoding"][channel]["scale"]["domain"]))
        for layer in spec["layer"]
        for channel in ("x", "y")
        if "scale" in layer["encoding"].get(channel, {})
    }
    assert len(domains) == 2


def test_a_click_returns_the_touchpoint_and_a_second_click_keeps_it() -> None:
    points, stages = journey(3)
    spec = emotion_curve_chart(points, stages, labels=LABELS).to_dict()
    chosen = [parameter for parameter in spec["params"] if parameter["name"] == SELECTION]
    assert chosen[0]["select"]["fields"] == ["touchpoint_id"]
    assert chosen[0]["select"]["toggle"] is False


def test_names_cannot_act() -> None:
    hostile = ["']);alert(1)//", '"]||event', "a\\nb</script>", "{datum.x}", "line\nbreak"]
    points, stages = journey(5)
    layers = drawn(emotion_curve_chart(points.assign(name=hostile), stages, labels=LABELS), 1600)
    said = shown_texts(layers["axis-label"])
    assert any("alert(1)" in text for text in said)
    assert len(layers["points"]) == 5


def test_the_tooltip_holds_ready_texts_of_our_own_fields() -> None:
    points, stages = journey(2, mean=[61.25, 70.0], low=[-1.0, 60.0], high=[70.5, 80.0])
    spec = emotion_curve_chart(points, stages, labels=LABELS, digits=1).to_dict()
    fields = [entry["field"] for entry in spec["layer"][-1]["encoding"]["tooltip"]]
    assert fields == ["name", "stage", "shown", "interval", "answers", "verdict"]
    assert spec["datasets"]["points"][0]["interval"] == "−1.0 to 70.5"


def test_native_scores_are_drawn_on_their_own_scale() -> None:
    points, stages = journey(
        3, mean=[3.4, 4.2, 2.9], low=[3.2, 4.0, 2.6], high=[3.6, 4.4, 3.2], is_low_point=only(3, 2)
    )
    layers = drawn(emotion_curve_chart(points, stages, labels=LABELS, value_range=(1.0, 5.0), digits=1))
    assert shown_texts(layers["low_values"]) == ["▼ 2.9"]
    ticks = {text for text in shown_texts(layers["axis-label"]) if text.replace(".", "").isdigit()}
    assert {"3.0", "4.0"} <= ticks
    assert not ticks & {"0.0", "0", "6.0"}


def test_the_callers_frames_stay_as_they_were() -> None:
    points, stages = journey(4)
    before = points.copy(), stages.copy()
    emotion_curve_chart(points, stages, labels=LABELS)
    pd.testing.assert_frame_equal(points, before[0])
    pd.testing.assert_frame_equal(stages, before[1])


def test_nullable_columns_of_the_store_are_understood() -> None:
    points, stages = journey(4)
    stored = points.assign(
        mean=points["mean"].astype("Float64"), floor=pd.array([60.0, None, 61.0, None], dtype="Float64"),
        is_mot=pd.array([True, None, False, None], dtype="boolean"), name=points["name"].astype("string"),
    )  # fmt: skip
    layers = drawn(emotion_curve_chart(stored, stages, labels=LABELS))
    assert len(layers["points"]) == 4
    assert len(layers["floor"]) == 2


def test_no_measured_touchpoint_still_draws_the_journey() -> None:
    layers = curve(4, mean=None, low=None, high=None, hidden=True)
    assert not layers.get("points")
    assert len(layers["few"]) == 4


@pytest.mark.parametrize(("mode", "scale"), [("light", "screen"), ("dark", "present"), ("light", "export")])
def test_it_renders_in_every_mode_and_scale(mode: Any, scale: Any) -> None:
    points, stages = journey(8, is_low_point=only(8, 3), is_selected=only(8, 3))
    spec = emotion_curve_chart(points, stages, labels=LABELS, mode=mode, scale=scale).to_dict()
    picture = vl_convert.vegalite_to_png(spec | {"width": 900}, vl_version="6.4")
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 8_000
    assert spec["description"] == LABELS["alt"]


def test_a_name_of_28_letters_is_whole_on_a_laptop() -> None:
    points, stages = journey(23)
    points.loc[21, "name"] = "Data and knowledge hand-over"
    seen = shown_texts(drawn(emotion_curve_chart(points, stages, labels=LABELS), width=1000)["axis-label"])
    assert "Data and knowledge hand-over" in seen


def test_on_a_narrow_plot_only_low_and_selected_names_are_written() -> None:
    points, stages = journey(23, is_low_point=only(23, 3), is_selected=only(23, 7))
    seen = shown_texts(drawn(emotion_curve_chart(points, stages, labels=LABELS), width=300)["axis-label"])
    assert [text for text in seen if text.startswith("Requirement")] == [
        "Requirement clarification 3",
        "Requirement clarification 7",
    ]


def test_names_of_levels_do_not_run_into_each_other() -> None:
    points, stages = journey(6, benchmark=70.0, floor=69.0, overlay_mean=69.5, overlay_low=68.0, overlay_high=71.0)
    labels = {**LABELS, "overlay": "Nov 2024 – Oct 2025"}
    items = drawn(emotion_curve_chart(points, stages, labels=labels))["end_labels"]
    texts = [item["text"] if isinstance(item["text"], list) else item["text"].split("\n") for item in items]
    spans = sorted((item["y"], item["y"] + 13 * (len(text) - 1)) for item, text in zip(items, texts, strict=True))
    assert len(spans) == 3
    assert all(lower[0] - upper[1] >= 12 for upper, lower in pairwise(spans))


def commented(layout: Layout = "wide") -> dict[str, Any]:
    points, stages = journey(5, overlay_mean=[44.0, None, 51.2, 39.6, 60.0], overlay_low=40.0, overlay_high=[62.0] * 5)
    labels = dict(LABELS) | {"overlay": "Sentiment of comments"}
    points = points.assign(overlay_n=[30.0, None, 8.0, 1200.0, 40.0])
    spec: dict[str, Any] = emotion_curve_chart(
        points, stages, labels=labels, overlay="comments", layout=layout
    ).to_dict()
    return spec


@pytest.mark.parametrize("layout", ["wide", "tall"])
def test_the_line_of_comments_has_its_own_marks_dots_and_key(layout: Layout) -> None:
    spec = commented(layout)
    layers = {layer.get("name"): layer for layer in spec["layer"]}
    assert layers["overlay_points"]["mark"]["shape"] == "cross"
    assert layers["overlay_line"]["mark"]["strokeDash"] == [1, 3]
    assert "✚ sentiment of comments" in str(spec)
    assert "┄" not in str(spec), "the key names the line once"


def test_the_hover_shows_the_score_and_the_comments_each_with_n() -> None:
    spec = commented()
    cells = next(layer for layer in spec["layer"] if layer.get("name") == "cells")
    titles = {one["field"]: one["title"] for one in cells["encoding"]["tooltip"]}
    assert titles["beside"] == "Sentiment of comments"
    assert {"shown", "answers"} <= set(titles)
    told = [row["beside"] for row in spec["datasets"]["points"]]
    assert told == ["44 (40 to 62), n = 30", "–", "51 (40 to 62), n = 8", "40 (40 to 62), n = 1,200",
                    "60 (40 to 62), n = 40"]  # fmt: skip
    assert "beside" not in str(only_score()["layer"][-1]["encoding"]["tooltip"])


def only_score() -> dict[str, Any]:
    points, stages = journey(5)
    spec: dict[str, Any] = emotion_curve_chart(points, stages, labels=LABELS).to_dict()
    return spec
