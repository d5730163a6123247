"""The emotion curve: where the journey hurts, and how sure that is.

The line only leads the eye; the points and their 95 % intervals carry the claim. Orange with ▼ is
a tested low point and the only mark that prints its value. The chart adapts to its width in the
browser: names wrap, then turn. `layout="tall"` runs the journey downwards, for a phone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from charts import curve_layers as layers
from charts import curve_words as words
from charts.ground import ENDS, KEY, POINTS, STAGES, Ground, Layout
from charts.rows import flag, inline, number
from charts.theme import Mode, Scale, framed, palette, sizes

SELECTION = "touchpoint"
_HEADER_ROW = 0.85
_FLAGS = ("low_n", "hidden", "is_low_point", "is_mot", "is_selected", "is_peak", "is_end", "break_before")
_LEVELS = ("floor", "benchmark")
_NUMBERS = ("mean", "low", "high", "n", "overlay_mean", "overlay_low", "overlay_high", "overlay_n", *_LEVELS)


def emotion_curve_chart(
    points: pd.DataFrame,
    stages: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    mode: Mode = "light",
    scale: Scale = "screen",
    layout: Layout = "wide",
    overlay: layers.OverlayKind = "comparison",
    value_range: tuple[float, float] = (0.0, 100.0),
    digits: int = 0,
) -> alt.LayerChart:
    """Mean experience per touchpoint with its 95 % interval; tested low points marked.

    Parameters
    ----------
    points : one row per touchpoint, in journey order: position (1, 2, …), touchpoint_id, name, stage_id, mean,
        low, high, n; optional floor, floor_sourced, benchmark, benchmark_sourced, is_low_point, is_mot, low_n,
        hidden, is_selected, is_peak, is_end, overlay_mean, overlay_low, overlay_high, overlay_n, and break_before (the
        question or scale differs from the touchpoint before, so the line must not join them).
    stages : one row per stage: stage_id, name. Stages without a touchpoint in `points` are not drawn.
    labels : score, mean, floor, benchmark, set_value, peak, end, low_n, hidden, overlay, touchpoint, stage,
        interval, answers, verdict, low_point, mot, changed, to, alt; title where the chart stands alone
        (`reports.chart_labels.curve_labels` gives them translated).
    overlay : what the second line is: another segment or period, or the sentiment of the comments.
    value_range : ends of the scale of the scores, (0, 100) harmonised or the native one.
    digits : decimals of the printed values; 0 on the 0-100 scale, 1 or 2 on native ones.

    The selection parameter is called "touchpoint" and returns `touchpoint_id`.
    """
    placed = _placed(points, stages, layout)
    ground = _ground(placed, labels, mode, scale, layout, value_range)
    datasets = {
        POINTS: inline(layers.point_rows(placed, ground, digits)),
        STAGES: inline(words.stage_rows(_bands(placed, layout), ground)),
        ENDS: inline(words.end_rows(placed, ground)),
        KEY: [{"is_key": True}],
    }
    with debug_mode(False):  # to_dict() checks the finished chart; checking each layer as well doubles the time
        height = None if layout == "wide" else round((ground.last - ground.first) * sizes(scale).text * 3.7)
        return framed(_layers(placed, ground, overlay), datasets, labels=labels, mode=mode, scale=scale, height=height)


def _layers(placed: pd.DataFrame, ground: Ground, overlay: layers.OverlayKind) -> list[Any]:
    return [
        layers.stage_bands(ground),
        words.stage_names(ground),
        *layers.reference_ticks(ground),
        *([layers.breaks(ground)] if placed["break_before"].any() else []),
        *(layers.overlay(ground, overlay) if placed["overlay_mean"].notna().any() else []),
        *layers.curve(ground),
        *layers.marks(ground),
        *words.on_points(ground),
        *words.end_labels(ground),
        *words.key(words.key_lines(placed, ground, overlay), ground),
        layers.hit_area(placed, ground, SELECTION),
    ]


def _placed(points: pd.DataFrame, stages: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    """`points` with every optional column, the stage's name, and `at`: the place along the drawing."""
    complete = points.sort_values("position").reset_index(drop=True)
    names = dict(zip(stages["stage_id"], stages["name"], strict=True))
    starts = complete["stage_id"].ne(complete["stage_id"].shift()).cumsum()
    at = complete["position"].astype(float) + (starts * _HEADER_ROW if layout == "tall" else 0.0)
    numbers = {name: number(complete, name) for name in _NUMBERS}
    flags = {name: flag(complete, name) for name in _FLAGS}
    sourced = {f"{name}_sourced": flag(complete, f"{name}_sourced") for name in _LEVELS}
    hidden = flags["hidden"] | numbers["mean"].isna()
    for name in ("mean", "low", "high"):
        numbers[name] = numbers[name].mask(hidden)
    stage = complete["stage_id"].map(names).fillna("")
    return complete.assign(**numbers, **flags, **sourced, at=at, run=starts, stage=stage).assign(hidden=hidden)


def _ground(
    placed: pd.DataFrame,
    labels: Mapping[str, str],
    mode: Mode,
    scale: Scale,
    layout: Layout,
    value_range: tuple[float, float],
) -> Ground:
    low, high = _window(placed, value_range)
    return Ground(
        colours=palette(mode),
        size=sizes(scale),
        labels=labels,
        layout=layout,
        low=low,
        high=high,
        first=float(placed["at"].min()) - 0.5 - (_HEADER_ROW if layout == "tall" else 0.0),
        last=float(placed["at"].max()) + 0.5,
    )


def _window(placed: pd.DataFrame, value_range: tuple[float, float]) -> tuple[float, float]:
    """The part of the scale that holds every mark, never less than 40 % of it, ends on its tenths."""
    low_end, high_end = value_range
    tenth = (high_end - low_end) / 10
    drawn = placed[["mean", "low", "high", "floor", "benchmark", "overlay_low", "overlay_high", "overlay_mean"]]
    values = drawn.to_numpy(dtype=float)
    finite = values[pd.notna(values)]
    if not len(finite):
        return value_range
    low = max(0, int((finite.min() - low_end) / tenth - 0.9))
    high = min(10, int(-(-(finite.max() - low_end) // tenth) + 0.001))
    while high - low < 4:
        low, high = (low - 1 if low > 0 else low), (high + 1 if high < 10 else high)
    return low_end + low * tenth, low_end + high * tenth


def _bands(placed: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    """One row per run of touchpoints of one stage: start, end, name, is_shaded."""
    runs = placed.groupby("run", sort=True).agg(start=("at", "min"), end=("at", "max"), name=("stage", "first"))
    header = _HEADER_ROW if layout == "tall" else 0.0
    return runs.assign(start=runs["start"] - 0.5 - header, end=runs["end"] + 0.5, is_shaded=runs.index % 2 == 1)
