"""Numbers in words: rounding, signs, intervals, counts and verdicts, as the design language writes them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pandas as pd

from i18n import _, language, set_language

MINUS = "−"
NONE = "–"
SHARES = ("share", "ratio", "%", "percent")


def number(value: float | None, digits: int = 1) -> str:
    """A number with a true minus; a dash where there is none.

    >>> number(-3.25), number(None), number(1234.5, 0)
    ('−3.2', '–', '1,234')
    """
    if value is None or not math.isfinite(value):
        return NONE
    text = f"{value:,.{digits}f}"
    if float(text.replace(",", "")) == 0:
        text = f"{0:.{digits}f}"
    return text.replace("-", MINUS)


def signed(value: float | None, digits: int = 1) -> str:
    """A number that always shows its sign.

    >>> signed(2.0), signed(-0.04), signed(None)
    ('+2.0', '0.0', '–')
    """
    text = number(value, digits)
    return f"+{text}" if value is not None and value > 0 and text.strip("0.,") else text


def share(value: float | None) -> str:
    """A share from 0 to 1 in percent; one decimal below ten percent.

    >>> share(0.472), share(0.032), share(None)
    ('47%', '3.2%', '–')
    """
    if value is None or not math.isfinite(value):
        return NONE
    return f"{number(100 * value, 1 if abs(value) < 0.0995 else 0)}%"


def count(n: int) -> str:
    """A whole number with separators."""
    return f"{n:,}"


def span(low: float | None, high: float | None, digits: int = 1) -> str:
    """Two ends of an interval: "41 to 52"."""
    if low is None or high is None:
        return NONE
    return _("{low} to {high}").format(low=number(low, digits), high=number(high, digits))


def interval(low: float | None, high: float | None, digits: int = 1) -> str:
    """A 95 % interval by its name; a sentence where none can be given."""
    if low is None or high is None:
        return _("no interval: too few customers")
    return _("95% CI {low} to {high}").format(low=number(low, digits), high=number(high, digits))


def unit_value(value: float | None, unit: str) -> str:
    """A KPI's value with its unit."""
    if value is None or not math.isfinite(value):
        return NONE
    if unit in SHARES:
        return share(value / 100 if unit in ("%", "percent") else value)
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    text = number(value, digits)
    words = {
        "minutes": _("{value} min"),
        "hours": _("{value} h"),
        "h": _("{value} h"),
        "rounds": _("{value} rounds"),
        "person-days": _("{value} person-days"),
        "defects per 100 function points": _("{value} per 100 function points"),
        "days": _("{value} d"),
        "d": _("{value} d"),
        "cny": _("¥{value}"),
        "index": "{value}",
        "count": "{value}",
        "": "{value}",
    }
    return words.get(unit.lower(), "{value} {unit}").format(value=text, unit=unit)


def verdict(code: str) -> str:
    """The plain words for a difference."""
    return {
        "likely_real": _("likely real"),
        "could_be_chance": _("could be chance"),
        "too_few": _("too few answers to compare"),
        "question_changed": _("the question changed"),
    }[code]


def text_or_none(value: Any) -> str | None:
    """A cell as text; None where it is missing."""
    return None if value is None or value is pd.NA or value != value else str(value)


def in_language(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """`make`, to be called later from another thread, in the language of now."""
    now = language()

    def made() -> bytes:
        before = language()
        set_language(now)
        try:
            return make()
        finally:
            set_language(before)

    return made
