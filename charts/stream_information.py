"""The information flow above a value-stream map: supplier, system, customer, and the way its word takes to each box."""

from __future__ import annotations

from charts.stream_sheet import BOX_TOP, EDGE, EMOTION_TOP, INFO, SUMMARY, TOP_INFO, Sheet
from charts.stream_symbols import ARROW_DOWN, FACTORY
from charts.wrapping import clipped

HEAD_PATHS = {-1: "M1,-0.9L-1,0L1,0.9Z", 1: "M-1,-0.9L1,0L-1,0.9Z"}  # arrow heads to the left and to the right


def draw_information(sheet: Sheet) -> None:
    """Who starts a case, the system the log comes from, the customer who asks, and the way their word takes."""
    u, ink = sheet.unit, sheet.colours.muted
    middle = (sheet.left(0) + sheet.gap + sheet.box(len(sheet.steps) - 1)[2]) / 2 if sheet.steps else sheet.width / 2
    middle = max(middle, sheet.width / 2 - 40 * u)
    half, top, bottom = 92 * u, TOP_INFO * u, (TOP_INFO + INFO) * u
    sheet.canvas.rect(middle - half, top, middle + half, bottom, fill=sheet.colours.panel, stroke=ink)
    for line, said in enumerate(sheet.words.system[:3]):
        sheet.text(middle, top + (10.5 + line * 13.5) * u, clipped(said, 29), small=True, muted=line > 0,
                   weight="normal" if line else "bold")  # fmt: skip
    level = bottom + 9 * u
    for place, step in enumerate(sheet.steps):
        x, end = sheet.box(place)[1], (EMOTION_TOP if step.emotion_words else BOX_TOP) - 6
        sheet.canvas.rule((x, level), (x, end * u), stroke=ink, dash=(3 * u, 3 * u))
        sheet.canvas.symbol(x, (end + 1) * u, ARROW_DOWN, size=7 * u, fill=ink)
    if sheet.steps:
        first, last = sheet.box(0)[1], sheet.box(len(sheet.steps) - 1)[1]
        sheet.canvas.rule((min(first, middle), level), (max(last, middle), level), stroke=ink, dash=(3 * u, 3 * u))
        sheet.canvas.rule((middle, bottom), (middle, level), stroke=ink, dash=(3 * u, 3 * u))
    y = (TOP_INFO + INFO / 2) * u
    _customer(sheet, middle + half, y)
    if sheet.words.supplier:
        _supplier(sheet, middle - half, y)


def _customer(sheet: Sheet, end: float, y: float) -> None:
    """The customer with demand and takt, and the arrow of an order sent electronically."""
    x = sheet.width - (EDGE + SUMMARY - 16) * sheet.unit
    _factory(sheet, x, y, sheet.words.customer)
    _jagged(sheet, x - 24 * sheet.unit, end + 6 * sheet.unit, y)


def _supplier(sheet: Sheet, end: float, y: float) -> None:
    """Who or what starts a case: its word goes to the system, the case itself into the first queue."""
    u = sheet.unit
    x = (EDGE + 18) * u
    _factory(sheet, x, y, sheet.words.supplier)
    _jagged(sheet, x + 152 * u, end - 6 * u, y)
    if not sheet.words.before:
        foot = (BOX_TOP - 2) * u
        sheet.canvas.rule((x, y + 18 * u), (x, foot - 4 * u), stroke=sheet.colours.ink, line=1.4 * u)
        sheet.canvas.symbol(x, foot, ARROW_DOWN, size=10 * u, fill=sheet.colours.ink)


def _factory(sheet: Sheet, x: float, y: float, lines: tuple[str, ...]) -> None:
    """A party outside the process, with its words at the right."""
    u = sheet.unit
    sheet.canvas.symbol(x, y, FACTORY, size=34 * u, fill=sheet.colours.page, stroke=sheet.colours.customer,
                        line=1.6 * u)  # fmt: skip
    for line, said in enumerate(lines[:3]):
        sheet.text(x + 24 * u, y + (line * 14 - 7 * (len(lines[:3]) - 1)) * u, clipped(said, 22), small=True,
                   align="left", muted=line > 0)  # fmt: skip


def _jagged(sheet: Sheet, start: float, end: float, y: float) -> None:
    """The jagged arrow of information sent electronically."""
    u, ink = sheet.unit, sheet.colours.muted
    side = 1 if end > start else -1
    if (end - start) * side < 24 * u:
        return
    kink = (start + end) / 2
    turns = [(-9.0, 0.0), (5.0, -6.0), (-5.0, 6.0), (9.0, 0.0)]
    points = [(kink + side * across * u, y + down * u) for across, down in turns]
    sheet.canvas.line([(start, y), *points, (end, y)], stroke=ink, line=1.3 * u)
    sheet.canvas.symbol(end, y, HEAD_PATHS[side], size=9 * u, fill=ink)
