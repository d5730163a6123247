"""The settings as one form: each with its sentence of explanation; saved together on submit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

import streamlit as st

from i18n import LANGUAGES, _, language

CURRENCIES = ("CNY", "USD", "EUR", "GBP", "JPY", "HKD", "TWD", "SGD", "KRW", "INR", "AUD", "CAD", "CHF")
WEEK_STARTS = ("mon", "sun")
LABEL_SETS = ("v1.3", "v2/v3")
DATE_BASES = ("answer", "service")
TEXT_ENGINES = ("auto", "instant", "standard", "accurate")


@dataclass(frozen=True)
class Field:
    """One setting on screen: its key, label, explanation, and how it is entered."""

    key: str
    label: str
    explanation: str
    draw: Callable[[Field, Any], Any]


def widget_key(key: str) -> str:
    """The widget key of a setting; it includes the language, so that labels follow it."""
    return f"setting_{key}|{language()}"


def groups() -> list[tuple[str, list[Field]]]:
    """The settings under their headings, in the language of this thread."""
    return [
        (_("When a number may be shown"), _thresholds()),
        (_("What counts as a difference"), _margins()),
        (_("Calendar and money"), _calendar()),
        (_("Words"), _words()),
        (_("Comments"), _comments()),
    ]


def _thresholds() -> list[Field]:
    return [
        Field(
            "min_n_hidden",
            _("Hide figures below n ="),
            _("Groups with fewer answers show no figure at all, so that nobody can be recognised."),
            _whole(1, 100),
        ),
        Field(
            "min_n_low",
            _("Mark “low n” below n ="),
            _("Figures from fewer answers are drawn hollow and marked “low n”."),
            _whole(1, 1000),
        ),
        Field(
            "min_comments",
            _("Hide comments below n ="),
            _("The words of a group are shown only when it has at least this many comments."),
            _whole(1, 100),
        ),
    ]


def _margins() -> list[Field]:
    return [
        Field(
            "low_point_margin",
            _("Margin of a low point (points of 100)"),
            _("A touchpoint is a low point only when it lies at least this far below the rest, beyond chance."),
            _decimal(0.0, 50.0),
        ),
        Field(
            "period_margin",
            _("Margin between periods (points of 100)"),
            _("A change between two periods smaller than this is not called a change that matters."),
            _decimal(0.0, 50.0),
        ),
    ]


def _calendar() -> list[Field]:
    return [
        Field(
            "time_zone",
            _("Time zone"),
            _("Times without a zone are read in it, and every day, week and month is cut in it."),
            _choice(time_zones(), str),
        ),
        Field("week_start", _("Week starts on"), _("Weekly figures run from this day."), _choice(WEEK_STARTS, _day)),
        Field(
            "fiscal_year_start",
            _("Fiscal year starts in"),
            _("Quarters and half-years are counted from this month."),
            _choice(tuple(range(1, 13)), _month),
        ),
        Field(
            "date_basis",
            _("Date that places an answer in a period"),
            _("The day the answer was given, or the day of the service it is about."),
            _choice(DATE_BASES, _basis),
        ),
        Field("currency", _("Currency"), _("Costs are shown in it; nothing is converted."), _choice(CURRENCIES, str)),
    ]


def _words() -> list[Field]:
    return [
        Field(
            "language",
            _("Language at first visit"),
            _("Each person can switch at the top of every page; links keep their own language."),
            _choice(LANGUAGES, _language_name),
        ),
        Field(
            "label_set",
            _("CMMI label set"),
            _("Which names the capability model's areas carry. Wording only, no figure changes."),
            _choice(LABEL_SETS, _label_set),
        ),
    ]


def _comments() -> list[Field]:
    return [
        Field(
            "text_engine",
            _("Comments are read by"),
            _("Instant is always there; Standard and Accurate understand more and take longer, in the background."),
            _choice(TEXT_ENGINES, engine_name),
        )
    ]


def engine_name(code: str) -> str:
    """The engine that reads comments, as it is called on screen."""
    names = {
        "auto": _("the best one that is installed"),
        "instant": _("Instant"),
        "standard": _("Standard"),
        "accurate": _("Accurate"),
    }
    return names.get(code, code)


def time_zones() -> tuple[str, ...]:
    """The named zones of the tz database, regions only, in alphabetical order."""
    regions = (name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return (*sorted(regions), "UTC")


def _whole(low: int, high: int) -> Callable[[Field, Any], Any]:
    def draw(field: Field, value: Any) -> Any:
        return st.number_input(field.label, low, high, int(value), 1, key=widget_key(field.key))

    return draw


def _decimal(low: float, high: float) -> Callable[[Field, Any], Any]:
    def draw(field: Field, value: Any) -> Any:
        return st.number_input(field.label, low, high, float(value), 0.5, format="%.1f", key=widget_key(field.key))

    return draw


def _choice(options: tuple[Any, ...], named: Callable[[Any], str]) -> Callable[[Field, Any], Any]:
    def draw(field: Field, value: Any) -> Any:
        known = options if value in options else (value, *options)
        return st.selectbox(field.label, known, known.index(value), format_func=named, key=widget_key(field.key))

    return draw


def _day(code: str) -> str:
    return {"mon": _("Monday"), "sun": _("Sunday")}.get(code, code)


def _basis(code: str) -> str:
    return {"answer": _("date of the answer"), "service": _("date of the service")}.get(code, code)


def _language_name(code: str) -> str:
    return {"en": _("English"), "zh": _("Simplified Chinese")}.get(code, code)


def _label_set(code: str) -> str:
    return {"v1.3": _("V1.3 process areas"), "v2/v3": _("V2 / V3 practice areas")}.get(code, code)


def _month(number: int) -> str:
    from babel.dates import get_month_names

    return str(get_month_names("wide", "stand-alone", "zh_CN" if language() == "zh" else "en")[number])


def draw_form(values: Mapping[str, Any]) -> dict[str, Any] | None:
    """Draw the form; the changed settings after a submit, else None."""
    with st.form("settings", border=False):
        entered: dict[str, Any] = {}
        for heading, fields in groups():
            st.header(heading)
            for row in _rows(fields):
                for column, field in zip(st.columns(3), row, strict=False):
                    with column:
                        entered[field.key] = field.draw(field, values[field.key])
                        st.caption(field.explanation)
        submitted = st.form_submit_button(_("Save settings"), type="primary", icon=":material/save:")
    if not submitted:
        return None
    return {key: value for key, value in entered.items() if value != values[key]}


def _rows(fields: list[Field]) -> list[list[Field]]:
    return [fields[start : start + 3] for start in range(0, len(fields), 3)]


def answer_sentence(values: Mapping[str, Any]) -> str:
    """The rules in force, in one sentence."""
    said = _(
        "Figures from fewer than **{hidden}** answers are hidden, under **{low}** they are marked; a low point lies "
        "at least **{margin}** points below the rest. Days are cut in **{zone}**."
    )
    return said.format(
        hidden=values["min_n_hidden"],
        low=values["min_n_low"],
        margin=f"{float(values['low_point_margin']):g}",
        zone=str(values["time_zone"]).replace("_", " "),
    )
