"""The value-stream map as a picture: specification valid, every box and wait in it, fills by class."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from charts.canvas import FORM, SELECTION
from charts.stream_list import value_stream_list
from charts.stream_model import MapLoop, MapStep, StreamWords
from charts.stream_sheet import columns
from charts.stream_strip import StripStep, stream_strip
from charts.stream_symbols import ARROW_HEAD, TRIANGLE
from charts.stream_whole import row_ends, value_stream_rows
from charts.theme import PALETTES, sizes
from charts.value_stream import value_stream_map

WORDS = StreamWords(
    system=("Orders", "event log"), customer=("Customer", "6 a week", "takt 6.7 h"),
    summary=(("Whole stream", ""), ("Waiting", "261 d")), before="← 1 step before", after="20 steps after →",
    wait_total="261 d waiting", work_total="14 d work",
)  # fmt: skip


def step(number: int, **more: object) -> MapStep:
    held = {
        "code": f"log/{number}", "name": f"Step {number}", "value_class": "value_added", "class_words": "value-added",
        "facts": (("Processing", "2 h"),), "wait": f"{number}.5 d", "work": "2 h", "wip": "3.1",
    }  # fmt: skip
    return MapStep(**{**held, **more})  # type: ignore[arg-type]


STEPS = [
    step(0, emotion=66.0, emotion_words="66", emotion_more="64–68, n 412", is_sure=True),
    step(1, value_class="waste", class_words="waste (proposed)", burst="62%", again="62% again"),
    step(2, value_class="necessary", flow="pull", emotion=40.0, emotion_words="40", emotion_more="20–60, n 9"),
]


@pytest.mark.parametrize("draw", [value_stream_map, value_stream_list])
@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("scale", ["screen", "present", "export"])
def test_the_map_is_a_valid_specification_with_every_word_in_it(draw, mode, scale):
    spec = draw(STEPS, [MapLoop(2, 0, "12% go back")], WORDS, selected="log/1", labels={"alt": "x"}, mode=mode,
                scale=scale).to_dict()  # fmt: skip
    said = {row["text"] for row in spec["datasets"]["words"]}
    for one in STEPS:
        assert {one.name, one.wait, one.class_words} <= said
    assert any("12% go back" in text for text in said)
    assert {"62%", "66", "40", "261 d"} <= said
    assert {row["id"] for row in spec["datasets"]["places"]} == {one.code for one in STEPS}
    assert SELECTION in {param["name"] for param in spec["params"]}


def test_four_fills_tell_the_classes_and_waiting_apart():
    spec = value_stream_map(STEPS, [], WORDS, selected="", labels={"alt": ""}, scale="export").to_dict()
    fills = {row["fill"] for row in spec["datasets"]["rects"]}
    assert {PALETTES["light"].process, PALETTES["light"].necessary, PALETTES["light"].waiting} <= fills
    assert len(spec["datasets"]["striped"]) == 1, "waste alone is striped"


def test_a_narrow_place_gets_the_map_from_top_to_bottom_in_the_same_specification():
    """The browser alone knows the width; a shape of the one picture is never seen in the other."""
    spec = value_stream_map(STEPS, [], WORDS, selected="", labels={"alt": ""}).to_dict()
    alone = value_stream_list(STEPS, [], WORDS, selected="", labels={"alt": ""}).to_dict()
    for name, rows in alone["datasets"].items():
        held = [{key: row[key] for key in row if key != FORM} for row in spec["datasets"][name] if row[FORM] == 1]
        assert held == rows, name
    assert all("form === (is_narrow ? 1 : 0)" in str(layer["transform"]) for layer in spec["layer"])
    assert {"is_narrow", "grown"} <= {param["name"] for param in spec["params"]}
    assert "is_narrow" not in str(value_stream_map(STEPS, [], WORDS, selected="", labels={"alt": ""}, scale="export"))


@pytest.mark.parametrize("draw", [value_stream_map, value_stream_list])
def test_a_lane_and_the_customers_time_are_drawn_apart(draw):
    steps = [step(0, flow="fifo", order="97%"), step(1, customers="customer", wip="8")]
    words = replace(WORDS, customer_total="+ 9 d")
    spec = draw(steps, [], words, selected="", labels={"alt": ""}, scale="export").to_dict()
    said = [row["text"] for row in spec["datasets"]["words"]]
    assert any("FIFO" in text for text in said)
    assert any("97%" in text for text in said)
    assert {"customer", "3.1" if draw is value_stream_map else "customer"} <= set(said)
    assert "8" not in said, "nothing of ours waits there"
    colours = PALETTES["light"]
    assert sum(row["fill"] == colours.waiting for row in spec["datasets"]["rects"]) == 1
    assert sum(row["stroke"] == colours.customer for row in spec["datasets"]["rects"]) == 1


def test_a_score_of_few_answers_is_not_coloured():
    spec = value_stream_map(STEPS, [], WORDS, selected="", labels={"alt": ""}).to_dict()
    rects = [row for row in spec["datasets"]["rects"] if row[FORM] == 0]
    chips = [row for row in rects if row["y2"] - row["y"] == pytest.approx(19.0)]
    assert [row["fill"] != PALETTES["light"].page for row in chips] == [True, False]


def test_the_ladder_goes_down_where_work_begins():
    spec = value_stream_map(STEPS, [], WORDS, selected="", labels={"alt": ""}).to_dict()
    ladder = [row for row in spec["datasets"]["lines"] if row["line"] == pytest.approx(1.8)]
    heights = [row["y"] for row in ladder]
    assert heights == [heights[0], heights[0], heights[2], heights[2]] * 3
    assert heights[0] < heights[2]


def test_as_many_steps_as_have_room():
    assert columns("screen") == 6
    assert columns("present") >= 4
    spec = value_stream_map([step(n) for n in range(6)], [], WORDS, selected="", labels={"alt": ""}).to_dict()
    assert max(row["x2"] for row in spec["datasets"]["places"]) < sizes("screen").width


def test_the_strip_is_to_scale():
    steps = [StripStep("a", "value_added", 0.3, 0.1, "a", "a"), StripStep("b", "waste", 0.5, 0.1, "b", "b")]
    spec = stream_strip(steps, (0, 1), selected="b", labels={"alt": ""}).to_dict()
    places = {row["id"]: row["x2"] - row["x"] for row in spec["datasets"]["places"]}
    assert places["b"] / places["a"] == pytest.approx(1.5)


def test_in_the_list_the_score_lies_above_the_stripes_of_waste():
    felt = step(1, value_class="waste", emotion=52.0, emotion_words="52", is_sure=True)
    spec = value_stream_list([felt], [], WORDS, selected="", labels={"alt": ""}, mode="dark").to_dict()
    kinds = [layer["data"]["name"] for layer in spec["layer"]]
    assert kinds.index("striped") < kinds.index("symbols") < kinds.index("words")
    assert any(row["fill"] == "#CFE0EE" for row in spec["datasets"]["symbols"]), "the chip is a symbol"


def test_the_whole_stream_has_room_in_its_frame():
    """Boxes of one fact are shorter than the ten lines on the whole stream."""
    lines = (("Whole stream", ""), *((f"Line {n}", f"{n} d") for n in range(6)), ("Efficiency", ""), ("Flow", "5%"))
    spec = value_stream_map(
        STEPS,
        [],
        replace(WORDS, summary=(*lines, ("Process-cycle", "3%"))),
        selected="",
        labels={"alt": ""},
        scale="export",
    ).to_dict()
    words = {row["text"]: row for row in spec["datasets"]["words"]}
    last = words["Process-cycle"]
    frame = next(
        row
        for row in spec["datasets"]["rects"]
        if row["fill"] == PALETTES["light"].panel and row["x2"] > last["x"] > row["x"]
    )
    assert frame["y"] < words["Whole stream"]["y"] < last["y"] < frame["y2"] - 6
    assert words["261 d waiting"]["y"] > frame["y2"] + 6


def test_the_whole_map_holds_every_step_in_rows_on_one_sheet():
    steps = [step(number, facts=tuple((f"Fact {n}", "2 h") for n in range(6))) for number in range(28)]
    ends = row_ends(28, "export")
    loops, words = [MapLoop(27, 0, "9% go back"), MapLoop(5, 3, "20% go back")], replace(WORDS, supplier=("Sales",))
    made = value_stream_rows(
        steps, loops, words,
        said=[f"{first}–{end}" for first, end in ends], selected="log/3", labels={"alt": ""}, scale="export",
    )  # fmt: skip
    spec = made.to_dict()
    places = spec["datasets"]["places"]
    assert [row["id"] for row in places] == [one.code for one in steps]
    for one in places:
        assert 0 <= one["x"] < one["x2"] <= spec["width"]
        assert 0 <= one["y"] < one["y2"] <= spec["height"]
    for one, two in pairwise(ends):
        assert places[one[1] - 1]["y2"] < places[two[0]]["y"], "a row ends above the next"
    assert 1.2 < spec["width"] / spec["height"] < 1.7, "a sheet laid across"
    said = [row["text"] for row in spec["datasets"]["words"]]
    assert said.count("Whole stream") == said.count("Sales") == 1
    assert {"0–10", "10–20", "20–28", "20% go back", "9% go back → Step 0"} <= set(said)


def test_the_burst_leaves_the_next_queue_free_and_the_arrow_ends_before_the_frame():
    spec = value_stream_map(STEPS, [], WORDS, selected="log/1", labels={"alt": ""}, scale="export").to_dict()
    symbols = spec["datasets"]["symbols"]
    burst = next(row for row in symbols if row["fill"] == PALETTES["light"].bad)
    for triangle in (row for row in symbols if row["shape"] == TRIANGLE):
        across, down = abs(triangle["x"] - burst["x"]), triangle["y"] - burst["y"]
        apex = (across**2 + (down - 0.85 * triangle["size"] ** 0.5 / 2) ** 2) ** 0.5
        assert apex > burst["size"] ** 0.5 / 2
    frame = next(row for row in spec["datasets"]["rects"] if row["stroke"] == PALETTES["light"].accent)
    heads = [row["x"] + row["size"] ** 0.5 / 2 for row in symbols if row["shape"] == ARROW_HEAD]
    assert max(end for end in heads if end < frame["x2"]) < frame["x"] - frame["line"] / 2
