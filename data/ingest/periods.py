"""Periods as people write them: 2024-Q1, W05 2024, 2024年3月, Mar-24, 2024."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from data.ingest.vendors import rules

Period = tuple[date, str]
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_SIGN = r"[\s./_-]*"


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    words = "|".join(rules("kpi")["months"])
    told = ((grain, _filled(pattern, words)) for grain, pattern in rules("kpi")["periods"])
    return tuple((grain, re.compile(pattern)) for grain, pattern in told)


def _filled(pattern: str, words: str) -> str:
    return pattern.replace("{y}", _YEAR).replace("{s}", _SIGN).replace("{words}", words)


def period_of(text: str) -> Period | None:
    """First day and grain (day, week, month, quarter, year) of a written period; None where it is none.

    >>> period_of("2024-Q3"), period_of("Mar-24")
    ((datetime.date(2024, 7, 1), 'quarter'), (datetime.date(2024, 3, 1), 'month'))
    >>> period_of("2024年第2季度"), period_of("12 months")
    ((datetime.date(2024, 4, 1), 'quarter'), None)
    """
    plain = " ".join(text.strip().lower().split())
    for grain, pattern in _patterns():
        hit = pattern.fullmatch(plain)
        if hit:
            return _begun(grain, hit.groupdict())
    return None


def _begun(grain: str, parts: dict[str, str]) -> Period | None:
    year = int(parts["y"])
    year += 2000 if year < 100 else 0
    try:
        if grain == "quarter":
            number = rules("kpi")["quarter_words"].get(parts["q"]) or int(parts["q"])
            return date(year, 3 * number - 2, 1), grain
        if grain == "week":
            return date.fromisocalendar(year, int(parts["w"]), 1), grain
        month = rules("kpi")["months"][parts["n"]] if parts.get("n") else int(parts.get("m") or 1)
        return date(year, month, int(parts.get("d") or 1)), grain
    except ValueError:  # month 13, week 60
        return None


def month_alone(text: str) -> int | None:
    """The month that a text without a year names.

    >>> month_alone("March"), month_alone("3月"), month_alone("13月"), month_alone("May be")
    (3, 3, None, None)
    """
    plain = text.strip().lower()
    numbered = re.fullmatch(rules("kpi")["month_alone"], plain)
    number = int(numbered[1]) if numbered else int(rules("kpi")["months"].get(plain, 0))
    return number if 1 <= number <= 12 else None


def year_in(text: str) -> int | None:
    """The only year that stands in a text, such as a file's name."""
    found = set(re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", text))
    return int(found.pop()) if len(found) == 1 else None


def are_periods(texts: Sequence[str]) -> bool:
    """Whether at least 95 % of distinct texts are periods of one grain, years alone left out."""
    found = [period_of(text) for text in texts[:400]]
    grains = {one[1] for one in found if one}
    n = sum(one is not None for one in found)
    return bool(found) and n >= 0.95 * len(found) and len(grains) == 1 and grains != {"year"}
