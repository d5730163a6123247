"""Satisfaction against waiting: means of equal groups with interval, the broken stick, the floor, the tolerance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from charts.rows import inline
from charts.theme import Mode, Scale, fixed, framed, palette, sizes

GROUPS, LINE, FLOOR, FOUND = "groups", "line", "floor", "found"


def tolerance_chart(
    groups: pd.DataFrame,
    line: pd.DataFrame,
    found: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    mode: Mode = "light",
    scale: Scale = "screen",
) -> alt.LayerChart:
    """Points above or below the floor by waiting time; the tolerated wait is a band with its name.

    Parameters
    ----------
    groups : one row per group of cases: wait, score (points above the floor), low, high, said.
    line : the fitted stick: wait, score; may be empty.
    found : at most one row: wait, low, high, name.
    labels : wait (title with unit), score (title), floor (name of the line at 0), group, alt.
    """
    colours, size = palette(mode), sizes(scale)

    def x(field: str) -> alt.X:
        axis = alt.Axis(title=labels["wait"], grid=False, tickCount=6)
        return alt.X(field, type="quantitative", scale=alt.Scale(zero=False), axis=axis)

    def y(field: str) -> alt.Y:
        axis = alt.Axis(title=labels["score"], tickCount=5, gridDash=[1, 3])
        return alt.Y(field, type="quantitative", scale=alt.Scale(zero=True), axis=axis)

    points, at = alt.Chart(alt.NamedData(GROUPS)), alt.Chart(alt.NamedData(FOUND))
    floor = alt.Chart(alt.NamedData(FLOOR))
    tooltip = [alt.Tooltip("said", type="nominal", title=labels["group"])]
    layers: list[Any] = [
        at.mark_rect(color=colours.waiting, opacity=0.45).encode(x=x("low"), x2=alt.X2("high")),
        at.mark_rule(color=colours.ink, strokeWidth=2).encode(x=x("wait")),
        floor.mark_rule(color=colours.ink, strokeDash=[7, 4]).encode(y=y("score")),
        floor.mark_text(align="left", dy=9, dx=4, fontSize=size.text, color=colours.ink).encode(
            **fixed(x=0), y=y("score"), text=alt.Text("name", type="nominal")
        ),
        alt.Chart(alt.NamedData(LINE))
        .mark_line(color=colours.accent, strokeWidth=size.line * 1.3)
        .encode(x=x("wait"), y=y("score")),
        points.mark_rule(color=colours.customer, strokeWidth=size.line).encode(
            x=x("wait"), y=y("low"), y2=alt.Y2("high")
        ),
        points.mark_point(filled=True, color=colours.customer, size=size.point * 0.7, opacity=1).encode(
            x=x("wait"), y=y("score"), tooltip=tooltip
        ),
        at.mark_text(align="left", dx=6, baseline="top", fontSize=size.text, color=colours.ink).encode(
            x=x("wait"), **fixed(y=2), text=alt.Text("name", type="nominal")
        ),
    ]
    datasets = {
        GROUPS: inline(groups),
        LINE: inline(line),
        FLOOR: [{"score": 0.0, "name": labels["floor"]}],
        FOUND: inline(found),
    }
    with debug_mode(False):
        return framed(layers, datasets, labels=labels, mode=mode, scale=scale, height=round(size.height * 0.62))
