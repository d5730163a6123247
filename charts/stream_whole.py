"""The whole value-stream map in rows, one below the other: every step seen at once, on screen and on paper."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import altair as alt

from charts.canvas import Canvas
from charts.stream_list import list_canvas
from charts.stream_model import MapLoop, MapStep, StreamWords
from charts.stream_sheet import EMOTION_TOP, Sheet, columns, sheet_width
from charts.theme import Mode, Scale
from charts.value_stream import draw_ends_of_row, draw_steps

PAPER = 4.3  # columns² per step that make a sheet about as wide as A3 or A4 laid across


def row_ends(n_steps: int, scale: Scale) -> list[tuple[int, int]]:
    """First step and end of each row; on paper the rows make a sheet laid across, on screen they fill the width.

    >>> row_ends(28, "export"), row_ends(7, "screen")
    ([(0, 10), (10, 20), (20, 28)], [(0, 4), (4, 7)])
    """
    most = max(columns(scale), round(math.sqrt(PAPER * n_steps))) if scale == "export" else columns(scale)
    n_rows = max(math.ceil(n_steps / most), 1)
    per_row = math.ceil(n_steps / n_rows)
    return [(first, min(first + per_row, n_steps)) for first in range(0, n_steps, max(per_row, 1))] or [(0, 0)]


def value_stream_rows(
    steps: Sequence[MapStep], loops: Sequence[MapLoop], words: StreamWords, *, said: Sequence[str], selected: str,
    labels: Mapping[str, str], mode: Mode = "light", scale: Scale = "screen",
) -> alt.LayerChart:  # fmt: skip
    """All `steps` in the rows of `row_ends`; `said` stands under each row, the rest is as in `value_stream_map`."""
    ends = row_ends(len(steps), scale)
    n_columns = ends[0][1]
    width = max(sheet_width(n_columns, scale), sheet_width(columns(scale), scale))
    whole = Canvas(width, 0.0)
    for row, (first, end) in enumerate(ends):
        is_last = row == len(ends) - 1
        inside = [MapLoop(loop.start - first, loop.end - first, loop.label) for loop in loops
                  if first <= loop.end and loop.start < end]  # fmt: skip
        out = [MapLoop(loop.start - first, loop.start - first, f"{loop.label} → {steps[loop.end].name}")
               for loop in loops if first <= loop.start < end and loop.end < first]  # fmt: skip
        own = replace(words, before="", after="", summary=words.summary if is_last else ())
        sheet = Sheet(steps[first:end], [*inside, *out], own, selected, mode, scale, width=width, n_columns=n_columns)
        top = 0.0 if row == 0 else (EMOTION_TOP - 12) * sheet.unit
        draw_steps(sheet, has_information=row == 0)
        draw_ends_of_row(sheet, said[row], is_last=is_last)
        whole.add(sheet.canvas, down=whole.height - top)
        whole.height += sheet.canvas.height - top
    narrow = (
        None if scale == "export" else list_canvas(steps, loops, words, selected=selected, mode=mode, scale="screen")
    )
    drawn = whole.drawn(labels=labels, mode=mode, scale=scale, stripes=sheet.colours.waste, narrow=narrow)
    return drawn.properties(width=round(width)) if scale == "export" else drawn
