"""A value-stream map: process boxes with their data, queues, information flow, loops, bursts, and the timeline below.

The symbols are those of lean practice [1]_: a triangle with an I for what waits, a striped arrow for push and a ring
for pull, a jagged arrow for information sent electronically, a burst where to improve, and a ladder with waiting above
and work below. The customer's feeling rides above the boxes.

References
----------
.. [1] Rother & Shook (2003), Learning to See, Lean Enterprise Institute.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import altair as alt

from analytics.process.value_stream import ValueClass
from charts.canvas import Canvas
from charts.theme import EMOTION, Mode, Palette, Scale, palette, sizes
from charts.wrapping import clipped, display_width, wrapped

# px at a text of 12
GAP, BOX, EDGE, SUMMARY = 46.0, 106.0, 6.0, 148.0
LINE = 15.5
SUMMARY_LINE = LINE + 1.5
TOP_INFO, EMOTION_TOP, BOX_TOP, HEAD, FACTS_TOP = 4.0, 66.0, 118.0, 40.0, 194.0
LADDER: Final = 34.0
WIDTHS: Final[Mapping[Scale, float]] = {"screen": 1100.0, "present": 1320.0, "export": 1200.0}
TRIANGLE = "M0,-0.85L1,0.85L-1,0.85Z"
ARROW_HEAD = "M-1,-0.9L1,0L-1,0.9Z"
ARROW_UP = "M0,-1L0.9,0.9L-0.9,0.9Z"
ARROW_DOWN = "M0,1L0.9,-0.9L-0.9,-0.9Z"
RING = "M0,-0.9A0.9,0.9,0,1,1,0,0.9A0.9,0.9,0,1,1,0,-0.9Z"
FACTORY = "M-1,-0.15L-0.34,-0.8L-0.34,-0.15L0.32,-0.8L0.32,-0.15L1,-0.8L1,0.8L-1,0.8Z"


def _burst(points: int = 12, inner: float = 0.72) -> str:
    """The path of a star with many points."""
    at = [(math.pi * i / points, 1.0 if i % 2 == 0 else inner) for i in range(2 * points)]
    return (
        "M" + "L".join(f"{radius * math.sin(angle):.3f},{-radius * math.cos(angle):.3f}" for angle, radius in at) + "Z"
    )


BURST: Final = _burst()


@dataclass(frozen=True)
class MapStep:
    """One process box, worded.

    Attributes
    ----------
    code, name : what a click selects; the name of the step.
    value_class, class_words, class_more : its fill, the class in words, and a second line, e.g. the type of waste.
    facts : label and value per line of the data box.
    wait, wait_more, wip : the wait before the step, a second line on it, and how many cases wait.
    work, team : processing time for the ladder; who works here.
    is_pull : the step draws its work; otherwise it is pushed to it.
    again : how many cases come here again, "" where no loop is drawn.
    burst : what the improvement burst says, "" for none.
    emotion : 0-100, None where nobody was asked. emotion_words, emotion_more : its value, and interval with n.
    is_sure : enough answers to be coloured.
    wip_words : `wip` with its unit, where there is room.
    told : all of it in a sentence, shown when the step is pointed at.
    """

    code: str
    name: str
    value_class: ValueClass
    class_words: str
    facts: tuple[tuple[str, str], ...]
    wait: str
    work: str
    wip: str
    class_more: str = ""
    team: str = ""
    wait_more: str = ""
    is_pull: bool = False
    again: str = ""
    burst: str = ""
    emotion: float | None = None
    emotion_words: str = ""
    emotion_more: str = ""
    is_sure: bool = False
    told: str = ""
    wip_words: str = ""


@dataclass(frozen=True)
class MapLoop:
    """Cases that go back: from the step at place `start` to the earlier one at place `end`, with a label."""

    start: int
    end: int
    label: str


@dataclass(frozen=True)
class StreamWords:
    """What stands beside the boxes.

    Attributes
    ----------
    system, customer : lines in the box of the information system and beside the customer.
    summary : label and value per line on the whole stream; an empty value makes the label a heading.
    before, after : how many steps are not drawn at either side, "" for none.
    wait_total, work_total : what the two levels of the ladder add up to, all steps of the stream.
    """

    system: tuple[str, ...]
    customer: tuple[str, ...]
    summary: tuple[tuple[str, str], ...]
    before: str = ""
    after: str = ""
    wait_total: str = ""
    work_total: str = ""


def columns(scale: Scale) -> int:
    """How many steps have room side by side."""
    unit = sizes(scale).text / 12
    return int((WIDTHS[scale] - (2 * EDGE + SUMMARY + 20) * unit) // ((GAP + BOX) * unit))


def value_stream_map(
    steps: Sequence[MapStep], loops: Sequence[MapLoop], words: StreamWords, *, selected: str,
    labels: Mapping[str, str], mode: Mode = "light", scale: Scale = "screen",
) -> alt.LayerChart:  # fmt: skip
    """The map of at most `columns(scale)` steps in order; `labels` holds alt, and title and subtitle for a figure."""
    return _Map(steps, loops, words, selected, mode, scale).chart(labels)


class _Map:
    """Places everything on one canvas; all lengths are multiplied by `unit`."""

    def __init__(self, steps: Sequence[MapStep], loops: Sequence[MapLoop], words: StreamWords, selected: str,
                 mode: Mode, scale: Scale) -> None:  # fmt: skip
        self.steps, self.loops, self.words = steps, loops, words
        self.selected, self.mode, self.scale = selected, mode, scale
        self.colours: Palette = palette(mode)
        self.size = sizes(scale)
        self.unit = self.size.text / 12
        self.width = WIDTHS[scale]
        u = self.unit
        room = self.width - (2 * EDGE + SUMMARY + 20) * u
        self.pitch = min(room / max(len(steps), 1), 215 * u)
        self.gap = min(GAP * u * self.pitch / ((GAP + BOX) * u), 70 * u)
        self.n_facts = max((len(step.facts) for step in steps), default=0)
        self.team_px = LINE if any(step.team for step in steps) else 0.0
        self.facts_end = (FACTS_TOP + self.team_px + self.n_facts * LINE + 6) * u
        headings = sum(not value for _label, value in words.summary)
        self.summary_end = max(
            self.facts_end,
            (BOX_TOP + 16 + (len(words.summary) - 1) * SUMMARY_LINE + max(headings - 1, 0) * 5 + 11) * u,
        )
        self.n_lanes = len(loops)
        self.loop_end = max(self.facts_end + (24 + 17 * self.n_lanes) * u, self.summary_end - 10 * u)
        self.wait_y = self.loop_end + 32 * u
        self.work_y = self.wait_y + LADDER * u
        self.canvas = Canvas(self.width, self.work_y + 26 * u)

    def left(self, place: int) -> float:
        """Where the gap before the box at `place` begins."""
        return EDGE * self.unit + place * self.pitch

    def box(self, place: int) -> tuple[float, float, float]:
        """Left, middle and right of a box."""
        left, right = self.left(place) + self.gap, self.left(place) + self.pitch
        return left, (left + right) / 2, right

    def chart(self, labels: Mapping[str, str]) -> alt.LayerChart:
        chosen = next((place for place, step in enumerate(self.steps) if step.code == self.selected), None)
        self._information()
        for place, step in enumerate(self.steps):
            self._queue(place, step)
            self._box(place, step)
            self._emotion(place, step)
            self._ladder_step(place, step)
            self._place(place, step)
        for lane, loop in enumerate(sorted(self.loops, key=lambda loop: loop.start - loop.end)):
            self._loop(lane, loop)
        self._ladder()
        self._summary()
        self._ends()
        centre = None if chosen is None else self.left(chosen) + self.pitch / 2
        return self.canvas.drawn(
            labels=labels, mode=self.mode, scale=self.scale, stripes=self.colours.waste, centre=centre
        )

    def text(self, x: float, y: float, said: str, *, muted: bool = False, small: bool = False, align: str = "center",
             weight: str = "normal", fill: str = "") -> None:  # fmt: skip
        colour = fill or (self.colours.muted if muted else self.colours.ink)
        size = self.size.text - (1.5 if small else 0.0) * self.unit
        self.canvas.word(x, y, said, fill=colour, size=size, align=align, weight=weight)

    # information flow ----------------------------------------------------------------------------
    def _information(self) -> None:
        """The system the log comes from, the customer who asks, and the way their word takes to each box."""
        u, ink = self.unit, self.colours.muted
        middle = (self.left(0) + self.gap + self.box(len(self.steps) - 1)[2]) / 2 if self.steps else self.width / 2
        half, top, bottom = 92 * u, TOP_INFO * u, (TOP_INFO + 34) * u
        self.canvas.rect(middle - half, top, middle + half, bottom, fill=self.colours.panel, stroke=ink)
        for line, said in enumerate(self.words.system[:2]):
            self.text(middle, top + (10.5 + line * 14) * u, clipped(said, 29), small=True, muted=line > 0)
        level = bottom + 12 * u
        for place, step in enumerate(self.steps):
            x, end = self.box(place)[1], (EMOTION_TOP if step.emotion_words else BOX_TOP) - 8
            self.canvas.rule((x, level), (x, end * u), stroke=ink, dash=(3 * u, 3 * u))
            self.canvas.symbol(x, (end + 2) * u, ARROW_DOWN, size=7 * u, fill=ink)
        if self.steps:
            first, last = self.box(0)[1], self.box(len(self.steps) - 1)[1]
            self.canvas.rule((first, level), (last, level), stroke=ink, dash=(3 * u, 3 * u))
            self.canvas.rule((middle, bottom), (middle, level), stroke=ink, dash=(3 * u, 3 * u))
        self._customer(middle + half, (TOP_INFO + 17) * u)

    def _customer(self, end: float, y: float) -> None:
        u, ink = self.unit, self.colours.customer
        x = self.width - (EDGE + SUMMARY - 16) * u
        self.canvas.symbol(x, y, FACTORY, size=34 * u, fill=self.colours.page, stroke=ink, line=1.6 * u)
        for line, said in enumerate(self.words.customer[:3]):
            self.text(x + 24 * u, y + (line * 14 - 7 * (len(self.words.customer[:3]) - 1)) * u, clipped(said, 22),
                      small=True, align="left", muted=line > 0)  # fmt: skip
        start, kink = x - 24 * u, (x - 24 * u + end) / 2
        jagged = [
            (start, y),
            (kink + 9 * u, y),
            (kink - 5 * u, y - 6 * u),
            (kink + 5 * u, y + 6 * u),
            (kink - 9 * u, y),
        ]
        self.canvas.line([*jagged, (end + 7 * u, y)], stroke=self.colours.muted, line=1.3 * u)
        self.canvas.symbol(end + 6 * u, y, "M1,-0.9L-1,0L1,0.9Z", size=9 * u, fill=self.colours.muted)

    # boxes ---------------------------------------------------------------------------------------
    def _box(self, place: int, step: MapStep) -> None:
        u, colours = self.unit, self.colours
        left, middle, right = self.box(place)
        top, head = BOX_TOP * u, (BOX_TOP + HEAD) * u
        if step.code == self.selected:
            self.canvas.rect(left - 4 * u, top - 4 * u, right + 4 * u, self.facts_end + 4 * u, fill="transparent",
                             stroke=colours.accent, line=2.4 * u)  # fmt: skip
        self.canvas.rect(left, top, right, self.facts_end, fill=colours.page, stroke=colours.process, line=1.3 * u)
        fill = {"value_added": colours.process, "necessary": colours.necessary, "waste": colours.waste[0]}
        self.canvas.rect(left, top, right, head, fill=fill[step.value_class], stroke=colours.process, line=1.3 * u,
                         is_striped=step.value_class == "waste")  # fmt: skip
        ink = colours.on_process if step.value_class == "value_added" else colours.on_necessary
        self._name(step.name, (left, right), (top + head) / 2, ink)
        if step.team:
            most = int((right - left) / (self.size.text * 0.5))
            self.text(middle, (FACTS_TOP + 5) * u, clipped(step.team, most), small=True)
        most = int((right - left) / (self.size.text * 0.46))
        tone = colours.bad_text if step.value_class == "waste" else colours.muted
        classed = [line for line in (step.class_words, step.class_more) if line]
        for number, line in enumerate(classed):
            y = head + (16.5 + (number - (len(classed) - 1) / 2) * 13.5) * u
            self.text(middle, y, clipped(line, most), small=True, fill=tone)
        for number, (label, value) in enumerate(step.facts):
            y = (FACTS_TOP + self.team_px + 6 + number * LINE) * u
            self.text(left + 6 * u, y, label, small=True, muted=True, align="left")
            self.text(right - 6 * u, y, value, small=True, align="right")
        self.canvas.rule((left, head + 34 * u), (right, head + 34 * u), stroke=colours.border, line=u)
        if step.again:
            self._again(place, step.again)
        if step.burst:
            self.canvas.symbol(right - 1 * u, top + 1 * u, BURST, size=38 * u, fill=colours.bad, stroke=colours.page,
                               line=1.4 * u)  # fmt: skip
            self.text(right - 1 * u, top + 1 * u, step.burst, small=True, weight="bold", fill=colours.on_bad)

    def _name(self, name: str, ends: tuple[float, float], y: float, ink: str) -> None:
        """In two lines, or in three smaller ones where that says more."""
        left, right = ends
        room, size = right - left - 8 * self.unit, float(self.size.text)
        lines, step = wrapped(name, int(room / (size * 0.57)), 2), 14.0
        if lines[-1].endswith("…"):
            size -= 1.5 * self.unit
            lines, step = wrapped(name, int(room / (size * 0.57)), 3), 12.0
        for number, said in enumerate(lines):
            at = y + (number - (len(lines) - 1) / 2) * step * self.unit
            self.canvas.word((left + right) / 2, at, said, fill=ink, size=size, weight="bold")

    def _again(self, place: int, said: str) -> None:
        """A loop at the foot of the box: cases that come here again."""
        u, ink = self.unit, self.colours.process
        left, middle, right = self.box(place)
        x, x2, y, y2 = left + 14 * u, right - 14 * u, self.facts_end, self.facts_end + 13 * u
        self.canvas.line([(x2, y), (x2, y2), (x, y2), (x, y + 4 * u)], stroke=ink, line=1.4 * u)
        self.canvas.symbol(x, y + 6 * u, ARROW_UP, size=8 * u, fill=ink)
        self._on_line(middle, y2, said)

    def _loop(self, lane: int, loop: MapLoop) -> None:
        """A way back below the boxes, from the later step to the earlier one."""
        u, ink = self.unit, self.colours.process
        start, end = self.box(loop.start)[2] - 5 * u, self.box(loop.end)[0] + 5 * u
        y, y2 = self.facts_end, self.facts_end + (26 + 17 * lane) * u
        self.canvas.line([(start, y), (start, y2), (end, y2), (end, y + 4 * u)], stroke=ink, line=1.4 * u)
        self.canvas.symbol(end, y + 6 * u, ARROW_UP, size=8 * u, fill=ink)
        self._on_line((start + end) / 2, y2, loop.label)

    def _on_line(self, x: float, y: float, said: str) -> None:
        """A word that interrupts the line it belongs to."""
        half = (display_width(said) * 3.1 + 4) * self.unit
        self.canvas.rule((x - half, y), (x + half, y), stroke=self.colours.page, line=11 * self.unit)
        self.text(x, y, said, small=True, muted=True)

    def _emotion(self, place: int, step: MapStep) -> None:
        """What customers feel here: coloured by the score, hollow where few answered."""
        if not step.emotion_words:
            return
        u, colours = self.unit, self.colours
        middle = self.box(place)[1]
        top, bottom, half = EMOTION_TOP * u, (EMOTION_TOP + 19) * u, 27 * u
        fill, ink, edge = colours.page, colours.muted, colours.border
        if step.is_sure and step.emotion is not None:
            number = min(int(step.emotion / 10), 9)
            fill, edge = EMOTION[number], colours.page
            ink = "#FFFFFF" if number in (0, 1, 8, 9) else "#10161F"
        self.canvas.rect(middle - half, top, middle + half, bottom, fill=fill, stroke=edge)
        self.text(middle, (top + bottom) / 2, step.emotion_words, weight="bold", fill=ink)
        self.text(middle, bottom + 10 * u, step.emotion_more, small=True, muted=True)

    # queues --------------------------------------------------------------------------------------
    def _queue(self, place: int, step: MapStep) -> None:
        """The triangle of what waits before the box, and how the work comes: pushed or pulled."""
        u, colours = self.unit, self.colours
        left = self.left(place)
        middle, right = left + self.gap / 2, left + self.gap
        y = (BOX_TOP + HEAD / 2) * u
        if step.wait:
            self._triangle(middle, y, step.wip)
        flow = y + 42 * u
        if step.is_pull:
            self.canvas.rule((left + 6 * u, flow), (right - 10 * u, flow), stroke=colours.ink, line=1.4 * u)
            self.canvas.symbol(
                middle - 2 * u, flow, RING, size=13 * u, fill=colours.page, stroke=colours.ink, line=1.4 * u
            )
        else:
            self.canvas.rule((left + 5 * u, flow), (right - 10 * u, flow), stroke=colours.ink, line=8 * u,
                             dash=(4 * u, 3 * u))  # fmt: skip
        self.canvas.symbol(right - 8 * u, flow, ARROW_HEAD, size=13 * u, fill=colours.ink)

    def _triangle(self, x: float, y: float, wip: str) -> None:
        u, colours = self.unit, self.colours
        self.canvas.symbol(x, y, TRIANGLE, size=28 * u, fill=colours.waiting, stroke=colours.ink, line=u)
        self.text(x, y + 4.5 * u, "I", small=True, weight="bold")
        self.text(x, y + 23 * u, wip, small=True)

    # timeline ------------------------------------------------------------------------------------
    def _ladder_step(self, place: int, step: MapStep) -> None:
        u, colours = self.unit, self.colours
        left, middle, _right = self.box(place)
        start = self.left(place)
        if step.wait:
            self.canvas.rect(start, self.wait_y, left, self.work_y, fill=colours.waiting)
        self.text(start + self.gap / 2, self.wait_y - 9 * u, step.wait, weight="bold")
        self.text(start + self.gap / 2, self.wait_y - 23 * u, step.wait_more, small=True, muted=True)
        self.text(middle, self.work_y - 11 * u, step.work, weight="bold")

    def _ladder(self) -> None:
        points: list[tuple[float, float]] = []
        for place, step in enumerate(self.steps):
            start, (left, _, right) = self.left(place), self.box(place)
            points += [(start, self.wait_y), (left, self.wait_y)] if step.wait else []
            points += [(left, self.work_y), (right, self.work_y)]
        self.canvas.line(points, stroke=self.colours.ink, line=1.8 * self.unit)

    def _summary(self) -> None:
        """The box at the end of the line: the whole stream, steps that are not drawn included."""
        u, colours = self.unit, self.colours
        right = self.width - EDGE * u
        left = right - SUMMARY * u
        self.canvas.rect(left, BOX_TOP * u, right, self.summary_end, fill=colours.panel, stroke=colours.border)
        self.text(left + 9 * u, self.wait_y + 1 * u, self.words.wait_total, align="left", weight="bold")
        self.text(left + 9 * u, self.work_y - 1 * u, self.words.work_total, align="left", weight="bold")
        self.canvas.rule((self.left(len(self.steps)) + 4 * u, self.wait_y), (left + 2 * u, self.wait_y),
                         stroke=colours.border, line=u)  # fmt: skip
        self.canvas.rule((self.left(len(self.steps)) + 4 * u, self.work_y), (left + 2 * u, self.work_y),
                         stroke=colours.border, line=u)  # fmt: skip
        y = (BOX_TOP + 16) * u
        for label, value in self.words.summary:
            is_heading = not value
            if is_heading and y > (BOX_TOP + 20) * u:
                y += 5 * u
            self.text(left + 9 * u, y, label, small=not is_heading, align="left", muted=not is_heading,
                      weight="bold" if is_heading else "normal")  # fmt: skip
            self.text(right - 9 * u, y, value, small=True, align="right", weight="bold")
            y += SUMMARY_LINE * u

    def _ends(self) -> None:
        """Names of the ladder's levels, and what lies beyond the steps drawn."""
        u = self.unit
        y = self.work_y + 15 * u
        self.text(EDGE * u, y, self.words.before, small=True, muted=True, align="left")
        self.text(self.left(len(self.steps)), y, self.words.after, small=True, muted=True, align="right")

    def _place(self, place: int, step: MapStep) -> None:
        left = self.left(place)
        self.canvas.place(left, EMOTION_TOP * self.unit, left + self.pitch, self.work_y, step.code, step.told)
