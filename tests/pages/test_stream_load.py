"""The part "Lead time and load" of the value-stream page, and the working calendar in it, as a user meets them."""

from __future__ import annotations

import math
from datetime import date

import pytest

from data.calendars.published import published_days
from data.queries.work_calendar import working_week
from tests.pages.bench import words
from views.calendar_editor import day_rows, days_read, hours_read, hours_text
from views.stream_load_words import case_time

PAGE = "pages/process/stream.py"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("figure", ["progress", "closed", "begun", "lead"])
def test_each_measure_is_drawn_in_both_languages(sample_view, app, lang, figure):
    page = app(PAGE, lang=lang, sp="load", lf=figure, per="all")
    assert not page.exception
    assert len(page.get("vega_lite_chart")) == 1
    said = " ".join(words(page))
    assert ("process instances take up to" if lang == "en" else "流程实例") in said
    assert len(page.metric) == 4


def test_working_time_is_hours_and_shorter(sample_view, app):
    by_calendar = app(PAGE, sp="load", lc="calendar", per="all")
    by_work = app(PAGE, sp="load", lc="working", per="all")
    assert not by_work.exception
    assert by_work.metric[0].label == "Working time (median)"
    assert by_calendar.metric[0].value != by_work.metric[0].value
    assert any("without public holidays" in text for text in words(by_work))


@pytest.mark.parametrize("clock", ["calendar", "working"])
def test_flow_efficiency_is_one_number_on_map_load_and_command(sample_store, app, clock):
    from workflows.commands import run_command

    told = run_command(sample_store, "stream", {"journey": "it_delivery", "clock": clock})
    for part in ("map", "load"):
        page = app(PAGE, sp=part, lc=clock)
        card = next(one for one in page.metric if one.label == "Flow efficiency")
        assert card.value == f"{100 * told['flow_efficiency']:.1f}%"
    said = " ".join(words(page))
    assert f"n = {told['n_cases']}" in said
    assert ("in working hours" in said) == (clock == "working")


def test_a_period_without_instances_says_so(sample_view, app):
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


def test_a_point_leads_to_its_instances(sample_view, app):
    page = app(PAGE, sp="load", lf="lead", per="all", lp="2026-03-01")
    assert not page.exception
    cases = next(frame.value for frame in page.dataframe if "hours" in frame.value)
    data = next(frame.value for frame in page.dataframe if "Period" in frame.value and "n" in frame.value)
    row = data[data["Period"] == "Mar 2026"].iloc[0]
    assert len(cases) == row["n"]
    assert cases["hours"].median() == pytest.approx(row.iloc[1], abs=0.06)
    assert {day.month for day in cases["ended"]} == {3}


def test_instances_in_progress_are_one_number_on_the_page_and_have_an_age(sample_store, app):
    from data.queries.process_load import open_ageing, open_cases
    from data.queries.scope import Scope

    scope = Scope("it_delivery")
    n = int(open_ageing(sample_store, scope)["n_open"].sum())
    page = app(PAGE, sp="load", lf="progress")  # the usual period, which some of them reach back beyond
    card = next(one for one in page.metric if one.label == "In progress")
    assert card.value == str(n)
    assert f"**{n}** are in progress at the end of the log" in " ".join(words(page))
    data = next(frame.value for frame in page.dataframe if "Work in progress" in frame.value)
    assert data["Work in progress"].iloc[-1] == n
    cases = next(frame.value for frame in page.dataframe if "taken" in frame.value)
    assert len(cases) == n
    oldest = open_cases(sample_store, scope, most=1).iloc[0]
    assert cases["case_key"].iloc[0] == oldest["external_key"]
    assert cases["hours"].iloc[0] == pytest.approx(oldest["age_s"] / 3600)
    days, rest = divmod(round(oldest["age_s"] / 3600), 24)
    assert cases["taken"].iloc[0] == f"{days} d {rest} h"
    assert case_time("progress", "calendar")["hours"] == "Age (hours)"
    assert case_time("lead", "working")["hours"] == "Lead time (working hours)"


def test_the_interval_of_a_period_runs_between_the_ranks_of_campbell_and_gardner(sample_store):
    from data.queries.process_cases import lead_series, period_cases
    from data.queries.scope import Scope

    scope = Scope("it_delivery")
    told = lead_series(sample_store, scope, "year").set_index("period_start")
    row = told.loc["2026-01-01"]
    hours = sorted(period_cases(sample_store, scope, "lead", "year", date(2026, 1, 1), most=9999)["took_s"])
    n = len(hours)
    low, high = math.floor(n / 2 - 1.96 * math.sqrt(n) / 2), math.ceil(1 + n / 2 + 1.96 * math.sqrt(n) / 2)
    assert row["n_cases"] == n > 20
    assert (row["low_s"], row["high_s"]) == (hours[low - 1], hours[high - 1])
    months = lead_series(sample_store, scope, "month")
    assert months.loc[months["n_cases"] < 6, "low_s"].isna().all()


@pytest.mark.parametrize("figure", ["progress", "closed", "begun"])
def test_the_instances_of_a_count_are_as_many_as_it_says(sample_store, figure):
    from data.queries.process_cases import period_cases
    from data.queries.process_load import process_load
    from data.queries.scope import Scope

    scope, column = Scope("it_delivery"), {"progress": "n_in_progress"}.get(figure, f"n_{figure}")
    counts = process_load(sample_store, scope, "month").set_index("period_start")[column]
    for month in (date(2025, 6, 1), date(2026, 4, 1)):
        found = period_cases(sample_store, scope, figure, "month", month, most=2000)
        assert len(found) == counts.loc[str(month)]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_open_instances_ways_back_and_hand_offs_stand_in_tables_whose_rows_lead_on(sample_view, app, lang, monkeypatch):
    from views import stream_load_tables

    page = app(PAGE, sp="load", lang=lang, per="all")
    heads = {"en": ("Ways back", "Hand-offs"), "zh": ("返回路径", "交接")}[lang]
    assert set(heads) <= {one.value for one in page.subheader}
    shown = len(page.dataframe)
    original = stream_load_tables._chosen
    monkeypatch.setattr(stream_load_tables, "_chosen", lambda name, table: (original(name, table), 0)[1])
    page = page.run()
    assert not page.exception
    assert len(page.dataframe) == shown + 3
    rows = {"In progress": [], "Instances": []}
    if lang == "en":
        for number, frame in enumerate(page.dataframe):
            for name in set(rows) & set(frame.value.columns):
                rows[name].append((frame.value[name].iloc[0], len(page.dataframe[number + 1].value)))
        assert rows["In progress"]
        assert len(rows["Instances"]) == 2
        assert all(min(n, 200) == k for told in rows.values() for n, k in told)
