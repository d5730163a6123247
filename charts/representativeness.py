"""Shares of the answers beside those of the customer base, value by value: a gap is coloured only beyond chance."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from charts.ground import Layout
from charts.rows import inline
from charts.theme import Mode, Palette, Scale, either, framed, palette, sizes
from charts.wrapping import clipped

CELLS, HEADS = "cells", "heads"
ROW, HEAD_ROW = 26, 1.1


def share_gaps(
    cells: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    mode: Mode = "light",
    scale: Scale = "screen",
    layout: Layout = "wide",
) -> alt.LayerChart:
    """One row per value, grouped by segment: a dot with its interval for the answers, an upright bar for the base.

    Parameters
    ----------
    cells : one row per value, those of a segment together: dim, value (texts), share, low, high, base (0 to 1), n,
        verdict ("over", "under" or anything else).
    labels : share, base, interval, answers, segment, over, under, verdict, chance, to, alt
        (`reports.chart_labels.gap_labels`).
    """
    colours, size = palette(mode), sizes(scale)
    rows, heads = _placed(cells, labels)
    widest = float(rows[["high", "base"]].max().max())
    top = min(1.0, widest * 1.08) if not rows["is_off"].any() else widest * (1.3 if layout == "wide" else 1.55)  # words
    last = float(rows["position"].max())
    height = round((last + 0.6) * ROW * size.text / 12) + 30
    with debug_mode(False):
        layers = _layers(rows, colours, size.text, labels, top, last, layout)
        datasets = {CELLS: inline(rows), HEADS: inline(heads)}
        return framed(layers, datasets, labels=labels, mode=mode, scale=scale, height=height)


def _placed(cells: pd.DataFrame, labels: Mapping[str, str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows with their place from above, a free line over each segment, and the texts."""
    group = (cells["dim"] != cells["dim"].shift()).cumsum()
    position = [index + 1 + HEAD_ROW * number for index, number in enumerate(group)]
    words = {"over": f"▲ {labels['over']}", "under": f"▼ {labels['under']}"}
    rows = cells.reset_index(drop=True).assign(
        position=position,
        is_off=cells["verdict"].isin(["over", "under"]).to_numpy(),
        said=[words.get(code, labels["chance"]) for code in cells["verdict"]],
        mark=[words.get(code, "") for code in cells["verdict"]],
        share_text=[_percent(value) for value in cells["share"]],
        base_text=[_percent(value) for value in cells["base"]],
        span=[f"{_percent(a)}{labels['to']}{_percent(b)}" for a, b in zip(cells["low"], cells["high"], strict=True)],
        answers=[f"{int(n):,}" for n in cells["n"]],
    )
    first = rows.groupby("dim", sort=False)["position"].min()
    heads = pd.DataFrame({"dim": first.index, "position": first.to_numpy() - 0.95})
    return rows, heads


def _percent(share: float) -> str:
    return "–" if pd.isna(share) else f"{100 * share:.{1 if 0 < share < 0.0995 else 0}f}%"


def _layers(
    rows: pd.DataFrame, colours: Palette, text: int, labels: Mapping[str, str], top: float, last: float, layout: Layout
) -> list[Any]:
    x_scale = alt.Scale(domain=[0, top], nice=False)
    y_scale = alt.Scale(domain=[0.1, last + 0.6], nice=False, zero=False, reverse=True)
    axis = _names(rows, 26 if layout == "wide" else 13, colours.ink, text)
    tint = either("datum.is_off", colours.customer, colours.neutral)

    def at(field: str, *, named: bool = False) -> alt.Y:
        return alt.Y(field, type="quantitative", scale=y_scale, axis=axis if named else alt.Undefined)

    base = alt.Chart(alt.NamedData(CELLS))
    shown = _tips(labels)
    return [
        base.mark_rule(strokeWidth=2).encode(
            x=alt.X("low:Q", scale=x_scale, axis=_percents(top, labels["share"])), x2="high",
            y=at("position", named=True), color=alt.ColorValue(**tint),
        ),
        alt.Chart(alt.NamedData(CELLS), name="base")
        .transform_filter("isValid(datum.base)")
        .mark_tick(orient="vertical", thickness=3, size=text * 1.3, color=colours.ink)
        .encode(x=alt.X("base:Q", scale=x_scale), y=at("position"), tooltip=shown),
        alt.Chart(alt.NamedData(CELLS), name="shares").mark_point(filled=True, size=text * 7, opacity=1).encode(
            x=alt.X("share:Q", scale=x_scale), y=at("position"), color=alt.ColorValue(**tint), tooltip=shown
        ),
        alt.Chart(alt.NamedData(CELLS), name="gaps")
        .transform_filter("datum.is_off")
        .transform_calculate(edge="max(datum.high, datum.base)")
        .mark_text(align="left", dx=8, fontSize=text, color=colours.ink)
        .encode(x=alt.X("edge:Q", scale=x_scale), y=at("position"), text=alt.Text("mark:N")),
        alt.Chart(alt.NamedData(HEADS), name="heads")
        .mark_text(align="left", fontSize=text, fontWeight="bold", color=colours.ink)
        .encode(x=alt.value(0), y=at("position"), text=alt.Text("dim:N")),
    ]  # fmt: skip


def _names(rows: pd.DataFrame, width: int, ink: str, text: int) -> alt.Axis:
    """The axis at the left: each value by its name, at most `width` half characters of it."""
    names = [clipped(str(name), width) for name in rows["value"]]
    places = [round(float(place), 3) for place in rows["position"]]
    return alt.Axis(
        values=places,
        tickCount=len(places),
        labelExpr=f"{json.dumps(names)}[indexof({json.dumps(places)}, round(datum.value * 1000) / 1000)]",
        labelOverlap=False,
        labelLimit=text * 19,
        labelColor=ink,
        grid=False,
        title=None,
    )


def _percents(top: float, title: str) -> alt.Axis:
    """The axis of shares up to `top`, with round steps and no mark beyond 100 %."""
    step = next(step for step in (0.05, 0.1, 0.2, 0.25) if min(top, 1.0) / step <= 6)
    ticks = [round(step * index, 2) for index in range(int(min(top, 1.0) / step + 1e-9) + 1)]
    return alt.Axis(format=".0%", values=ticks, tickCount=len(ticks), gridDash=[1, 3], title=title, orient="bottom")


def _tips(labels: Mapping[str, str]) -> list[alt.Tooltip]:
    tips = [("value", labels["segment"]), ("share_text", labels["share"]), ("span", labels["interval"]),
            ("base_text", labels["base"]), ("answers", labels["answers"]), ("said", labels["verdict"])]  # fmt: skip
    return [alt.Tooltip(field, type="nominal", title=title) for field, title in tips]
