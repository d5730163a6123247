"""The working calendar of a journey on screen: hours of the week, holidays and make-up days of a year."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from data.calendars.published import COUNTRIES, SpecialDay
from data.queries import work_calendar
from data.queries.work_calendar import WorkingWeek
from i18n import _, language
from views import attempts, loaders, loaders_process, state
from workflows.set_calendar import reset_calendar_year, reset_working_week, set_calendar_year, set_working_week

_TIME = re.compile(r"(\d{1,2})(?::(\d{2}))?")


def draw(journey_id: str) -> None:
    """Folded away: the week, then a year; without a journey the week of every journey that has none of its own."""
    label = _("Working hours and holidays") if journey_id else _("Working hours of every journey, and holidays")
    with st.expander(label, on_change="rerun", key=f"calendar_{journey_id}|{language()}") as opened:
        if not opened.open:
            return
        week = work_calendar.working_week(loaders.store(), journey_id)
        _week(journey_id, week)
        if week.country:
            _year(journey_id, week.country)


def _week(journey_id: str, week: WorkingWeek) -> None:
    with st.form(f"week_{journey_id}|{language()}", border=False):
        st.caption(whose_hours(journey_id, week))
        st.caption(_("Up to two spans a day, such as 9:00–12:00, 13:00–18:00; empty = nobody works."))
        entered = []
        for start in (0, 4):
            for column, place in zip(st.columns(4), range(start, min(start + 4, 7)), strict=False):
                text = hours_text(week.hours[place])
                entered.append(column.text_input(day_name(place), text, key=f"hours_{journey_id}_{place}|{language()}"))
        countries = ["", *COUNTRIES]
        country = st.selectbox(
            _("Public holidays of"), countries, countries.index(week.country), width=280,
            format_func=lambda code: {"": _("none"), "CN": _("Mainland China")}.get(code, code),
            key=f"country_{journey_id}|{language()}",
        )  # fmt: skip
        if st.form_submit_button(_("Save the working week"), icon=":material/save:"):
            _save_week(journey_id, entered, str(country))
    if week.is_own:
        st.button(_("Forget these hours"), icon=":material/undo:", on_click=_reset_week, args=(journey_id,),
                  key=f"reset_week_{journey_id}|{language()}")  # fmt: skip


def whose_hours(journey_id: str, week: WorkingWeek) -> str:
    """Whose hours count: those of this journey, of every journey, or office hours as nobody set any."""
    if week.is_own:
        return _("These hours were set for this journey.") if journey_id else _(
            "These hours count for every journey and log without hours of its own.")  # fmt: skip
    if journey_id and work_calendar.has_working_week(loaders.store(), journey_id):
        return _("Nobody has set the hours of this journey: those of every journey count, which stand in the settings.")
    if journey_id:
        return _("Nobody has set the hours of this journey: office hours count.")
    return _("Nobody has set hours for every journey: office hours count where a journey or log has none of its own.")


def _reset_week(journey_id: str) -> None:
    for place in range(7):  # the fields show what counts now
        st.session_state.pop(f"hours_{journey_id}_{place}|{language()}", None)
    st.session_state.pop(f"country_{journey_id}|{language()}", None)
    attempts.attempt(lambda: reset_working_week(loaders.store(), journey_id), _("These hours are forgotten."))


def _save_week(journey_id: str, entered: list[str], country: str) -> None:
    hours = tuple(hours_read(text) for text in entered)

    def write() -> None:
        set_working_week(loaders.store(), journey_id, hours, country=country, by="", at=datetime.now(UTC))

    attempts.attempt(write, _("The working week is saved; working time follows it."))
    st.rerun()


def hours_text(day: tuple[tuple[int, int], ...]) -> str:
    """The spans of a day as a person writes them.

    >>> hours_text(((540, 720), (780, 1080)))
    '9:00–12:00, 13:00–18:00'
    """
    return ", ".join(f"{a // 60}:{a % 60:02d}–{b // 60}:{b % 60:02d}" for a, b in day)


def hours_read(text: str) -> tuple[tuple[int, int], ...]:
    """The spans a person wrote, minutes since midnight; what cannot be read becomes a span that is refused.

    >>> hours_read("9-12, 13:30–18:00"), hours_read(""), hours_read("mornings")
    (((540, 720), (810, 1080)), (), ((0, 0),))
    """
    pieces = [piece for piece in re.split(r"[,;\u3001]", unicodedata.normalize("NFKC", text)) if piece.strip()]
    found = [_TIME.findall(piece) for piece in pieces]
    return tuple((_minute(*times[0]), _minute(*times[1])) if len(times) == 2 else (0, 0) for times in found)


def _minute(hour: str, minute: str) -> int:
    return 60 * int(hour) + int(minute or 0)


def day_name(place: int) -> str:
    """A weekday from Monday in the language of this thread."""
    from babel.dates import get_day_names

    return str(get_day_names("wide", "stand-alone", "zh_CN" if language() == "zh" else "en")[place])


def _year(journey_id: str, country: str) -> None:
    known = set(work_calendar.known_years(loaders.store(), country))
    days = loaders_process.clock(journey_id, loaders_process.WORKING).days
    missing = set(days.missing_years) if days is not None else set()
    years = sorted({*known, *missing, max(known) + 1})
    newest = max(known)
    year = st.selectbox(
        _("Holidays and make-up working days of"), years, years.index(newest), width=280,
        format_func=lambda one: str(one) if one in known else _("{year} (no data)").format(year=one),
        key=f"calendar_year|{language()}",
    )  # fmt: skip
    rows = day_rows(work_calendar.special_days(loaders.store(), country, int(year)))
    edited = st.data_editor(
        rows, hide_index=True, num_rows="dynamic", key=f"calendar_days_{year}|{state.widget_key('cal')}",
        column_config={
            "day": st.column_config.DateColumn(_("Day"), required=True, min_value=date(int(year), 1, 1),
                                               max_value=date(int(year), 12, 31)),
            "is_working": st.column_config.CheckboxColumn(_("Worked"), default=False),
            "name": st.column_config.TextColumn(_("Name")),
        },
    )  # fmt: skip
    with st.container(horizontal=True):
        st.button(_("Save this year"), icon=":material/save:", on_click=_save_year,
                  args=(country, int(year), edited), key=f"save_year|{language()}")  # fmt: skip
        st.button(_("Back to the published days"), icon=":material/undo:", on_click=_reset_year,
                  args=(country, int(year)), key=f"reset_year|{language()}")  # fmt: skip


def day_rows(days: tuple[SpecialDay, ...]) -> pd.DataFrame:
    """One row per special day: day, is_working, name in the language of this thread."""
    named = [(one.name_zh or one.name_en) if language() == "zh" else (one.name_en or one.name_zh) for one in days]
    return pd.DataFrame(
        {
            "day": pd.Series([one.day for one in days], dtype="object"),
            "is_working": pd.Series([one.is_working for one in days], dtype="bool"),
            "name": pd.Series(named, dtype="str"),
        }
    )


def days_read(rows: pd.DataFrame, before: tuple[SpecialDay, ...]) -> list[SpecialDay]:
    """The rows of the editor as special days; a day that keeps its name keeps it in both languages."""
    known = {one.day: one for one in before}
    return [_read(row, known) for row in rows.to_dict("records") if not pd.isna(row["day"])]


def _read(row: dict[Any, Any], known: dict[date, SpecialDay]) -> SpecialDay:
    day = pd.Timestamp(row["day"]).date()
    name = "" if pd.isna(row["name"]) else str(row["name"]).strip()[:80]
    old = known.get(day)
    is_working = bool(row["is_working"]) if not pd.isna(row["is_working"]) else False
    if old is not None and name in (old.name_en, old.name_zh):
        return SpecialDay(day, is_working, old.name_en, old.name_zh)
    return SpecialDay(day, is_working, "", name) if language() == "zh" else SpecialDay(day, is_working, name, "")


def _save_year(country: str, year: int, edited: pd.DataFrame) -> None:
    before = work_calendar.special_days(loaders.store(), country, year)

    def write() -> None:
        set_calendar_year(loaders.store(), country, year, days_read(edited, before), by="", at=datetime.now(UTC))

    attempts.attempt(write, _("The days of {year} are saved.").format(year=year))


def _reset_year(country: str, year: int) -> None:
    attempts.attempt(
        lambda: reset_calendar_year(loaders.store(), country, year),
        _("What was entered for {year} is forgotten.").format(year=year),
    )
