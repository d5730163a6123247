"""The icon board for a room: per row icon, name, course and last value, as one picture in large type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import altair as alt
import numpy as np
import pandas as pd
from altair.utils.schemapi import debug_mode

from charts.row_frame import ROWS, base_of_rows, downwards, numbered
from charts.rows import inline
from charts.theme import Mode, Scale, framed, palette, sizes

COURSES: Final = "courses"
STATE, NAME, COURSE, COURSE_END, VALUE, COUNT = 0.6, 25.0, 60.0, 75.0, 88.0, 99.4
"""Where the columns stand, in hundredths of the width; value and count end there."""
TALL: Final = 0.64  # of a row that a course takes
LETTERS: Final = 2.7


def board_rows(
    rows: pd.DataFrame, *, labels: Mapping[str, str], mode: Mode = "light", scale: Scale = "present"
) -> alt.LayerChart:
    """One line per measure.

    Parameters
    ----------
    rows : in the order shown: name, state (icon and words), tone ("good", "bad" or "quiet"), course (values in time
        order), value and count (texts), is_selected.
    labels : alt.
    """
    colours, size = palette(mode), sizes(scale)
    shown = numbered(rows)
    y = alt.Y("line:Q", scale=downwards(len(rows)), axis=None)
    base = base_of_rows()
    tones = [{"test": f"datum.tone === '{tone}'", "value": value}
             for tone, value in (("bad", colours.bad_text), ("good", colours.good))]  # fmt: skip

    def column(field: str, at: float, *, align: str = "left", **encoded: Any) -> Any:
        style: dict[str, Any] = {"align": align, "baseline": "middle", "fontSize": size.text}
        return base.mark_text(**style).encode(
            x=alt.X(datum=at, type="quantitative", scale=_ACROSS, axis=None), y=y, text=f"{field}:N",
            **({"color": alt.value(colours.ink)} | encoded),
        ).properties(name=field)  # fmt: skip

    across = alt.X("x:Q", scale=_ACROSS, axis=None)
    level = alt.Y("y:Q", scale=downwards(len(rows)), axis=None)
    lines = alt.Chart(alt.NamedData(COURSES))
    layers = [
        base.transform_filter("datum.is_selected")
        .transform_calculate(top="datum.line - 0.46", foot="datum.line + 0.46")
        .mark_rect(color=colours.panel, stroke=colours.accent, strokeWidth=2, cornerRadius=4)
        .encode(y=alt.Y("top:Q", scale=downwards(len(rows)), axis=None), y2="foot:Q").properties(name="selected"),
        column("state", STATE, color=alt.ColorValue(condition=tones, value=colours.muted)),
        column("clipped", NAME),
        lines.mark_line(color=colours.neutral, strokeWidth=size.line).encode(x=across, y=level, detail="line:N"),
        lines.transform_filter("datum.is_last")
        .mark_point(filled=True, size=size.point * 0.4, color=colours.ink, opacity=1)
        .encode(x=across, y=level),
        column("value", VALUE, align="right"),
        column("count", COUNT, align="right", color=alt.value(colours.muted)),
    ]  # fmt: skip
    datasets = {ROWS: inline(shown.drop(columns=["course"])), COURSES: inline(course_points(shown))}
    with debug_mode(False):
        height = round(size.text * LETTERS * len(rows)) + 8
        return framed(layers, datasets, labels=labels, mode=mode, scale=scale, height=height)


_ACROSS: Final = alt.Scale(domain=[0, 100], nice=False, zero=False)


def course_points(shown: pd.DataFrame) -> pd.DataFrame:
    """One row per value of a course: line, x, y, is_last; each course fills the height of its own row.

    >>> course_points(pd.DataFrame({"line": [1.0], "course": [[10.0, 30.0]]})).round(2).to_dict("records")
    [{'line': 1.0, 'x': 60.0, 'y': 1.32, 'is_last': False}, {'line': 1.0, 'x': 75.0, 'y': 0.68, 'is_last': True}]
    """
    parts = [pd.DataFrame({"line": pd.Series(dtype=float), "x": 0.0, "y": 0.0, "is_last": False})]
    for line, course in zip(shown["line"], shown["course"], strict=True):
        values = np.asarray(course, dtype=float)
        if len(values) < 2:
            continue
        room = float(np.ptp(values)) or 1.0
        y = line + TALL / 2 - TALL * (values - values.min()) / room
        x = np.linspace(COURSE, COURSE_END, len(values))
        parts.append(pd.DataFrame({"line": line, "x": x, "y": y, "is_last": np.arange(len(values)) == len(values) - 1}))
    return pd.concat(parts[1:] or parts, ignore_index=True)
