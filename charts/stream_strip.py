"""The whole stream as one bar to scale: the hours of all instances, waiting and working, step after step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import altair as alt

from analytics.process.value_stream import ValueClass
from charts.canvas import Canvas
from charts.stream_sheet import TEXTS, WIDTHS
from charts.theme import Mode, Scale, palette
from charts.wrapping import clipped, display_width

EDGE, BAR_TOP, BAR, LABELS = 6.0, 24.0, 26.0, 30.0


@dataclass(frozen=True)
class StripStep:
    """One step: its share of the lead time, waiting and working, 0 to 1.

    `named` is what stands over its wait where there is room, `told` what it says when pointed at, `is_customers` that
    its wait is the customer's own time.
    """

    code: str
    value_class: ValueClass
    wait: float
    work: float
    named: str
    told: str
    is_customers: bool = False


def stream_strip(
    steps: Sequence[StripStep], shown: tuple[int, int], *, selected: str, labels: Mapping[str, str],
    mode: Mode = "light", scale: Scale = "screen",
) -> alt.LayerChart:  # fmt: skip
    """The bar; the steps from `shown[0]` up to `shown[1]` are bracketed, the selected one is ringed."""
    colours, text = palette(mode), TEXTS[scale]
    unit = text / 12
    width = WIDTHS[scale]
    canvas = Canvas(width, (BAR_TOP + BAR + 14) * unit)
    top, bottom = BAR_TOP * unit, (BAR_TOP + BAR) * unit
    fills = {"value_added": colours.process, "necessary": colours.necessary, "waste": colours.waste[1]}
    room = width - 2 * EDGE * unit
    total = sum(step.wait + step.work for step in steps) or 1.0
    at, ends, ringed = EDGE * unit, [EDGE * unit], None
    for step in steps:
        middle, end = (at + step.wait / total * room, at + (step.wait + step.work) / total * room)
        if step.is_customers:
            canvas.rect(at + 1, top + 1, middle - 1, bottom - 1, fill=colours.page, stroke=colours.customer, line=1.2)
        else:
            canvas.rect(at, top, middle, bottom, fill=colours.waiting, stroke=colours.page, line=0.6)
        canvas.rect(middle, top, end, bottom, fill=fills[step.value_class], is_striped=step.value_class == "waste")
        canvas.place(at, 0, end, bottom + 10 * unit, step.code, step.told)
        if step.code == selected:
            ringed = (at, end)
        at = end
        ends.append(at)
    if ringed:
        canvas.rect(ringed[0] - 1, top - 2.5 * unit, ringed[1] + 1, bottom + 2.5 * unit, fill="transparent",
                    stroke=colours.accent, line=2.4 * unit)  # fmt: skip
    _name(canvas, steps, ends, unit, colours.ink, text - 1.5 * unit)
    left, right, y = ends[shown[0]], ends[shown[1]], bottom + 8 * unit
    if shown[1] - shown[0] < len(steps):
        canvas.line([(left, y - 4 * unit), (left, y), (right, y), (right, y - 4 * unit)], stroke=colours.accent,
                    line=1.6 * unit)  # fmt: skip
    return canvas.drawn(labels=labels, mode=mode, scale=scale, stripes=colours.waste)


def _name(
    canvas: Canvas, steps: Sequence[StripStep], ends: Sequence[float], unit: float, ink: str, size: float
) -> None:
    """The names of the longest waits, as many as stand side by side without touching."""
    taken: list[tuple[float, float]] = []
    ranked = sorted(range(len(steps)), key=lambda place: -steps[place].wait)
    for place in ranked[:5]:
        said = clipped(steps[place].named, 34)
        half = display_width(said) * size * 0.27 + 6 * unit
        middle = min(max((ends[place] + ends[place + 1]) / 2, half), canvas.width - half)
        if any(middle - half < right and left < middle + half for left, right in taken):
            continue
        least = 0.0 if not taken else 700.0 * unit
        taken.append((middle - half, middle + half))
        canvas.word(middle, (BAR_TOP - 11) * unit, said, fill=ink, size=size, least=least)
