"""How often a source is expected to bring data, and which sources are late.

A source is late when its last data are older than one period of its rhythm plus a margin for collecting and sending.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

import pandas as pd

RHYTHMS = ("none", "weekly", "monthly", "quarterly", "yearly")
MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}
MARGIN_DAYS = {"weekly": 2, "monthly": 8, "quarterly": 15, "yearly": 31}
NEAR_DAYS = (("weekly", 5, 10), ("monthly", 24, 40), ("quarterly", 75, 110), ("yearly", 320, 420))


def proposed_rhythm(days: Sequence[date]) -> str:
    """The rhythm that the last days of a source's files show; "none" where they show no usual one.

    Parameters
    ----------
    days : the last day of data of each file, in any order.

    Examples
    --------
    >>> proposed_rhythm([date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)])
    'monthly'
    >>> proposed_rhythm([date(2026, 1, 31)])
    'none'
    """
    told = sorted(set(days))
    gaps = [(later - earlier).days for earlier, later in pairwise(told)]
    if not gaps:
        return "none"
    usual = median(gaps)
    return next((name for name, low, high in NEAR_DAYS if low <= usual <= high), "none")


def expected_by(last: date, rhythm: str) -> date | None:
    """The day by which the next data were expected; None without a rhythm.

    >>> expected_by(date(2026, 9, 28), "monthly")
    datetime.date(2026, 11, 5)
    """
    if rhythm not in MARGIN_DAYS:
        return None
    due = last + timedelta(days=7) if rhythm == "weekly" else _months_later(last, MONTHS[rhythm])
    return due + timedelta(days=MARGIN_DAYS[rhythm])


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    moved: pd.Timestamp = pd.Timestamp(day) + pd.DateOffset(months=months)
    return moved.date()


def late_sources(sources: pd.DataFrame, *, as_of: date) -> pd.DataFrame:
    """The sources that were expected before `as_of`, longest overdue first, with the day `expected_by`.

    `sources` has one row per source: rhythm, last_data (date), and whatever names it.
    """
    due = [expected_by(last, rhythm) for last, rhythm in zip(sources["last_data"], sources["rhythm"], strict=True)]
    known = sources.assign(expected_by=pd.Series(due, index=sources.index, dtype="object"))
    late = pd.Series([day is not None and day < as_of for day in due], index=sources.index, dtype="bool")
    return known[late].sort_values("expected_by", kind="stable").reset_index(drop=True)
