"""Ways back on a value-stream map: to an earlier step, or to the same step again."""

from __future__ import annotations

from charts.stream_model import MapLoop
from charts.stream_sheet import Sheet
from charts.stream_symbols import ARROW_UP
from charts.wrapping import clipped


def draw_again(sheet: Sheet, place: int, said: str) -> None:
    """A loop at the foot of the box: cases that come here again."""
    u, ink = sheet.unit, sheet.colours.process
    left, middle, right = sheet.box(place)
    x, x2, y, y2 = left + 14 * u, right - 14 * u, sheet.facts_end, sheet.facts_end + 13 * u
    sheet.canvas.line([(x2, y), (x2, y2), (x, y2), (x, y + 4 * u)], stroke=ink, line=1.4 * u)
    sheet.canvas.symbol(x, y + 6 * u, ARROW_UP, size=8 * u, fill=ink)
    sheet.on_line(middle, y2, said)


def draw_loop(sheet: Sheet, lane: int, loop: MapLoop) -> None:
    """A way back below the boxes, from the later step to the earlier one."""
    u, ink = sheet.unit, sheet.colours.process
    if loop.start == loop.end:
        _draw_out(sheet, lane, loop)
        return
    start, end = sheet.box(loop.start)[2] - 5 * u, sheet.box(loop.end)[0] + 5 * u
    y, y2 = sheet.facts_end, sheet.facts_end + (26 + 17 * lane) * u
    sheet.canvas.line([(start, y), (start, y2), (end, y2), (end, y + 4 * u)], stroke=ink, line=1.4 * u)
    sheet.canvas.symbol(end, y + 6 * u, ARROW_UP, size=8 * u, fill=ink)
    sheet.on_line((start + end) / 2, y2, loop.label)


def _draw_out(sheet: Sheet, lane: int, loop: MapLoop) -> None:
    """A way back to a step of a row above: it leaves the row, its label says where to."""
    u, ink = sheet.unit, sheet.colours.process
    left, _middle, right = sheet.box(loop.start)
    y, y2 = sheet.facts_end, sheet.facts_end + (26 + 17 * lane) * u
    sheet.canvas.line([(right - 5 * u, y), (right - 5 * u, y2), (left - 24 * u, y2)], stroke=ink, line=1.4 * u)
    sheet.canvas.symbol(left - 24 * u, y2, "M1,-0.9L-1,0L1,0.9Z", size=8 * u, fill=ink)
    sheet.on_line((left + right) / 2 - 4 * u, y2, clipped(loop.label, 28))
