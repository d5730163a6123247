"""One touchpoint against one process measure: answers as circles, means with intervals, the line with its band."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from charts.rows import inline
from charts.theme import Mode, Palette, Scale, Sizes, either, framed, palette, sizes

POINTS, MEANS, LINE = "points", "means", "line"
BUBBLE: Final = 700  # px² of the circle with most answers


def link_scatter(
    points: pd.DataFrame,
    means: pd.DataFrame,
    line: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    is_real: bool,
    ends: Sequence[str] = (),
    mode: Mode = "light",
    scale: Scale = "screen",
) -> alt.LayerChart:
    """Circles in grey (area: answers there), means along the measure, and the adjusted line; grey if it may be chance.

    Parameters
    ----------
    points : x, y, n. means : x, y, low, high (missing with too few accounts), n, low_n, said.
    line : x, y, low, high of the line and its band; empty where nothing varies.
    labels : x, y (titles of the axes), n, mean, alt; optional title, subtitle.
    ends : names of 0 and 1 where the measure is a yes or no.
    """
    colours, size = palette(mode), sizes(scale)
    x_scale = alt.Scale(domain=_domain(points, line, is_yes_no=bool(ends)), nice=False, zero=False)
    y_scale = alt.Scale(domain=_range(points), nice=False, zero=False)
    axes = {"x": _x_axis(ends, labels, colours), "y": alt.Axis(title=labels["y"], tickCount=5)}

    def place(x: str = "x", y: str = "y") -> dict[str, Any]:
        return {"x": alt.X(x, type="quantitative", scale=x_scale, axis=axes["x"]),
                "y": alt.Y(y, type="quantitative", scale=y_scale, axis=axes["y"])}  # fmt: skip

    ink = colours.customer if is_real else colours.neutral
    layers = [_circles(place(), colours, labels), *_line(place, ink, size), *_means(place, ink, colours, size, labels)]
    height = round(size.height * (1.4 if scale == "present" else 0.9))
    datasets = {POINTS: inline(points), MEANS: inline(means), LINE: inline(line)}
    with debug_mode(False):
        return framed(layers, datasets, labels=labels, mode=mode, scale=scale, height=height)


def _domain(points: pd.DataFrame, line: pd.DataFrame, *, is_yes_no: bool) -> list[float]:
    if is_yes_no:
        return [-0.5, 1.5]
    every = pd.concat([points["x"], line["x"]]) if len(line) else points["x"]
    low, high = (float(every.min()), float(every.max())) if len(every) else (0.0, 1.0)
    room = (high - low or 1.0) * 0.04
    return [low - room, high + room]


def _range(points: pd.DataFrame) -> list[float]:
    low, high = (float(points["y"].min()), float(points["y"].max())) if len(points) else (0.0, 100.0)
    return [min(0.0, low) - 4, max(100.0, high) + 4]


def _x_axis(ends: Sequence[str], labels: Mapping[str, str], colours: Palette) -> alt.Axis:
    if not ends:
        return alt.Axis(title=labels["x"], tickCount=7, grid=False)
    said = f"{json.dumps(list(ends))}[datum.value]"
    return alt.Axis(title=labels["x"], values=[0, 1], labelExpr=said, grid=False, labelColor=colours.ink)


def _circles(place: Mapping[str, Any], colours: Palette, labels: Mapping[str, str]) -> Any:
    area = alt.Size("n:Q", scale=alt.Scale(type="linear", domainMin=0, range=[0, BUBBLE]), legend=None)
    tip = alt.Tooltip("n", type="quantitative", title=labels["n"])
    circle = alt.Chart(alt.NamedData(POINTS)).mark_circle(color=colours.neutral, opacity=0.35)
    return circle.encode(size=area, tooltip=[tip], **place).properties(name="answers")


def _line(place: Any, ink: str, size: Sizes) -> list[Any]:
    drawn = alt.Chart(alt.NamedData(LINE))
    known = drawn.transform_filter("isValid(datum.low)")
    return [
        known.mark_area(color=ink, opacity=0.18).encode(**place(y="low"), y2=alt.Y2("high")).properties(name="band"),
        drawn.mark_line(color=ink, strokeWidth=size.line * 1.3).encode(**place()).properties(name="line"),
    ]


def _means(place: Any, ink: str, colours: Palette, size: Sizes, labels: Mapping[str, str]) -> list[Any]:
    drawn = alt.Chart(alt.NamedData(MEANS))
    interval = drawn.transform_filter("isValid(datum.low)").mark_rule(color=ink, strokeWidth=2)
    point = drawn.mark_point(size=size.point, strokeWidth=2, opacity=1, stroke=ink)
    fill = alt.FillValue(**either("datum.low_n", colours.page, ink))
    tip = alt.Tooltip("said", type="nominal", title=labels["mean"])
    return [
        interval.encode(**place(y="low"), y2=alt.Y2("high")).properties(name="intervals"),
        point.encode(fill=fill, tooltip=[tip], **place()).properties(name="means"),
    ]
