"""Control charts: values, centre line, limits, signals, stages, notes and stated levels; the chart of spread below.

The builders know no statistics: which points are signals, where limits lie and what everything is called comes in.
docs/methods/control-charts.md says how both are found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from charts import control_layers as layers
from charts.control_frames import (
    StatedBand,
    StatedLevel,
    Window,
    band_steps,
    end_labels,
    limit_steps,
    note_rows,
    point_rows,
    sign_lifts,
    window,
    zone_steps,
)
from charts.control_layers import PARAMETER, Surface
from charts.rows import inline
from charts.theme import Mode, Scale, framed, palette, sizes

__all__ = ["PARAMETER", "StatedBand", "StatedLevel", "control_chart", "control_figure", "spread_chart"]
Dimension = Literal["customer", "process"]
_OUTER = ("config", "datasets", "$schema", "title", "description")
_ROOM = {"wide": 0.12, "narrow": 0.28}
_TALL = {"present": 1.2}  # of the usual height of a chart: nothing stands below while presenting
_SIGN_WIDTH = 0.7  # of the size of a text: one bold character


def control_chart(
    points: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    mode: Mode = "light",
    scale: Scale = "screen",
    levels: Sequence[StatedLevel] = (),
    baseline: StatedBand | None = None,
    notes: pd.DataFrame | None = None,
    dimension: Dimension = "customer",
    selected: str = "",
    is_narrow: bool = False,
    height: int | None = None,
) -> alt.LayerChart:
    """The chart of one measure.

    Parameters
    ----------
    points : one row per period in time order, missing ones included: id, label (axis text, may have two lines), value,
        center, lcl, ucl; optional stage (0, 1 ...), is_trial, tone ("common", "good", "bad" or "neutral": a confirmed
        signal), is_lone (a signal that nothing confirms), low_n, raw (values behind a weighted mean), the texts title,
        shown, limits, size, said (tooltip) and sign (above a signal); lower (second line of a CUSUM) with tone_lower,
        is_lone_lower and sign_lower of its own; sd, the standard deviation of a point, where zones are drawn.
    baseline : a range people agreed on, drawn as a quiet band with a dotted middle.
    notes : one row per note: position (1 = first period; 3.5 lies between), text, kind ("action", "event", "note" or
        "stage").
    labels : value, period, limits, size, signal; ucl, center, lcl with the texts of their last values ucl_value,
        center_value, lcl_value; reserve, the widest text at the right end of this chart and of those below it, so that
        all plots are as wide; alt, and title and subtitle for a figure that stands alone.
    selected : id of the period with the ring.
    """
    size = sizes(scale)
    rows = point_rows(points)
    has_notes = notes is not None and not notes.empty
    tall = height or round(size.height * _TALL.get(scale, 0.9))
    axis = window(rows, levels, has_notes=has_notes, band=baseline)
    placed = note_rows(notes, len(rows), axis, line=size.small * layers.NOTE_ROW / tall)
    plot = _surface(rows, labels, mode, scale, axis, dimension, is_narrow=is_narrow)
    datasets = _datasets(plot, rows, levels, tall, baseline)
    datasets[layers.NOTES] = inline(placed)
    datasets[layers.RING] = inline(rows[(rows["id"].astype(str) == selected) & rows["value"].notna()])
    has = {
        "zones": "sd" in rows,
        "baseline": baseline is not None,
        "levels": bool(levels),
        "raw": bool(rows["raw"].notna().any()),
        "lower": bool(rows["lower"].notna().any()),
    }
    with debug_mode(False):
        drawn = _drawn(plot, has, is_clickable=scale != "export")
        return framed(drawn, datasets, labels=labels, mode=mode, scale=scale, height=tall)


def spread_chart(
    points: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    mode: Mode = "light",
    scale: Scale = "screen",
    dimension: Dimension = "customer",
    is_narrow: bool = False,
) -> alt.LayerChart:
    """The chart of spread below (moving range, S or R), period for period under the one above; rows as there."""
    rows = point_rows(points)
    tall = round(sizes(scale).height * 0.36)
    plot = _surface(
        rows, labels, mode, scale, window(rows, (), has_notes=False, is_spread=True), dimension,
        is_narrow=is_narrow, has_periods=False,
    )  # fmt: skip
    with debug_mode(False):
        drawn = _drawn(plot, {}, is_clickable=False)
        return framed(drawn, _datasets(plot, rows, (), tall), labels=labels, mode=mode, scale=scale, height=tall)


def control_figure(upper: alt.LayerChart, *lower: alt.LayerChart) -> dict[str, Any]:
    """All charts as one picture for a report: the specification of `upper` above those of `lower`."""
    above = upper.to_dict(validate=False)
    if not lower:
        return above
    outer: dict[str, Any] = {key: above.pop(key) for key in _OUTER if key in above}
    above.pop("autosize", None)
    held, drawn = dict(outer.get("datasets", {})), [above]
    for number, chart in enumerate(lower):
        whole = chart.to_dict(validate=False)
        prefix = f"below{number}_"
        names = {name: f"{prefix}{name}" for name in whole.get("datasets", {})}
        below = _renamed({key: part for key, part in whole.items() if key in ("layer", "width", "height")}, names)
        below["layer"] = _renamed(below["layer"], names, prefix=prefix)
        drawn.append(below)
        held |= {names[name]: rows for name, rows in whole.get("datasets", {}).items()}
    return {**outer, "datasets": held, "vconcat": drawn, "spacing": 8}


def _renamed(part: Any, names: Mapping[str, str], *, prefix: str = "") -> Any:
    """The specification with its data sets under other names, and its marks' names told apart."""
    if isinstance(part, list):
        return [_renamed(one, names, prefix=prefix) for one in part]
    if not isinstance(part, dict):
        return part
    found = {key: _renamed(one, names, prefix=prefix) for key, one in part.items()}
    if set(part) == {"name"} and part["name"] in names and not prefix:
        return {"name": names[part["name"]]}
    if prefix and "mark" in part and "name" in part:
        found["name"] = f"{prefix}{part['name']}"
    return found


def _surface(
    rows: pd.DataFrame, labels: Mapping[str, str], mode: Mode, scale: Scale, axis: Window, dimension: Dimension,
    *, is_narrow: bool, has_periods: bool = True,
) -> Surface:  # fmt: skip
    is_customer = dimension == "customer"
    return Surface(
        palette(mode), sizes(scale), labels, axis, tuple(rows["label"]), _ROOM["narrow" if is_narrow else "wide"],
        "circle" if is_customer else "square", (1, 0) if is_customer else (5, 3), has_periods,
    )  # fmt: skip


def _datasets(
    plot: Surface, rows: pd.DataFrame, levels: Sequence[StatedLevel], height: int, baseline: StatedBand | None = None
) -> dict[str, list[dict[str, Any]]]:
    near = [one for one in levels if plot.axis.low <= one.value <= plot.axis.high]
    names = dict(plot.labels)
    unseen = names.get("reserve", "")
    return {
        layers.POINTS: inline(_lifted(plot, rows, height)),
        layers.STEPS: inline(limit_steps(rows)),
        layers.BAND: inline(band_steps(rows)),
        layers.LEVELS: [{"value": one.value, "kind": one.kind} for one in near],
        layers.ENDS: [
            *end_labels(rows, levels, names, plot.axis, height=height, gap=plot.size.small * 1.2, band=baseline),
            *([{"text": unseen, "kind": "reserve", "py": height / 2}] if unseen else []),
        ],
        layers.BASELINE: [] if baseline is None else [_inside(plot, baseline)],
        layers.ZONES: inline(zone_steps(rows)),
    }


def _lifted(plot: Surface, rows: pd.DataFrame, height: int) -> pd.DataFrame:
    """The rows with how far the sign of each rule moves away from its point."""
    axis = plot.axis
    reach = _SIGN_WIDTH * plot.size.small * plot.last / (0.85 * plot.size.width)  # a column of the page is narrower
    rise = layers.ROW * plot.size.small * (axis.top - axis.bottom) / height
    lines = (("value", ""), ("lower", "_lower"))
    return rows.assign(
        **{f"lift{suffix}": sign_lifts(rows, line, f"sign{suffix}", reach=reach, rise=rise) for line, suffix in lines}
    )


def _inside(plot: Surface, band: StatedBand) -> dict[str, float]:
    """The part of a band that the axis shows."""
    low, top = plot.axis.low, plot.axis.high
    return {"low": min(max(band.low, low), top), "high": max(min(band.high, top), low), "center": band.center}


def _drawn(plot: Surface, has: Mapping[str, bool], *, is_clickable: bool) -> list[Any]:
    return [
        layers.band(plot),
        *(layers.baseline(plot) if has.get("baseline") else []),
        *([layers.zones(plot)] if has.get("zones") else []),
        *([layers.levels(plot)] if has.get("levels") else []),
        *layers.limits(plot),
        *layers.notes(plot),
        *([layers.raw_points(plot)] if has.get("raw") else []),
        *([layers.value_line(plot, "lower", "lower_line")] if has.get("lower") else []),
        layers.value_line(plot),
        *(layers.points(plot, "lower", suffix="_lower") if has.get("lower") else []),
        *layers.points(plot),
        *([layers.ring(plot)] if plot.has_periods else []),
        *layers.ends(plot),
        layers.cells(plot, is_clickable=is_clickable),
    ]
