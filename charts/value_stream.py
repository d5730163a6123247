"""A value-stream map: process boxes with their data, queues, information flow, loops, bursts, and the timeline below.

The symbols are those of lean practice [1]_: a triangle with an I for what waits, a striped arrow for push and a ring
for pull, a jagged arrow for information sent electronically, a burst where to improve, and a ladder with waiting above
and work below. The customer's feeling rides above the boxes.

References
----------
.. [1] Rother & Shook (2003), Learning to See, Lean Enterprise Institute.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt

from charts.stream_boxes import draw_box, draw_emotion, draw_place
from charts.stream_information import draw_information
from charts.stream_ladder import draw_ends, draw_ladder, draw_ladder_step, draw_row_name, draw_summary
from charts.stream_list import list_canvas
from charts.stream_loops import draw_loop
from charts.stream_model import MapLoop, MapStep, StreamWords
from charts.stream_queues import draw_queue
from charts.stream_sheet import Sheet
from charts.theme import Mode, Scale


def value_stream_map(
    steps: Sequence[MapStep], loops: Sequence[MapLoop], words: StreamWords, *, selected: str,
    labels: Mapping[str, str], mode: Mode = "light", scale: Scale = "screen",
) -> alt.LayerChart:  # fmt: skip
    """The map of at most `columns(scale)` steps in order; `labels` holds alt, and title and subtitle for a figure.

    Where the place it is shown in is too narrow for all of it, it runs from top to bottom (`charts.stream_list`).
    """
    sheet = Sheet(steps, loops, words, selected, mode, scale)
    draw_steps(sheet)
    draw_summary(sheet)
    draw_ends(sheet)
    narrow = (
        None if scale == "export" else list_canvas(steps, loops, words, selected=selected, mode=mode, scale="screen")
    )
    return sheet.canvas.drawn(labels=labels, mode=mode, scale=scale, stripes=sheet.colours.waste, narrow=narrow)


def draw_steps(sheet: Sheet, *, has_information: bool = True) -> None:
    """Everything but the figures of the whole stream: information flow, queues, boxes, ways back and the ladder."""
    if has_information:
        draw_information(sheet)
    for place, step in enumerate(sheet.steps):
        draw_queue(sheet, place, step)
        draw_box(sheet, place, step)
        draw_emotion(sheet, place, step)
        draw_ladder_step(sheet, place, step)
        draw_place(sheet, place, step)
    for lane, loop in enumerate(sorted(sheet.loops, key=lambda loop: loop.start - loop.end)):
        draw_loop(sheet, lane, loop)
    draw_ladder(sheet)


def draw_ends_of_row(sheet: Sheet, said: str, *, is_last: bool) -> None:
    """Under a row of the whole map which steps it holds; the whole stream beside the last one."""
    if is_last:
        draw_summary(sheet)
    draw_row_name(sheet, said)
