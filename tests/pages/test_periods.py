"""Periods: fiscal years, weeks, comparisons, and codes that mean nothing."""

from __future__ import annotations

from datetime import date

import pytest

from views import periods

LAST = date(2026, 11, 15)


@pytest.mark.parametrize(
    ("code", "fiscal", "start", "end"),
    [
        ("12m", 1, date(2025, 12, 1), date(2026, 12, 1)),
        ("q", 1, date(2026, 10, 1), date(2027, 1, 1)),
        ("q", 2, date(2026, 11, 1), date(2027, 2, 1)),
        ("h", 4, date(2026, 10, 1), date(2027, 4, 1)),
        ("m:2026-02", 1, date(2026, 2, 1), date(2026, 3, 1)),
        ("w", 1, date(2026, 11, 9), date(2026, 11, 16)),
    ],
)
def test_a_period_covers_its_days(code, fiscal, start, end):
    span = periods.window(code, LAST, fiscal_start=fiscal)
    assert (span.start, span.end) == (start, end)


def test_a_week_may_start_on_sunday():
    assert periods.window("w", LAST, week_start="sun").start == date(2026, 11, 15)


def test_the_year_before_a_week_keeps_its_weekday():
    before = periods.before(periods.window("w", LAST), "year_ago")
    assert before.start.weekday() == 0


def test_periods_on_offer_hold_data_and_come_newest_first():
    codes = periods.choices("q", date(2026, 1, 5), LAST, fiscal_start=1, week_start="mon")
    assert codes == ["q", "q:2026-07", "q:2026-04", "q:2026-01"]


@pytest.mark.parametrize("code", ["m:2026-13", "w:2026-02-30", "q:0001-01"])
def test_a_date_that_does_not_exist_is_told_apart(code):
    assert not periods.is_real(code)
