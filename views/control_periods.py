"""Periods of a chart in words, as codes and as scopes of their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from data.queries.measure_series import period_ends
from i18n import _
from views import periods
from views.periods import Window
from views.view import View
from workflows.event_points import EVENT

_CODES = {"week": "w", "month": "m", "quarter": "q", EVENT: "m"}


def axis_labels(starts: pd.Series, grain: str) -> list[str]:
    """One text per period for the axis; the first of each year has it in a second line."""
    days = [day.date() for day in starts]
    if grain == EVENT and len(days) and (days[-1] - days[0]).days > 366:  # any of the labels may be left out
        return [f"{_short(day, grain)}\n{day.year}" for day in days]
    years = [_year(day, grain) for day in days]
    return [
        f"{_short(day, grain)}\n{year}" if index == 0 or year != years[index - 1] else _short(day, grain)
        for index, (day, year) in enumerate(zip(days, years, strict=True))
    ]


def _year(day: date, grain: str) -> int:
    return (day + pd.Timedelta(days=3)).isocalendar()[0] if grain == "week" else day.year


def _short(day: date, grain: str) -> str:
    if grain == "week":
        return _("W{week}").format(week=(day + pd.Timedelta(days=3)).isocalendar()[1])
    if grain == EVENT:
        return periods.short_day(day)
    if grain == "quarter":
        return _("Q{number}").format(number=(day.month - 1) // 3 + 1)
    return periods.short_month(day).partition("\n")[0]


def day_of_code(code: str) -> date:
    """The first day of a period, or the day of an event, by its code in links (`Reading.codes`)."""
    return date.fromisoformat(code[:10])


def title(start: date, grain: str) -> str:
    """One period, or the day of an event, in words."""
    if grain == EVENT:
        return periods.day_label(start)
    if grain == "week":
        return periods.week_label(start)
    if grain == "month":
        return periods.month_label(start)
    return _("Q{number} {year}").format(number=(start.month - 1) // 3 + 1, year=start.year)


def code(start: date, grain: str) -> str:
    """The period as other pages take it in their link; of an event its month."""
    return f"{_CODES[grain]}:{start.isoformat()}" if grain == "week" else f"{_CODES[grain]}:{start:%Y-%m}"


def longer(narrow: View, whole: View) -> View:
    """A period as long as four of `narrow`, from the same day on, as far as `whole` reaches."""
    start, end = narrow.span.start, narrow.span.end
    if start is None or end is None:
        return narrow
    far = start + 4 * (end - start)
    last = min(far, whole.span.end) if whole.span.end is not None else far
    return replace(narrow, scope=narrow.scope.between(start, last), span=Window("all", start, last))


def view_of(view: View, start: date, grain: str) -> View:
    """The view narrowed to one period, of an event to its month, compared with the one before."""
    if grain == EVENT:
        start, grain = start.replace(day=1), "month"
    end = period_ends(pd.Series([pd.Timestamp(start)]), grain)[0].date()
    first = (pd.Timestamp(start) - (pd.Timestamp(end) - pd.Timestamp(start))).date()
    if grain != "week":
        first = periods.month_shift(start, -3 if grain == "quarter" else -1)
    span, before = Window(_CODES[grain], start, end), Window(_CODES[grain], first, start)
    return replace(
        view, scope=view.scope.between(start, end), span=span, before=view.scope.between(first, start),
        before_span=before, comparison="previous",
    )  # fmt: skip
