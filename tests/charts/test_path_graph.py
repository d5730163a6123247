"""The picture of ways: a valid specification, everything inside it, few marks."""

from __future__ import annotations

import pandas as pd
import pytest

from charts.path_graph import CHART_COLUMNS, LEAST_WIDE, NARROW_PX, path_graph
from charts.path_labels import LETTER, LINE
from charts.path_layout import columns_of, path_layout

STAGES = (("s1", "Requirements"), ("s2", "Delivery"), ("s3", "Use"))
NODES = pd.DataFrame(
    {
        "edge_id": [f"loop.{number}" for number in range(5)],
        "activity": ["Ask", "Confirm", "Build", "Test", "Use it"],
        "stage_id": ["s1", "s1", None, "s2", "s3"],
        "said": "n = 10",
        "effect": ["", "", "late ▼ −9", "", ""],
        "tone": ["chance", "chance", "bad", "chance", "good"],
        "tip": "told",
        "onward": "50% → Test",
        "is_selected": [False, True, False, False, False],
    }
)
PAIRS = [("Ask", "Confirm"), ("Ask", "Test"), ("Confirm", "Build"), ("Test", "Build"), ("Use it", "Ask"),
         ("Test", "Use it"), ("Confirm", "Ask")]  # fmt: skip
EDGES = pd.DataFrame(
    {
        "edge_id": [f"edge.{number}" for number in range(len(PAIRS))],
        "activity": [one for one, _two in PAIRS],
        "other": [two for _one, two in PAIRS],
        "width": 0.5,
        "share": "50%",
        "tone": "chance",
        "tip": "told",
        "is_selected": False,
    }
)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("scale", ["screen", "present"])
def test_the_picture_is_a_valid_specification_with_few_marks(mode, scale):
    spec = path_graph(NODES, EDGES, STAGES, labels={"alt": "All ways"}, mode=mode, scale=scale).to_dict()
    assert spec["description"] == "All ways"
    assert {"boxes", "pieces", "heads", "columns"} <= set(spec["datasets"])
    assert len(spec["datasets"]["boxes"]) == 5
    assert sum(len(rows) for rows in spec["datasets"].values()) < 5_000
    assert {row["name_2"] for row in spec["datasets"]["columns"]} == {"Requirements", "Delivery", "Use"}


def test_every_place_lies_inside_the_picture():
    nodes = NODES.assign(column=[0, 0, 1, 1, 2])
    laid = path_layout(nodes[["activity", "column"]], EDGES)
    for frame, names in ((laid.boxes, ["x", "x2", "y", "y2", "list_y"]), (laid.pieces, ["x", "x2", "y", "y2"])):
        assert frame[names].to_numpy().min() >= 0
        assert frame[names].to_numpy().max() <= 1


def test_a_passage_begins_at_its_step_and_ends_at_the_next():
    nodes = NODES.assign(column=[0, 0, 1, 1, 2])
    laid = path_layout(nodes[["activity", "column"]], EDGES)
    boxes = laid.boxes.set_index("activity")
    pieces = laid.pieces[~laid.pieces["is_list"]]
    first = pieces[pieces["edge_id"] == "edge.0"].iloc[0]
    assert (first["x"], first["y"]) == pytest.approx((boxes.loc["Ask", "mid_x"], boxes.loc["Ask", "y2"]))
    back = pieces[pieces["edge_id"] == "edge.4"]
    assert back["is_back"].all()
    assert back["y"].max() > boxes["y2"].max()  # a way back runs below all boxes
    head = laid.heads[(laid.heads["edge_id"] == "edge.5") & ~laid.heads["is_list"]].iloc[0]
    assert (head["x"], head["angle"]) == pytest.approx((boxes.loc["Use it", "x"], 90.0))


def test_a_step_without_a_stage_stands_with_the_one_before():
    assert columns_of(["s2", None, "s1"], ["s1", "s2"]) == [1, 1, 0]
    assert columns_of([None, "s2"], ["s2"]) == [0, 0]


def test_no_passage_at_all_is_a_picture_of_boxes():
    spec = path_graph(NODES, EDGES.head(0), STAGES, labels={"alt": ""}).to_dict()
    assert len(spec["datasets"]["boxes"]) == 5


CROWDED = [(one, two) for one in NODES["activity"] for two in NODES["activity"] if one != two]


def crowded(**columns):
    shares = [f"{5 * number}% ▼ −1{number % 10}.8" for number in range(len(CROWDED))]
    return pd.DataFrame({"edge_id": [f"edge.{number}" for number in range(len(CROWDED))],
                         "activity": [one for one, _two in CROWDED], "other": [two for _one, two in CROWDED],
                         "width": [number / len(CROWDED) for number in range(len(CROWDED))], "share": shares,
                         "tone": "chance", "tip": "told", "is_selected": False} | columns)  # fmt: skip


@pytest.mark.parametrize(("is_wide", "tone"), [(True, "chance"), (True, "bad"), (False, "bad")])
def test_no_share_is_printed_over_another(is_wide, tone):
    made = path_graph(NODES, crowded(tone=tone), STAGES, labels={"alt": ""}, is_wide=is_wide)
    spec = made.to_dict()
    text = 11
    wide, listed = (path_graph(NODES, EDGES, STAGES, labels={"alt": ""}, is_wide=one).to_dict()["height"] / 1.07
                    for one in (True, False))  # fmt: skip
    for is_list, width, height in ((False, CHART_COLUMNS * LEAST_WIDE, wide), (True, NARROW_PX, listed)):
        heads = [row for row in spec["datasets"]["heads"] if row["is_list"] == is_list]
        told = [row for row in heads if row["share"]]
        assert len(heads) == len(CROWDED)  # lines and tooltips are all there
        assert all(row["tip"] == "told" for row in heads)
        for number, one in enumerate(told):
            for two in told[number + 1 :]:
                across = abs(one["mid_x"] - two["mid_x"]) * width
                down = abs(one["mid_y"] - two["mid_y"]) * height
                room = LETTER * text * (len(one["share"]) + len(two["share"]) + 2) / 2
                assert across >= room - 1e-6 or down >= LINE * text - 1e-6
        assert told or tone == "chance"


def test_of_two_shares_in_one_place_the_chosen_then_the_wider_stays():
    edges = EDGES.iloc[[0, 0]].assign(edge_id=["edge.thin", "edge.wide"], width=[0.1, 0.9], share=["9%", "91%"])

    def told(**columns):
        heads = path_graph(NODES, edges.assign(**columns), STAGES, labels={"alt": ""}).to_dict()["datasets"]["heads"]
        return [row["share"] for row in heads if not row["is_list"] and row["share"]]

    assert told() == ["91%"]
    assert told(is_selected=[True, False]) == ["9%"]


def test_a_share_stands_on_its_own_line_alone():
    """Pieces every few px: the line of another passage is nowhere within the letters."""
    spec = path_graph(NODES, crowded(), STAGES, labels={"alt": ""}).to_dict()
    width, height = CHART_COLUMNS * LEAST_WIDE, spec["height"] / 1.07
    pieces = pd.DataFrame(row for row in spec["datasets"]["pieces"] if not row["is_list"])
    told = [row for row in spec["datasets"]["heads"] if row["share"] and not row["is_list"]]
    assert told
    for head in told:
        other = pieces[pieces["edge_id"] != head["edge_id"]]
        across = (other[["x", "x2"]].mean(axis=1) - head["mid_x"]).abs() * width
        down = (other[["y", "y2"]].mean(axis=1) - head["mid_y"]).abs() * height
        assert not ((across < LETTER * 11 * len(head["share"]) / 2) & (down < 11 / 2)).any()


def test_a_way_back_to_the_column_before_goes_straight_there():
    nodes = NODES.assign(column=[0, 0, 1, 1, 2])
    edges = EDGES.head(1).assign(activity="Build", other="Ask")
    laid = path_layout(nodes[["activity", "column"]], edges)
    boxes, pieces = laid.boxes.set_index("activity"), laid.pieces[~laid.pieces["is_list"]]
    assert pieces["is_back"].all()
    assert pieces[["x", "x2"]].to_numpy().max() == pytest.approx(boxes.loc["Build", "x"])
    assert pieces[["y", "y2"]].to_numpy().max() < boxes.loc["Build", "y2"], "not around the boxes"
    head = laid.heads[~laid.heads["is_list"]].iloc[0]
    assert (head["x"], head["angle"]) == pytest.approx((boxes.loc["Ask", "x2"], 270.0))


def test_a_long_name_is_wrapped_while_presenting_and_the_picture_fits_a_screen():
    names = ["Ask for the confirmation of requirements", *NODES["activity"][1:]]
    edges = EDGES.replace({"Ask": names[0]})
    stages = (("s1", "Requirements of all the parties and their acceptance"), *STAGES[1:])
    nodes = NODES.assign(activity=names, stage_id="s1")
    spec = path_graph(nodes, edges, stages, labels={"alt": ""}, scale="present").to_dict()
    assert spec["height"] <= 62 * 5.6 + 34
    crowd = pd.concat([nodes] * 6).assign(
        stage_id=[f"s{n % 6}" for n in range(30)], activity=[f"{names[0]} {n}" for n in range(30)]
    )
    six = tuple((f"s{n}", stages[0][1]) for n in range(6))
    many = path_graph(crowd, edges.head(0), six, labels={"alt": ""}, scale="present").to_dict()
    assert many["height"] < 620
    box, column = many["datasets"]["boxes"][0], many["datasets"]["columns"][0]
    assert f"{box['name_1']} {box['name_2'].rstrip('…')}".startswith("Ask for the confirmation")
    assert column["name_1"]
    assert column["name_2"]


def test_the_narrow_list_is_longer_than_the_wide_picture_is_high():
    spec = path_graph(NODES, EDGES, STAGES, labels={"alt": ""}).to_dict()
    foot = next(param["expr"] for param in spec["params"] if param["name"] == "foot_end")
    assert float(foot.split("?")[1].split(":")[0]) == pytest.approx(
        1.07 * spec["height"] / (32 * len(NODES)) - 0.07, abs=1e-3
    )
    assert {row["onward"] for row in spec["datasets"]["boxes"]} == {"50% → Test"}
