"""Working calendars: hours of a journey's week, the holidays of a whole year."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from data.calendars.published import COUNTRIES, SpecialDay
from data.queries.work_calendar import Hours
from data.store import Store, Write
from errors import N_, BadInput

FIX_WEEK: Final = N_("Give seven days, each with up to two spans that follow each other, from 0:00 to 24:00.")
FIX_COUNTRY: Final = N_("Choose a country with packaged holidays, or none.")
FIX_YEAR: Final = N_("Give each day of this one year at most once.")
FIX_NEVER: Final = N_("Give at least one working day.")
DAY_MINUTES = 24 * 60


def set_working_week(
    store: Store, journey_id: str, hours: Hours, *, country: str = "CN", by: str, at: datetime
) -> None:
    """Set when a journey's people work; an empty journey id sets it for every journey without hours of its own."""
    _check_country(country, may_be_none=True)
    _check_week(hours)
    with store.write("working week", "process") as write:
        write.execute(
            "INSERT OR REPLACE INTO working_week VALUES ($journey, $country, $hours, $by, $at)",
            journey=journey_id,
            country=country,
            hours=json.dumps(hours),
            by=by,
            at=at,
        )


def reset_working_week(store: Store, journey_id: str) -> None:
    """Forget the hours of a journey; those for every journey, or office hours, count again."""
    with store.write("working week", "process") as write:
        write.execute("DELETE FROM working_week WHERE journey_id = $journey", journey=journey_id)


def set_calendar_year(
    store: Store, country: str, year: int, days: Sequence[SpecialDay], *, by: str, at: datetime
) -> None:
    """Enter all special days of a year; they replace what was packaged or entered for it."""
    _check_country(country)
    named = [special.day for special in days]
    if len(set(named)) < len(named) or any(day.year != year for day in named):
        raise BadInput(field=N_("Year"), value=year, fix=FIX_YEAR)
    with store.write("calendar year", "process") as write:
        _drop_year(write, country, year)
        for special in days:
            _write_day(write, country, special, by, at)
        write.execute(
            "INSERT INTO calendar_year VALUES ($country, $year, $by, $at)", country=country, year=year, by=by, at=at
        )


def reset_calendar_year(store: Store, country: str, year: int) -> None:
    """Forget what was entered for a year; what is packaged counts again."""
    with store.write("calendar year", "process") as write:
        _drop_year(write, country, year)


def _drop_year(write: Write, country: str, year: int) -> None:
    write.execute("DELETE FROM calendar_day WHERE country = $country AND year(day) = $year", country=country, year=year)
    write.execute("DELETE FROM calendar_year WHERE country = $country AND year = $year", country=country, year=year)


def _write_day(write: Write, country: str, special: SpecialDay, by: str, at: datetime) -> None:
    write.execute(
        "INSERT OR REPLACE INTO calendar_day VALUES ($country, $day, $is_working, $name_en, $name_zh, $by, $at)",
        country=country,
        day=special.day,
        is_working=special.is_working,
        name_en=special.name_en or None,
        name_zh=special.name_zh or None,
        by=by,
        at=at,
    )


def _check_country(country: str, *, may_be_none: bool = False) -> None:
    if country not in COUNTRIES and not (may_be_none and country == ""):
        raise BadInput(field=N_("Country"), value=country, fix=FIX_COUNTRY)


def _check_week(hours: Hours) -> None:
    if len(hours) != 7 or not all(_is_day(day) for day in hours):
        raise BadInput(field=N_("Working hours"), value=hours, fix=FIX_WEEK)
    if not any(hours):
        raise BadInput(field=N_("Working hours"), value=hours, fix=FIX_NEVER)


def _is_day(day: Sequence[tuple[int, int]]) -> bool:
    """Up to two spans, each opening before it closes, the second not before the first has closed."""
    ends = [end for span in day for end in span]
    rises = all(opens < closes for opens, closes in day) and ends == sorted(ends)
    return len(day) <= 2 and rises and all(0 <= end <= DAY_MINUTES for end in ends)
