"""Working calendars: published years by their own sums, working time by hand, edits, years without data."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from data.calendars.published import SpecialDay, published_days, published_years
from data.queries.process_cases import lead_times
from data.queries.process_clock import day_params
from data.queries.process_steps import process_steps
from data.queries.scope import Scope
from data.queries.work_calendar import (
    OFFICE_HOURS,
    WorkingWeek,
    known_years,
    special_days,
    working_clock,
    working_days,
    working_week,
)
from data.store import Store
from errors import BadInput
from tests.data.queries.logs import written
from tests.workflows.surveys import read_here
from workflows.set_calendar import (
    reset_calendar_year,
    reset_working_week,
    set_calendar_year,
    set_working_week,
)

AT = datetime(2026, 11, 2, 8, tzinfo=UTC)
# Statutory holidays a year: 11 until 2024, 13 since 2025 (State Council decree 795 of November 2024).
STATUTORY = {2023: 11, 2024: 11, 2025: 13, 2026: 13}


@pytest.fixture(autouse=True)
def _read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.import_survey.inspect_file", read_here)


@pytest.mark.parametrize("year", published_years("CN"))
def test_free_weekdays_less_worked_weekends_are_the_statutory_holidays(year: int) -> None:
    days = published_days("CN", year)
    free = sum(not day.is_working and day.day.weekday() < 5 for day in days)
    worked = [day.day for day in days if day.is_working]
    assert free - len(worked) == STATUTORY[year]
    assert all(day.weekday() >= 5 for day in worked)
    assert all(day.day.year == year for day in days)


def test_working_days_of_2024_and_2025_number_251_and_248(fresh_store: Store) -> None:
    week = WorkingWeek()
    for year, wanted in ((2024, 251), (2025, 248)):  # as counted by the State Council's calendars
        days = working_days(fresh_store, week, date(year, 1, 1), date(year, 12, 31))
        assert sum(span != (0, 0, 0, 0) for span in days.spans) == wanted
        assert days.missing_years == ()


def test_spring_festival_2026_makes_a_long_wait_short(fresh_store: Store, tmp_path: Path) -> None:
    lines = (
        "A,ask,2026-02-13 16:00:00,2026-02-13 17:00:00,Li",  # Friday; Saturday 14 is worked instead
        "A,answer,2026-02-24 10:00:00,2026-02-24 14:00:00,Li",  # the first day after the holiday
    )
    source = written(fresh_store, tmp_path / "log.csv", lines)
    clock = working_clock(fresh_store, source)
    steps = process_steps(fresh_store, Scope(source), clock).set_index("activity")
    # Friday 17-18, Saturday 9-12 and 13-18, Tuesday 9-10
    assert steps.loc["answer", "mean_wait_s"] == (1 + 8 + 1) * 3600
    assert steps.loc["answer", "mean_processing_s"] == 3 * 3600  # the hour of noon is free
    lead = lead_times(fresh_store, Scope(source), clock).set_index("basis")
    assert lead.loc["all", "mean_s"] == (1 + 10 + 3) * 3600


def test_working_time_equals_counting_minutes_one_by_one(fresh_store: Store, tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    first = datetime(2025, 9, 22)
    starts = [first + timedelta(minutes=int(m)) for m in rng.integers(0, 20 * 1440, 40)]
    spans = [
        (start, start + timedelta(minutes=int(m))) for start, m in zip(starts, rng.integers(1, 9000, 40), strict=True)
    ]
    lines = [f"C{number},work,{start},{end},Li" for number, (start, end) in enumerate(spans)]
    source = written(fresh_store, tmp_path / "log.csv", lines)
    clock = working_clock(fresh_store, source)
    assert clock.days is not None
    special = {day.day: day.is_working for day in published_days("CN", 2025)}

    def is_worked(moment: datetime) -> bool:
        day_counts = special.get(moment.date(), moment.weekday() < 5)
        return day_counts and (9 <= moment.hour < 12 or 13 <= moment.hour < 18)

    wanted = [
        60 * sum(is_worked(start + timedelta(minutes=m)) for m in range(int((end - start).total_seconds() // 60)))
        for start, end in spans
    ]
    lead = lead_times(fresh_store, Scope(source), clock).set_index("basis").loc["all"]
    assert lead["mean_s"] == pytest.approx(np.mean(wanted))
    assert lead["median_s"] == pytest.approx(np.median(wanted))
    assert lead["max_s"] == max(wanted)


def test_a_year_without_holidays_on_record_is_named_until_it_is_entered(fresh_store: Store) -> None:
    week = WorkingWeek()
    days = working_days(fresh_store, week, date(2026, 12, 1), date(2027, 2, 28))
    assert days.missing_years == (2027,)
    free = SpecialDay(date(2027, 1, 1), False, "New Year", "")
    set_calendar_year(fresh_store, "CN", 2027, [free], by="me", at=AT)
    assert working_days(fresh_store, week, date(2026, 12, 1), date(2027, 2, 28)).missing_years == ()
    assert known_years(fresh_store, "CN")[-1] == 2027
    reset_calendar_year(fresh_store, "CN", 2027)
    assert working_days(fresh_store, week, date(2026, 12, 1), date(2027, 2, 28)).missing_years == (2027,)
    assert working_days(fresh_store, WorkingWeek(country=""), date(2027, 1, 1), date(2027, 1, 2)).missing_years == ()


def test_a_whole_year_is_edited_over_the_packaged_one_and_taken_back(fresh_store: Store) -> None:
    day = date(2026, 10, 10)
    assert {one.day: one.is_working for one in special_days(fresh_store, "CN", 2026)}[date(2026, 9, 20)] is True
    set_calendar_year(fresh_store, "CN", 2026, [SpecialDay(day, True)], by="me", at=AT)
    assert [one.day for one in special_days(fresh_store, "CN", 2026)] == [day]
    reset_calendar_year(fresh_store, "CN", 2026)
    assert special_days(fresh_store, "CN", 2026) == published_days("CN", 2026)
    with pytest.raises(BadInput):
        set_calendar_year(fresh_store, "CN", 2026, [SpecialDay(date(2025, 1, 1), True)], by="me", at=AT)


def test_a_week_of_its_own_counts_for_its_journey_only(fresh_store: Store) -> None:
    around_the_clock = (((0, 1440),),) * 7
    set_working_week(fresh_store, "j", around_the_clock, country="", by="me", at=AT)
    assert working_week(fresh_store, "j") == WorkingWeek("", around_the_clock, True)
    assert working_week(fresh_store, "other").hours == OFFICE_HOURS
    set_working_week(fresh_store, "", (((480, 960),),) * 5 + ((), ()), by="me", at=AT)
    assert working_week(fresh_store, "other").hours[0] == ((480, 960),)
    assert working_week(fresh_store, "j").is_own
    reset_working_week(fresh_store, "j")
    assert not working_week(fresh_store, "j").is_own
    days = working_days(fresh_store, WorkingWeek("", around_the_clock), date(2026, 1, 1), date(2026, 1, 3))
    assert day_params(days)["before"] == [0, 86_400, 172_800]


@pytest.mark.parametrize(
    "hours",
    [
        (((540, 720),),) * 6,
        (((720, 540),),) * 7,
        (((540, 720), (700, 800)),) * 7,
        (((0, 60), (60, 120), (120, 180)),) * 7,
        (((0, 1500),),) * 7,
        ((),) * 7,
    ],
)
def test_hours_that_are_none_are_refused(fresh_store: Store, hours: tuple) -> None:  # type: ignore[type-arg]
    with pytest.raises(BadInput):
        set_working_week(fresh_store, "j", hours, by="me", at=AT)
    with pytest.raises(BadInput):
        set_working_week(fresh_store, "j", OFFICE_HOURS, country="XX", by="me", at=AT)
