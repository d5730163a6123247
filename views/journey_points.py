"""The rows of the emotion curve: what was computed, beside what the map states, in the language of the screen."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.curve import EmotionCurve, TouchpointScore
from analytics.intervals import Estimate
from i18n import pick
from views.figures import text_or_none


@dataclass(frozen=True)
class Shown:
    """One touchpoint in the unit the screen shows: 0-100, or the question's own scale."""

    mean: float | None
    low: float | None
    high: float | None


def in_unit(point: TouchpointScore, value: float | None, *, raw: bool) -> float | None:
    """A 0-100 figure of `point`, on its own scale when `raw`."""
    if value is None or not raw or point.scale is None:
        return value
    low, high = point.scale
    share = value / 100
    return low + (high - low) * (1 - share if is_reversed(point) else share)


def is_reversed(point: TouchpointScore) -> bool:
    """Whether low numbers are good on the point's own scale, told from its two means."""
    if point.mean is None or point.mean_native is None or point.scale is None:
        return False
    low, high = point.scale
    upright = low + (high - low) * point.mean / 100
    return abs(upright - point.mean_native) > 1e-6 * (high - low) and abs(point.mean - 50) > 1e-9


def shown(point: TouchpointScore, *, raw: bool) -> Shown:
    """Mean and interval of a point in the unit shown."""
    ends = sorted(
        end for end in (in_unit(point, point.low, raw=raw), in_unit(point, point.high, raw=raw)) if end is not None
    )
    low, high = (ends[0], ends[1]) if len(ends) == 2 else (None, None)
    return Shown(point.mean_native if raw else point.mean, low, high)


def main_group(curve: EmotionCurve) -> str:
    """The comparison group with most answers: the one the own scale is drawn for."""
    sizes: dict[str, int] = {}
    for point in curve.points:
        if not point.hidden:
            sizes[point.comparison_group] = sizes.get(point.comparison_group, 0) + point.n
    return max(sizes, key=lambda name: (sizes[name], name)) if sizes else ""


def measured(curve: EmotionCurve, *, raw: bool = False) -> list[TouchpointScore]:
    """The points with answers; on the own scale only those of the main group."""
    group = main_group(curve)
    return [point for point in curve.points if point.n > 0 and (not raw or point.comparison_group == group)]


def is_drawable(curve: EmotionCurve) -> bool:
    """Whether two touchpoints or more show a figure: one point is no curve."""
    return sum(not point.hidden and point.mean is not None for point in curve.points) >= 2


def names(touchpoints: pd.DataFrame) -> dict[str, str]:
    """Touchpoint id -> name in the language of the screen."""
    return {
        str(row.touchpoint_id): pick(text_or_none(row.name_en), text_or_none(row.name_zh)) or str(row.touchpoint_id)
        for row in touchpoints.itertuples(index=False)
    }


def stage_names(stages: pd.DataFrame) -> dict[str, str]:
    """Stage id -> name in the language of the screen."""
    return {
        str(row.stage_id): pick(text_or_none(row.name_en), text_or_none(row.name_zh)) or str(row.stage_id)
        for row in stages.itertuples(index=False)
    }


def point_rows(
    curve: EmotionCurve,
    touchpoints: pd.DataFrame,
    *,
    selected: str,
    raw: bool = False,
    overlay: EmotionCurve | None = None,
    comments: Mapping[str, Estimate] | None = None,
) -> pd.DataFrame:
    """One row per measured touchpoint in journey order, as `charts.emotion_curve_chart` takes it.

    The second line is that of `overlay`, or with `comments` their sentiment (0-100) per touchpoint.
    """
    facts = touchpoints.set_index("touchpoint_id").to_dict("index")
    called = names(touchpoints)
    beside = {point.touchpoint_id: point for point in overlay.points} if overlay else {}
    rows, previous = [], ""
    for position, point in enumerate(measured(curve, raw=raw), start=1):
        stated = facts.get(point.touchpoint_id, {})
        row = _computed(point, curve, raw=raw) | _stated(point, stated, raw=raw)
        row |= _overlaid(point, beside.get(point.touchpoint_id), raw=raw)
        row |= _commented(comments.get(point.touchpoint_id)) if comments else {}
        row |= {
            "position": position,
            "touchpoint_id": point.touchpoint_id,
            "name": called.get(point.touchpoint_id, point.touchpoint_id),
            "stage_id": str(stated.get("stage_id", "")),
            "is_selected": point.touchpoint_id == selected,
            "break_before": bool(previous) and bool(point.comparison_group) and previous != point.comparison_group,
        }
        previous = point.comparison_group or previous
        rows.append(row)
    return pd.DataFrame(rows)


def _computed(point: TouchpointScore, curve: EmotionCurve, *, raw: bool) -> dict[str, object]:
    figures = shown(point, raw=raw)
    return {
        "mean": figures.mean,
        "low": figures.low,
        "high": figures.high,
        "n": point.n,
        "hidden": point.hidden,
        "low_n": point.low_n,
        "is_low_point": point.is_low_point,
        "is_peak": point.touchpoint_id == curve.peak_id,
        "is_end": point.touchpoint_id == curve.end_id,
    }


def _stated(point: TouchpointScore, stated: Mapping[Hashable, Any], *, raw: bool) -> dict[str, object]:
    def level(name: str) -> float | None:
        value = stated.get(name)
        return None if value is None or value != value else in_unit(point, float(str(value)), raw=raw)

    return {
        "floor": level("floor"),
        "floor_sourced": text_or_none(stated.get("floor_source")) is not None,
        "benchmark": level("benchmark"),
        "benchmark_sourced": text_or_none(stated.get("benchmark_source")) is not None,
        "is_mot": bool(stated.get("mot_claimed")),
    }


def _overlaid(point: TouchpointScore, other: TouchpointScore | None, *, raw: bool) -> dict[str, object]:
    if other is None or other.hidden or other.comparison_group != point.comparison_group:
        return dict.fromkeys(("overlay_mean", "overlay_low", "overlay_high", "overlay_n"))
    figures = shown(other, raw=raw)
    return {
        "overlay_mean": figures.mean,
        "overlay_low": figures.low,
        "overlay_high": figures.high,
        "overlay_n": other.n,
    }


def _commented(mark: Estimate | None) -> dict[str, object]:
    """The sentiment of the comments as the second line."""
    if mark is None:
        return {}
    return {"overlay_mean": mark.value, "overlay_low": mark.low, "overlay_high": mark.high, "overlay_n": mark.n}


def stage_rows(stages: pd.DataFrame) -> pd.DataFrame:
    """One row per stage: stage_id, name."""
    called = stage_names(stages)
    return pd.DataFrame({"stage_id": list(called), "name": list(called.values())})
