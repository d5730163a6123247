"""The ways of all cases as one directed picture: steps as boxes, passages as lines as wide as they are frequent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from charts.halo import haloed
from charts.path_labels import apart
from charts.path_layout import NAME_ROOM, columns_of, path_layout
from charts.rows import inline
from charts.side_words import NARROW, narrow_param
from charts.theme import Mode, Palette, Scale, Sizes, either, framed, palette, sizes
from charts.wrapping import clipped, display_width, wrapped

PARAMETERS = ("way", "way_share", "way_step")  # lines, the shares on them, boxes
FOOT = "foot_end"  # how far down the height reaches: a narrow list is longer than the wide picture is high
BOXES, PIECES, HEADS, COLUMNS = "boxes", "pieces", "heads", "columns"
ROW_PX: Mapping[Scale, int] = {"screen": 58, "present": 62, "export": 62}
LIST_PX = 32  # of a step on a phone: its name and where most go from it
HEAD_PX = 34  # above the picture, for the names of the stages
NARROW_PX = 330  # px of the picture on a phone
LEAST_WIDE = 0.75  # of a usual screen: shares are kept apart down to this width
SCALE_ROOM = 1.07  # of the height: with the room for the names of the stages
CHART_COLUMNS, PRESENT_COLUMNS = 1000, 1280  # px of a usual screen; letters per column follow from it


def path_graph(
    nodes: pd.DataFrame,
    edges: pd.DataFrame,
    stages: Sequence[tuple[str, str]],
    *,
    labels: Mapping[str, str],
    mode: Mode = "light",
    scale: Scale = "screen",
    is_wide: bool = True,
) -> alt.LayerChart:
    """Boxes in the order of the journey and the passages between them; grey unless the effect is beyond chance.

    Parameters
    ----------
    nodes : one row per step in the order of the process: edge_id (its own code), activity, stage_id (missing without),
        said (n and share that comes back), effect (words where something at the step goes with the score beyond chance,
        else empty), tone ("good", "bad" or "chance"), tip, is_selected, onward (for the
        narrow list: where most go from here).
    edges : one row per passage: edge_id, activity, other, width (0 to 1), share (text), tone, tip, is_selected.
    stages : stage_id and name in the order of the journey.
    labels : step, said, alt.
    """
    colours, size = palette(mode), _sizes(scale)
    order = [stage_id for stage_id, _name in stages]
    of_stage = [None if pd.isna(stage) else str(stage) for stage in nodes["stage_id"]]
    placed = nodes.reset_index(drop=True).assign(column=columns_of(of_stage, order))
    placed = placed.sort_values("column", kind="stable", ignore_index=True)
    laid = path_layout(placed[["activity", "column"]], edges)
    across = CHART_COLUMNS if scale != "present" else PRESENT_COLUMNS
    box_px = across / max(1, len(laid.columns)) * 0.75
    boxes = laid.boxes.drop(columns=["activity", "column"]).join(placed).join(
        _names([str(name) for name in placed["activity"]], box_px, size)
    )  # fmt: skip
    told = edges.drop(columns=["activity", "other"])
    pieces, heads = laid.pieces.merge(told, on="edge_id"), _told_heads(laid.heads.merge(told, on="edge_id"))
    wide = round(ROW_PX[scale] * (laid.n_rows + 0.6)) + HEAD_PX
    listed = round(LIST_PX * len(nodes))
    height = wide if is_wide else listed
    heads = apart(
        heads, width=across * LEAST_WIDE, narrow=NARROW_PX, height=wide / SCALE_ROOM, low=listed / SCALE_ROOM,
        text=size.small, pieces=pieces,
    )  # fmt: skip
    present = [name for stage_id, name in stages if stage_id in set(of_stage)]
    columns = _named(laid.columns, present, round(box_px * 1.25 / (size.text * 0.6)))
    layers = [
        *_bands(colours, size, is_wide=is_wide, foot=SCALE_ROOM * height / listed - 0.07),
        *_lines(colours, size),
        *_boxes(colours, size),
        *_shares(colours, size),
    ]
    data = {BOXES: boxes, PIECES: pieces, HEADS: heads, COLUMNS: columns}
    with debug_mode(False):
        return framed(layers, {name: inline(frame) for name, frame in data.items()}, labels=labels, mode=mode,
                      scale=scale, height=height)  # fmt: skip


def _sizes(scale: Scale) -> Sizes:
    """Letters a room can read that leave the picture on one screen."""
    return replace(sizes(scale), text=15, small=13, point=140) if scale == "present" else sizes(scale)


def _names(names: Sequence[str], px: float, size: Sizes) -> pd.DataFrame:
    """Each name in one line where it fits a box of `px`, else in two lines of smaller letters; and for the list."""
    room, small = int((px - 6) / (size.text * 0.5)), int((px - 6) / (size.small * 0.5))
    rows = []
    for name in names:
        one, *two = wrapped(name, small)
        lines = ["", ""] if display_width(name) <= room else [one, *two] if two else ["", one]
        rows.append({"name": "" if any(lines) else name, "name_1": lines[0], "name_2": lines[1],
                     "is_long": bool(two) and any(lines), "full": clipped(name, 30)})  # fmt: skip
    return pd.DataFrame(rows)


def _named(columns: pd.DataFrame, stages: Sequence[str], letters: int) -> pd.DataFrame:
    """The columns with the name of their stage in at most two lines of `letters`, and which of them are shaded."""
    said = [wrapped(stage, letters) for stage in stages] + [[""]] * len(columns)
    heading = [["", *lines][-2:] for lines in said[: len(columns)]]
    return columns.assign(
        name_1=[line[0] for line in heading], name_2=[line[1] for line in heading],
        is_odd=[number % 2 == 1 for number in range(len(columns))],
    )  # fmt: skip


def _told_heads(heads: pd.DataFrame) -> pd.DataFrame:
    """What comes first among the shares; the narrow list, which has little room, carries nothing else."""
    is_first = heads["is_selected"].astype(bool) | (heads["tone"] != "chance")
    return heads.assign(is_first=is_first, share=heads["share"].where(is_first | ~heads["is_list"].astype(bool), ""))


def _at(field: str, *, down: bool = False) -> Any:
    """A channel along an axis from 0 to 1 without marks of its own."""
    scale = alt.Scale(domain=alt.ExprRef(f"[-0.07, {FOOT}]") if down else [0, 1], nice=False, zero=False, reverse=down)
    make: Any = alt.Y if down else alt.X
    return make(field, type="quantitative", scale=scale, axis=None)


def _bands(colours: Palette, size: Sizes, *, is_wide: bool, foot: float) -> list[Any]:
    base = alt.Chart(alt.NamedData(COLUMNS)).transform_filter(f"!{NARROW}")
    base = base.transform_calculate(top="-0.07", foot="1", head="-0.037")
    band = base.mark_rect(opacity=0.7).encode(
        x=_at("x"), x2=alt.X2("x2"), y=_at("top", down=True), y2=alt.Y2("foot"),
        fill=alt.FillValue(**either("datum.is_odd", colours.page, colours.panel)),
    )  # fmt: skip
    lines = [
        base.mark_text(
            fontSize=size.text, fontWeight="bold", color=colours.muted, baseline="middle", dy=side * 0.6 * size.text
        ).encode(x=_at("mid"), y=_at("head", down=True), text=alt.Text(f"{name}:N")).properties(name=f"stage_{name}")
        for name, side in (("name_1", -1), ("name_2", 1))
    ]  # fmt: skip
    lowest = alt.param(name=FOOT, expr=f"{NARROW} ? {foot:.4f} : 1")
    return [band.add_params(narrow_param(is_wide=is_wide), lowest), *lines]


def _pick(number: int) -> Any:
    return alt.selection_point(name=PARAMETERS[number], fields=["edge_id"], toggle=False)


def _ink(colours: Palette) -> dict[str, Any]:
    """The colour of a passage or box: blue or orange only beyond chance."""
    return {
        "condition": [
            {"test": "datum.tone === 'bad'", "value": colours.bad},
            {"test": "datum.tone === 'good'", "value": colours.good},
            {"test": "datum.is_selected", "value": colours.ink},
        ],
        "value": colours.neutral,
    }


def _lines(colours: Palette, size: Sizes) -> list[Any]:
    line = alt.Chart(alt.NamedData(PIECES)).transform_filter(f"datum.is_list === {NARROW}")
    tip = [alt.Tooltip("tip", type="nominal", title=" ")]
    sized = line.transform_calculate(px=f"({NARROW} ? 0.45 : 1) * (1.2 + 7 * datum.width)")
    drawn = sized.mark_rule(strokeCap="butt").encode(
        x=_at("x"), x2=alt.X2("x2"), y=_at("y", down=True), y2=alt.Y2("y2"),
        strokeWidth=alt.StrokeWidth("px", type="quantitative", scale=None),
        stroke=alt.StrokeValue(**_ink(colours)),
        strokeOpacity=alt.StrokeOpacityValue(
            **either("datum.is_selected || datum.tone !== 'chance'", 0.95, 0.5)), tooltip=tip,
    )  # fmt: skip
    head = alt.Chart(alt.NamedData(HEADS)).transform_filter(f"datum.is_list === {NARROW}")
    heads = head.mark_point(shape="triangle", filled=True, size=size.point * 0.6, opacity=0.9).encode(
        x=_at("x"), y=_at("y", down=True), angle=alt.Angle("angle", type="quantitative", scale=None),
        fill=alt.FillValue(**_ink(colours)),
    )  # fmt: skip
    return [drawn.properties(name="ways").add_params(_pick(0)), heads.properties(name="heads")]


def _shares(colours: Palette, size: Sizes) -> list[Any]:
    base = alt.Chart(alt.NamedData(HEADS)).transform_filter(f"datum.is_list === {NARROW} && datum.share !== ''")
    halo, text = haloed(base, colours.page, {"fontSize": size.small}, color=colours.ink)
    place = {"x": _at("mid_x"), "y": _at("mid_y", down=True), "text": alt.Text("share:N")}
    shares = text.encode(**place, tooltip=[alt.Tooltip("tip", type="nominal", title=" ")])
    return [halo.encode(**place), shares.properties(name="shares").add_params(_pick(1))]


def _boxes(colours: Palette, size: Sizes) -> list[Any]:
    base = alt.Chart(alt.NamedData(BOXES)).transform_calculate(
        left=f"{NARROW} ? 0 : datum.x", right=f"{NARROW} ? {NAME_ROOM} : datum.x2",
        top=f"{NARROW} ? datum.list_y - 0.9 * datum.list_step : datum.y",
        foot=f"{NARROW} ? datum.list_y + 0.9 * datum.list_step : datum.y2",
        upper=f"{NARROW} ? datum.list_y - 0.4 * datum.list_step : datum.y + 0.34 * (datum.y2 - datum.y)",
        lower=f"{NARROW} ? datum.list_y + 0.42 * datum.list_step : datum.y + (datum.is_long ? 0.82 : 0.74) * "
        "(datum.y2 - datum.y)",
        line_1="datum.y + 0.2 * (datum.y2 - datum.y)",
        line_2="datum.y + (datum.is_long ? 0.5 : 0.34) * (datum.y2 - datum.y)",
        wide_1=f"{NARROW} ? '' : datum.name_1", wide_2=f"{NARROW} ? '' : datum.name_2",
        list_said=f"{NARROW} ? datum.onward : ''",
        wide_name=f"{NARROW} ? '' : datum.name", list_name=f"{NARROW} ? datum.full : ''",
        wide_said=f"{NARROW} ? '' : datum.effect !== '' ? datum.effect : datum.said",
        text_left=f"{NARROW} ? 0.01 : datum.mid_x",
    )  # fmt: skip
    box = base.mark_rect(cornerRadius=3).encode(
        x=_at("left"), x2=alt.X2("right"), y=_at("top", down=True), y2=alt.Y2("foot"),
        fill=alt.FillValue(colours.page), stroke=alt.StrokeValue(**_ink(colours)),
        strokeWidth=alt.StrokeWidthValue(**either("datum.is_selected || datum.tone !== 'chance'", 2.4, 1)),
    )  # fmt: skip
    hit = base.mark_rect(opacity=0).encode(
        x=_at("left"), x2=alt.X2("right"), y=_at("top", down=True), y2=alt.Y2("foot"),
        tooltip=[alt.Tooltip("tip", type="nominal", title=" ")],
    )  # fmt: skip
    words = base.mark_text(baseline="middle", fontSize=size.text, color=colours.ink)
    effect: dict[str, Any] = {
        "condition": [
            {"test": "datum.effect !== '' && datum.tone === 'bad'", "value": colours.bad_text},
            {"test": "datum.effect !== '' && datum.tone === 'good'", "value": colours.good},
        ],
        "value": colours.muted,
    }
    return [
        box.properties(name="boxes"),
        words.encode(x=_at("text_left"), y=_at("upper", down=True), text=alt.Text("wide_name:N")),
        base.mark_text(align="left", baseline="middle", fontSize=size.small, color=colours.ink).encode(
            x=_at("text_left"), y=_at("upper", down=True), text=alt.Text("list_name:N")),
        base.mark_text(align="left", baseline="middle", fontSize=size.small - 1, color=colours.muted).encode(
            x=_at("text_left"), y=_at("lower", down=True), text=alt.Text("list_said:N")),
        *(base.mark_text(baseline="middle", fontSize=size.small, color=colours.ink).encode(
            x=_at("mid_x"), y=_at(f"line_{line}", down=True), text=alt.Text(f"wide_{line}:N")) for line in (1, 2)),
        base.mark_text(baseline="middle", fontSize=size.small).encode(
            x=_at("mid_x"), y=_at("lower", down=True), text=alt.Text("wide_said:N"), color=alt.ColorValue(**effect)),
        hit.properties(name="steps").add_params(_pick(2)),
    ]  # fmt: skip
