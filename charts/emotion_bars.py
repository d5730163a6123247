"""How often comments hint at each emotion: thin bars with their interval, and a tick where the other comments stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from charts.row_frame import base_of_rows, downwards, framed_rows, numbered
from charts.theme import Mode, Scale, fixed, palette, sizes

PARAMETER = "emotion"
LEAST_END = 0.05


def emotion_bars(
    emotions: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    mode: Mode = "light",
    scale: Scale = "screen",
    is_wide: bool = True,
) -> alt.LayerChart:
    """One line per emotion in the order given; a bar is grey unless it differs from the other comments beyond chance.

    Parameters
    ----------
    emotions : one row per emotion: emotion, name, share, low, high (0 to 1), rest (share among the other comments,
        missing without such), tone ("good", "bad", "other" where the difference is beyond chance, else ""), said
        (share, interval and n in words), short (the share alone), against (the difference in words).
    labels : name, share, rest, against, alt.
    """
    colours, size = palette(mode), sizes(scale)
    rows = numbered(emotions)
    drawn = rows[["share", "high", "rest"]].to_numpy(dtype=float)
    end = max([LEAST_END, *drawn[pd.notna(drawn)].tolist()]) * 1.04
    ground = _Ground(rows, end)
    half, tick = (0.26, 0.38) if is_wide else (0.16, 0.26)
    base = base_of_rows().transform_calculate(
        top=f"datum.line - {half}", foot=f"datum.line + {half}",
        rest_top=f"datum.line - {tick}", rest_foot=f"datum.line + {tick}", zero="0",
    )  # fmt: skip
    pick = alt.selection_point(name=PARAMETER, fields=["emotion"], toggle=False)
    tones = (("bad", colours.bad), ("good", colours.good), ("other", colours.ink))
    tone: dict[str, Any] = {
        "condition": [{"test": f"datum.tone == '{code}'", "value": ink} for code, ink in tones],
        "value": colours.neutral,
    }
    known, beside = base.transform_filter("isValid(datum.low)"), base.transform_filter("isValid(datum.rest)")
    bars = base.mark_rect(opacity=0.8).encode(
        **ground.across("zero", axis=True), x2=alt.X2("share"), **ground.down("top"), y2=alt.Y2("foot"),
        fill=alt.FillValue(**tone),
    )  # fmt: skip
    rules = known.mark_rule(color=colours.ink, strokeWidth=1.4).encode(
        **ground.across("low"), x2=alt.X2("high"), **ground.down("line")
    )
    ticks = beside.mark_rule(color=colours.ink, strokeWidth=2.2).encode(
        **ground.across("rest"), **ground.down("rest_top"), y2=alt.Y2("rest_foot")
    )
    layers = [bars, rules, ticks, *_words(base, ground, size.small, colours.ink, is_wide),
              _cells(base, ground, labels).add_params(pick)]  # fmt: skip
    lines = 1.9 if is_wide else 3.2
    return framed_rows(layers, rows, labels=labels, mode=mode, scale=scale, lines=lines, foot=30)


class _Ground:
    """The shared scales: shares along x, one line per emotion down y."""

    def __init__(self, rows: pd.DataFrame, end: float) -> None:
        self._x = alt.Scale(domain=[0.0, end], nice=False)
        self._y = downwards(len(rows))
        self.end = end

    def across(self, field: str, *, axis: bool = False) -> dict[str, Any]:
        told = alt.Axis(title=None, format=".0%", tickCount=4) if axis else alt.Undefined
        return {"x": alt.X(field, type="quantitative", scale=self._x, axis=told)}

    def down(self, field: str) -> dict[str, Any]:
        return {"y": alt.Y(field, type="quantitative", scale=self._y, axis=None)}


def _words(base: Any, ground: _Ground, size: int, ink: str, is_wide: bool) -> list[Any]:
    """The name left of the bar, the share in words right of it; on a narrow screen both over the bar."""
    place = ground.down("line" if is_wide else "rest_top")
    side = {"baseline": "middle"} if is_wide else {"baseline": "bottom"}
    gap = 12 if is_wide else 0
    named = base.mark_text(align="right" if is_wide else "left", dx=-gap, fontSize=size, color=ink, **side)
    said = base.mark_text(align="left" if is_wide else "right", dx=gap, fontSize=size, color=ink, **side)
    return [
        named.encode(**fixed(x=0), **place, text=alt.Text("name:N")),
        said.encode(**fixed(x=alt.ExprRef("width")), **place, text=alt.Text("said:N" if is_wide else "short:N")),
    ]


def _cells(base: Any, ground: _Ground, labels: Mapping[str, str]) -> Any:
    """One unseen cell per emotion, the whole width: easy to hit."""
    titles = {
        "name": labels["name"],
        "said": labels["share"],
        "rest_said": labels["rest"],
        "against": labels["against"],
    }
    cells = base.transform_calculate(
        cell_top="datum.line - 0.5", cell_foot="datum.line + 0.5", cell_end=f"{ground.end}"
    )
    return cells.mark_rect(fillOpacity=0.001, stroke=None, cursor="pointer").encode(
        **ground.across("zero"), x2=alt.X2("cell_end"), **ground.down("cell_top"), y2=alt.Y2("cell_foot"),
        tooltip=[alt.Tooltip(field, type="nominal", title=title) for field, title in titles.items()],
    )  # fmt: skip
