"""What waits between the boxes of a value-stream map, and how work comes to the next one."""

from __future__ import annotations

from charts.stream_model import MapStep
from charts.stream_sheet import BOX_TOP, HEAD, Sheet
from charts.stream_symbols import ARROW_HEAD, RING, TRIANGLE


def draw_queue(sheet: Sheet, place: int, step: MapStep) -> None:
    """The triangle of what waits before the box, and how the work comes: pushed or pulled."""
    u, colours = sheet.unit, sheet.colours
    left = sheet.left(place)
    middle, right = left + sheet.gap / 2, left + sheet.gap
    y = (BOX_TOP + HEAD / 2) * u
    if step.wait:
        _triangle(sheet, middle, y, step.wip)
    flow = y + 42 * u
    if step.is_pull:
        sheet.canvas.rule((left + 6 * u, flow), (right - 10 * u, flow), stroke=colours.ink, line=1.4 * u)
        sheet.canvas.symbol(
            middle - 2 * u, flow, RING, size=13 * u, fill=colours.page, stroke=colours.ink, line=1.4 * u
        )
    else:
        sheet.canvas.rule((left + 5 * u, flow), (right - 10 * u, flow), stroke=colours.ink, line=8 * u,
                         dash=(4 * u, 3 * u))  # fmt: skip
    sheet.canvas.symbol(right - 8 * u, flow, ARROW_HEAD, size=13 * u, fill=colours.ink)


def _triangle(sheet: Sheet, x: float, y: float, wip: str) -> None:
    u, colours = sheet.unit, sheet.colours
    sheet.canvas.symbol(x, y, TRIANGLE, size=28 * u, fill=colours.waiting, stroke=colours.ink, line=u)
    sheet.text(x, y + 4.5 * u, "I", small=True, weight="bold")
    sheet.text(x, y + 23 * u, wip, small=True)
