"""Themes by what they do to the score: shares of negative and positive mentions to the left and right of zero."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from charts.rows import inline
from charts.theme import Mode, Scale, either, fixed, framed, palette, sizes
from charts.wrapping import clipped

ROWS = "rows"
PARAMETER = "theme"
NAME_LENGTH = 34


def theme_bars(
    themes: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    mode: Mode = "light",
    scale: Scale = "screen",
    is_wide: bool = True,
) -> alt.LayerChart:
    """Diverging bars, one line per theme in the order given; a bar is grey unless its impact is beyond chance.

    Parameters
    ----------
    themes : one row per theme: theme_id, name, negative, positive (shares 0 to 1 of the comments), is_negative_real,
        is_positive_real (impact beyond chance), said (impact, interval and n in words), is_selected.
    labels : name, negative, positive, said, alt.
    """
    colours, size = palette(mode), sizes(scale)
    rows = themes.reset_index(drop=True).assign(
        line=[float(number) for number in range(1, len(themes) + 1)],
        left=-themes["negative"].to_numpy(float),
        clipped=[clipped(str(name), NAME_LENGTH) for name in themes["name"]],
    )
    end = max(0.02, float(rows[["negative", "positive"]].max().max()) * 1.08) if len(rows) else 0.1
    x_scale = alt.Scale(domain=[-end, end], nice=False)
    y_scale = alt.Scale(domain=[0.4, len(rows) + 0.6], nice=False, zero=False, reverse=True)
    base = alt.Chart(alt.NamedData(ROWS)).transform_calculate(
        top="datum.line - 0.3", foot="datum.line + 0.3", zero="0", percent="format(abs(datum.left), '.0%')",
        percent_good="format(datum.positive, '.0%')",
    )  # fmt: skip
    tooltip = [
        alt.Tooltip("name", type="nominal", title=labels["name"]),
        alt.Tooltip("percent", type="nominal", title=labels["negative"]),
        alt.Tooltip("percent_good", type="nominal", title=labels["positive"]),
        alt.Tooltip("said", type="nominal", title=labels["said"]),
    ]
    axis_x = alt.Axis(title=None, format=".0%", tickCount=5, labelExpr="format(abs(datum.value), '.0%')")

    def bar(field: str, real: str, ink: str) -> Any:
        colour = either(f"datum.{real}", ink, colours.neutral)
        return base.mark_rect().encode(
            x=alt.X("zero", type="quantitative", scale=x_scale, axis=axis_x), x2=alt.X2(field),
            y=alt.Y("top", type="quantitative", scale=y_scale, axis=None), y2=alt.Y2("foot"),
            fill=alt.FillValue(**colour), fillOpacity=alt.FillOpacityValue(**either("datum.is_selected", 1, 0.75)),
            stroke=alt.StrokeValue(**either("datum.is_selected", colours.ink, "transparent")), tooltip=tooltip,
        )  # fmt: skip

    pick = alt.selection_point(name=PARAMETER, fields=["theme_id"], toggle=False)
    layers = [
        bar("left", "is_negative_real", colours.bad).add_params(pick),
        bar("positive", "is_positive_real", colours.good),
        *_words(base, y_scale, size.small, colours.ink, is_wide),
    ]
    with debug_mode(False):
        height = round(size.text * (2.1 if is_wide else 3.4) * (len(rows) + 0.6)) + 40
        return framed(layers, {ROWS: inline(rows)}, labels=labels, mode=mode, scale=scale, height=height)


def _words(base: Any, y_scale: alt.Scale, size: int, ink: str, is_wide: bool) -> list[Any]:
    """The name left of the bars, the impact in words right of them; on a narrow screen both over the bar."""
    y = alt.Y("line" if is_wide else "top", type="quantitative", scale=y_scale, axis=None)
    if is_wide:
        said = base.mark_text(align="left", baseline="middle", dx=12, fontSize=size, color=ink)
        named = base.mark_text(align="right", baseline="middle", dx=-12, fontSize=size, color=ink)
        return [
            named.encode(**fixed(x=0), y=y, text=alt.Text("clipped:N")),
            said.encode(**fixed(x=alt.ExprRef("width")), y=y, text=alt.Text("said:N")),
        ]
    name = base.mark_text(align="left", baseline="bottom", fontSize=size, color=ink)
    said = base.mark_text(align="right", baseline="bottom", fontSize=size, color=ink)
    return [
        name.encode(**fixed(x=0), y=y, text=alt.Text("name:N")),
        said.encode(**fixed(x=alt.ExprRef("width")), y=y, text=alt.Text("short:N")),
    ]
