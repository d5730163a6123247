"""The value-stream map from top to bottom, for a narrow screen: the same boxes, waits and marks in one column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt

from charts.canvas import Canvas
from charts.stream_model import MapLoop, MapStep, StreamWords
from charts.stream_symbols import ARROW_DOWN, BURST, FACTORY, TRIANGLE
from charts.theme import EMOTION, Mode, Palette, Scale, palette, sizes
from charts.wrapping import clipped, display_width

CHIP = "M-1,-0.45L1,-0.45L1,0.45L-1,0.45Z"
WIDTH, LEFT, LADDER, HEAD, LINE, WAIT = 340.0, 44.0, 10.0, 34.0, 16.5, 50.0


def value_stream_list(
    steps: Sequence[MapStep], loops: Sequence[MapLoop], words: StreamWords, *, selected: str,
    labels: Mapping[str, str], mode: Mode = "light", scale: Scale = "screen",
) -> alt.LayerChart:  # fmt: skip
    """The map of `steps` in one column of 340 px; parameters as in `charts.value_stream.value_stream_map`."""
    canvas = list_canvas(steps, loops, words, selected=selected, mode=mode, scale=scale)
    return canvas.drawn(labels=labels, mode=mode, scale=scale, stripes=palette(mode).waste)


def list_canvas(
    steps: Sequence[MapStep], loops: Sequence[MapLoop], words: StreamWords, *, selected: str, mode: Mode, scale: Scale,
) -> Canvas:  # fmt: skip
    """The picture itself."""
    colours, size = palette(mode), sizes(scale)
    unit = size.text / 12
    canvas = Canvas(WIDTH * unit, 1.0)
    pen = _Pen(canvas, colours, size.text, unit)
    y = pen.ends(4 * unit, words)
    back = {loop.start: (steps[loop.end].name, loop.label) for loop in loops}
    for place, step in enumerate(steps):
        start = y
        y = pen.wait(y, step)
        y = pen.box(y, step, is_selected=step.code == selected, back=back.get(place))
        canvas.place(0, start, canvas.width, y, step.code, step.told)
    y = pen.summary(y + 14 * unit, words)
    canvas.height = y + 4 * unit
    return canvas


class _Pen:
    """Draws one part after the other and says where the next begins."""

    def __init__(self, canvas: Canvas, colours: Palette, text: float, unit: float) -> None:
        self.canvas, self.colours, self.text, self.unit = canvas, colours, text, unit
        self.right = canvas.width - 8 * unit

    def say(self, x: float, y: float, said: str, *, muted: bool = False, align: str = "left", weight: str = "normal",
            fill: str = "") -> None:  # fmt: skip
        colour = fill or (self.colours.muted if muted else self.colours.ink)
        self.canvas.word(x, y, said, fill=colour, size=self.text, align=align, weight=weight)

    def ends(self, y: float, words: StreamWords) -> float:
        """Demand and takt, who starts a case, and what lies before the first step drawn."""
        supplier = "" if words.before else " · ".join(words.supplier)
        for number, said in enumerate((" · ".join(words.customer), supplier, words.before)):
            if said:
                self.say(LADDER * self.unit, y + 8 * self.unit, said, muted=number > 0)
                y += LINE * self.unit
        return y

    def wait(self, y: float, step: MapStep) -> float:
        """The queue before a step: triangle, time, how many wait; on the ladder's waiting side."""
        u, colours = self.unit, self.colours
        if not step.wait:
            return y + 8 * u
        end = y + WAIT * u
        middle = (LEFT + 16) * u
        if step.customers:
            self._customer(y, end, middle)
        else:
            self.canvas.rect(LADDER * u, y, (LADDER + 22) * u, end, fill=colours.waiting)
            self.canvas.symbol(middle, y + 20 * u, TRIANGLE, size=24 * u, fill=colours.waiting, stroke=colours.ink,
                               line=u)  # fmt: skip
            self.canvas.word(middle, y + 24 * u, "I", fill=colours.ink, size=self.text - 2 * u, weight="bold")
        self.say(middle + 22 * u, y + 16 * u, step.wait, weight="bold")
        self.say(middle + 22 * u, y + 31 * u, step.wait_more, muted=True)
        self.say(self.right - 4 * u, y + 16 * u, step.customers or step.wip_words, muted=True, align="right")
        if step.flow == "fifo" and not step.customers:
            self.say(self.right - 4 * u, y + 31 * u, f"FIFO {step.order}", align="right", weight="bold")
        self.canvas.symbol(middle, end - 8 * u, ARROW_DOWN, size=11 * u, fill=colours.ink)
        return end

    def _customer(self, y: float, end: float, middle: float) -> None:
        """The customer's own time: no triangle, and apart on the ladder."""
        u, colours = self.unit, self.colours
        self.canvas.rect((LADDER + 3) * u, y + 2 * u, (LADDER + 20) * u, end - 2 * u, fill=colours.page,
                         stroke=colours.customer, line=1.2 * u)  # fmt: skip
        self.canvas.symbol(middle, y + 20 * u, FACTORY, size=22 * u, fill=colours.page, stroke=colours.customer,
                           line=1.6 * u)  # fmt: skip

    def box(self, y: float, step: MapStep, *, is_selected: bool, back: tuple[str, str] | None) -> float:
        u, colours = self.unit, self.colours
        left, right = LEFT * u, self.right
        n_lines = (len(step.facts) + 1) // 2
        notes = [step.again] if step.again else []
        notes += [f"{back[1]} → {clipped(back[0], 26)}"] if back else []
        bottom = y + (HEAD + 20 + n_lines * LINE + 6 + len(notes) * LINE) * u
        if is_selected:
            self.canvas.rect(left - 4 * u, y - 3 * u, right + 4 * u, bottom + 3 * u, fill="transparent",
                             stroke=colours.accent, line=2.4 * u)  # fmt: skip
        self.canvas.rect(left, y, right, bottom, fill=colours.page, stroke=colours.process, line=1.3 * u)
        fill = {"value_added": colours.process, "necessary": colours.necessary, "waste": colours.waste[0]}
        self.canvas.rect(left, y, right, y + HEAD * u, fill=fill[step.value_class], stroke=colours.process,
                         line=1.3 * u, is_striped=step.value_class == "waste")  # fmt: skip
        inks = {"value_added": colours.on_process, "necessary": colours.on_necessary, "waste": colours.ink}
        ink, name = inks[step.value_class], clipped(step.name, 26 if step.emotion_words else 36)
        if step.value_class == "waste":
            end = left + 13 * u + display_width(name) * self.text * 0.58
            middle = y + HEAD / 2 * u
            self.canvas.rule((left + 5 * u, middle), (end, middle), stroke=colours.page, line=20 * u)
        self.say(
            left + 9 * u,
            y + HEAD / 2 * u,
            name,
            fill=ink,
            weight="bold",
        )
        self._emotion(right, y, step)
        tone = colours.bad_text if step.value_class == "waste" else colours.muted
        classed = " · ".join(part for part in (step.class_words, step.class_more, step.team) if part)
        self.say(left + 9 * u, y + (HEAD + 12) * u, clipped(classed, 50), fill=tone)
        at = y + (HEAD + 20 + LINE / 2 + 2) * u
        half = (right - left) / 2
        for number, (label, value) in enumerate(step.facts):
            x, line = left + (number % 2) * half, at + (number // 2) * LINE * u
            self.say(x + 9 * u, line, label, muted=True)
            self.say(x + half - 10 * u, line, value, align="right")
        for number, note in enumerate(notes):
            self.say(left + 9 * u, at + (n_lines + number) * LINE * u, note, fill=colours.process)
        self._ladder(y, bottom, step)
        if step.burst:
            self.canvas.symbol(right - 6 * u, y + 2 * u, BURST, size=38 * u, fill=colours.bad,
                               stroke=colours.page, line=1.4 * u)  # fmt: skip
            self.canvas.word(right - 6 * u, y + 2 * u, step.burst, fill=colours.on_bad,
                             size=self.text - 1.5 * u, weight="bold")  # fmt: skip
        return bottom + 8 * u

    def _emotion(self, right: float, y: float, step: MapStep) -> None:
        if not step.emotion_words:
            return
        u, colours = self.unit, self.colours
        fill, ink = colours.page, colours.muted
        if step.is_sure and step.emotion is not None:
            number = min(int(step.emotion / 10), 9)
            fill, ink = EMOTION[number], "#FFFFFF" if number in (0, 1, 8, 9) else "#10161F"
        right -= (22 if step.burst else 0) * u
        # a symbol, not a rectangle: those lie under the stripes
        self.canvas.symbol(right - 30 * u, y + 17 * u, CHIP, size=44 * u, fill=fill, stroke=colours.page)
        self.canvas.word(right - 30 * u, y + 17 * u, step.emotion_words, fill=ink, size=self.text, weight="bold")

    def _ladder(self, top: float, bottom: float, step: MapStep) -> None:
        u, ink = self.unit, self.colours.ink
        x, x2 = LADDER * u, (LADDER + 22) * u
        above = [(x, top - WAIT * u)] if step.wait else []
        self.canvas.line([*above, (x, top), (x2, top), (x2, bottom + 8 * u), (x, bottom + 8 * u)],
                         stroke=ink, line=1.6 * u)  # fmt: skip

    def summary(self, y: float, words: StreamWords) -> float:
        """The figures of the whole stream."""
        u = self.unit
        if words.after:
            self.say(LADDER * u, y, words.after, muted=True)
            y += 20 * u
        top = y
        n = len(words.summary)
        bottom = top + (n * (LINE + 1) + 12) * u
        self.canvas.rect(LADDER * u, top, self.right, bottom, fill=self.colours.panel, stroke=self.colours.border)
        for number, (label, value) in enumerate(words.summary):
            line = top + (14 + number * (LINE + 1)) * u
            self.say((LADDER + 10) * u, line, label, muted=bool(value), weight="normal" if value else "bold")
            self.say(self.right - 10 * u, line, value, align="right", weight="bold")
        return bottom
