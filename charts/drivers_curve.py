"""The outcome along one driver, all others held: points with intervals, and where the driver is now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from charts.rows import inline
from charts.theme import Mode, Scale, framed, palette, sizes

LEVELS, NOW = "levels", "now"
LOW_N = 30


def drivers_curve(
    levels: pd.DataFrame, now: float, *, labels: Mapping[str, str], mode: Mode = "light", scale: Scale = "screen"
) -> alt.LayerChart:
    """A curve through the levels of a driver.

    Parameters
    ----------
    levels : one row each: at (score 0-100), value, low, high (outcome; ends missing without interval), n, said.
    now : mean score of the driver.
    labels : score, outcome, said, now, alt.
    """
    colours, size = palette(mode), sizes(scale)
    ends = levels[["value", "low", "high"]].to_numpy(dtype=float)
    low, high = float(pd.Series(ends.ravel()).min()), float(pd.Series(ends.ravel()).max())
    room = max((high - low) * 0.08, 1.0)
    x_scale = alt.Scale(domain=[-4, 104], nice=False)
    y_scale = alt.Scale(domain=[low - room, high + room], nice=False, zero=False)
    x_axis = alt.Axis(title=labels["score"], values=[0, 25, 50, 75, 100], grid=False)

    def x(field: str) -> alt.X:
        return alt.X(field, type="quantitative", scale=x_scale, axis=x_axis)

    def y(field: str) -> alt.Y:
        return alt.Y(field, type="quantitative", scale=y_scale, axis=alt.Axis(title=labels["outcome"], tickCount=5))

    base, mean = alt.Chart(alt.NamedData(LEVELS)), alt.Chart(alt.NamedData(NOW))
    ink = colours.customer
    fill = alt.FillValue(condition=[{"test": f"datum.n < {LOW_N}", "value": colours.page}], value=ink)
    tip = [alt.Tooltip("said", type="nominal", title=labels["said"])]
    layers: list[Any] = [
        mean.mark_rule(color=colours.muted, strokeDash=[5, 4]).encode(x=x("now")),
        mean.mark_text(align="right", baseline="top", dx=-5, dy=4, fontSize=size.small, color=colours.muted).encode(
            x=x("now"), y=alt.value(0), text=alt.TextValue(labels["now"])),
        base.mark_line(color=ink, strokeWidth=size.line).encode(x=x("at"), y=y("value")),
        base.transform_filter("isValid(datum.low)").mark_rule(
            color=ink, strokeWidth=size.interval / 2, strokeCap="round", opacity=0.35,
        ).encode(x=x("at"), y=y("low"), y2=alt.Y2("high")),
        base.mark_point(shape="circle", size=size.point, stroke=ink, strokeWidth=1.6, opacity=1)
        .encode(x=x("at"), y=y("value"), fill=fill, tooltip=tip).properties(name="points"),
    ]  # fmt: skip
    with debug_mode(False):
        return framed(
            layers, {LEVELS: inline(levels), NOW: [{"now": now}]}, labels=labels, mode=mode, scale=scale, height=280
        )
