"""Periods as codes: `12m` ends with the last data, `q:2026-04` is the quarter that holds April 2026.

Pure date arithmetic; the fiscal year may start in any month, weeks on Monday or Sunday.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date, format_skeleton

from i18n import _, language

GRAINS = ("12m", "h", "q", "m", "w", "all")
_MONTHS = {"m": 1, "q": 3, "h": 6, "12m": 12}


@dataclass(frozen=True)
class Window:
    """A half-open span of days; `start` None means "from the first day on"."""

    grain: str
    start: date | None
    end: date | None

    @property
    def last(self) -> date | None:
        """The last day inside."""
        return self.end - timedelta(days=1) if self.end else None


def month_shift(day: date, months: int) -> date:
    """The first of the month `months` later than the month of `day`.

    >>> month_shift(date(2026, 1, 31), -2)
    datetime.date(2025, 11, 1)
    """
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def block_start(day: date, months: int, fiscal_start: int) -> date:
    """First day of the block of `months` months that holds `day`, counted from the fiscal year's first month.

    >>> block_start(date(2026, 5, 9), 3, 2)
    datetime.date(2026, 5, 1)
    """
    return month_shift(day, -((day.month - fiscal_start) % 12 % months))


def week_start_of(day: date, week_start: str) -> date:
    """The Monday (or Sunday) on or before `day`."""
    return day - timedelta(days=day.weekday() if week_start == "mon" else (day.weekday() + 1) % 7)


def window(code: str, last_data: date | None, *, fiscal_start: int = 1, week_start: str = "mon") -> Window:
    """The span a period code means; without its own date it holds the last day with data."""
    grain, _sep, anchor = code.partition(":")
    day = _anchor(anchor) if anchor else last_data
    if grain == "all" or day is None:
        return Window(grain, None, None)
    if grain == "w":
        start = week_start_of(day, week_start)
        return Window(grain, start, start + timedelta(days=7))
    if grain == "12m":
        return Window(grain, month_shift(day, -11), month_shift(day, 1))
    start = block_start(day, _MONTHS[grain], fiscal_start)
    return Window(grain, start, month_shift(start, _MONTHS[grain]))


def _anchor(text: str) -> date:
    return date.fromisoformat(text if len(text) == 10 else f"{text}-01")


def is_real(code: str) -> bool:
    """Whether the date inside a well-formed code exists."""
    _grain, _sep, anchor = code.partition(":")
    try:
        return not anchor or 1990 <= _anchor(anchor).year <= 2200
    except ValueError:
        return False


def before(span: Window, comparison: str) -> Window | None:
    """The span to compare with: the one just before, or the same one a year earlier; None when there is none."""
    if span.start is None or span.end is None or comparison not in ("previous", "year_ago"):
        return None
    if comparison == "year_ago" and span.grain == "w":
        return Window(span.grain, span.start - timedelta(days=364), span.end - timedelta(days=364))
    if span.grain == "w":
        return Window(span.grain, span.start - timedelta(days=7), span.start)
    months = -12 if comparison == "year_ago" else -_MONTHS[span.grain]
    return Window(span.grain, month_shift(span.start, months), month_shift(span.end, months))


def choices(grain: str, first: date | None, last: date | None, **rules: object) -> list[str]:
    """Codes of the periods of one grain that hold data, newest first; the newest one carries no date."""
    if grain == "all" or first is None or last is None:
        return [grain]
    codes, span = [grain], window(grain, last, **rules)  # type: ignore[arg-type]
    while span.start is not None and span.start > first and len(codes) < 160:
        day = span.start - timedelta(days=1) if grain != "12m" else month_shift(last, -len(codes))
        if day < first:
            break
        span = window(f"{grain}:{day:%Y-%m-%d}", last, **rules)  # type: ignore[arg-type]
        codes.append(_code(grain, day, span))
    return codes


def _code(grain: str, day: date, span: Window) -> str:
    anchor = day if grain == "12m" or span.start is None else span.start
    return f"{grain}:{anchor:%Y-%m-%d}" if grain == "w" else f"{grain}:{anchor:%Y-%m}"


def grain_label(grain: str) -> str:
    """The name of a grain on screen."""
    return {
        "w": _("Week"),
        "m": _("Month"),
        "q": _("Quarter"),
        "h": _("Half-year"),
        "12m": _("Rolling 12 months"),
        "all": _("All data"),
    }[grain]


def month_label(day: date) -> str:
    """A month in the language of the screen."""
    return _words(day, "yMMM", "MMM y")


def short_month(day: date) -> str:
    """A month on an axis; January names the year."""
    name = _words(day, "MMM", "MMM")
    return f"{name}\n{_words(day, 'y', 'y')}" if day.month == 1 else name


def short_day(day: date) -> str:
    """A day on an axis, without its year."""
    return _words(day, "MMMd", "d MMM")


def day_label(day: date) -> str:
    """A day in the language of the screen."""
    return _words(day, "yMMMd", "d MMM y")


def _words(day: date, skeleton: str, pattern: str) -> str:
    if language() == "zh":
        return format_skeleton(skeleton, day, locale="zh_CN")
    return format_date(day, pattern, locale="en")


def label(span: Window, fiscal_start: int = 1) -> str:
    """The words for a span: "W47 2026", "Q2 2026 (Apr–Jun)", "Dec 2025 – Nov 2026"."""
    if span.start is None or span.last is None:
        return _("all data")
    if span.grain == "w":
        return week_label(span.start)
    if span.grain == "m":
        return month_label(span.start)
    months = _("{first} – {last}").format(first=month_label(span.start), last=month_label(span.last))
    if span.grain == "12m":
        return months
    return _block_label(span, fiscal_start, months)


def week_label(start: date) -> str:
    """A week in the language of the screen, by its ISO number and first day."""
    middle = start + timedelta(days=3)
    year, week, _day = middle.isocalendar()
    return _("W{week} {year}, from {day}").format(week=week, year=year, day=day_label(start))


def _block_label(span: Window, fiscal_start: int, months: str) -> str:
    assert span.start is not None
    offset = (span.start.month - fiscal_start) % 12
    number = offset // _MONTHS[span.grain] + 1
    year = span.start.year + (1 if fiscal_start > 1 and span.start.month >= fiscal_start else 0)
    named = _("Q{number} {year} ({months})") if span.grain == "q" else _("H{number} {year} ({months})")
    return named.format(number=number, year=year, months=months)
