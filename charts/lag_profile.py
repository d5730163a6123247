"""The correlation of one pair at every lag searched, each with its band; the lag found stands out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from charts.rows import inline
from charts.theme import Mode, Scale, either, framed, palette, sizes

LAGS: Final = "lags"


def lag_profile(
    lags: pd.DataFrame, *, labels: Mapping[str, str], is_real: bool, mode: Mode = "light", scale: Scale = "screen"
) -> alt.LayerChart:
    """One point per lag; grey, but for the lag found where it is likely real.

    Parameters
    ----------
    lags : lag (whole periods), r, low, high (missing where too few periods), is_found, said.
    labels : lag, r (titles of the axes), said, alt.
    """
    colours, size = palette(mode), sizes(scale)
    every = [float(lag) for lag in lags["lag"]]
    x_axis = alt.Axis(title=labels["lag"], values=every, tickCount=len(every), format=".0f", grid=False)
    x = alt.X(
        "lag:Q", scale=alt.Scale(domain=[min(every) - 0.6, max(every) + 0.6], nice=False, zero=False), axis=x_axis
    )
    across = alt.Scale(domain=[-1, 1], nice=False)
    y_axis = alt.Axis(title=labels["r"], tickCount=5, labelExpr="replace(format(datum.value, '+.1f'), '-', '−')")

    def y(field: str) -> alt.Y:
        return alt.Y(field, type="quantitative", scale=across, axis=y_axis)

    base = alt.Chart(alt.NamedData(LAGS)).transform_filter("isValid(datum.r)")
    ink: Any = either("datum.is_found", colours.customer if is_real else colours.neutral, colours.neutral)
    zero = alt.Chart(alt.NamedData(LAGS)).transform_calculate(zero="0").mark_rule(color=colours.muted, strokeWidth=1)
    span = base.mark_rule(strokeWidth=3, strokeCap="round").encode(
        x=x, y=y("low"), y2=alt.Y2("high"), stroke=alt.StrokeValue(**ink)
    )
    tip = alt.Tooltip("said", type="nominal", title=labels["said"])
    point = base.mark_point(size=size.point, strokeWidth=2, opacity=1).encode(
        x=x, y=y("r"), stroke=alt.StrokeValue(**ink), tooltip=[tip],
        fill=alt.FillValue(**either("datum.is_found", ink["condition"]["value"], colours.page)),
    )  # fmt: skip
    layers = [zero.encode(y=y("zero")), span.properties(name="bands"), point.properties(name="lags")]
    height = round(size.height * (1.4 if scale == "present" else 0.8))
    with debug_mode(False):
        return framed(layers, {LAGS: inline(lags)}, labels=labels, mode=mode, scale=scale, height=height)
