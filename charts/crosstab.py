"""Shares or means of groups, one below the other: grey unless a group differs from all others beyond chance."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from charts.ground import Layout
from charts.rows import flag, inline, number
from charts.theme import Mode, Palette, Scale, Sizes, either, fixed, framed, palette, sizes
from charts.wrapping import clipped, wrapped

ROWS, HEADINGS = "rows", "headings"
NAME_WIDTH = 24
MARKS = {"higher": "▲ ", "lower": "▼ "}


@dataclass(frozen=True)
class _Plot:
    """One drawing: colours, sizes, ends of the value axis, number of lines, and where names stand."""

    colours: Palette
    size: Sizes
    labels: Mapping[str, str]
    low: float
    high: float
    n_lines: int
    is_share: bool
    layout: Layout

    @property
    def is_wide(self) -> bool:
        return self.layout == "wide"

    def x(self, field: str, axis: Any = alt.Undefined) -> alt.X:
        scale = alt.Scale(domain=[self.low, self.high], nice=False, zero=False)
        return alt.X(field, type="quantitative", scale=scale, axis=axis)

    def y(self, field: str = "line", axis: Any = alt.Undefined) -> alt.Y:
        scale = alt.Scale(domain=[0.3, self.n_lines + 0.6], nice=False, zero=False, reverse=True)
        return alt.Y(field, type="quantitative", scale=scale, axis=axis)


def crosstab_chart(
    cells: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    value_range: tuple[float, float] | None = None,
    mode: Mode = "light",
    scale: Scale = "screen",
    layout: Layout = "wide",
) -> alt.LayerChart:
    """Bars of shares from zero, or points of means on their scale, with 95 % intervals and the figures in words.

    Parameters
    ----------
    cells : one row per bar in drawing order: option, group (names), value, low, high, said (figure, interval and n in
        words), against ("higher", "lower", "same" than the rest); optional low_n.
    value_range : ends of the scale of a mean; None for shares.
    labels : option, group, value, interval, alt.
    """
    is_share = value_range is None
    rows, headings = _lines(cells, has_groups=cells["group"].nunique() > 1)
    low, high = value_range or (0.0, _top(rows))
    n_lines = int(max(rows["line"].max() if len(rows) else 1, 1))
    plot = _Plot(palette(mode), sizes(scale), labels, low, high, n_lines, is_share, layout)
    datasets = {ROWS: inline(rows), HEADINGS: inline(headings)}
    height = round(plot.size.text * (2.0 if plot.is_wide else 3.4) * (n_lines + 0.6)) + (0 if is_share else 40)
    with debug_mode(False):
        layers = [*_marks(plot, rows), *_words(plot)]
        return framed(layers, datasets, labels=labels, mode=mode, scale=scale, height=height)


def _top(rows: pd.DataFrame) -> float:
    """A little above the highest end of an interval, at most 1."""
    ends = rows[["value", "high"]].max().max() if len(rows) else 1.0
    return min(1.0, max(0.05, float(ends) * 1.04)) if pd.notna(ends) else 1.0


def _lines(cells: pd.DataFrame, *, has_groups: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Bars and headings with their lines; with several groups each option gets a heading above its bars."""
    frame = cells.reset_index(drop=True)
    is_first = frame["option"].ne(frame["option"].shift())
    line = pd.Series(range(1, len(frame) + 1), index=frame.index)
    if has_groups:
        line = line + is_first.cumsum()
    names = frame["group"] if has_groups else frame["option"]
    rows = frame.assign(
        line=line.astype(float),
        name=names.astype(str),
        short=[clipped(str(name), 30) for name in names],
        value=number(frame, "value"),
        low=number(frame, "low"),
        high=number(frame, "high"),
        low_n=flag(frame, "low_n"),
        sign=[MARKS.get(str(word), "") for word in frame["against"]],
    )
    headings = pd.DataFrame({"line": [], "text": []})
    if has_groups:
        top = rows[is_first]
        headings = pd.DataFrame({"line": top["line"] - 0.85, "text": [clipped(str(o), 90) for o in top["option"]]})
    return rows, headings


def _marks(plot: _Plot, rows: pd.DataFrame) -> list[Any]:
    base = alt.Chart(alt.NamedData(ROWS)).transform_filter("isValid(datum.value)")
    if not plot.is_wide:
        base = base.transform_calculate(line="datum.line + 0.12")
    drawn = base.transform_calculate(
        top=f"datum.line - {0.3 if plot.is_wide else 0.02}", foot=f"datum.line + {0.3 if plot.is_wide else 0.34}",
        middle=f"datum.line + {0 if plot.is_wide else 0.16}", zero="0",
    )  # fmt: skip
    tips = {"option": plot.labels["option"], "group": plot.labels["group"], "said": plot.labels["value"]}
    tooltip = [alt.Tooltip(field, type="nominal", title=title) for field, title in tips.items()]
    ink = either("datum.against == 'same' || datum.against == 'untested'", plot.colours.neutral, plot.colours.accent)
    interval = drawn.mark_rule(strokeWidth=1.6, color=plot.colours.ink).encode(
        x=plot.x("low", _axis(plot)), x2=alt.X2("high"), y=plot.y("middle", _names(plot, rows)), tooltip=tooltip
    )
    if plot.is_share:
        bar = drawn.mark_rect(strokeWidth=1.5).encode(
            x=plot.x("zero", _axis(plot)), x2=alt.X2("value"), y=plot.y("top"), y2=alt.Y2("foot"),
            fill=alt.FillValue(**ink), stroke=alt.StrokeValue(**ink),
            fillOpacity=alt.FillOpacityValue(**either("datum.low_n", 0, 0.85)), tooltip=tooltip,
        )  # fmt: skip
        return [bar, interval]
    point = drawn.mark_point(filled=True, size=plot.size.point, strokeWidth=2).encode(
        x=plot.x("value", _axis(plot)), y=plot.y("middle"), fill=alt.FillValue(**ink), stroke=alt.StrokeValue(**ink),
        fillOpacity=alt.FillOpacityValue(**either("datum.low_n", 0, 1)), tooltip=tooltip,
    )  # fmt: skip
    return [interval, point]


def _names(plot: _Plot, rows: pd.DataFrame) -> alt.Axis:
    """Names beside the bars; the axis knows lines only, so a table of texts stands in its expression."""
    texts = {
        f"{line:g}": wrapped(str(name), NAME_WIDTH, 1) for line, name in zip(rows["line"], rows["name"], strict=True)
    }
    return alt.Axis(
        values=[float(line) for line in rows["line"]],
        tickCount=len(rows),
        labelExpr=f"{json.dumps(texts)}[format(datum.value, '.0f')]",
        labels=plot.is_wide,
        labelOverlap=False,
        labelColor=plot.colours.ink,
        labelLimit=plot.size.text * 16,
        grid=False,
        title=None,
    )


def _axis(plot: _Plot) -> Any:
    if plot.is_share:
        return None
    whole = [float(value) for value in range(round(plot.low), round(plot.high) + 1)]
    return alt.Axis(
        values=whole if len(whole) <= 11 else alt.Undefined, tickCount=6, title=None, grid=True, format=".2~f"
    )


def _words(plot: _Plot) -> list[Any]:
    """The figures right of the bars (over them on a narrow screen), and the options above their groups."""
    base = alt.Chart(alt.NamedData(ROWS))
    text = base.transform_calculate(figure="datum.sign + datum.said")
    style: dict[str, Any] = {"fontSize": plot.size.small, "color": plot.colours.ink}
    heading = alt.Chart(alt.NamedData(HEADINGS)).mark_text(
        align="left", baseline="middle", fontWeight="bold", fontSize=plot.size.text, color=plot.colours.ink
    )
    headings = heading.encode(**fixed(x=0), y=plot.y(), text=alt.Text("text:N"))
    if plot.is_wide:
        figures = text.mark_text(align="left", baseline="middle", dx=12, **style)
        return [figures.encode(**fixed(x=alt.ExprRef("width")), y=plot.y(), text=alt.Text("figure:N")), headings]
    name = base.mark_text(align="left", baseline="bottom", fontSize=plot.size.small, color=plot.colours.muted)
    figures = text.mark_text(align="right", baseline="bottom", **style)
    return [
        name.encode(**fixed(x=0), y=plot.y(), text=alt.Text("short:N")),
        figures.encode(**fixed(x=alt.ExprRef("width")), y=plot.y(), text=alt.Text("figure:N")),
        headings,
    ]
