"""A measure over time with its approved and its proposed baseline as bands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from charts.rows import inline
from charts.theme import Mode, Scale, either, framed, palette, sizes

POINTS, BANDS = "points", "bands"
LATE = 0.55  # of the time axis: a band that begins later has its name at its end
_TALL = {"present": 1.15}  # of the usual height: nothing stands below while presenting


def baseline_chart(
    points: pd.DataFrame,
    bands: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    months: Mapping[str, str],
    mode: Mode = "light",
    scale: Scale = "screen",
) -> alt.LayerChart:
    """Points joined by a line that stops at gaps; each baseline a band of centre -/+ 3 spread over its own period.

    Parameters
    ----------
    points : one row per period: period (a date), value (missing: a gap), said (what the pointer shows), low_n.
    bands : one row per baseline: start, end (dates), center, low, high, name, is_approved.
    labels : value (title with unit), period, alt.
    months : "2026-01" -> the month in words, for every month of the axis.
    """
    colours, size = palette(mode), sizes(scale)
    known = pd.concat([points["value"], bands["low"], bands["high"]]).dropna().astype(float)
    room = 0.08 * max(float(known.max() - known.min()), 1e-9) if len(known) else 1.0
    domain = [float(known.min()) - room, float(known.max()) + 2 * room] if len(known) else [0.0, 1.0]
    y_scale = alt.Scale(domain=domain, nice=False, zero=False)
    axis_y = alt.Axis(title=labels["value"], tickCount=6, gridDash=[1, 3])

    named = f"{json.dumps(dict(months))}[timeFormat(datum.value, '%Y-%m')] || timeFormat(datum.value, '%Y-%m')"

    ticks = 5 if scale == "present" else 8

    def x(field: str) -> alt.X:
        return alt.X(
            field,
            type="temporal",
            axis=alt.Axis(title=None, grid=False, tickCount=ticks, labelExpr=named, labelOverlap="parity"),
        )

    def y(field: str) -> alt.Y:
        return alt.Y(field, type="quantitative", scale=y_scale, axis=axis_y)

    base, band = alt.Chart(alt.NamedData(POINTS)), alt.Chart(alt.NamedData(BANDS))
    layers: list[Any] = []
    for is_approved, dash, opacity in ((True, [1, 0], 0.2), (False, [5, 4], 0.09)):
        mine = band.transform_filter(f"datum.is_approved == {str(is_approved).lower()}")
        layers += [
            mine.mark_rect(color=colours.accent, opacity=opacity).encode(
                x=x("start"), x2=alt.X2("end"), y=y("low"), y2=alt.Y2("high")
            ),
            mine.mark_rule(color=colours.accent, strokeDash=dash, strokeWidth=2).encode(
                x=x("start"), x2=alt.X2("end"), y=y("center")
            ),
        ]
    sides: tuple[tuple[bool, Literal["left", "right"], str, int], ...] = (
        (False, "left", "start", 4), (True, "right", "end", -4),
    )  # fmt: skip
    for is_late, align, edge, dx in sides:
        text = band.transform_filter(f"datum.is_late == {str(is_late).lower()}").mark_text(
            align=align, baseline="bottom", dx=dx, dy=-3, fontSize=size.text, color=colours.ink
        )  # fmt: skip
        layers.append(text.encode(x=x(edge), y=y("high"), text=alt.Text("name", type="nominal")))
    line = base.mark_line(color=colours.muted, strokeWidth=size.line, invalid="break-paths-show-path-domains")
    dots = base.transform_filter("isValid(datum.value)").mark_point(
        size=size.point * 0.4, stroke=colours.muted, strokeWidth=1.4, opacity=1
    )
    fill = alt.FillValue(**either("datum.low_n", colours.page, colours.muted))
    tooltip = [alt.Tooltip("said", type="nominal", title=labels["period"])]
    layers += [
        line.encode(x=x("period"), y=y("value")),
        dots.encode(x=x("period"), y=y("value"), fill=fill, tooltip=tooltip),
    ]
    datasets = {POINTS: inline(_dated(points, "period")), BANDS: inline(_dated(_sided(bands, points), "start", "end"))}
    with debug_mode(False):
        return framed(
            layers, datasets, labels=labels, mode=mode, scale=scale, height=round(size.height * _TALL.get(scale, 0.85))
        )


def _sided(bands: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """The name of a band begins at its first day, or ends at its last where little room is left to the right."""
    days = pd.to_datetime(points["period"])
    share = (pd.to_datetime(bands["start"]) - days.min()) / max(days.max() - days.min(), pd.Timedelta(days=1))
    return bands.assign(is_late=(share > LATE).astype(bool))


def _dated(frame: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Days as text the browser reads as local midnight."""
    return frame.assign(**{name: pd.to_datetime(frame[name]).dt.strftime("%Y-%m-%dT00:00:00") for name in names})
