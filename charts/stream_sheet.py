"""The sheet a value-stream map is drawn on: where boxes, queues and the ladder lie, and how words are set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from charts.canvas import Canvas
from charts.stream_model import MapLoop, MapStep, StreamWords
from charts.theme import Mode, Palette, Scale, palette, sizes
from charts.wrapping import display_width

# px at a text of 12
GAP, BOX, EDGE, SUMMARY = 46.0, 106.0, 6.0, 148.0
LINE = 15.5
SUMMARY_LINE = LINE + 1.5
TOP_INFO, INFO, EMOTION_TOP, BOX_TOP, HEAD, FACTS_TOP = 4.0, 48.0, 80.0, 136.0, 40.0, 212.0
LADDER: Final = 34.0
TEXTS: Final[Mapping[Scale, int]] = {"screen": 12, "present": 16, "export": 13}  # a room sees the whole height
WIDTHS: Final[Mapping[Scale, float]] = {"screen": 1100.0, "present": 1320.0, "export": 1200.0}


def sheet_width(n_columns: int, scale: Scale) -> float:
    """The px that `n_columns` steps and what stands beside them take."""
    return ((GAP + BOX) * n_columns + 2 * EDGE + SUMMARY + 20) * TEXTS[scale] / 12


def columns(scale: Scale) -> int:
    """How many steps have room side by side."""
    unit = TEXTS[scale] / 12
    return int((WIDTHS[scale] - (2 * EDGE + SUMMARY + 20) * unit) // ((GAP + BOX) * unit))


class Sheet:
    """Places everything on one canvas; all lengths are multiplied by `unit`.

    A row of a map in several rows has the `width` and the number of columns that all of them have.
    """

    def __init__(self, steps: Sequence[MapStep], loops: Sequence[MapLoop], words: StreamWords, selected: str,
                 mode: Mode, scale: Scale, *, width: float | None = None,
                 n_columns: int | None = None) -> None:  # fmt: skip
        self.steps, self.loops, self.words = steps, loops, words
        self.selected, self.mode, self.scale = selected, mode, scale
        self.colours: Palette = palette(mode)
        self.size = replace(sizes(scale), text=TEXTS[scale])
        self.unit = self.size.text / 12
        self.width = width or WIDTHS[scale]
        u = self.unit
        room = self.width - (2 * EDGE + SUMMARY + 20) * u
        self.pitch = min(room / max(n_columns or len(steps), 1), 215 * u)
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

    def text(self, x: float, y: float, said: str, *, muted: bool = False, small: bool = False, align: str = "center",
             weight: str = "normal", fill: str = "") -> None:  # fmt: skip
        """A line of text, its middle at height `y`."""
        colour = fill or (self.colours.muted if muted else self.colours.ink)
        size = self.size.text - (1.5 if small else 0.0) * self.unit
        self.canvas.word(x, y, said, fill=colour, size=size, align=align, weight=weight)

    def on_line(self, x: float, y: float, said: str) -> None:
        """A word that interrupts the line it belongs to."""
        half = (display_width(said) * 3.1 + 4) * self.unit
        self.canvas.rule((x - half, y), (x + half, y), stroke=self.colours.page, line=11 * self.unit)
        self.text(x, y, said, small=True, muted=True)
