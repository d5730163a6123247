"""Trends: a customer score with its interval band, a process KPI with its target.

Periods are an ordinal axis with ready texts, so week 53 or a fiscal year needs no calendar here.
A period without answers is a gap, a changed question a break; neither is bridged by the line.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from charts import trend_layers as layers
from charts.rows import flag, inline, number
from charts.theme import Mode, Scale, framed, palette, sizes
from charts.ticks import round_ticks
from charts.trend_layers import Plot

_FLAGS = ("low_n", "hidden", "break_before")
_NUMBERS = ("value", "low", "high", "n")


@dataclass(frozen=True)
class Level:
    """A stated level, e.g. a target; dotted when nobody said where it comes from."""

    value: float
    text: str
    is_sourced: bool = True


@dataclass(frozen=True)
class Words:
    """How values are written with their unit: `value` as in the text of the page, `tick` exactly."""

    value: Callable[[float], str]
    tick: Callable[[float], str]


def score_trend(
    periods: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    mode: Mode = "light",
    scale: Scale = "screen",
    target: Level | None = None,
    events: pd.DataFrame | None = None,
    value_range: tuple[float, float] | None = (0.0, 100.0),
    digits: int = 0,
    signed: bool = False,
    height: int | None = None,
    steps: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """A customer measure over time: circles, solid line, 95 % interval band, the last value named.

    Parameters
    ----------
    periods : one row per period in time order, missing ones included: label (axis text, may have two lines),
        value, low, high, n; optional title (longer text for the tooltip), low_n, hidden, break_before, and break_text
        where a break is not a changed question.
    events : one row per note on the chart: position (1 = first period; 3.5 lies between), text.
    steps : one row per change from the period before that is named on the chart: position, value, text, tone ("good",
        "bad" or "ink").
    value_range : ends of the measure's scale, None when it has none. signed : +12 instead of 12.
    labels : score, target, period, interval, answers, changed, to, alt (`reports.chart_labels.trend_labels`).
    """
    colours = palette(mode)
    look = layers.Look(color=colours.customer, shape="circle", dash=[1, 0])
    return _trend(periods, look, labels, mode, scale, target, events, value_range, digits, signed, height, steps)


def kpi_trend(
    periods: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    mode: Mode = "light",
    scale: Scale = "screen",
    target: Level | None = None,
    events: pd.DataFrame | None = None,
    value_range: tuple[float, float] | None = None,
    digits: int = 1,
    height: int | None = None,
    limits: Sequence[Level] = (),
    pick: str | None = None,
    selected: int | None = None,
    words: Words | None = None,
) -> alt.LayerChart:
    """A process KPI over time: squares, dashed line, its target; rows and labels as in `score_trend`.

    `limits` are further levels, e.g. specification limits. With `pick` a click selects a period under that name, by its
    `position`; `selected` is the position with a ring. `words` writes values with their
    unit, on the axis too, where a bare number would not do (money).
    """
    colours = palette(mode)
    look = layers.Look(color=colours.process, shape="square", dash=[5, 3])
    return _trend(
        periods, look, labels, mode, scale, target, events, value_range, digits, False, height,
        limits=limits, pick=pick, selected=selected, words=words,
    )  # fmt: skip


def _trend(
    periods: pd.DataFrame,
    look: layers.Look,
    labels: Mapping[str, str],
    mode: Mode,
    scale: Scale,
    target: Level | None,
    events: pd.DataFrame | None,
    value_range: tuple[float, float] | None,
    digits: int,
    signed: bool,
    height: int | None,
    steps: pd.DataFrame | None = None,
    limits: Sequence[Level] = (),
    pick: str | None = None,
    selected: int | None = None,
    words: Words | None = None,
) -> alt.LayerChart:
    rows = _rows(periods, labels, words.value if words else lambda value: _text(value, digits, signed))
    stated = [*([target] if target else []), *limits]
    levels = [level.value for level in stated]
    if limits:  # room above the highest one, where the unit of the axis stands
        levels.append(max(levels) + 0.12 * abs(max(levels)))
    low, high, ticks = _window(rows, levels, value_range)
    texts = tuple(words.tick(tick) for tick in ticks) if words else ()
    names = tuple(rows["label"])
    plot = Plot(palette(mode), sizes(scale), labels, look, names, low, high, tuple(ticks), signed, pick, texts)
    notes = pd.DataFrame(columns=["position", "text"]) if events is None else events[["position", "text"]]
    datasets = {
        layers.PERIODS: inline(rows),
        layers.NOTES: inline(_all_notes(rows, notes, labels)),
        layers.LEVELS: [{"value": level.value, "text": level.text, "is_sourced": level.is_sourced} for level in stated],
        layers.LAST: inline(rows[rows["is_last"]]),
        layers.STEPS: [] if steps is None else inline(steps),
        **({layers.CHOSEN: inline(rows[rows["position"] == selected])} if pick else {}),
    }
    with debug_mode(False):
        drawn = layers.drawn(plot, has_band=bool(rows["low"].notna().any()), has_steps=steps is not None)
        least = height or round(sizes(scale).height * 0.56)
        return framed(drawn, datasets, labels=labels, mode=mode, scale=scale, height=least)


def _rows(periods: pd.DataFrame, labels: Mapping[str, str], text: Callable[[float], str]) -> pd.DataFrame:
    frame = periods.reset_index(drop=True)
    numbers = {name: number(frame, name) for name in _NUMBERS}
    flags = {name: flag(frame, name) for name in _FLAGS}
    missing = numbers["value"].isna() | flags["hidden"]
    for name in ("value", "low", "high"):
        numbers[name] = numbers[name].mask(missing)
    shown = ["–" if pd.isna(value) else text(value) for value in numbers["value"]]
    ends = zip(numbers["low"], numbers["high"], strict=True)
    to = labels["to"]
    return frame.assign(
        **numbers,
        **flags,
        position=range(1, len(frame) + 1),
        line=(missing | missing.shift(fill_value=False) | flags["break_before"]).cumsum(),
        shown=shown,
        span=["–" if pd.isna(a) else f"{text(a)}{to}{text(b)}" for a, b in ends],
        answers=["–" if pd.isna(n) else f"{int(n):,}" for n in numbers["n"]],
        named=frame["title"] if "title" in frame else frame["label"].astype(str).str.replace("\n", " "),
        is_last=~missing & (missing[::-1].cummin()[::-1].shift(-1, fill_value=True)),
        label=frame["label"].astype(str),
    )


def _text(value: float, digits: int, signed: bool) -> str:
    if pd.isna(value):
        return "–"
    rounded = round(value, digits) + 0.0  # no minus zero
    return f"{rounded:{'+' if signed and rounded else ''},.{digits}f}".replace("-", "−")


def _all_notes(rows: pd.DataFrame, notes: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """Stated events, and one note per change of question, between the two periods."""
    broken = rows[rows["break_before"]]
    text = broken["break_text"] if "break_text" in broken else labels["changed"]
    changes = (broken[["position"]].astype(float) - 0.5).assign(text=text)
    both = pd.concat([notes.astype({"position": float}), changes], ignore_index=True)
    placed = both.sort_values("position", ignore_index=True)
    return placed.assign(row=[index % 3 for index in range(len(placed))])


def _window(
    rows: pd.DataFrame, levels: list[float], value_range: tuple[float, float] | None
) -> tuple[float, float, list[float]]:
    """Ends of the value axis on round numbers, and its ticks."""
    values = [v for v in (*rows[["value", "low", "high"]].to_numpy(dtype=float).ravel(), *levels) if not pd.isna(v)]
    floor, ceiling = value_range or (-math.inf, math.inf)
    low, high = (min(values), max(values)) if values else (value_range or (0.0, 1.0))
    least = 0.2 * (ceiling - floor) if value_range else 0.1 * max(abs(low), abs(high), 1e-9)
    slack = max(0.0, least - (high - low)) / 2
    low, high = max(floor, low - slack), min(ceiling, high + slack)
    ticks = round_ticks(low, high)
    return ticks[0], ticks[-1], ticks
