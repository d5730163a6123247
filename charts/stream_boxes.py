"""The process boxes of a value-stream map: class, name, data, burst, what customers feel, and the place to click."""

from __future__ import annotations

from charts.stream_loops import draw_again
from charts.stream_model import MapStep
from charts.stream_sheet import BOX_TOP, EMOTION_TOP, FACTS_TOP, HEAD, LINE, Sheet
from charts.stream_symbols import BURST
from charts.theme import EMOTION
from charts.wrapping import clipped, wrapped


def draw_box(sheet: Sheet, place: int, step: MapStep) -> None:
    """The box with its head filled by class, its data below, and the ring of the selected one."""
    u, colours = sheet.unit, sheet.colours
    left, middle, right = sheet.box(place)
    top, head = BOX_TOP * u, (BOX_TOP + HEAD) * u
    if step.code == sheet.selected:
        sheet.canvas.rect(left - 4 * u, top - 4 * u, right + 4 * u, sheet.facts_end + 4 * u, fill="transparent",
                         stroke=colours.accent, line=2.4 * u)  # fmt: skip
    sheet.canvas.rect(left, top, right, sheet.facts_end, fill=colours.page, stroke=colours.process, line=1.3 * u)
    fill = {"value_added": colours.process, "necessary": colours.necessary, "waste": colours.waste[0]}
    sheet.canvas.rect(left, top, right, head, fill=fill[step.value_class], stroke=colours.process, line=1.3 * u,
                     is_striped=step.value_class == "waste")  # fmt: skip
    ink = {"value_added": colours.on_process, "necessary": colours.on_necessary, "waste": colours.ink}[step.value_class]
    _name(sheet, step.name, (left, right), (top + head) / 2, ink,
          ground=colours.page if step.value_class == "waste" else "")  # fmt: skip
    if step.team:
        most = int((right - left) / (sheet.size.text * 0.5))
        sheet.text(middle, (FACTS_TOP + 5) * u, clipped(step.team, most), small=True)
    most = int((right - left) / (sheet.size.text * 0.46))
    tone = colours.bad_text if step.value_class == "waste" else colours.muted
    classed = [line for line in (step.class_words, step.class_more) if line]
    for number, line in enumerate(classed):
        y = head + (16.5 + (number - (len(classed) - 1) / 2) * 13.5) * u
        sheet.text(middle, y, clipped(line, most), small=True, fill=tone)
    for number, (label, value) in enumerate(step.facts):
        y = (FACTS_TOP + sheet.team_px + 6 + number * LINE) * u
        sheet.text(left + 6 * u, y, label, small=True, muted=True, align="left")
        sheet.text(right - 6 * u, y, value, small=True, align="right")
    sheet.canvas.rule((left, head + 34 * u), (right, head + 34 * u), stroke=colours.border, line=u)
    if step.again:
        draw_again(sheet, place, step.again)
    if step.burst:
        sheet.canvas.symbol(right, top - 9 * u, BURST, size=35 * u, fill=colours.bad, stroke=colours.page,
                           line=1.4 * u)  # fmt: skip
        sheet.text(right, top - 9 * u, step.burst, small=True, weight="bold", fill=colours.on_bad)


def _name(sheet: Sheet, name: str, ends: tuple[float, float], y: float, ink: str, *, ground: str) -> None:
    """In two lines, or in three smaller ones where that says more; on a plain `ground` over stripes."""
    left, right = ends
    room, size = right - left - 8 * sheet.unit, float(sheet.size.text)
    lines, step = wrapped(name, int(room / (size * 0.57)), 2), 14.0
    if lines[-1].endswith("…"):
        size -= 1.5 * sheet.unit
        lines, step = wrapped(name, int(room / (size * 0.57)), 3), 12.0
    if ground:
        u = sheet.unit
        sheet.canvas.rule((left + 7 * u, y), (right - 7 * u, y), stroke=ground, line=(len(lines) * step + 3) * u)
    for number, said in enumerate(lines):
        at = y + (number - (len(lines) - 1) / 2) * step * sheet.unit
        sheet.canvas.word((left + right) / 2, at, said, fill=ink, size=size, weight="bold")


def draw_place(sheet: Sheet, place: int, step: MapStep) -> None:
    """What is clicked and pointed at: the step from its score down to the ladder."""
    left = sheet.left(place)
    sheet.canvas.place(left, EMOTION_TOP * sheet.unit, left + sheet.pitch, sheet.work_y, step.code, step.told)


def draw_emotion(sheet: Sheet, place: int, step: MapStep) -> None:
    """What customers feel here: coloured by the score, hollow where few answered."""
    if not step.emotion_words:
        return
    u, colours = sheet.unit, sheet.colours
    middle = sheet.box(place)[1]
    top, bottom, half = EMOTION_TOP * u, (EMOTION_TOP + 19) * u, 27 * u
    fill, ink, edge = colours.page, colours.muted, colours.border
    if step.is_sure and step.emotion is not None:
        number = min(int(step.emotion / 10), 9)
        fill, edge = EMOTION[number], colours.page
        ink = "#FFFFFF" if number in (0, 1, 8, 9) else "#10161F"
    sheet.canvas.rect(middle - half, top, middle + half, bottom, fill=fill, stroke=edge)
    sheet.text(middle, (top + bottom) / 2, step.emotion_words, weight="bold", fill=ink)
    sheet.text(middle, bottom + 10 * u, step.emotion_more, small=True, muted=True)
