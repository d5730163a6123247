"""Importance and performance: each driver with both intervals, four quadrants, the one to mend first shaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from charts.halo import haloed
from charts.rows import inline
from charts.theme import Mode, Palette, Scale, Sizes, framed, palette, sizes

DRIVERS, FIELD = "drivers", "field"
PARAMETER = "driver"
LOW_N = 30
NEAR_X, NEAR_Y = {True: 0.17, False: 0.36}, 0.075
"""Of the window: names closer than that would lie on each other; across by whether the chart is wide."""
PLACES = {"above": 0.045, "below": -0.045, "lower": -0.125}  # from a dot to its name, of the window
LINES = {"above": -1.25, "below": 1.25, "lower": 2.6}  # the same in sizes of type
_Align = Literal["left", "center", "right"]
_Baseline = Literal["top", "bottom"]
ALIGNS = {"start": "left", "middle": "center", "end": "right"}


def drivers_chart(
    drivers: pd.DataFrame,
    lines: tuple[float, float],
    *,
    labels: Mapping[str, str],
    mode: Mode = "light",
    scale: Scale = "screen",
    is_wide: bool = True,
) -> alt.LayerChart:
    """Dots with crosses; coloured where a dot is surely in its quadrant.

    Parameters
    ----------
    drivers : one row each: code, name, score, score_low, score_high (points), share, share_low, share_high (0 to 1;
        ends missing without interval), n, tone ("bad" fix first, "good" keep up, "chance"), said, is_selected.
    lines : the score and the share that part the quadrants.
    labels : score, share, driver, said, fix_first, keep_up, watch, maintain, alt.
    """
    rows = drivers.reset_index(drop=True)
    x_window, y_window = _windows(rows, lines)
    plot = _Plot(palette(mode), sizes(scale), labels, x_window, y_window)
    is_called = (rows["is_selected"] | (rows["tone"] != "chance")).tolist()
    placed = name_places(rows["score"].tolist(), rows["share"].tolist(), x_window, y_window, is_called, is_wide=is_wide)
    signs = {"good": "▲ ", "bad": "▼ "}
    named = [signs.get(tone, "") + str(name) for tone, name in zip(rows["tone"], rows["name"], strict=True)]
    datasets = {
        DRIVERS: inline(rows.assign(label=named, place=placed, side=sides(rows["score"], x_window))),
        FIELD: [{
            "x_line": lines[0], "y_line": lines[1], "x_first": x_window[0], "x_last": x_window[1],
            "y_first": y_window[0], "y_last": y_window[1],
        }],
    }  # fmt: skip
    layers = [*_ground(plot), *_dots(plot), *_names(plot)]
    with debug_mode(False):
        return framed(layers, datasets, labels=labels, mode=mode, scale=scale)


@dataclass(frozen=True)
class _Plot:
    """What every layer needs to know."""

    colours: Palette
    size: Sizes
    labels: Mapping[str, str]
    x_window: tuple[float, float]
    y_window: tuple[float, float]

    def x(self, field: str) -> alt.X:
        axis = alt.Axis(title=self.labels["score"], tickCount=6, grid=False)
        scale = alt.Scale(domain=list(self.x_window), nice=False, zero=False)
        return alt.X(field, type="quantitative", scale=scale, axis=axis)

    def y(self, field: str) -> alt.Y:
        axis = alt.Axis(title=self.labels["share"], format=".0%", tickCount=5, grid=False)
        return alt.Y(field, type="quantitative", scale=alt.Scale(domain=list(self.y_window), nice=False), axis=axis)


def _ground(plot: _Plot) -> list[Any]:
    """The shaded quadrant, the two lines, the names of the four."""
    field, colours = alt.Chart(alt.NamedData(FIELD)), plot.colours
    line: dict[str, Any] = {"color": colours.muted, "strokeDash": [5, 4], "strokeWidth": 1.2}
    corners: Mapping[str, tuple[str, str, _Align, _Baseline]] = {
        "fix_first": ("x_first", "y_last", "left", "top"), "keep_up": ("x_last", "y_last", "right", "top"),
        "watch": ("x_first", "y_first", "left", "bottom"), "maintain": ("x_last", "y_first", "right", "bottom"),
    }  # fmt: skip
    return [
        field.mark_rect(color=colours.bad, opacity=0.09).encode(
            x=plot.x("x_first"), x2=alt.X2("x_line"), y=plot.y("y_line"), y2=alt.Y2("y_last")),
        field.mark_rule(**line).encode(x=plot.x("x_line")),
        field.mark_rule(**line).encode(y=plot.y("y_line")),
        *[field.mark_text(align=align, baseline=baseline, dx=6 if align == "left" else -6,
                          dy=6 if baseline == "top" else -6, fontSize=plot.size.small, fontStyle="italic",
                          color=colours.bad_text if name == "fix_first" else colours.muted)
          .encode(x=plot.x(x), y=plot.y(y), text=alt.TextValue(plot.labels[name])).properties(name=name)
          for name, (x, y, align, baseline) in corners.items()],
    ]  # fmt: skip


def _dots(plot: _Plot) -> list[Any]:
    colours, size = plot.colours, plot.size
    dots = alt.Chart(alt.NamedData(DRIVERS))
    tones = [{"test": f"datum.tone === '{tone}'", "value": value} for tone, value in
             (("good", colours.good), ("bad", colours.bad))]  # fmt: skip
    stroke = alt.StrokeValue(condition=tones, value=colours.neutral)
    span = dots.transform_filter("isValid(datum.share_low)")
    rule: dict[str, Any] = {"strokeWidth": 2, "strokeCap": "round", "opacity": 0.5}
    tips = [alt.Tooltip(field, type="nominal", title=plot.labels[label]) for field, label in
            (("name", "driver"), ("said", "said"))]  # fmt: skip
    fill = [{"test": f"datum.n < {LOW_N}", "value": colours.page}, *tones]
    return [
        dots.transform_filter("datum.is_selected").mark_point(size=size.ring, stroke=colours.accent, strokeWidth=2)
        .encode(x=plot.x("score"), y=plot.y("share")),
        span.mark_rule(**rule).encode(x=plot.x("score"), y=plot.y("share_low"), y2=alt.Y2("share_high"), stroke=stroke)
        .properties(name="share_spans"),
        span.mark_rule(**rule).encode(x=plot.x("score_low"), x2=alt.X2("score_high"), y=plot.y("share"), stroke=stroke)
        .properties(name="score_spans"),
        dots.mark_point(shape="circle", size=size.point, strokeWidth=1.6, opacity=1).encode(
            x=plot.x("score"), y=plot.y("share"), stroke=stroke,
            fill=alt.FillValue(condition=fill, value=colours.neutral), tooltip=tips,
        ).add_params(alt.selection_point(name=PARAMETER, fields=["code"], toggle=False)).properties(name="points"),
    ]  # fmt: skip


def _names(plot: _Plot) -> list[Any]:
    """Names over or under their dot, running away from the edges."""
    layers: list[Any] = []
    dots = alt.Chart(alt.NamedData(DRIVERS))
    for place, away in LINES.items():
        for side, align in ALIGNS.items():
            base = dots.transform_filter(f"datum.place === '{place}' && datum.side === '{side}'").encode(
                x=plot.x("score"), y=plot.y("share"), text="label:N")  # fmt: skip
            style = {"align": align, "baseline": "middle", "fontSize": plot.size.text,
                     "dx": {"start": 7, "middle": 0, "end": -7}[side], "dy": away * plot.size.text}  # fmt: skip
            layers += [*haloed(base, plot.colours.page, style, color=plot.colours.ink)]
    return layers


def _windows(rows: pd.DataFrame, lines: tuple[float, float]) -> tuple[tuple[float, float], tuple[float, float]]:
    """What is seen: every interval, both lines, and room for names."""
    low = min(_least(rows["score_low"]), float(rows["score"].min()), lines[0])
    high = max(_most(rows["score_high"]), float(rows["score"].max()), lines[0])
    room = max((high - low) * 0.12, 1.0)
    low, high = min(low, lines[0] - 2 * room), max(high, lines[0] + 2 * room)  # each field has room for its name
    top = max(_most(rows["share_high"]), float(rows["share"].max()), lines[1])
    return (low - room, high + room), (0.0, min(top * 1.18, 1.05))


def _least(values: pd.Series) -> float:
    known = values.dropna()
    return float(known.min()) if len(known) else float("inf")


def _most(values: pd.Series) -> float:
    known = values.dropna()
    return float(known.max()) if len(known) else float("-inf")


def sides(scores: pd.Series, window: tuple[float, float]) -> list[str]:
    """Which way a name runs: away from the edges of the window.

    >>> sides(pd.Series([1.0, 5.0, 9.0]), (0.0, 10.0))
    ['start', 'middle', 'end']
    """
    at = [(score - window[0]) / (window[1] - window[0]) for score in scores]
    return ["start" if one < 0.3 else "end" if one > 0.7 else "middle" for one in at]


def name_places(
    scores: Sequence[float],
    shares: Sequence[float],
    x_window: tuple[float, float],
    y_window: tuple[float, float],
    is_first: Sequence[bool],
    *,
    is_wide: bool = True,
) -> list[str]:
    """Where the name of each dot stands: one of PLACES, or "" where it would lie on another name.

    Those that are called come first and are always named.

    >>> name_places([50, 51, 52, 53, 90], [0.3] * 5, (0, 100), (0, 1), [False] * 5)
    ['above', 'below', 'lower', '', 'above']
    """
    width, height = x_window[1] - x_window[0], y_window[1] - y_window[0]
    places = [""] * len(scores)
    taken: list[tuple[float, float]] = []
    order = sorted(range(len(scores)), key=lambda one: (not is_first[one], -shares[one]))
    for one in order:
        x = (scores[one] - x_window[0]) / width
        y = (shares[one] - y_window[0]) / height
        beside = [level for other, level in taken if abs(x - other) < NEAR_X[is_wide]]
        free = [place for place, away in PLACES.items()
                if not any(abs(y + away - level) < NEAR_Y for level in beside)]  # fmt: skip
        places[one] = free[0] if free else "above" if is_first[one] else ""
        if places[one]:
            taken.append((x, y + PLACES[places[one]]))
    return places
