"""Units in a funnel: each by its number of answers and its level, between limits that narrow as the number grows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from charts.rows import inline
from charts.theme import Mode, Palette, Scale, Sizes, either, framed, palette, sizes

UNITS, LIMITS, CENTER = "units", "limits", "center"
PARAMETER = "unit"
LOW_N = 30
MOST_TICKS, LEAST_TICKS = 8, 4
MOST_NAMED = 8
"""Units that are all named; of more only those that are called."""
EDGE: Final = 0.12
ALIGNED: Final[Mapping[str, Literal["left", "center", "right"]]] = {"start": "left", "middle": "center", "end": "right"}
EDGES: Final = (("low", [1, 0]), ("high", [1, 0]), ("outer_low", [5, 4]), ("outer_high", [5, 4]))


def funnel_chart(
    units: pd.DataFrame,
    limits: pd.DataFrame,
    center: float,
    *,
    labels: Mapping[str, str],
    dimension: Literal["customer", "process"],
    mode: Mode = "light",
    scale: Scale = "screen",
    is_share: bool = False,
) -> alt.LayerChart:
    """Dots of units with the limits of chance; a unit is coloured and named only where it is called.

    Parameters
    ----------
    units : one row per unit: unit (code), name, n, value, tone ("good", "bad" or "chance"), said (value, n and verdict
        in words), is_selected. Customer units are circles, process units squares; hollow below n = 30.
    limits : one row per n of a grid: n, low, high (inner limits), outer_low, outer_high.
    center : the common level, in the unit of the values.
    labels : value, n, center, inner, outer, unit, said, alt.
    """
    rows = units.reset_index(drop=True)
    low, high = _window(rows, limits)
    plot = _Plot(
        palette(mode), sizes(scale), labels, alt.Scale(domain=[low, high], nice=False, zero=False),
        alt.Scale(type="sqrt", domain=[float(limits["n"].min()), float(limits["n"].max())], nice=False),
        ticks(float(limits["n"].min()), float(limits["n"].max())),
        ".0%" if is_share else ".0f", "circle" if dimension == "customer" else "square", named_ends(limits),
    )  # fmt: skip
    layers = [*_ground(plot), *_units(plot), _center_name(plot)]
    marks = {"good": "▲ ", "bad": "▼ "}
    said = [marks.get(tone, "") + str(name) for tone, name in zip(rows["tone"], rows["name"], strict=True)]
    datasets = {
        UNITS: inline(rows.assign(label=said, is_named=(rows["tone"] != "chance") | (len(rows) <= MOST_NAMED),
                                  side=sides(rows["n"], limits["n"]))),
        LIMITS: inline(limits.assign(is_last=limits["n"] == limits["n"].max())),
        CENTER: [{"center": center}],
    }  # fmt: skip
    with debug_mode(False):
        return framed(layers, datasets, labels=labels, mode=mode, scale=scale)


@dataclass(frozen=True)
class _Plot:
    """What every layer needs to know: colours, the two scales, how values are written, the shape of a unit."""

    colours: Palette
    size: Sizes
    labels: Mapping[str, str]
    levels: alt.Scale
    numbers: alt.Scale
    ticks: list[float]
    form: str
    shape: str
    named_ends: tuple[str, str]

    @property
    def x(self) -> alt.X:
        axis = alt.Axis(title=self.labels["n"], values=self.ticks, format=",d", grid=False)
        return alt.X("n:Q", scale=self.numbers, axis=axis)

    def y(self, field: str) -> alt.Y:
        axis = alt.Axis(title=self.labels["value"], format=self.form, tickCount=6)
        return alt.Y(field, type="quantitative", scale=self.levels, axis=axis)


def _ground(plot: _Plot) -> list[Any]:
    """The funnel itself, its edges with their names, the common level."""
    colours, size, x, y = plot.colours, plot.size, plot.x, plot.y
    edge: dict[str, Any] = {"color": colours.muted, "strokeWidth": 1.2, "interpolate": "monotone", "clip": True}
    band = alt.Chart(alt.NamedData(LIMITS))
    ends = band.transform_filter("datum.is_last")
    return [
        band.mark_area(color=colours.panel, opacity=1, clip=True)
        .encode(x=x, y=y("outer_low"), y2=alt.Y2("outer_high")),
        *[band.mark_line(strokeDash=dash, **edge).encode(x=x, y=y(field)) for field, dash in EDGES],
        alt.Chart(alt.NamedData(CENTER)).mark_rule(color=colours.ink, strokeWidth=1.2).encode(y=y("center")),
        *[ends.mark_text(align="right", clip=True, dy=size.text * 0.7 * way, dx=-4, fontSize=size.small,
                         color=colours.muted)
          .encode(x=x, y=y(field), text=alt.TextValue(plot.labels[name])).properties(name=f"{name}_name")
          for field, name in zip(plot.named_ends, ("inner", "outer"), strict=True)
          for way in (1 if "high" in field else -1,)],  # within the funnel, where the curve runs away from it
    ]  # fmt: skip


def _units(plot: _Plot) -> list[Any]:
    """The ring of the chosen unit, the dots, the names of those that are called."""
    colours, size, x, y = plot.colours, plot.size, plot.x, plot.y("value")
    dots = alt.Chart(alt.NamedData(UNITS))
    tones = [{"test": f"datum.tone === '{name}'", "value": value} for name, value in
            (("good", colours.good), ("bad", colours.bad))]  # fmt: skip
    fill = [{"test": f"datum.n < {LOW_N}", "value": colours.page}, *tones]
    tip = [alt.Tooltip("name", type="nominal", title=plot.labels["unit"]),
           alt.Tooltip("said", type="nominal", title=plot.labels["said"])]  # fmt: skip
    return [
        dots.transform_filter("datum.is_selected")
        .mark_point(size=size.ring, stroke=colours.accent, strokeWidth=2).encode(x=x, y=y),
        dots.mark_point(shape=plot.shape, size=size.point * 0.7, strokeWidth=1.5, opacity=0.9).encode(
            x=x, y=y, stroke=alt.StrokeValue(condition=tones, value=colours.neutral),
            fill=alt.FillValue(condition=fill, value=colours.neutral),
            fillOpacity=alt.FillOpacityValue(**either("datum.tone === 'chance'", 0.35, 1)), tooltip=tip,
        ).add_params(alt.selection_point(name=PARAMETER, fields=["unit"], toggle=False)).properties(name="units"),
        *[dots.transform_filter(f"datum.is_named && datum.side === '{side}'")
          .mark_text(align=align, dy=-size.text, fontSize=size.text, color=colours.ink)
          .encode(x=x, y=y, text="label:N").properties(name=f"called_{side}") for side, align in ALIGNED.items()],
    ]  # fmt: skip


def _center_name(plot: _Plot) -> Any:
    style: dict[str, Any] = {"align": "left", "dx": 4, "dy": -plot.size.text * 0.6, "fontSize": plot.size.small}
    name = alt.Chart(alt.NamedData(CENTER)).mark_text(color=plot.colours.muted, **style)
    return name.encode(x=alt.value(0), y=plot.y("center"), text=alt.TextValue(plot.labels["center"]))


def named_ends(limits: pd.DataFrame) -> tuple[str, str]:
    """Which ends carry the names of the inner and the outer limit: the upper two, or the lower where they stand apart
    further; two limits that both end at 100% would have their names on each other.

    >>> named_ends(pd.DataFrame({"n": [9], "low": [0.2], "high": [1.0], "outer_low": [0.0], "outer_high": [1.0]}))
    ('low', 'outer_low')
    """
    last = limits.sort_values("n").iloc[-1]
    is_upper = last["outer_high"] - last["high"] >= (last["low"] - last["outer_low"]) * 0.8
    return ("high", "outer_high") if is_upper else ("low", "outer_low")


def sides(n: pd.Series, grid: pd.Series) -> list[str]:
    """Where units stand on the axis of square roots: names at an edge run away from it.

    >>> sides(pd.Series([4, 30, 99]), pd.Series([4, 100]))
    ['start', 'middle', 'end']
    """
    first, last = math.sqrt(grid.min()), math.sqrt(grid.max())
    at = [(math.sqrt(one) - first) / ((last - first) or 1.0) for one in n]
    return ["start" if one < EDGE else "end" if one > 1 - EDGE else "middle" for one in at]


def ticks(first: float, last: float) -> list[float]:
    """Round numbers from `first` to `last` that stand clear of each other on an axis of square roots.

    >>> ticks(4, 1000)
    [5.0, 50.0, 200.0, 500.0, 1000.0]
    """
    found = _clear(first, last, (1, 2, 5))
    if len(found) < LEAST_TICKS:
        found = _clear(first, last, range(1, 10))
    return found or [float(round((first + last) / 2))]


def _clear(first: float, last: float, steps: Iterable[int]) -> list[float]:
    powers = range(int(math.log10(max(first, 1))), int(math.log10(max(last, 1))) + 1)
    room = (math.sqrt(last) - math.sqrt(first)) / MOST_TICKS
    found: list[float] = []
    for number in sorted(float(one * 10**power) for one in steps for power in powers):
        is_clear = not found or math.sqrt(number) - math.sqrt(found[-1]) >= room
        if first <= number <= last and is_clear:
            found.append(number)
    return found


def _window(units: pd.DataFrame, limits: pd.DataFrame) -> tuple[float, float]:
    """The window that shows every unit and the limits in full."""
    low = min(float(units["value"].min()), float(limits["outer_low"].min()))
    high = max(float(units["value"].max()), float(limits["outer_high"].max()))
    room = (high - low) * 0.04 or 1.0
    return low - room, high + room
