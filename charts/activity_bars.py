"""Median time per activity of an event log as bars from zero, with interval and n."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import pandas as pd

from charts.theme import Mode, Scale, fixed, framed, palette, sizes
from charts.wrapping import clipped

ROWS = "activities"
FEW = 30
ROW_PX = 34


def activity_bars(
    activities: pd.DataFrame, *, labels: Mapping[str, str], mode: Mode = "light", scale: Scale = "screen"
) -> alt.LayerChart:
    """One bar per activity in the order given; a bar from few events is hollow.

    `activities` has one row per activity: activity, median, low, high (in the unit of `labels["time"]`), said (the
    median in words), counted (n in words), n. `labels`: time, activity, alt.
    """
    colours, size = palette(mode), sizes(scale)
    names = [clipped(str(name), 34) for name in activities["activity"]]
    rows = activities.assign(name=names, is_few=activities["n"] < FEW, order=range(len(activities)))
    base = alt.Chart(alt.NamedData(ROWS))
    longest = float(activities[["median", "high"]].max().max()) or 1.0
    x_scale = alt.Scale(domain=[0, longest * 1.02], nice=False)
    y = alt.Y(
        "name:N",
        sort=alt.EncodingSortField("order", order="ascending"),
        axis=alt.Axis(title=None, labelColor=colours.ink, labelLimit=size.text * 17, labelOverlap=False),
    )
    x_axis = alt.Axis(title=labels["time"], gridDash=[1, 3], tickCount=5)
    bar = base.mark_bar(height=14, strokeWidth=1.2, stroke=colours.process).encode(
        x=alt.X("median:Q", scale=x_scale, axis=x_axis),
        y=y,
        fill=alt.FillValue(colours.process),
        fillOpacity=alt.condition("datum.is_few", alt.value(0), alt.value(0.3)),
        tooltip=[
            alt.Tooltip("activity:N", title=labels["activity"]),
            alt.Tooltip("said:N", title=labels["time"]),
            alt.Tooltip("counted:N", title="n"),
        ],
    )
    reach = base.mark_rule(strokeWidth=size.line, color=colours.ink).encode(
        x=alt.X("low:Q", scale=x_scale), x2="high:Q", y=y
    )
    told = base.mark_text(align="right", baseline="bottom", dy=-9, fontSize=size.small, color=colours.muted).encode(
        **fixed(x=alt.ExprRef("width")), y=y, text=alt.Text("line:N")
    )
    lined = rows.assign(line=rows["said"] + " · " + rows["counted"])
    records = [{str(key): value for key, value in row.items()} for row in lined.to_dict("records")]
    return framed(
        [bar, reach, told],
        {ROWS: records},
        labels=labels,
        mode=mode,
        scale=scale,
        height=ROW_PX * max(len(rows), 1) + 60,
    )
