"""Themes by what they do to the score: shares of negative and positive mentions to the left and right of zero."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from charts.row_frame import base_of_rows, downwards, framed_rows, numbered
from charts.side_words import NARROW, narrow_param, side_words, sided
from charts.theme import Mode, Scale, either, fixed, palette, sizes

PARAMETER = "theme"
OVER = {  # in a narrow chart a second line stands between name and bars
    "over": "datum.line - 0.12", "over_right": "''", "second": "datum.line + 0.24",
    "over_second": f"{NARROW} ? datum.said : ''",
}  # fmt: skip


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
        is_positive_real (impact beyond chance), said (the larger impact, its interval and n in words), short (that
        impact alone), said_negative, said_positive (the impact of each side in words), is_selected.
    labels : name, negative, positive, said_negative, said_positive, alt.
    is_wide : False on a phone; a narrow window is noticed by the chart itself.
    """
    colours, size = palette(mode), sizes(scale)
    rows = numbered(themes).assign(left=-themes["negative"].to_numpy(float))
    end = max(0.02, float(rows[["negative", "positive"]].max().max()) * 1.08) if len(rows) else 0.1
    x_scale = alt.Scale(domain=[-end, end], nice=False)
    y_scale = downwards(len(rows))
    narrow = narrow_param(is_wide=is_wide)
    base = base_of_rows().transform_calculate(
        top=f"datum.line - ({NARROW} ? -0.28 : 0.3)", foot=f"datum.line + ({NARROW} ? 0.42 : 0.3)", zero="0",
        percent="format(abs(datum.left), '.0%')", percent_good="format(datum.positive, '.0%')",
        **sided("clipped", "said", over=("name", "short")) | OVER,
    )  # fmt: skip
    tooltip = [
        alt.Tooltip("name", type="nominal", title=labels["name"]),
        alt.Tooltip("percent", type="nominal", title=labels["negative"]),
        alt.Tooltip("percent_good", type="nominal", title=labels["positive"]),
        alt.Tooltip("said_negative", type="nominal", title=labels["said_negative"]),
        alt.Tooltip("said_positive", type="nominal", title=labels["said_positive"]),
    ]
    axis_x = alt.Axis(title=None, format=".0%", tickCount=5, labelExpr="format(abs(datum.value), '.0%')")

    def bars(field: str, real: str, ink: str) -> Any:
        colour = either(f"datum.{real}", ink, colours.neutral)
        return base.mark_rect().encode(
            x=alt.X("zero", type="quantitative", scale=x_scale, axis=axis_x), x2=alt.X2(field),
            y=alt.Y("top", type="quantitative", scale=y_scale, axis=None), y2=alt.Y2("foot"),
            fill=alt.FillValue(**colour), fillOpacity=alt.FillOpacityValue(**either("datum.is_selected", 1, 0.75)),
            stroke=alt.StrokeValue(**either("datum.is_selected", colours.ink, "transparent")), tooltip=tooltip,
        )  # fmt: skip

    pick = alt.selection_point(name=PARAMETER, fields=["theme_id"], toggle=False)
    layers = [
        bars("left", "is_negative_real", colours.bad).add_params(narrow, pick),
        bars("positive", "is_positive_real", colours.good),
        *side_words(base, y_scale, size.small, colours.ink),
        _second_line(base, y_scale, size.small, colours.ink),
    ]
    lines = 2.8 if is_wide else 3.4
    return framed_rows(layers, rows, labels=labels, mode=mode, scale=scale, lines=lines)


def _second_line(base: Any, y_scale: alt.Scale, size: int, ink: str) -> Any:
    """Impact, interval and n between the name and the bars, where nothing fits beside them."""
    at = alt.Y("second", type="quantitative", scale=y_scale, axis=None)
    words = base.mark_text(align="left", baseline="bottom", fontSize=size, color=ink)
    return words.encode(**fixed(x=0), y=at, text=alt.Text("over_second:N")).properties(name="second_left")
