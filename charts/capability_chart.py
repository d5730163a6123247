"""What a process delivers against its limits: a histogram with specification limits, centre and the fitted curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from charts.halo import haloed
from charts.rows import inline
from charts.theme import Mode, Palette, Scale, Sizes, either, fixed, framed, palette, sizes

BINS, CURVE, LINES = "bins", "curve", "lines"
ROOM = 1.36  # of the tallest bar: the names of the lines stand above it


def capability_chart(
    bins: pd.DataFrame,
    curve: pd.DataFrame,
    lines: pd.DataFrame,
    *,
    low: float,
    high: float,
    labels: Mapping[str, str],
    mode: Mode = "light",
    scale: Scale = "screen",
) -> alt.LayerChart:
    """Bars in the process colour, those beyond a limit in the colour of what is bad; limits as lines with their names.

    Parameters
    ----------
    bins : one row per bar: start, end, n, is_beyond, said (what the pointer shows).
    curve : one row per point of the fitted curve: value, n; may be empty.
    lines : one row per line: value, name, kind ("limit", "target" or "center"), level (0 = highest text row), align.
    low, high : ends of the value axis.
    labels : value (title with unit), n, range, alt; format, how the figures of the value axis are written (d3), where
        the plain number would be of another unit than the title.
    """
    colours, size = palette(mode), sizes(scale)
    top = ROOM * max([1.0, *bins["n"].tolist(), *curve["n"].tolist()])
    place = _Axes(low, high, top, labels)
    placed = lines.assign(text_at=[top * (0.985 - 0.085 * level) for level in lines["level"]], foot=0.0, top=top)
    datasets = {
        BINS: inline(bins.assign(zero=0.0, start=bins["start"].astype(float), end=bins["end"].astype(float))),
        CURVE: inline(curve),
        LINES: inline(placed),
    }
    layers = [_bars(place, colours), *_curve(place, colours, size), *_lines(place, colours, size, lines)]
    with debug_mode(False):
        return framed(layers, datasets, labels=labels, mode=mode, scale=scale, height=round(size.height * 0.9))


class _Axes:
    """The shared scales of all layers."""

    def __init__(self, low: float, high: float, top: float, labels: Mapping[str, str]) -> None:
        self.labels = labels
        self._x = alt.Scale(domain=[low, high], nice=False, zero=False)
        self._y = alt.Scale(domain=[0, top], nice=False)

    def x(self, field: str) -> alt.X:
        written = self.labels.get("format", "")
        axis = alt.Axis(title=self.labels["value"], tickCount=8, grid=False, format=written or alt.Undefined)
        return alt.X(field, type="quantitative", scale=self._x, axis=axis)

    def y(self, field: str) -> alt.Y:
        axis = alt.Axis(title=self.labels["n"], tickCount=5, format="d", gridDash=[1, 3])
        return alt.Y(field, type="quantitative", scale=self._y, axis=axis)


def _bars(place: _Axes, colours: Palette) -> Any:
    tooltip = [
        alt.Tooltip("said", type="nominal", title=place.labels["range"]),
        alt.Tooltip("n", type="quantitative", title=place.labels["n"]),
    ]
    return (
        alt.Chart(alt.NamedData(BINS))
        .mark_rect(stroke=colours.page, strokeWidth=1, fillOpacity=0.72)
        .encode(
            x=place.x("start"),
            x2=alt.X2("end"),
            y=place.y("zero"),
            y2=alt.Y2("n"),
            fill=alt.FillValue(**either("datum.is_beyond", colours.bad, colours.process)),
            tooltip=tooltip,
        )
    )


def _curve(place: _Axes, colours: Palette, size: Sizes) -> Sequence[Any]:
    base = alt.Chart(alt.NamedData(CURVE))
    return [
        base.mark_line(color=colours.accent, strokeWidth=size.line * 1.3).encode(x=place.x("value"), y=place.y("n"))
    ]


def _lines(place: _Axes, colours: Palette, size: Sizes, lines: pd.DataFrame) -> Sequence[Any]:
    layers: list[Any] = []
    styles = {
        "limit": ([1, 0], 2.2, colours.ink),
        "target": ([7, 4], 1.6, colours.muted),
        "center": ([2, 3], 1.6, colours.muted),
    }
    for kind, (dash, width, color) in styles.items():
        base = alt.Chart(alt.NamedData(LINES)).transform_filter(f"datum.kind == '{kind}'")
        layers.append(
            base.mark_rule(strokeDash=dash, strokeWidth=width, color=color).encode(
                x=place.x("value"), y=place.y("foot"), y2=alt.Y2("text_at")
            )
        )
    sides: tuple[tuple[Literal["left", "right"], int], ...] = (("left", 5), ("right", -5))
    for align, shift in sides:
        named = alt.Chart(alt.NamedData(LINES)).transform_filter(f"datum.align == '{align}'")
        style = {"align": align, "dx": shift, "baseline": "top", "fontSize": size.text}
        text = alt.Text("name", type="nominal")
        for layer in haloed(named, colours.page, style, color=colours.ink):
            layers.append(layer.encode(x=place.x("value"), y=place.y("text_at"), text=text))
    return layers


def share_chart(
    rows: pd.DataFrame,
    *,
    allowed: float | None,
    labels: Mapping[str, str],
    mode: Mode = "light",
    scale: Scale = "screen",
) -> alt.LayerChart:
    """Shares that miss as points with their 95 % intervals, one line each, and the share that is allowed.

    Parameters
    ----------
    rows : one row per line from top to bottom: name (lines of figures in words), share, low, high (0 to 1).
    labels : value (title of the axis), allowed (name of the line), alt.
    """
    colours, size = palette(mode), sizes(scale)
    placed = rows.reset_index(drop=True).assign(line=[float(number) for number in range(1, len(rows) + 1)])
    top = max([0.05, *rows["high"].tolist(), *([] if allowed is None else [allowed])]) * 1.15
    x_scale, y_scale = alt.Scale(domain=[0, min(1.0, top)]), alt.Scale(domain=[0.3, len(rows) + 0.7], reverse=True)
    base = alt.Chart(alt.NamedData(BINS))
    axis = alt.Axis(title=labels["value"], format=".0%", tickCount=6)

    def x(field: str) -> alt.X:
        return alt.X(field, type="quantitative", scale=x_scale, axis=axis)

    y = alt.Y("line", type="quantitative", scale=y_scale, axis=None)
    layers: list[Any] = [
        base.mark_rule(strokeWidth=size.interval * 0.4, color=colours.customer).encode(
            x=x("low"), x2=alt.X2("high"), y=y
        ),
        base.mark_point(size=size.point, filled=True, color=colours.customer, opacity=1).encode(x=x("share"), y=y),
        base.mark_text(
            align="left", dy=-18 - size.text, fontSize=size.text, color=colours.ink, lineBreak="\n", clip=True
        ).encode(**fixed(x=4), y=y, text=alt.Text("name", type="nominal")),
    ]
    if allowed is not None:
        line = alt.Chart(alt.NamedData(LINES))
        layers += [
            line.mark_rule(strokeWidth=2.2, color=colours.ink).encode(x=x("value")),
            line.mark_text(align="right", dx=-5, baseline="top", fontSize=size.text, color=colours.ink).encode(
                x=x("value"), **fixed(y=2), text=alt.Text("name", type="nominal")
            ),
        ]
    datasets = {BINS: inline(placed), LINES: [] if allowed is None else [{"value": allowed, "name": labels["allowed"]}]}
    with debug_mode(False):
        return framed(
            layers, datasets, labels=labels, mode=mode, scale=scale, height=40 + round(size.text * 6.5) * len(rows)
        )
