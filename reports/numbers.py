"""Numbers, dates and durations as people read them, in the language of the caller. True minus, no space before %."""

from __future__ import annotations

import math
from datetime import date

from i18n import _, language

MINUS = "−"
NONE = "–"


def number(value: float | None, digits: int = 1) -> str:
    """A number with separators; a dash where there is none, and never a minus zero.

    >>> number(-3.26), number(None), number(20000, 0), number(-0.01)
    ('−3.3', '–', '20,000', '0.0')
    """
    if value is None or not math.isfinite(value):
        return NONE
    return f"{round(value, digits) + 0.0:,.{digits}f}".replace("-", MINUS)


def points(value: float | None, digits: int = 0) -> str:
    """Points that always show their sign: an NPS or a change.

    >>> points(12.4), points(-6.2), points(0.1)
    ('+12', '−6', '0')
    """
    text = number(value, digits)
    return f"+{text}" if value is not None and math.isfinite(value) and round(value, digits) > 0 else text


def share(value: float | None) -> str:
    """A share of 0 to 1 in percent, with one decimal below ten percent.

    >>> share(0.472), share(0.032), share(0.0)
    ('47%', '3.2%', '0%')
    """
    if value is None or not math.isfinite(value):
        return NONE
    percent = abs(value) * 100
    return f"{number(100 * value, 1 if 0 < percent < 9.95 else 0)}%"


def count(n: float, *, on_chart: bool = False) -> str:
    """A whole number; on a Chinese chart large ones in 万 and 亿."""
    if not on_chart or language() != "zh" or abs(n) < 10_000:
        return number(n, 0)
    unit, scaled = (_("×100 million"), n / 1e8) if abs(n) >= 1e8 else (_("×10,000"), n / 1e4)
    return f"{_short(scaled)}{unit}"


def money(amount: float | None, currency: str = "CNY", *, digits: int | None = None) -> str:
    """Money in millions and thousands, or in 万元 and 亿元; up to three figures or `digits` after the point."""
    if amount is None or not math.isfinite(amount):
        return NONE
    if language() == "zh" and currency == "CNY":
        return _chinese_money(amount, digits)
    sign = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£"}.get(currency, f"{currency} ")
    for size, letter in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if abs(amount) >= size:
            return f"{MINUS if amount < 0 else ''}{sign}{_short(abs(amount) / size, digits)}{letter}"
    return f"{MINUS if amount < 0 else ''}{sign}{number(abs(amount), 0)}"


def _chinese_money(amount: float, digits: int | None) -> str:
    if abs(amount) >= 1e8:
        return _("CNY {amount} hundred million").format(amount=_short(amount / 1e8, digits))
    if abs(amount) >= 1e4:
        return _("CNY {amount} ten thousand").format(amount=_short(amount / 1e4, digits))
    return _("CNY {amount}").format(amount=number(amount, 0))


def _short(value: float, digits: int | None = None) -> str:
    """Up to three figures or `digits` after the point, no idle zeros after it.

    >>> _short(1.2), _short(120.0), _short(2.0), _short(102.5, 2)
    ('1.2', '120', '2', '102.5')
    """
    if digits is not None:
        text = number(value, digits)
        return text.rstrip("0").rstrip(".") if "." in text else text
    text = number(value, 0 if abs(value) >= 100 else 1)
    return text.removesuffix(".0")


def interval(low: float | None, high: float | None, digits: int = 1) -> str:
    """The 95 % interval as it stands in brackets after an estimate."""
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return _("no interval: too few customers")
    return _("95% CI {low} to {high}").format(low=number(low, digits), high=number(high, digits))


def share_interval(low: float | None, high: float | None) -> str:
    """The 95 % interval of a share, in percent.

    >>> share_interval(0.412, 0.478)
    '95% CI 41% to 48%'
    """
    if low is None or high is None:
        return NONE
    return _("95% CI {low} to {high}").format(low=share(low), high=share(high))


def share_span(low: float | None, high: float | None) -> str:
    """The ends of a share's interval, where a heading says what they are.

    >>> share_span(0.412, 0.478)
    '41% to 48%'
    """
    if low is None or high is None:
        return NONE
    return _("{low} to {high}").format(low=share(low), high=share(high))


def estimate(value: float | None, low: float | None, high: float | None, digits: int = 1) -> str:
    """A value with its interval."""
    return _("{value} ({interval})").format(value=number(value, digits), interval=interval(low, high, digits))


def day(when: date) -> str:
    """21 Nov 2026, or the Chinese way."""
    month = when.month if language() == "zh" else _MONTHS[when.month - 1]
    return _("{day} {month} {year}").format(day=when.day, month=month, year=when.year)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def week(when: date) -> str:
    """The ISO week of a day: W47."""
    return _("W{week}").format(week=when.isocalendar().week)


def duration(hours: float | None) -> str:
    """Hours up to two days, then days and hours."""
    if hours is None or not math.isfinite(hours):
        return NONE
    if abs(hours) < 48:
        return _("{hours} h").format(hours=number(hours))
    days, rest = divmod(round(abs(hours)), 24)
    text = _("{days} d {hours} h").format(days=days, hours=rest)
    return f"{MINUS}{text}" if hours < 0 else text
