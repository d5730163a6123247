"""The layers of a trend. All share one pair of scales, stated again on each layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import altair as alt

from charts.axes import period_axis, value_axis
from charts.halo import haloed
from charts.theme import Palette, Sizes, either, fixed

PERIODS, NOTES, LEVELS, LAST, STEPS, CHOSEN = "periods", "notes", "levels", "last", "steps", "chosen"


@dataclass(frozen=True)
class Look:
    """How a dimension is told apart without colour."""

    color: str
    shape: str
    dash: list[int]


@dataclass(frozen=True)
class Plot:
    """The surface of one trend."""

    colours: Palette
    size: Sizes
    labels: Mapping[str, str]
    look: Look
    names: tuple[str, ...]
    low: float
    high: float
    ticks: tuple[float, ...]
    is_signed: bool
    pick: str | None = None
    texts: tuple[str, ...] = ()

    @property
    def n(self) -> int:
        return len(self.names)

    def x(self, field: str = "position", axis: Any = alt.Undefined) -> alt.X:
        scale = alt.Scale(domain=[0.5, max(self.n, 1) + 0.5], nice=False, zero=False)
        return alt.X(field, type="quantitative", scale=scale, axis=axis)

    def y(self, field: str, axis: Any = alt.Undefined) -> alt.Y:
        scale = alt.Scale(domain=[self.low, self.high], nice=False, zero=False)
        return alt.Y(field, type="quantitative", scale=scale, axis=axis)


def drawn(plot: Plot, *, has_band: bool, has_steps: bool = False) -> list[Any]:
    """Every layer, back to front; the last one takes the pointer and carries the axes."""
    return [
        *([_band(plot)] if has_band else []),
        *_levels(plot),
        *_notes(plot),
        _line(plot),
        _points(plot),
        *_last(plot),
        *(_steps(plot) if has_steps else []),
        *([_ring(plot)] if plot.pick else []),
        _cells(plot),
    ]


def _shown() -> Any:
    return alt.Chart(alt.NamedData(PERIODS)).transform_filter("isValid(datum.value)")


def _band(plot: Plot) -> Any:
    banded = _shown().transform_filter("isValid(datum.low)")
    area = banded.mark_area(color=plot.look.color, opacity=0.18)
    return area.encode(x=plot.x(), y=plot.y("low"), y2=alt.Y2("high"), detail=alt.Detail("line:N")).properties(
        name="band"
    )


def _line(plot: Plot) -> Any:
    line = _shown().mark_line(color=plot.look.color, strokeWidth=plot.size.line, strokeDash=plot.look.dash)
    return line.encode(
        x=plot.x(), y=plot.y("value"), detail=alt.Detail("line:N"), order=alt.Order("position:Q")
    ).properties(name="line")


def _points(plot: Plot) -> Any:
    color, page = plot.look.color, plot.colours.page
    point = _shown().mark_point(
        shape=plot.look.shape, stroke=color, strokeWidth=1.6, opacity=1, size=plot.size.point * 0.4
    )
    return point.encode(
        x=plot.x(),
        y=plot.y("value"),
        fill=alt.FillValue(**either("datum.low_n", page, color)),
    ).properties(name="points")


def _levels(plot: Plot) -> list[Any]:
    base = alt.Chart(alt.NamedData(LEVELS))
    dash = alt.StrokeDashValue(**either("datum.is_sourced", [1, 0], [2, 3]))
    rule = base.mark_rule(color=plot.colours.muted, strokeWidth=1.3).encode(y=plot.y("value"), strokeDash=dash)
    rule = rule.properties(name="level")
    texts = _haloed(base, plot, plot.colours.muted, {"align": "left", "baseline": "bottom", "dx": 4, "dy": -3})
    return [rule, *(text.encode(**fixed(x=0), y=plot.y("value"), text=alt.Text("text:N")) for text in texts)]


def _notes(plot: Plot) -> list[Any]:
    base = alt.Chart(alt.NamedData(NOTES))
    rule = (
        base.mark_rule(color=plot.colours.ink, strokeDash=[2, 2], strokeWidth=1.2)
        .encode(x=plot.x())
        .properties(name="notes")
    )
    is_right = f"datum.position > {plot.n * 0.66:g}"
    left: list[Any] = _note_texts(base.transform_filter(f"!({is_right})"), plot, {"align": "left", "dx": 5})
    right: list[Any] = _note_texts(base.transform_filter(is_right), plot, {"align": "right", "dx": -5})
    return [rule, *left, *right]


def _note_texts(base: Any, plot: Plot, style: dict[str, Any]) -> list[Any]:
    """Note texts in three rows, so that neighbours do not cover each other."""
    row = plot.size.small * 1.5
    text = base.transform_calculate(head=f"datum.row * {row:g}")
    y = alt.Y("head:Q", scale=None)
    texts = _haloed(text, plot, plot.colours.ink, {"baseline": "top", "dy": 2, **style})
    return [layer.encode(x=plot.x(), y=y, text=alt.Text("text:N")) for layer in texts]


def _haloed(text: Any, plot: Plot, color: str, style: dict[str, Any]) -> tuple[Any, Any]:
    return haloed(text, plot.colours.page, {"fontSize": plot.size.small, **style}, color=color)


def _last(plot: Plot) -> list[Any]:
    """The last value, named at the right edge in place of a legend."""
    text = alt.Chart(alt.NamedData(LAST), name="last").mark_text(
        align="left", baseline="middle", dx=7, fontSize=round(plot.size.text * 1.2), fontWeight="bold",
        color=plot.look.color,
    )  # fmt: skip
    return [text.encode(x=plot.x(), y=plot.y("value"), text=alt.Text("shown:N"))]


def _steps(plot: Plot) -> list[Any]:
    """Changes from one period to the next that are named, over the point they led to."""
    colours = plot.colours
    tone = (
        {"test": "datum.tone === 'good'", "value": colours.good},
        {"test": "datum.tone === 'bad'", "value": colours.bad},
    )
    base = alt.Chart(alt.NamedData(STEPS))
    style: dict[str, Any] = {
        "align": "center",
        "baseline": "bottom",
        "dy": -8,
        "fontSize": plot.size.small,
        "fontWeight": "bold",
    }
    halo, text = haloed(base, colours.page, style, fill={"condition": list(tone), "value": colours.ink})
    both = (halo, text.properties(name="steps"))
    return [layer.encode(x=plot.x(), y=plot.y("value"), text=alt.Text("text:N")) for layer in both]


def _ring(plot: Plot) -> Any:
    """Around the period that was chosen."""
    ring = alt.Chart(alt.NamedData(CHOSEN)).mark_point(
        shape="circle", filled=False, stroke=plot.colours.accent, strokeWidth=2, opacity=1, size=plot.size.ring
    )
    return ring.encode(x=plot.x(), y=plot.y("value")).properties(name="chosen")


def _cells(plot: Plot) -> Any:
    labels = plot.labels
    titles = {"named": labels["period"], "shown": labels["score"], "span": labels["interval"],
              "answers": labels["answers"]}  # fmt: skip
    base = alt.Chart(alt.NamedData(PERIODS), name="cells").transform_calculate(
        start="datum.position - 0.5", end="datum.position + 0.5", foot=f"{plot.low}", head=f"{plot.high}"
    )
    times = period_axis(plot.names, separation=6)
    values = value_axis(
        plot.ticks, labels["score"], plot.look.color, rise=10, is_signed=plot.is_signed, texts=plot.texts
    )  # fmt: skip
    cells = base.mark_rect(fill=plot.colours.ink, fillOpacity=0.001, stroke=None).encode(
        x=plot.x("start", times),
        x2=alt.X2("end"),
        y=plot.y("foot", values),
        y2=alt.Y2("head"),
        tooltip=[alt.Tooltip(field, type="nominal", title=title) for field, title in titles.items()],
    )
    if plot.pick is None:
        return cells
    return cells.add_params(alt.selection_point(name=plot.pick, fields=["position"], toggle=False))
