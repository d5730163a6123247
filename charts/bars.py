"""The layers of centred bars: three parts around a middle, names left, figures outside on the right."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from charts.ground import Layout
from charts.theme import Palette, Sizes, either, fixed
from charts.wrapping import wrapped

PARTS, GROUPS = "parts", "groups"


@dataclass(frozen=True)
class Bars:
    """One drawing of centred bars: the three parts from left to right, and the ends of the axis."""

    parts: tuple[str, str, str]
    colors: tuple[str, str, str]
    inks: tuple[str, str, str]
    signs: tuple[str, str, str]
    colours: Palette
    size: Sizes
    labels: Mapping[str, str]
    low: float
    high: float
    n: int
    layout: Layout

    @property
    def is_wide(self) -> bool:
        return self.layout == "wide"

    def x(self, field: str) -> alt.X:
        scale = alt.Scale(domain=[self.low, self.high], nice=False, zero=False)
        return alt.X(field, type="quantitative", scale=scale, axis=None)

    def y(self, field: str = "position", axis: Any = alt.Undefined) -> alt.Y:
        scale = alt.Scale(domain=[0.4, self.n + 0.5], nice=False, zero=False, reverse=True)
        return alt.Y(field, type="quantitative", scale=scale, axis=axis)


def layers(bars: Bars, known: pd.DataFrame, heading: str) -> list[Any]:
    """Every layer, back to front. `known` has one row per bar, `heading` names the figures outside."""
    return [_segments(bars, known), *_shares(bars), *_headings(bars, heading), *_outside(bars)]


def _by_part(values: tuple[str, str, str], few: str | None = None) -> Any:
    tests = [{"test": "datum.low_n", "value": few}] if few else []
    tests += [{"test": f"datum.part == {index}", "value": value} for index, value in enumerate(values[:2])]
    return {"condition": tests, "value": values[2]}


def _segments(bars: Bars, known: pd.DataFrame) -> Any:
    labels = bars.labels
    titles = {"name": labels["group"], "part_name": labels["share"], "shown": "%", "answers": labels["answers"]}
    base = alt.Chart(alt.NamedData(PARTS), name="bars").transform_calculate(
        top=f"datum.position - {0.36 if bars.is_wide else 0.06}",
        foot=f"datum.position + {0.36 if bars.is_wide else 0.4}",
    )
    # few answers: hollow, the sign for them everywhere
    return base.mark_rect(strokeWidth=1.5).encode(
        x=bars.x("start"),
        x2=alt.X2("end"),
        y=bars.y("top", _name_axis(known, bars)),
        y2=alt.Y2("foot"),
        fill=alt.FillValue(**_by_part(bars.colors)),
        fillOpacity=alt.FillOpacityValue(**either("datum.low_n", 0, 1)),
        stroke=alt.StrokeValue(**_by_part(bars.colors)),
        tooltip=[alt.Tooltip(field, type="nominal", title=title) for field, title in titles.items()],
    )


def _name_axis(known: pd.DataFrame, bars: Bars) -> alt.Axis:
    names = [wrapped(str(name), 18, 2) for name in known["name"]]
    pairs = [index + 1 for index, lines in enumerate(names) if len(lines) > 1]
    centred = either(f"indexof({json.dumps(pairs)}, datum.value) >= 0", "bottom", "middle")
    return alt.Axis(
        values=list(range(1, bars.n + 1)),
        tickCount=bars.n,
        labelExpr=f"{json.dumps(names)}[datum.value - 1]",
        labels=bars.is_wide,
        labelOverlap=False,
        labelBaseline=centred,
        labelColor=bars.colours.ink,
        labelLimit=bars.size.text * 19,
        grid=False,
        title=None,
    )


def _shares(bars: Bars) -> list[Any]:
    """The share inside its part, where the part is wide enough for it."""
    room = f"abs(datum.end - datum.start) / {bars.high - bars.low:g} * width > {bars.size.text * 3.4:g}"
    text = alt.Chart(alt.NamedData(PARTS)).transform_filter(room)
    return [
        text.mark_text(
            baseline="middle", fontSize=bars.size.text, dy=0 if bars.is_wide else bars.size.text * 0.75
        ).encode(
            x=bars.x("middle"),
            y=bars.y(),
            text=alt.Text("shown:N"),
            color=alt.ColorValue(**_by_part(bars.inks, bars.colours.ink)),
        )
    ]


def _headings(bars: Bars, heading: str) -> list[Any]:
    """What left, middle and right mean, over the first bar; the heading of the column outside."""
    first = alt.Chart(alt.NamedData(PARTS)).transform_filter("datum.position == 1")
    style: dict[str, Any] = {"baseline": "bottom", "dy": -4, "fontSize": bars.size.small, "color": bars.colours.muted}
    if not bars.is_wide:
        places: tuple[tuple[Any, Any], ...] = (
            ("left", fixed(x=0)),
            ("center", fixed(x=alt.ExprRef("width / 2"))),
            ("right", _right_edge()),
        )
        return [
            first.transform_filter(f"datum.part == {part}")
            .mark_text(align=align, **style)
            .encode(**x, **fixed(y=0), text=alt.Text("part_name:N"))
            for part, (align, x) in enumerate(places)
        ]
    named = first.transform_filter(f"abs(datum.end - datum.start) / {bars.high - bars.low:g} * width > 40")
    parts = named.mark_text(align="center", **style)
    parts = parts.encode(x=bars.x("middle"), **fixed(y=0), text=alt.Text("part_name:N"))
    column = alt.Chart(alt.NamedData(GROUPS)).transform_filter("datum.position == 1")
    outside = column.mark_text(align="left", dx=12, **style).encode(**_right_edge(), **fixed(y=0, text=heading))
    return [parts, outside]


def _right_edge() -> dict[str, Any]:
    return fixed(x=alt.ExprRef("width"))


def _outside(bars: Bars) -> list[Any]:
    """Score with interval, and n under it, right of the bars."""
    base = alt.Chart(alt.NamedData(GROUPS))
    right = _right_edge()
    if not bars.is_wide:
        return _over(base, bars)
    score = base.mark_text(
        align="left", baseline="bottom", dx=12, dy=2, fontSize=bars.size.text, fontWeight="bold", color=bars.colours.ink
    )
    count = base.mark_text(
        align="left", baseline="top", dx=12, dy=4, fontSize=bars.size.small, color=bars.colours.muted
    )
    return [
        score.encode(**right, y=bars.y(), text=alt.Text("said:N")),
        count.encode(**right, y=bars.y(), text=alt.Text("answers:N")),
    ]


def _over(base: Any, bars: Bars) -> list[Any]:
    """Name and n at the left, the score at the right, all over the bar: nothing beside it takes its width."""
    raised: dict[str, Any] = {"baseline": "bottom", "dy": -bars.size.text * 0.45}
    called = base.transform_calculate(called="datum.short + '\u2002' + datum.answers")
    name = called.mark_text(align="left", fontSize=bars.size.small, color=bars.colours.muted, **raised)
    score = base.mark_text(align="right", fontSize=bars.size.text, fontWeight="bold", color=bars.colours.ink, **raised)
    return [
        name.encode(**fixed(x=0), y=bars.y(), text=alt.Text("called:N")),
        score.encode(**_right_edge(), y=bars.y(), text=alt.Text("said:N")),
    ]
