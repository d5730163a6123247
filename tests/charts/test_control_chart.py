"""Control charts: marks where the figures say, colour only for confirmed signals, all kinds of lines told apart."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from charts.control_chart import StatedBand, StatedLevel, control_chart, control_figure, spread_chart
from charts.control_frames import limit_steps, note_rows, point_rows, sign_lifts, spread_apart, window
from charts.theme import palette
from reports.image import png
from tests.charts.frames import drawn, shown_texts

WORDS = {
    "value": "points (0–100)", "period": "Period", "limits": "Control limits", "size": "n", "signal": "Signal",
    "ucl": "UCL", "lcl": "LCL", "center": "Mean", "ucl_value": "83.1", "center_value": "75.3", "lcl_value": "68.0",
    "alt": "It fell.", "title": "", "subtitle": "",
}  # fmt: skip
ZH = {**WORDS, "value": "分（0～100）", "ucl": "上控制限", "lcl": "下控制限", "center": "均值"}


def points(n: int = 20, **columns: Any) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "id": [f"2026-01-{index + 1:02d}" for index in range(n)],
            "label": [f"W{index + 1}" for index in range(n)],
            "value": [70.0 + (index * 7) % 11 for index in range(n)],
            "center": 75.0, "lcl": 66.0, "ucl": 84.0,
        }
    )  # fmt: skip
    return frame.assign(**columns)


def at(n: int, where: int, value: str, usual: str = "common") -> list[str]:
    return [value if index == where else usual for index in range(n)]


def layers(frame: pd.DataFrame, width: int = 900, **more: Any) -> dict[str, list[dict[str, Any]]]:
    return drawn(control_chart(frame, labels=WORDS, **more), width)


def test_a_gap_breaks_the_line_and_shows_no_point() -> None:
    values = [70.0, 72.0, None, 71.0, 73.0]
    found = layers(points(5, value=values))
    assert len(found["dots"]) == 4
    rows = point_rows(points(5, value=values))
    assert rows["line"].iloc[1] != rows["line"].iloc[3]
    assert rows["ucl"].notna().all(), "limits go on over a gap"


@pytest.mark.parametrize(("tone", "role", "shape"), [("good", "good", "triangle-up"), ("bad", "bad", "triangle-down"),
                                                      ("neutral", "customer", "diamond")])  # fmt: skip
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_confirmed_signal_has_colour_and_shape(tone, role, shape, mode) -> None:
    found = layers(points(10, tone=at(10, 4, tone)), mode=mode)["dots"]
    assert found[4]["fill"] == getattr(palette(mode), role)
    assert found[4]["shape"] == shape
    assert {dot["fill"] for index, dot in enumerate(found) if index != 4} == {palette(mode).neutral}


def test_a_lone_signal_is_grey_with_a_ring() -> None:
    lone = [index == 3 for index in range(10)]
    found = layers(points(10, is_lone=lone, sign=at(10, 3, "N1", "")))
    assert len(found["lone"]) == 1
    assert found["dots"][3]["fill"] == palette("light").neutral


def test_low_n_is_hollow() -> None:
    found = layers(points(5, low_n=[False, True, False, False, False]))["dots"]
    assert found[1]["fill"] == palette("light").page
    assert found[0]["fill"] != palette("light").page


def test_limits_step_half_way_between_periods_and_break_between_stages() -> None:
    frame = points(6, ucl=[80.0, 80, 82, 82, 90, 90], stage=[0, 0, 0, 0, 1, 1])
    steps = limit_steps(point_rows(frame))
    upper = steps[steps["line"] == "ucl"]
    assert upper["at"].min() == 0.5
    assert upper["at"].max() == 6.5
    assert upper.loc[upper["value"] == 82, "at"].min() == 2.5
    assert upper["piece"].nunique() == 2
    first, second = (rows["at"] for _name, rows in upper.groupby("piece"))
    assert (first.max(), second.min()) == (4.5, 4.5)


def test_trial_limits_are_dotted_and_the_others_dashed() -> None:
    found = layers(points(8, is_trial=True))
    dash = {tuple(item["strokeDash"]) for item in found["trial"]}
    assert dash == {(1.5, 3)}
    assert not layers(points(8)).get("trial")
    assert {tuple(item["strokeDash"]) for item in layers(points(8))["limits"]} == {(6, 3)}


def test_stated_levels_are_told_from_control_limits_by_style_and_name() -> None:
    stated = [StatedLevel(72.0, "Target 72", "target"), StatedLevel(80.0, "USL 80", "spec")]
    found = layers(points(), levels=stated)
    rules = found["levels"]
    assert len(rules) == 2
    assert {tuple(rule.get("strokeDash", ())) for rule in rules} == {(1, 0), (10, 3, 2, 3)}
    assert {"Target 72", "USL 80", "UCL 83.1", "Mean 75.3", "LCL 68.0"} == set(shown_texts(found["ends"]))


def test_a_far_level_is_named_at_the_edge_and_does_not_squash_the_data() -> None:
    stated = [StatedLevel(900.0, "USL 900", "spec")]
    found = layers(points(), levels=stated)
    assert not found.get("levels")
    assert "USL 900 ↑" in shown_texts(found["ends"])
    assert window(point_rows(points()), stated, has_notes=False).high <= 100


def test_names_at_the_right_end_do_not_cover_each_other() -> None:
    places = spread_apart([100.0, 101.0, 102.0, 300.0], 14.0, 310.0)
    ordered = sorted(places)
    assert min(np.diff(ordered)) >= 14
    assert spread_apart([300.0, 305.0, 309.0], 14.0, 310.0)[-1] <= 310


def test_notes_stand_at_their_place_with_their_words() -> None:
    notes = pd.DataFrame({"position": [3.5, 12.0], "text": ["Digest", "<b>x</b>"], "kind": ["stage", "note"]})
    found = layers(points(), notes=notes)
    assert len(found["notes"]) == 2
    spec = str(control_chart(points(), labels=WORDS, notes=notes).to_dict())
    assert "Digest" in spec


def test_an_approved_baseline_is_a_quiet_band_with_its_name_at_the_end() -> None:
    band = StatedBand(68.0, 78.0, 73.0, "Baseline 2: 73.0")
    spec = control_chart(points(), labels=WORDS, baseline=band).to_dict()
    drawn = {layer.get("name") for layer in spec["layer"]}
    assert {"baseline", "baseline_center"} <= drawn
    assert spec["datasets"]["baseline"][0]["center"] == 73.0
    assert any(row["text"] == "Baseline 2: 73.0" and row["kind"] == "band" for row in spec["datasets"]["ends"])
    plain = control_chart(points(), labels=WORDS).to_dict()
    assert "baseline" not in {layer.get("name") for layer in plain["layer"]}


def test_zones_lie_one_and_two_deviations_from_the_centre_inside_the_limits() -> None:
    rows = points(center=10.0, ucl=16.0, lcl=9.0).assign(sd=2.0)
    spec = control_chart(rows, labels=WORDS).to_dict()
    assert {row["value"] for row in spec["datasets"]["zones"]} == {12.0, 14.0}


def test_the_selected_period_has_a_ring_and_a_click_gives_its_id() -> None:
    chart = control_chart(points(), labels=WORDS, selected="2026-01-05")
    assert len(drawn(chart, 900)["ring"]) == 1
    params = chart.to_dict()["params"]
    assert params[0]["name"] == "chart_point"
    assert params[0]["select"]["fields"] == ["id"]
    assert not layers(points(), selected="2027-01-01").get("ring")


def test_both_charts_stand_exactly_under_each_other() -> None:
    upper = control_chart(points(), labels=WORDS)
    lower = spread_chart(points(value=3.0, center=3.0, ucl=9.0, lcl=np.nan), labels=WORDS)
    x = [{item["x"] for item in drawn(chart, 900)["dots"]} for chart in (upper, lower)]
    assert x[0] == x[1]


def test_a_chart_of_spread_begins_at_zero() -> None:
    lower = window(point_rows(points(value=3.0, center=3.0, ucl=9.0, lcl=1.0)), (), has_notes=False, is_spread=True)
    assert lower.low == 0.0


def test_without_limits_the_points_are_drawn_alone() -> None:
    frame = points().drop(columns=["center", "lcl", "ucl"])
    found = layers(frame)
    assert len(found["dots"]) == 20
    assert not found.get("limits")


@pytest.mark.parametrize("n", [1, 3, 104])
def test_any_number_of_points_draws(n) -> None:
    assert len(layers(points(n, id=[str(i) for i in range(n)]))["dots"]) == n


def test_equal_values_draw() -> None:
    assert len(layers(points(value=5.0, center=np.nan, lcl=np.nan, ucl=np.nan))["dots"]) == 20


def test_a_weighted_chart_keeps_the_values_behind_it() -> None:
    assert len(layers(points(raw=[70.0] * 20))["raw"]) == 20


def test_a_two_sided_sum_has_a_second_line() -> None:
    found = layers(points(value=3.0, lower=-2.0, tone_lower=at(20, 5, "bad")))
    assert found["lower_line"]
    assert found["dots_lower"][5]["fill"] == palette("light").bad
    assert found["dots"][5]["fill"] == palette("light").neutral


@pytest.mark.parametrize("labels", [WORDS, ZH])
@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("scale", ["screen", "present", "export"])
def test_every_form_is_a_valid_specification(labels, mode, scale) -> None:
    frame = points(tone=at(20, 4, "bad"), sign=at(20, 4, "N1", ""))
    spec = control_chart(frame, labels=labels, mode=mode, scale=scale).to_dict()
    assert spec["description"] == "It fell."
    assert spec["config"]["background"] == palette(mode).page


def test_both_charts_are_one_picture_for_a_report() -> None:
    upper = control_chart(points(), labels=WORDS | {"title": "It fell"}, scale="export")
    lower = spread_chart(points(value=3.0, center=3.0, ucl=9.0, lcl=1.0), labels=WORDS, scale="export")
    both = control_figure(upper, lower)
    assert len(both["vconcat"]) == 2
    assert {"points", "below0_points"} <= set(both["datasets"])
    assert png(both, ratio=1).startswith(b"\x89PNG")
    assert png(control_figure(upper), ratio=1).startswith(b"\x89PNG")


def test_no_rule_of_a_note_runs_through_the_text_of_another() -> None:
    notes = pd.DataFrame({"position": [3.0, 5.0, 7.0, 16.0, 17.0, 18.0], "text": "Something", "kind": "note"})
    axis = window(point_rows(points()), (), has_notes=True)
    placed = note_rows(notes, 20, axis, line=0.05)
    for text in placed.itertuples():
        before, after = placed["position"] < text.position, placed["position"] > text.position
        reached = placed[(before if text.is_right else after) & (placed["is_right"] == text.is_right)]
        assert (reached["row"] > text.row).all(), "the rules beside a text begin below it"
    assert placed["begin"].max() == axis.top
    assert placed.loc[placed["row"] == 1, "begin"].iloc[0] == pytest.approx(axis.top - 0.05 * (axis.top - axis.bottom))


def test_signs_of_neighbours_do_not_cover_each_other() -> None:
    sign = ["" for _index in range(20)]
    sign[5], sign[6], sign[15] = "N1", "N1, N5", "N2"
    rows = point_rows(points(value=[80.0] * 20, sign=sign))
    lifts = sign_lifts(rows, "value", "sign", reach=0.6, rise=1.0)
    assert (lifts[5], lifts[15]) == (0, 0)
    assert lifts[6] == 1
    far = point_rows(points(value=[80.0 + 5 * (index == 6) for index in range(20)], sign=sign))
    assert sign_lifts(far, "value", "sign", reach=0.6, rise=1.0)[6] == 0, "the text stands clear already"
    found = layers(points(60, value=80.0, sign=[*sign, *[""] * 40]))
    items = [item for items in found.values() for item in items if item.get("text") in ("N1", "N1, N5")]
    written = {item["text"]: item["y"] + item.get("dy", 0.0) for item in items}
    assert abs(written["N1, N5"] - written["N1"]) >= 11


def test_counts_have_no_figure_below_zero() -> None:
    values = [float(index % 7) for index in range(20)]
    rows = point_rows(points(value=values, center=3.0, lcl=0.0, ucl=60.0, sign=at(20, 14, "N2", "")))
    axis = window(rows, (), has_notes=False)
    assert axis.ticks[0] == 0.0
    assert axis.bottom < 0.0, "room for the text below the point"
    below = point_rows(points(value=[value - 3 for value in values], sign=at(20, 0, "N1", "")))
    assert window(below, (), has_notes=False).ticks[0] < 0.0
