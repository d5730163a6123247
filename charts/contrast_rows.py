"""Differences of two sides, one row each: point and 95 % interval around zero, grey where it could be chance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from charts.row_frame import NAME_LENGTH, base_of_rows, downwards, framed_rows, numbered
from charts.side_words import NARROW, narrow_param, side_words, sided
from charts.theme import Mode, Scale, either, palette, sizes

PARAMETER = "contrast"


def contrast_rows(
    contrasts: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    mode: Mode = "light",
    scale: Scale = "screen",
    is_wide: bool = True,
    name_length: int = NAME_LENGTH,
) -> alt.LayerChart:
    """One line per theme in the order given: what one side has more (right of zero) or less than the other.

    Parameters
    ----------
    contrasts : one row per theme: theme_id, name, change, low, high (points; missing where not compared), tone ("good",
        "bad" or "ink" where beyond chance, "chance" else), said (both figures, difference and n in words), short (the
        difference alone), is_selected.
    labels : name, said, alt; axis, the unit of the differences, where they have one.
    name_length : half characters of a name that are shown.
    """
    colours, size = palette(mode), sizes(scale)
    rows = numbered(contrasts, name_length)
    ends = rows[["low", "high", "change"]].abs().max().max() if len(rows) else 1.0
    end = 1.0 if pd.isna(ends) else max(0.1, float(ends) * 1.05)
    x_scale = alt.Scale(domain=[-end, end], nice=False)
    y_scale = downwards(len(rows))
    base = base_of_rows().transform_calculate(
        mark=f"datum.line + ({NARROW} ? 0.16 : 0)", top="datum.line - 0.5", foot="datum.line + 0.5", zero="0",
        **sided("clipped", "said", over=("name", "short")),
    )  # fmt: skip
    axis = alt.Axis(
        title=labels.get("axis"),
        tickCount=5,
        labelExpr="(datum.value > 0 ? '+' : '') + replace(format(datum.value, ',.2~f'), '-', '−')",
    )
    x: dict[str, Any] = {"scale": x_scale, "axis": axis}
    y = alt.Y("mark", type="quantitative", scale=y_scale, axis=None)
    tone = [{"test": f"datum.tone === '{name}'", "value": value} for name, value in
            (("good", colours.good), ("bad", colours.bad), ("ink", colours.customer))]  # fmt: skip
    shown = base.transform_filter("isValid(datum.change)")
    zero = base.mark_rule(color=colours.muted, strokeWidth=1).encode(x=alt.X("zero:Q", **x))
    span = shown.mark_rule(strokeWidth=3, strokeCap="round").encode(
        x=alt.X("low:Q", **x), x2=alt.X2("high"), y=y, stroke=alt.StrokeValue(condition=tone, value=colours.neutral),
        strokeOpacity=alt.StrokeOpacityValue(0.55),
    )  # fmt: skip
    point = shown.mark_point(shape="circle", size=size.point, opacity=1, strokeWidth=1.6).encode(
        x=alt.X("change:Q", **x), y=y, stroke=alt.StrokeValue(condition=tone, value=colours.neutral),
        fill=alt.FillValue(condition=tone, value=colours.page),
    )  # fmt: skip
    pick = alt.selection_point(name=PARAMETER, fields=["theme_id"], toggle=False)
    cell = base.mark_rect(fillOpacity=0.06).encode(
        y=alt.Y("top", type="quantitative", scale=y_scale, axis=None), y2=alt.Y2("foot"),
        fill=alt.FillValue(**either("datum.is_selected", colours.ink, "transparent")),
        tooltip=[alt.Tooltip("name", type="nominal", title=labels["name"]),
                 alt.Tooltip("said", type="nominal", title=labels["said"])],
    )  # fmt: skip
    layers = [
        zero.add_params(narrow_param(is_wide=is_wide)),
        span.properties(name="spans"),
        point.properties(name="points"),
        *side_words(base, y_scale, size.small, colours.ink),
        cell.add_params(pick),
    ]
    return framed_rows(layers, rows, labels=labels, mode=mode, scale=scale, lines=2.5)
