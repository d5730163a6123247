"""Numbers in words: rounding, signs, intervals, counts and verdicts, as the design language writes them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pandas as pd

from i18n import _, language, set_language
from reports.numbers import NONE, count, interval, money, number, points, share, share_interval, share_span

__all__ = ["NONE", "SHARES", "count", "ends", "in_language", "interval", "money", "number", "share", "share_interval",
           "share_span", "signed", "span", "text_or_none", "unit_name", "unit_value", "verdict"]  # fmt: skip
SHARES = ("share", "ratio", "%", "percent")


def signed(value: float | None, digits: int = 1) -> str:
    """A change: always with its sign."""
    return points(value, digits)


def span(low: float | None, high: float | None, digits: int = 1) -> str:
    """Two ends of an interval: "41 to 52"."""
    if low is None or high is None:
        return NONE
    return _("{low} to {high}").format(low=number(low, digits), high=number(high, digits))


def ends(low: float, high: float) -> str:
    """The ends of a scale: "1–5", and "−5 to 5" where a minus would read as a dash."""
    return span(low, high, 0) if low < 0 else f"{low:g}–{high:g}"


def unit_value(value: float | None, unit: str, currency: str = "CNY") -> str:
    """A KPI's value with its unit; `currency` is that of amounts of money."""
    if value is None or not math.isfinite(value):
        return NONE
    if unit in SHARES:
        return share(value / 100 if unit in ("%", "percent") else value)
    if unit == "money":
        return money(value, currency)
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    text = number(value, digits)
    words = {
        "minutes": _("{value} min"),
        "hours": _("{value} h"),
        "working hours": _("{value} working hours"),
        "h": _("{value} h"),
        "rounds": _("{value} rounds"),
        "revisions": _("{value} revisions"),
        "per 1,000": _("{value} per 1,000"),
        "points": _("{value} points"),
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


def unit_name(unit: str) -> str:
    """The unit of a KPI over its axis."""
    if unit in SHARES:
        return "%"
    words = {
        "minutes": _("minutes"),
        "hours": _("hours"),
        "working hours": _("working hours"),
        "days": _("days"),
        "rounds": _("rounds"),
        "person-days": _("person-days"),
        "revisions": _("revisions"),
        "per 1,000": _("per 1,000"),
        "points": _("points"),
        "money": _("amount"),
        "index": _("index"),
        "defects per 100 function points": _("defects per 100 function points"),
    }
    return words.get(unit, unit)


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
