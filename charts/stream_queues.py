"""What waits between the boxes of a value-stream map, and how work comes to the next one."""

from __future__ import annotations

from charts.stream_model import MapStep
from charts.stream_sheet import BOX_TOP, HEAD, Sheet
from charts.stream_symbols import ARROW_HEAD, FACTORY, RING, TRIANGLE


def draw_queue(sheet: Sheet, place: int, step: MapStep) -> None:
    """The triangle of what waits before the box, and how the work comes: pushed, pulled, or in the order it came.

    Before an action of the customer's own no work of ours waits: the customer stands there, and nothing is pushed.
    """
    u, colours = sheet.unit, sheet.colours
    left = sheet.left(place)
    middle, right = left + sheet.gap / 2, left + sheet.gap
    y = (BOX_TOP + HEAD / 2) * u
    flow = y + 42 * u
    if step.customers:
        _customer(sheet, middle, y, step.customers)
        sheet.canvas.rule((left + 8 * u, flow), (right - 16 * u, flow), stroke=colours.customer, line=1.4 * u,
                          dash=(3 * u, 3 * u))  # fmt: skip
        sheet.canvas.symbol(right - 13 * u, flow, ARROW_HEAD, size=11 * u, fill=colours.customer)
        return
    if step.wait:
        _triangle(sheet, middle, y, step.wip)
    if step.flow == "pull":
        sheet.canvas.rule((left + 8 * u, flow), (right - 16 * u, flow), stroke=colours.ink, line=1.4 * u)
        sheet.canvas.symbol(
            middle - 2 * u, flow, RING, size=13 * u, fill=colours.page, stroke=colours.ink, line=1.4 * u
        )
    elif step.flow == "fifo":
        _lane(sheet, left, right, flow, step.order)
    else:
        sheet.canvas.rule((left + 8 * u, flow), (right - 16 * u, flow), stroke=colours.ink, line=8 * u,
                          dash=(4 * u, 3 * u))  # fmt: skip
    sheet.canvas.symbol(right - 12 * u, flow, ARROW_HEAD, size=12 * u, fill=colours.ink)


def _triangle(sheet: Sheet, x: float, y: float, wip: str) -> None:
    u, colours = sheet.unit, sheet.colours
    sheet.canvas.symbol(x, y, TRIANGLE, size=28 * u, fill=colours.waiting, stroke=colours.ink, line=u)
    sheet.text(x, y + 4.5 * u, "I", small=True, weight="bold")
    sheet.text(x, y + 23 * u, wip, small=True)


def _customer(sheet: Sheet, x: float, y: float, said: str) -> None:
    """The customer in place of the triangle."""
    u, colours = sheet.unit, sheet.colours
    sheet.canvas.symbol(x, y, FACTORY, size=24 * u, fill=colours.page, stroke=colours.customer, line=1.6 * u)
    sheet.canvas.word(x, y + 22 * u, said, fill=colours.customer, size=sheet.size.text - 2.5 * u)


def _lane(sheet: Sheet, left: float, right: float, y: float, order: str) -> None:
    """A lane between two borders with its name, and under it how much of the order is kept."""
    u, ink = sheet.unit, sheet.colours.ink
    for border in (y - 8 * u, y + 8 * u):
        sheet.canvas.rule((left + 2 * u, border), (right - 6 * u, border), stroke=ink, line=1.2 * u)
    size = sheet.size.text - 2.5 * u
    sheet.canvas.word(left + 3 * u, y, "FIFO", fill=ink, size=size, align="left", weight="bold")
    sheet.text((left + right) / 2, y + 18 * u, order, small=True, muted=True)
