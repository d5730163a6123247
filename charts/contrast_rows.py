"""Differences of two sides, one row each: point and 95 % interval around zero, grey where it could be chance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from charts.row_frame import NAME_LENGTH, base_of_rows, downwards, framed_rows, numbered
from charts.side_words import NARROW, narrow_param, side_words, sided
from charts.theme import Mode, Palette, Scale, Sizes, either, palette, sizes

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
    y_scale = downwards(len(rows))
    base = base_of_rows().transform_calculate(
        mark=f"datum.line + ({NARROW} ? 0.16 : 0)", top="datum.line - 0.5", foot="datum.line + 0.5", zero="0",
        **sided("clipped", "said", over=("name", "short")),
    )  # fmt: skip
    zero, *marks = _marks(base, _x(rows, labels.get("axis")), y_scale, colours, size)
    layers = [
        zero.add_params(narrow_param(is_wide=is_wide)),
        *marks,
        *side_words(base, y_scale, size.small, colours.ink),
        _row(base, y_scale, colours.ink, labels),
    ]
    return framed_rows(layers, rows, labels=labels, mode=mode, scale=scale, lines=2.5)


def _x(rows: pd.DataFrame, unit: str | None) -> dict[str, Any]:
    """Scale and axis of the differences: as far to the left as to the right, signs written out."""
    ends = rows[["low", "high", "change"]].abs().max().max() if len(rows) else 1.0
    end = 1.0 if pd.isna(ends) else max(0.1, float(ends) * 1.05)
    signed = "(datum.value > 0 ? '+' : '') + replace(format(datum.value, ',.2~f'), '-', '−')"
    return {
        "scale": alt.Scale(domain=[-end, end], nice=False),
        "axis": alt.Axis(title=unit, tickCount=5, labelExpr=signed),
    }


def _marks(base: Any, x: Mapping[str, Any], y_scale: alt.Scale, colours: Palette, size: Sizes) -> list[Any]:
    """The line at zero, then what is known: intervals and points."""
    y = alt.Y("mark", type="quantitative", scale=y_scale, axis=None)
    tones = (("good", colours.good), ("bad", colours.bad), ("ink", colours.customer))
    tone = [{"test": f"datum.tone === '{name}'", "value": value} for name, value in tones]
    stroke = alt.StrokeValue(condition=tone, value=colours.neutral)
    shown = base.transform_filter("isValid(datum.change)")
    zero = base.mark_rule(color=colours.muted, strokeWidth=1).encode(x=alt.X("zero:Q", **x))
    span = shown.mark_rule(strokeWidth=3, strokeCap="round").encode(
        x=alt.X("low:Q", **x), x2=alt.X2("high"), y=y, stroke=stroke, strokeOpacity=alt.StrokeOpacityValue(0.55)
    )
    point = shown.mark_point(shape="circle", size=size.point, opacity=1, strokeWidth=1.6).encode(
        x=alt.X("change:Q", **x), y=y, stroke=stroke, fill=alt.FillValue(condition=tone, value=colours.page)
    )
    return [zero, span.properties(name="spans"), point.properties(name="points")]


def _row(base: Any, y_scale: alt.Scale, ink: str, labels: Mapping[str, str]) -> Any:
    """The whole row: what the pointer shows and a click names."""
    pick = alt.selection_point(name=PARAMETER, fields=["theme_id"], toggle=False)
    tips = [alt.Tooltip(field, type="nominal", title=labels[field]) for field in ("name", "said")]
    row = base.mark_rect(fillOpacity=0.06).encode(
        y=alt.Y("top", type="quantitative", scale=y_scale, axis=None), y2=alt.Y2("foot"),
        fill=alt.FillValue(**either("datum.is_selected", ink, "transparent")), tooltip=tips,
    )  # fmt: skip
    return row.add_params(pick)
