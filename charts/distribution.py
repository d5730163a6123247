"""Shares drawn as shares: NPS bars centred on the passives, just-right questions centred on "just right"."""

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

_PARTS, _GROUPS = "parts", "groups"


@dataclass(frozen=True)
class _Bars:
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


def nps_bars(
    groups: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    mode: Mode = "light",
    scale: Scale = "screen",
    layout: Layout = "wide",
) -> alt.LayerChart:
    """Detractors left, promoters right, passives on the centre line; NPS, interval and n outside the bars.

    Parameters
    ----------
    groups : one row per bar in drawing order: name, promoters, passives, detractors (shares 0 to 1), score, low,
        high (points), n; optional low_n and hidden (no bar, no score).
    labels : promoters, passives, detractors, score, interval, answers, share, group, low_n, hidden, to, alt
        (`reports.chart_labels.nps_labels`).
    """
    colours = palette(mode)
    to = labels["to"]
    known = _known(groups, labels, ("promoters", "passives", "detractors", "score", "low", "high"))
    said = [
        "–" if pd.isna(score) else f"{_signed(score)} ({_plain(low)}{to}{_plain(high)})"
        for score, low, high in zip(known["score"], known["low"], known["high"], strict=True)
    ]
    bars = _Bars(
        parts=("detractors", "passives", "promoters"),
        colors=(colours.bad, colours.neutral, colours.good),
        inks=(colours.on_bad, "#10161F", colours.on_good),
        signs=("▼ ", "", "▲ "),
        colours=colours,
        size=sizes(scale),
        labels=labels,
        layout=layout,
        **_ends(known, ("detractors", "passives", "promoters")),
    )
    heading = f"{labels['score']}  ({labels['interval']})"
    return _drawn(known.assign(said=said), bars, heading, labels, mode, scale)


def just_right_bars(
    groups: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    mode: Mode = "light",
    scale: Scale = "screen",
    layout: Layout = "wide",
) -> alt.LayerChart:
    """Shares of too little, just right and too much, centred on just right; never a mean.

    Parameters
    ----------
    groups : one row per question in drawing order: name, too_little, just_right, too_much (shares 0 to 1), n;
        optional low (and high): interval of the just-right share; low_n, hidden.
    labels : too_little, just_right, too_much, answers, share, group, low_n, hidden, to, alt.
    """
    colours = palette(mode)
    known = _known(groups, labels, ("too_little", "just_right", "too_much", "low", "high"))
    to = labels["to"]
    said = [
        "–" if pd.isna(share) else _percent(share) + ("" if pd.isna(low) else f" ({_percent(low)}{to}{_percent(high)})")
        for share, low, high in zip(known["just_right"], known["low"], known["high"], strict=True)
    ]
    bars = _Bars(
        parts=("too_little", "just_right", "too_much"),
        colors=(colours.bad, colours.neutral, colours.bad),
        inks=(colours.on_bad, "#10161F", colours.on_bad),
        signs=("◀ ", "", "▶ "),
        colours=colours,
        size=sizes(scale),
        labels=labels,
        layout=layout,
        **_ends(known, ("too_little", "just_right", "too_much")),
    )
    return _drawn(known.assign(said=said), bars, labels["just_right"], labels, mode, scale)


def _known(groups: pd.DataFrame, labels: Mapping[str, str], numbers: tuple[str, ...]) -> pd.DataFrame:
    frame = groups.reset_index(drop=True)
    hidden, low_n = flag(frame, "hidden"), flag(frame, "low_n")
    return frame.assign(
        **{name: number(frame, name).mask(hidden) for name in numbers},
        position=range(1, len(frame) + 1),
        short=[clipped(str(name), 22) for name in frame["name"]],
        low_n=low_n,
        answers=[_sample(*facts, labels) for facts in zip(frame["n"], hidden, low_n, strict=True)],
    )


def _sample(n: float, is_hidden: bool, is_low: bool, labels: Mapping[str, str]) -> str:
    """n with its warning; the number itself is withheld where the figures are."""
    if is_hidden or pd.isna(n):
        return labels["hidden"]
    return f"n = {int(n):,}" + (f" · {labels['low_n']}" if is_low else "")


def _ends(known: pd.DataFrame, parts: tuple[str, str, str]) -> dict[str, Any]:
    """Ends of the axis around the middle of the middle part."""
    left, middle, right = (known[name].fillna(0.0) for name in parts)
    reach = max(float((left + middle / 2).max()), float((right + middle / 2).max()), 0.01) if len(known) else 1.0
    return {"low": -reach, "high": reach, "n": max(len(known), 1)}


def _signed(points: float) -> str:
    rounded = round(points) + 0
    return f"{rounded:+d}".replace("-", "−") if rounded else "0"


def _plain(points: float) -> str:
    return f"{round(points) + 0}".replace("-", "−")


def _percent(share: float) -> str:
    return f"{share * 100:.{1 if 0 < share < 0.1 else 0}f}%"


def _drawn(
    known: pd.DataFrame, bars: _Bars, heading: str, labels: Mapping[str, str], mode: Mode, scale: Scale
) -> alt.LayerChart:
    datasets = {_PARTS: inline(_part_rows(known, bars)), _GROUPS: inline(known)}
    row = round(bars.size.text * (3.4 if bars.is_wide else 4.6))
    with debug_mode(False):
        layers = [_segments(bars, known), *_shares(bars), *_headings(bars, heading), *_outside(bars)]
        return framed(layers, datasets, labels=labels, mode=mode, scale=scale, height=row * bars.n + 12)


def _part_rows(known: pd.DataFrame, bars: _Bars) -> pd.DataFrame:
    """One row per bar and part: start, end, share, shown."""
    left, middle = known[bars.parts[0]], known[bars.parts[1]]
    starts = (-middle / 2 - left, -middle / 2, middle / 2)
    pieces = []
    for index, (name, start) in enumerate(zip(bars.parts, starts, strict=True)):
        share = known[name]
        pieces.append(
            known[["position", "name", "answers", "low_n"]].assign(
                part=index,
                part_name=bars.labels[name],
                start=start,
                end=start + share,
                middle=start + share / 2,
                share=share,
                shown=[bars.signs[index] + _percent(value) if value == value else "–" for value in share],
            )
        )
    return pd.concat(pieces, ignore_index=True).dropna(subset=["share"])


def _by_part(values: tuple[str, str, str], few: str | None = None) -> Any:
    tests = [{"test": "datum.low_n", "value": few}] if few else []
    tests += [{"test": f"datum.part == {index}", "value": value} for index, value in enumerate(values[:2])]
    return {"condition": tests, "value": values[2]}


def _segments(bars: _Bars, known: pd.DataFrame) -> Any:
    labels = bars.labels
    titles = {"name": labels["group"], "part_name": labels["share"], "shown": "%", "answers": labels["answers"]}
    base = alt.Chart(alt.NamedData(_PARTS), name="bars").transform_calculate(
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


def _name_axis(known: pd.DataFrame, bars: _Bars) -> alt.Axis:
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


def _shares(bars: _Bars) -> list[Any]:
    """The share inside its part, where the part is wide enough for it."""
    room = f"abs(datum.end - datum.start) / {bars.high - bars.low:g} * width > {bars.size.text * 3.4:g}"
    text = alt.Chart(alt.NamedData(_PARTS)).transform_filter(room)
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


def _headings(bars: _Bars, heading: str) -> list[Any]:
    """What left, middle and right mean, over the first bar; the heading of the column outside."""
    first = alt.Chart(alt.NamedData(_PARTS)).transform_filter("datum.position == 1")
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
    column = alt.Chart(alt.NamedData(_GROUPS)).transform_filter("datum.position == 1")
    outside = column.mark_text(align="left", dx=12, **style).encode(**_right_edge(), **fixed(y=0, text=heading))
    return [parts, outside]


def _right_edge() -> dict[str, Any]:
    return fixed(x=alt.ExprRef("width"))


def _outside(bars: _Bars) -> list[Any]:
    """Score with interval, and n under it, right of the bars."""
    base = alt.Chart(alt.NamedData(_GROUPS))
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


def _over(base: Any, bars: _Bars) -> list[Any]:
    """Name and n at the left, the score at the right, all over the bar: nothing beside it takes its width."""
    raised: dict[str, Any] = {"baseline": "bottom", "dy": -bars.size.text * 0.45}
    called = base.transform_calculate(called="datum.short + '\u2002' + datum.answers")
    name = called.mark_text(align="left", fontSize=bars.size.small, color=bars.colours.muted, **raised)
    score = base.mark_text(align="right", fontSize=bars.size.text, fontWeight="bold", color=bars.colours.ink, **raised)
    return [
        name.encode(**fixed(x=0), y=bars.y(), text=alt.Text("called:N")),
        score.encode(**_right_edge(), y=bars.y(), text=alt.Text("said:N")),
    ]
