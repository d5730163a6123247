"""The information flow above a value-stream map: system, customer, and the way their word takes to each box."""

from __future__ import annotations

from charts.stream_sheet import BOX_TOP, EDGE, EMOTION_TOP, SUMMARY, TOP_INFO, Sheet
from charts.stream_symbols import ARROW_DOWN, FACTORY
from charts.wrapping import clipped


def draw_information(sheet: Sheet) -> None:
    """The system the log comes from, the customer who asks, and the way their word takes to each box."""
    u, ink = sheet.unit, sheet.colours.muted
    middle = (sheet.left(0) + sheet.gap + sheet.box(len(sheet.steps) - 1)[2]) / 2 if sheet.steps else sheet.width / 2
    half, top, bottom = 92 * u, TOP_INFO * u, (TOP_INFO + 34) * u
    sheet.canvas.rect(middle - half, top, middle + half, bottom, fill=sheet.colours.panel, stroke=ink)
    for line, said in enumerate(sheet.words.system[:2]):
        sheet.text(middle, top + (10.5 + line * 14) * u, clipped(said, 29), small=True, muted=line > 0)
    level = bottom + 12 * u
    for place, step in enumerate(sheet.steps):
        x, end = sheet.box(place)[1], (EMOTION_TOP if step.emotion_words else BOX_TOP) - 8
        sheet.canvas.rule((x, level), (x, end * u), stroke=ink, dash=(3 * u, 3 * u))
        sheet.canvas.symbol(x, (end + 2) * u, ARROW_DOWN, size=7 * u, fill=ink)
    if sheet.steps:
        first, last = sheet.box(0)[1], sheet.box(len(sheet.steps) - 1)[1]
        sheet.canvas.rule((first, level), (last, level), stroke=ink, dash=(3 * u, 3 * u))
        sheet.canvas.rule((middle, bottom), (middle, level), stroke=ink, dash=(3 * u, 3 * u))
    _customer(sheet, middle + half, (TOP_INFO + 17) * u)


def _customer(sheet: Sheet, end: float, y: float) -> None:
    """The customer with demand and takt, and the jagged arrow of an order sent electronically."""
    u, ink = sheet.unit, sheet.colours.customer
    x = sheet.width - (EDGE + SUMMARY - 16) * u
    sheet.canvas.symbol(x, y, FACTORY, size=34 * u, fill=sheet.colours.page, stroke=ink, line=1.6 * u)
    for line, said in enumerate(sheet.words.customer[:3]):
        sheet.text(x + 24 * u, y + (line * 14 - 7 * (len(sheet.words.customer[:3]) - 1)) * u, clipped(said, 22),
                  small=True, align="left", muted=line > 0)  # fmt: skip
    start, kink = x - 24 * u, (x - 24 * u + end) / 2
    jagged = [
        (start, y),
        (kink + 9 * u, y),
        (kink - 5 * u, y - 6 * u),
        (kink + 5 * u, y + 6 * u),
        (kink - 9 * u, y),
    ]
    sheet.canvas.line([*jagged, (end + 7 * u, y)], stroke=sheet.colours.muted, line=1.3 * u)
    sheet.canvas.symbol(end + 6 * u, y, "M1,-0.9L-1,0L1,0.9Z", size=9 * u, fill=sheet.colours.muted)
