"""The part "Lead time and load" of the value-stream page, and the working calendar in it, as a user meets them."""

from __future__ import annotations

import pytest

from data.calendars.published import published_days
from data.queries.work_calendar import working_week
from tests.pages.bench import words
from views.calendar_editor import day_rows, days_read, hours_read, hours_text

PAGE = "pages/process/stream.py"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("figure", ["progress", "closed", "begun", "lead"])
def test_each_measure_is_drawn_in_both_languages(sample_store, app, lang, figure):
    page = app(PAGE, lang=lang, sp="load", lf=figure, per="all")
    assert not page.exception
    assert len(page.get("vega_lite_chart")) == 1
    said = " ".join(words(page))
    assert ("process instances take up to" if lang == "en" else "流程实例") in said
    assert len(page.metric) == 4


def test_working_time_is_hours_and_shorter(sample_store, app):
    by_calendar = app(PAGE, sp="load", lc="calendar", per="all")
    by_work = app(PAGE, sp="load", lc="working", per="all")
    assert not by_work.exception
    assert by_work.metric[0].label == "Working time (median)"
    assert by_calendar.metric[0].value != by_work.metric[0].value
    assert any("without public holidays" in text for text in words(by_work))


def test_a_period_without_instances_says_so(sample_store, app):
    page = app(PAGE, sp="load", per="m:2019-01")
    assert not page.exception
    assert not page.get("vega_lite_chart")


def test_hours_are_read_as_people_write_them():
    assert hours_read("9：00至12：00，13-18") == ((540, 720), (780, 1080))
    assert hours_text(hours_read("8:30-17")) == "8:30–17:00"
    assert hours_read("all day") == ((0, 0),)


def test_days_of_a_year_survive_the_editor():
    days = published_days("CN", 2026)
    assert tuple(days_read(day_rows(days), days)) == days


def test_the_sample_has_office_hours_until_somebody_says_otherwise(sample_store):
    assert not working_week(sample_store, "it_delivery").is_own
