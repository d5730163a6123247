"""Probabilities of open cases: how many have which, and the course of one case from stage to stage."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from charts.rows import inline
from charts.theme import Mode, Scale, either, framed, palette, sizes
from charts.wrapping import wrapped

PARAMETER: Final = "chance"
BARS, COURSE = "bars", "course"
NAME_WIDTH: Final = 13  # "Requirements" is not divided
NAME_PIXELS: Final = 76


def chance_bars(
    bars: pd.DataFrame, *, labels: Mapping[str, str], mode: Mode = "light", scale: Scale = "screen"
) -> alt.LayerChart:
    """One bar per class of probability, its count above it; a click names the class.

    Parameters
    ----------
    bars : one row per class in order: code, name ("0-10 %"), n, said, is_selected.
    labels : name (of the axis), n, alt.
    """
    colours, size = palette(mode), sizes(scale)
    base = alt.Chart(alt.NamedData(BARS))
    names = {str(code): str(name) for code, name in zip(bars["code"], bars["name"], strict=True)}
    axis = alt.Axis(
        title=labels["name"], labelAngle=0, labelExpr=f"{json.dumps(names)}[datum.value]", labelOverlap=True
    )
    x = alt.X("code", type="ordinal", sort=None, axis=axis, scale=alt.Scale(paddingInner=0.12))
    most = max(1.0, float(bars["n"].max()) * 1.12)
    y_scale = alt.Scale(domain=[0, most], nice=False)
    y = alt.Y("n", type="quantitative", scale=y_scale, axis=alt.Axis(title=labels["n"], tickCount=4, format="d"))
    pick = alt.selection_point(name=PARAMETER, fields=["code"], toggle=False)
    tooltip = [alt.Tooltip("said", type="nominal", title=labels["name"])]
    bar = base.mark_bar(color=colours.process, cornerRadiusTopLeft=2, cornerRadiusTopRight=2).encode(
        x=x, y=y, tooltip=tooltip, stroke=alt.StrokeValue(**either("datum.is_selected", colours.accent, "transparent")),
        strokeWidth=alt.StrokeWidthValue(3),
    )  # fmt: skip
    count = (
        base.transform_filter("datum.n > 0")
        .mark_text(dy=-5, baseline="bottom", fontSize=size.text, fontWeight="bold", color=colours.ink)
        .encode(x=x, y=y, text=alt.Text("n", type="quantitative", format="d"))
    )
    with debug_mode(False):
        return framed([bar.add_params(pick), count], {BARS: inline(bars)}, labels=labels, mode=mode, scale=scale,
                      height=round(size.height * 0.72))  # fmt: skip


def chance_course(
    course: pd.DataFrame, usual: float | None, *, labels: Mapping[str, str], mode: Mode = "light",
    scale: Scale = "screen",
) -> alt.LayerChart:  # fmt: skip
    """The probability of one case after each stage it has passed, and now; hollow where no model tells more.

    Parameters
    ----------
    course : one row per stage in order: place ("1", "2" ...), name, chance (0 to 1), short, said, is_foreseen.
    usual : the share of past cases that met the same, a dashed line; None without.
    labels : name, chance, alt.
    """
    colours, size = palette(mode), sizes(scale)
    base = alt.Chart(alt.NamedData(COURSE))
    names = {str(place): wrapped(str(name), NAME_WIDTH, 3)
             for place, name in zip(course["place"], course["name"], strict=True)}  # fmt: skip
    deep = max((len(lines) for lines in names.values()), default=0)
    apart = {
        place: ["\u00a0"] * deep + lines if number % 2 else lines for number, (place, lines) in enumerate(names.items())
    }
    narrow = f"width < {NAME_PIXELS * len(names)}"  # then every other name stands below its neighbours
    said = f"({narrow} ? {json.dumps(apart)} : {json.dumps(names)})[datum.value]"
    axis = alt.Axis(title=None, labelAngle=0, labelExpr=said, labelOverlap=False)
    x = alt.X("place", type="ordinal", sort=None, axis=axis)
    y_scale = alt.Scale(domain=[0, 1.08], nice=False)
    y_axis = alt.Axis(title=labels["chance"], values=[0, 0.25, 0.5, 0.75, 1], format="%")
    y = alt.Y("chance", type="quantitative", scale=y_scale, axis=y_axis)
    line = base.mark_line(color=colours.process, strokeWidth=size.line, strokeDash=[5, 3]).encode(x=x, y=y)
    point = base.mark_point(shape="square", size=size.point, opacity=1, strokeWidth=2, stroke=colours.process).encode(
        x=x, y=y, fill=alt.FillValue(**either("datum.is_foreseen", colours.process, colours.page)),
        tooltip=[alt.Tooltip("said", type="nominal", title=labels["name"])],
    )  # fmt: skip
    text = base.mark_text(dy=-10, baseline="bottom", fontSize=size.text, fontWeight="bold", color=colours.ink).encode(
        x=x, y=y, text=alt.Text("short", type="nominal")
    )
    layers: list[Any] = [line, point, text]
    if usual is not None:
        told = alt.Chart(alt.NamedData("usual"))
        level = alt.Y("usual", type="quantitative", scale=y_scale, axis=y_axis)
        layers.insert(0, told.mark_rule(color=colours.muted, strokeDash=[2, 3], strokeWidth=1.5).encode(y=level))
    datasets = {COURSE: inline(course), "usual": [{"usual": usual}]}
    with debug_mode(False):
        return framed(layers, datasets, labels=labels, mode=mode, scale=scale, height=round(size.height * 0.62))
