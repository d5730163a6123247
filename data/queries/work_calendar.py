"""Working calendars: the hours of a week per journey, holidays per country and year, and both as working days."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from data.calendars.published import SpecialDay, published_days, published_years
from data.queries.process_clock import Clock, Spans, WorkingDays
from data.queries.process_scope import LOGS
from data.reading import Reader

if TYPE_CHECKING:
    pass

Hours = tuple[tuple[tuple[int, int], ...], ...]
EVERY_JOURNEY = ""
NOT_WORKED: Spans = (0, 0, 0, 0)
OFFICE = ((9 * 60, 12 * 60), (13 * 60, 18 * 60))
OFFICE_HOURS: Hours = (OFFICE,) * 5 + ((), ())
SPAN = f"""
SELECT min(f.began_at - to_microseconds((1e6 * coalesce(q.most, 0))::BIGINT))::DATE, max(f.ended_at)::DATE
FROM case_fact f, (SELECT max(queue_s) AS most FROM step_fact WHERE log_no IN ({LOGS})) q WHERE f.log_no IN ({LOGS})
"""  # noqa: S608 - fixed text


@dataclass(frozen=True)
class WorkingWeek:
    """When a journey's people work.

    Attributes
    ----------
    country : whose holidays count; empty = none.
    hours : per weekday from Monday, up to two spans (opens, closes), minutes since midnight.
    is_own : somebody set it for this journey; otherwise it is the one for all, or the default.
    """

    country: str = "CN"
    hours: Hours = OFFICE_HOURS
    is_own: bool = False


def working_week(store: Reader, journey_id: str) -> WorkingWeek:
    """The week of a journey: its own, else the one set for every journey, else office hours in China."""
    rows = store.rows(
        "SELECT country, hours::VARCHAR, journey_id FROM working_week WHERE journey_id IN ($journey, $every) "
        "ORDER BY journey_id DESC LIMIT 1",
        journey=journey_id,
        every=EVERY_JOURNEY,
    )
    if not rows:
        return WorkingWeek()
    country, hours, owner = rows[0]
    return WorkingWeek(country, hours_of(json.loads(hours)), owner == journey_id)


def has_working_week(store: Reader, journey_id: str) -> bool:
    """Whether somebody set when the people of a journey work, for it alone or for every journey."""
    return bool(
        store.value(
            "SELECT count(*) FROM working_week WHERE journey_id IN ($journey, $every)",
            journey=journey_id,
            every=EVERY_JOURNEY,
        )
    )


def hours_of(told: Sequence[Sequence[Sequence[int]]]) -> Hours:
    """Hours as they stand in the store, as tuples."""
    return tuple(tuple((int(opens), int(closes)) for opens, closes in day) for day in told)


def special_days(store: Reader, country: str, year: int) -> tuple[SpecialDay, ...]:
    """The special days that count in a year: as published unless somebody entered the year."""
    entered = _is_entered(store, country, year)
    days = {} if entered else {special.day: special for special in published_days(country, year)}
    rows = store.rows(
        "SELECT day, is_working, coalesce(name_en, ''), coalesce(name_zh, '') FROM calendar_day "
        "WHERE country = $country AND year(day) = $year",
        country=country,
        year=year,
    )
    return tuple(sorted((days | {row[0]: SpecialDay(*row) for row in rows}).values(), key=lambda special: special.day))


def known_years(store: Reader, country: str) -> tuple[int, ...]:
    """Years whose holidays are packaged or were entered."""
    entered = store.rows("SELECT year FROM calendar_year WHERE country = $country", country=country)
    return tuple(sorted({*published_years(country), *(int(row[0]) for row in entered)}))


def working_clock(store: Reader, journey_id: str) -> Clock:
    """The clock that counts working time over the whole log of a journey; the calendar's where there is no log."""
    rows = store.rows(SPAN, journey=journey_id)
    first, last = rows[0] if rows else (None, None)
    if first is None:
        return Clock()
    return Clock(working_days(store, working_week(store, journey_id), first, last))


def working_days(store: Reader, week: WorkingWeek, first: date, last: date) -> WorkingDays:
    """Every day from `first` to `last` with its working hours.

    A make-up working day has the hours of the first weekday that has any. Years without holidays on record count by
    the week alone and are listed in `missing_years`.
    """
    plain = [_seconds(day) for day in week.hours]
    worked = next((spans for spans in plain if spans != NOT_WORKED), NOT_WORKED)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    if not week.country:
        return WorkingDays(first, tuple(plain[day.weekday()] for day in days))
    years = range(first.year, last.year + 1)
    special = {one.day: one.is_working for year in years for one in special_days(store, week.country, year)}
    known = known_years(store, week.country)
    spans = tuple(_of(day, special.get(day), plain, worked) for day in days)
    return WorkingDays(first, spans, tuple(year for year in years if year not in known))


def _of(day: date, is_working: bool | None, plain: Sequence[Spans], worked: Spans) -> Spans:
    own = plain[day.weekday()]
    if is_working is None:
        return own
    if not is_working:
        return NOT_WORKED
    return worked if own == NOT_WORKED else own


def _seconds(day: Sequence[tuple[int, int]]) -> Spans:
    minutes = [end for span in day for end in span] + [0] * (4 - 2 * len(day))
    return (minutes[0] * 60, minutes[1] * 60, minutes[2] * 60, minutes[3] * 60)


def _is_entered(store: Reader, country: str, year: int) -> bool:
    return bool(
        store.value(
            "SELECT count(*) FROM calendar_year WHERE country = $country AND year = $year", country=country, year=year
        )
    )
