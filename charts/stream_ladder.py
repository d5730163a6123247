"""The timeline below a value-stream map, waiting above and work below, and the box of the whole stream at its end."""

from __future__ import annotations

from charts.stream_model import MapStep
from charts.stream_sheet import BOX_TOP, EDGE, SUMMARY, SUMMARY_LINE, Sheet


def draw_ladder_step(sheet: Sheet, place: int, step: MapStep) -> None:
    """The wait before a step and its work, as fill and figures."""
    u, colours = sheet.unit, sheet.colours
    left, middle, _right = sheet.box(place)
    start = sheet.left(place)
    if step.wait and step.customers:
        sheet.canvas.rect(start + 2 * sheet.unit, sheet.wait_y + 3 * sheet.unit, left - 2 * sheet.unit, sheet.work_y,
                          fill=colours.page, stroke=colours.customer, line=1.2 * sheet.unit)  # fmt: skip
    elif step.wait:
        sheet.canvas.rect(start, sheet.wait_y, left, sheet.work_y, fill=colours.waiting)
    sheet.text(start + sheet.gap / 2, sheet.wait_y - 9 * u, step.wait, weight="bold")
    sheet.text(start + sheet.gap / 2, sheet.wait_y - 23 * u, step.wait_more, small=True, muted=True)
    sheet.text(middle, sheet.work_y - 11 * u, step.work, weight="bold")


def draw_ladder(sheet: Sheet) -> None:
    """The line itself."""
    points: list[tuple[float, float]] = []
    for place, step in enumerate(sheet.steps):
        start, (left, _, right) = sheet.left(place), sheet.box(place)
        points += [(start, sheet.wait_y), (left, sheet.wait_y)] if step.wait else []
        points += [(left, sheet.work_y), (right, sheet.work_y)]
    sheet.canvas.line(points, stroke=sheet.colours.ink, line=1.8 * sheet.unit)


def draw_summary(sheet: Sheet) -> None:
    """The box at the end of the line: the whole stream, steps that are not drawn included."""
    u, colours = sheet.unit, sheet.colours
    right = sheet.width - EDGE * u
    left = right - SUMMARY * u
    sheet.canvas.rect(left, BOX_TOP * u, right, sheet.summary_end, fill=colours.panel, stroke=colours.border)
    sheet.text(left + 9 * u, sheet.wait_y + 1 * u, sheet.words.wait_total, align="left", weight="bold")
    sheet.text(left + 9 * u, sheet.wait_y - 13 * u, sheet.words.customer_total, align="left", small=True,
               fill=colours.customer)  # fmt: skip
    sheet.text(left + 9 * u, sheet.work_y - 1 * u, sheet.words.work_total, align="left", weight="bold")
    sheet.canvas.rule((sheet.left(len(sheet.steps)) + 4 * u, sheet.wait_y), (left + 2 * u, sheet.wait_y),
                     stroke=colours.border, line=u)  # fmt: skip
    sheet.canvas.rule((sheet.left(len(sheet.steps)) + 4 * u, sheet.work_y), (left + 2 * u, sheet.work_y),
                     stroke=colours.border, line=u)  # fmt: skip
    y = (BOX_TOP + 16) * u
    for label, value in sheet.words.summary:
        is_heading = not value
        if is_heading and y > (BOX_TOP + 20) * u:
            y += 5 * u
        sheet.text(left + 7 * u, y, label, small=not is_heading, align="left", muted=not is_heading,
                  weight="bold" if is_heading else "normal")  # fmt: skip
        sheet.text(right - 7 * u, y, value, small=True, align="right", weight="bold")
        y += SUMMARY_LINE * u


def draw_ends(sheet: Sheet) -> None:
    """Names of the ladder's levels, and what lies beyond the steps drawn."""
    u = sheet.unit
    y = sheet.work_y + 15 * u
    sheet.text(EDGE * u, y, sheet.words.before, small=True, muted=True, align="left")
    sheet.text(sheet.left(len(sheet.steps)), y, sheet.words.after, small=True, muted=True, align="right")


def draw_row_name(sheet: Sheet, said: str) -> None:
    """Which steps a row of the whole map holds."""
    sheet.text(EDGE * sheet.unit, sheet.work_y + 15 * sheet.unit, said, small=True, muted=True, align="left")
