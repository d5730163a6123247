"""A measure over time with its approved and its proposed baseline as bands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from charts.rows import inline
from charts.theme import Mode, Scale, framed, palette, sizes

POINTS, BANDS = "points", "bands"


def baseline_chart(
    points: pd.DataFrame,
    bands: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    mode: Mode = "light",
    scale: Scale = "screen",
) -> alt.LayerChart:
    """Points joined by a line that stops at gaps; each baseline a band of centre -/+ 3 spread over its own period.

    Parameters
    ----------
    points : one row per period: period (a date), value (missing: a gap), said (what the pointer shows).
    bands : one row per baseline: start, end (dates), center, low, high, name, is_approved.
    labels : value (title with unit), period, alt.
    """
    colours, size = palette(mode), sizes(scale)
    known = pd.concat([points["value"], bands["low"], bands["high"]]).dropna().astype(float)
    room = 0.08 * max(float(known.max() - known.min()), 1e-9) if len(known) else 1.0
    domain = [float(known.min()) - room, float(known.max()) + 2 * room] if len(known) else [0.0, 1.0]
    y_scale = alt.Scale(domain=domain, nice=False, zero=False)
    axis_y = alt.Axis(title=labels["value"], tickCount=6, gridDash=[1, 3])

    def x(field: str) -> alt.X:
        return alt.X(
            field,
            type="temporal",
            axis=alt.Axis(title=None, grid=False, tickCount=8, format="%Y-%m", labelOverlap="greedy"),
        )

    def y(field: str) -> alt.Y:
        return alt.Y(field, type="quantitative", scale=y_scale, axis=axis_y)

    base, band = alt.Chart(alt.NamedData(POINTS)), alt.Chart(alt.NamedData(BANDS))
    layers: list[Any] = []
    for is_approved, dash, opacity in ((True, [1, 0], 0.2), (False, [5, 4], 0.09)):
        mine = band.transform_filter(f"datum.is_approved == {str(is_approved).lower()}")
        layers += [
            mine.mark_rect(color=colours.process, opacity=opacity).encode(
                x=x("start"), x2=alt.X2("end"), y=y("low"), y2=alt.Y2("high")
            ),
            mine.mark_rule(color=colours.process, strokeDash=dash, strokeWidth=2).encode(
                x=x("start"), x2=alt.X2("end"), y=y("center")
            ),
            mine.mark_text(align="left", baseline="bottom", dx=4, dy=-3, fontSize=size.text, color=colours.ink).encode(
                x=x("start"), y=y("high"), text=alt.Text("name", type="nominal")
            ),
        ]
    line = base.mark_line(color=colours.muted, strokeWidth=size.line, invalid="break-paths-show-path-domains")
    dots = base.transform_filter("isValid(datum.value)").mark_point(
        filled=True, size=size.point * 0.4, color=colours.muted, opacity=1
    )
    tooltip = [alt.Tooltip("said", type="nominal", title=labels["period"])]
    layers += [line.encode(x=x("period"), y=y("value")), dots.encode(x=x("period"), y=y("value"), tooltip=tooltip)]
    datasets = {POINTS: inline(_dated(points, "period")), BANDS: inline(_dated(bands, "start", "end"))}
    with debug_mode(False):
        return framed(layers, datasets, labels=labels, mode=mode, scale=scale, height=round(size.height * 0.85))


def _dated(frame: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Days as text the browser reads as local midnight."""
    return frame.assign(**{name: pd.to_datetime(frame[name]).dt.strftime("%Y-%m-%dT00:00:00") for name in names})
