"""Comments that another model reads differently: one bar from what they were read as to what they are read as now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from charts.rows import inline
from charts.theme import Mode, Scale, fixed, framed, palette, sizes

ROWS = "moves"


def reading_moves(
    moves: pd.DataFrame, *, labels: Mapping[str, str], mode: Mode = "light", scale: Scale = "screen"
) -> alt.LayerChart:
    """Bars from zero in the order given; the name stands over its bar, so that a narrow column holds it.

    Parameters
    ----------
    moves : one row per move: name ("▼ neutral → negative"), n, said (n and share in words), tone ("good" where comments
        read better now, "bad" where worse, else "").
    labels : name, said, alt.
    """
    colours, size = palette(mode), sizes(scale)
    rows = moves.reset_index(drop=True).assign(line=[float(number) for number in range(1, len(moves) + 1)])
    x_scale = alt.Scale(domain=[0.0, max(float(moves["n"].max()) if len(moves) else 0.0, 1.0)], nice=False)
    y_scale = alt.Scale(domain=[0.3, len(rows) + 0.6], nice=False, zero=False, reverse=True)
    base = alt.Chart(alt.NamedData(ROWS)).transform_calculate(
        top="datum.line + 0.05", foot="datum.line + 0.35", zero="0"
    )
    tone: dict[str, Any] = {
        "condition": [{"test": f"datum.tone == '{code}'", "value": ink}
                      for code, ink in (("bad", colours.bad), ("good", colours.good))],
        "value": colours.neutral,
    }  # fmt: skip
    bars = base.mark_rect().encode(
        x=alt.X("zero", type="quantitative", scale=x_scale, axis=None), x2=alt.X2("n"),
        y=alt.Y("top", type="quantitative", scale=y_scale, axis=None), y2=alt.Y2("foot"), fill=alt.FillValue(**tone),
        tooltip=[alt.Tooltip("name:N", title=labels["name"]), alt.Tooltip("said:N", title=labels["said"])],
    )  # fmt: skip
    over = {"y": alt.Y("line", type="quantitative", scale=y_scale, axis=None)}
    words = base.mark_text(align="left", baseline="bottom", fontSize=size.small, color=colours.ink)
    figures = base.mark_text(align="right", baseline="bottom", fontSize=size.small, color=colours.ink)
    layers = [
        bars,
        words.encode(**fixed(x=0), **over, text=alt.Text("name:N")),
        figures.encode(**fixed(x=alt.ExprRef("width")), **over, text=alt.Text("said:N")),
    ]
    with debug_mode(False):
        height = round(size.text * 3.2 * (len(rows) + 0.4)) + 10
        return framed(layers, {ROWS: inline(rows)}, labels=labels, mode=mode, scale=scale, height=height)
