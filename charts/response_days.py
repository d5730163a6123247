"""Answers per day or week: grey bars, the expected level as a line, days beyond chance marked and named."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from charts.rows import inline
from charts.theme import Mode, Palette, Scale, either, framed, palette, sizes

DAYS, NAMED = "days", "named"
MOST_TICKS = 9
MOST_NAMED = 4


def response_days(
    days: pd.DataFrame, *, labels: Mapping[str, str], mode: Mode = "light", scale: Scale = "screen"
) -> alt.LayerChart:
    """Bars of answers per day.

    Parameters
    ----------
    days : one row per day (or week) in order: title (text of the day), tick (text on the axis, empty for none),
        n, expected (nan where not judged), is_spike.
    labels : day, answers, expected, mark (word for a day beyond chance), alt (`reports.chart_labels.day_labels`).
    """
    colours, size = palette(mode), sizes(scale)
    rows = _rows(days, labels)
    top = max(1.0, float(rows[["n", "expected"]].max().max())) * 1.12
    named = rows[rows["is_spike"]].nlargest(MOST_NAMED, "n")
    datasets = {DAYS: inline(rows), NAMED: inline(named)}
    with debug_mode(False):
        x = _along(rows)
        y = alt.Scale(domain=[0, top], nice=False)
        layers = [_bars(x, y, colours, labels), *_level(rows, x, y, colours), *_marks(x, y, colours, size.text)]
        return framed(layers, datasets, labels=labels, mode=mode, scale=scale, height=round(size.height * 0.6))


def _rows(days: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    spike = days["is_spike"].astype(bool)
    return pd.DataFrame(
        {
            "position": range(1, len(days) + 1),
            "start": [place - 0.42 for place in range(1, len(days) + 1)],
            "end": [place + 0.42 for place in range(1, len(days) + 1)],
            "title": days["title"].astype(str).to_numpy(),
            "tick": days["tick"].astype(str).to_numpy(),
            "n": days["n"].astype(float).to_numpy(),
            "expected": days["expected"].astype(float).to_numpy(),
            "is_spike": spike.to_numpy(),
            "shown": [f"{int(n):,}" for n in days["n"]],
            "usual": ["–" if pd.isna(value) else f"{value:,.1f}" for value in days["expected"]],
            "mark": [labels["mark"] if found else "–" for found in spike],
        }
    )


def _along(rows: pd.DataFrame) -> Any:
    ticked = rows[rows["tick"] != ""]
    ticked = ticked.iloc[:: max(1, -(-len(ticked) // MOST_TICKS))]
    places = [int(place) for place in ticked["position"]]
    texts = [str(text).split("\n") for text in ticked["tick"]]
    axis = alt.Axis(
        values=places,
        tickCount=max(len(places), 1),
        labelExpr=f"{json.dumps(texts)}[indexof({json.dumps(places)}, datum.value)]",
        labelOverlap="parity",
        grid=False,
        title=None,
    )
    domain = [0.3, len(rows) + 0.7]

    def channel(field: str, shown: bool) -> alt.X:
        scale = alt.Scale(domain=domain, nice=False, zero=False)
        return alt.X(field, type="quantitative", scale=scale, axis=axis if shown else alt.Undefined)

    return channel


def _bars(x: Any, y: alt.Scale, colours: Palette, labels: Mapping[str, str]) -> Any:
    titles = {"title": labels["day"], "shown": labels["answers"], "usual": labels["expected"], "mark": labels["mark"]}
    bars = alt.Chart(alt.NamedData(DAYS), name="bars").mark_rect()
    return bars.encode(
        x=x("start", True),
        x2=alt.X2("end"),
        y=alt.Y("n:Q", scale=y, title=labels["answers"], axis=alt.Axis(tickCount=4, format=",d")),
        y2=alt.Y2(datum=0),
        fill=alt.FillValue(**either("datum.is_spike", colours.customer, colours.neutral)),
        tooltip=[alt.Tooltip(field, type="nominal", title=title) for field, title in titles.items()],
    )


def _level(rows: pd.DataFrame, x: Any, y: alt.Scale, colours: Palette) -> list[Any]:
    if rows["expected"].isna().all():
        return []
    line = alt.Chart(alt.NamedData(DAYS), name="level").mark_line(strokeWidth=1.4, color=colours.ink, opacity=0.75)
    return [line.encode(x=x("position", False), y=alt.Y("expected:Q", scale=y))]


def _marks(x: Any, y: alt.Scale, colours: Palette, text: int) -> list[Any]:
    """A triangle over each day beyond chance; the highest few carry their day."""
    marked = alt.Chart(alt.NamedData(DAYS), name="spikes").transform_filter("datum.is_spike")
    signs = marked.mark_point(shape="triangle-up", filled=True, size=text * 5, yOffset=-text * 0.6)
    names = alt.Chart(alt.NamedData(NAMED), name="names").transform_calculate(
        side=f"datum.position > {0} && scale('x', datum.position) > width * 0.8 ? 'right' : 'left'"
    )
    where = names.mark_text(
        align=alt.ExprRef("datum.side"), baseline="bottom", dy=-text * 0.9, fontSize=text, color=colours.ink
    )
    return [
        signs.encode(x=x("position", False), y=alt.Y("n:Q", scale=y), color=alt.value(colours.customer)),
        where.encode(x=x("position", False), y=alt.Y("n:Q", scale=y), text=alt.Text("title:N")),
    ]
