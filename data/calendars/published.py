"""Holidays and make-up working days as they were published, packaged with the program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from data.rule_text import load_yaml

FOLDER = Path(__file__).parent
COUNTRIES = ("CN",)


@dataclass(frozen=True)
class SpecialDay:
    """A day that differs from the week: a holiday, or a weekend day that is worked."""

    day: date
    is_working: bool
    name_en: str = ""
    name_zh: str = ""


def published_years(country: str) -> tuple[int, ...]:
    """The years whose holidays are packaged; none for a country that is not."""
    return tuple(sorted(_told(country)))


def published_days(country: str, year: int) -> tuple[SpecialDay, ...]:
    """The special days of one year in order; empty where they are not packaged.

    >>> [day.day.isoformat() for day in published_days("CN", 2024) if day.is_working][:2]
    ['2024-02-04', '2024-02-18']
    """
    told = _told(country).get(year)
    return tuple(sorted(_days(told), key=lambda special: special.day)) if told else ()


def _days(told: dict[str, Any]) -> Iterator[SpecialDay]:
    for holiday in told["free"]:
        for number in range((holiday["last"] - holiday["first"]).days + 1):
            yield SpecialDay(holiday["first"] + timedelta(days=number), False, holiday["en"], holiday["zh"])
    yield from (SpecialDay(day, True) for day in told["worked"])


@lru_cache(maxsize=8)
def _told(country: str) -> dict[int, dict[str, Any]]:
    if country not in COUNTRIES:
        return {}
    found: dict[int, dict[str, Any]] = load_yaml((FOLDER / f"{country.lower()}.yaml").read_text("utf-8"))["years"]
    return found
