"""Touchpoints against process measures: filled where a link is likely real, a bare sign where it could be chance."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from charts.rows import inline
from charts.side_words import NARROW, narrow_param
from charts.theme import STRENGTH, Mode, Palette, Scale, Sizes, either, framed, palette, sizes
from charts.wrapping import clipped, wrapped

CELLS: Final = "cells"
PARAMETER: Final = "cell"
STRONGEST: Final = 0.5  # a correlation from which on the fill is the deepest
ROW: Final = 1.75  # letters that a row is high; names and key take their own room


def links_matrix(
    cells: pd.DataFrame,
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    labels: Mapping[str, str],
    mode: Mode = "light",
    scale: Scale = "screen",
    is_wide: bool = True,
) -> alt.LayerChart:
    """One field per touchpoint and measure; only what is likely real is filled, by the size of its correlation.

    Parameters
    ----------
    cells : one row per field: id, row and column (from 1), strength (0 to 1; missing where nothing was tested), tone
        ("real", "chance" or "none"), sign ("+" or "−"), short (points of a usual swing), touchpoint, measure, said
        (effect, interval and n, or why there is none), is_selected.
    rows, columns : names of the touchpoints and of the measures.
    labels : touchpoint, measure, said, strength (title of the key), alt.
    """
    colours, size = palette(mode), sizes(scale)
    fills = STRENGTH if mode == "light" else STRENGTH[::-1]  # on a dark page the strongest is the brightest
    x_scale = alt.Scale(domain=[0.5, len(columns) + 0.5], nice=False, zero=False)
    y_scale = alt.Scale(domain=[0.5, len(rows) + 0.5], nice=False, zero=False, reverse=True)
    base = alt.Chart(alt.NamedData(CELLS)).transform_calculate(
        left="datum.column - 0.47", right="datum.column + 0.47", top="datum.row - 0.46", foot="datum.row + 0.46",
        words=f"datum.tone != 'real' || width / {max(len(columns), 1)} < {size.text * 2.9:.0f} ? datum.sign "
        ": datum.short",
    )  # fmt: skip
    place = {
        "x": alt.X("left:Q", scale=x_scale, axis=_column_axis(columns, size, colours)), "x2": alt.X2("right"),
        "y": alt.Y("top:Q", scale=y_scale, axis=_row_axis(rows, size, colours)), "y2": alt.Y2("foot"),
    }  # fmt: skip
    middle = {"x": alt.X("column:Q", scale=x_scale), "y": alt.Y("row:Q", scale=y_scale)}
    layers = [
        _empty(base, colours, place).add_params(narrow_param(is_wide=is_wide)),
        _filled(base, fills, labels, place, size),
        _signs(base, fills, colours, middle, size),
        _pointer(base, colours, labels, place),
    ]
    height = round(size.text * ROW * len(rows))
    with debug_mode(False):
        return framed(layers, {CELLS: inline(cells)}, labels=labels, mode=mode, scale=scale, height=height)


def _empty(base: Any, colours: Palette, place: Mapping[str, Any]) -> Any:
    """What could be chance has a border and no fill; what was not tested lies on the colour of a panel."""
    return (
        base.transform_filter("datum.tone != 'real'")
        .mark_rect(strokeWidth=1, cornerRadius=2)
        .encode(
            fill=alt.FillValue(**either("datum.tone == 'chance'", colours.page, colours.panel)),
            stroke=alt.StrokeValue(**either("datum.tone == 'chance'", colours.border, "transparent")),
            **place,
        )
        .properties(name="unfilled")
    )


def _filled(base: Any, fills: Sequence[str], labels: Mapping[str, str], place: Mapping[str, Any], size: Sizes) -> Any:
    key = alt.Legend(title=labels["strength"], orient="bottom", direction="horizontal", gradientLength=200,
                     gradientThickness=8, format=".1f", titleFontSize=size.small, labelFontSize=size.small,
                     titleFontWeight="normal", titleLimit=420, values=[0, 0.1, 0.2, 0.3, 0.4, 0.5])  # fmt: skip
    step = alt.Scale(type="quantize", domain=[0, STRONGEST], range=list(fills))
    return (
        base.transform_filter("datum.tone == 'real'")
        .mark_rect(cornerRadius=2)
        .encode(fill=alt.Fill("strength:Q", scale=step, legend=key), **place)
        .properties(name="filled")
    )


def _signs(base: Any, fills: Sequence[str], colours: Palette, middle: Mapping[str, Any], size: Sizes) -> Any:
    """The sign, faded where it could be chance; on a fill the ink that can be read on it."""
    pale = f"floor(datum.strength / {STRONGEST} * {len(fills)}) < {len(fills) // 2}"
    on_pale, on_deep = ("#10161F", "#FFFFFF") if fills[0] == STRENGTH[0] else ("#FFFFFF", "#10161F")
    inks = [{"test": "datum.tone != 'real'", "value": colours.muted}, {"test": pale, "value": on_pale}]
    return (
        base.mark_text(baseline="middle", align="center", fontSize=size.text)
        .encode(text="words:N", color=alt.ColorValue(condition=inks, value=on_deep), **middle)
        .properties(name="signs")
    )


def _pointer(base: Any, colours: Palette, labels: Mapping[str, str], place: Mapping[str, Any]) -> Any:
    """The ring of the chosen field, the tooltip, the click."""
    pick = alt.selection_point(name=PARAMETER, fields=["id"], toggle=False)
    tips = [alt.Tooltip(field, type="nominal", title=labels[field]) for field in ("touchpoint", "measure", "said")]
    ring = either("datum.is_selected", colours.ink, "transparent")
    rect = base.mark_rect(fill="transparent", strokeWidth=2.5, cornerRadius=2, cursor="pointer")
    return rect.encode(stroke=alt.StrokeValue(**ring), tooltip=tips, **place).add_params(pick).properties(name="places")


def _column_axis(names: Sequence[str], size: Sizes, colours: Palette) -> alt.Axis:
    """The measures above, slanted, upright where they stand close; names enter as JSON, so they cannot act."""
    close = f"width / {max(len(names), 1)} < {size.text * 1.7:.0f}"
    texts = json.dumps([clipped(name, 22) for name in names])
    return alt.Axis(
        orient="top", values=list(range(1, len(names) + 1)), tickCount=len(names),
        labelExpr=f"{texts}[datum.value - 1]", labelAngle=alt.ExprRef(f"{close} ? -90 : -45"),
        labelAlign="left", labelBaseline="middle",
        labelOverlap=False, labelLimit=size.text * 13, labelColor=colours.ink, labelPadding=4, grid=False, title=None,
    )  # fmt: skip


def _row_axis(names: Sequence[str], size: Sizes, colours: Palette) -> alt.Axis:
    """The touchpoints at the left, shorter where the chart is narrow."""
    wide, narrow = (json.dumps([wrapped(name, width, 1)[0] for name in names]) for width in (30, 15))
    return alt.Axis(
        values=list(range(1, len(names) + 1)), tickCount=len(names),
        labelExpr=f"({NARROW} ? {narrow} : {wide})[datum.value - 1]", labelOverlap=False,
        labelLimit=size.text * 18, labelColor=colours.ink, labelPadding=6, grid=False, title=None,
    )  # fmt: skip
