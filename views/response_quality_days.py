"""Answers per day with the days that chance does not explain."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import streamlit as st

from charts.response_days import response_days
from i18n import _, language, ngettext
from reports.chart_labels import day_labels
from views import drawing, figures, loaders, loaders_quality
from views.periods import day_label

MOST_DAYS = 800
AREAS = loaders_quality.AREAS


def draw(survey_id: str) -> None:
    """The chart with its sentence and its data."""
    st.header(_("Answers per day"), anchor=False)
    days = loaders_quality.frame("days", survey_id)
    if days.empty:
        st.markdown(_("The answers carry no date, so there are no days to look at."))
        return
    said = sentence(days)
    st.markdown(said)
    spec = loaders.made(
        AREAS,
        ("quality days", survey_id, language(), drawing.mode()),
        lambda: drawing.specification(
            response_days(chart_rows(days), labels=day_labels(alt=said, grain=_grain(days)), mode=drawing.mode())
        ),
    )
    drawing.draw(spec, key=f"quality_days_{survey_id}", alt_text=said)
    st.caption(_("Line: what the days around and the weekday let expect. Marked: beyond chance after FDR."))
    _data(days, survey_id)


def sentence(days: pd.DataFrame) -> str:
    """How many days stand out, and the largest of them."""
    n = int(days["is_spike"].sum())
    if days["q"].isna().all():
        return _("Too few days to say which of them stand out.")
    if not n:
        said = _("No day has more answers than chance explains; {n} days, {first} to {last}.")
        return said.format(n=figures.count(len(days)), first=_day(days["day"].iloc[0]), last=_day(days["day"].iloc[-1]))
    top = days[days["is_spike"]].nlargest(1, "n").iloc[0]
    said = ngettext(
        "**{n} day** has more answers than chance explains: {day} with {count} instead of about {usual}.",
        "**{n} days** have more answers than chance explains, most of all {day} with {count} instead of about {usual}.",
        n,
    )
    return said.format(
        n=n, day=_day(top["day"]), count=figures.count(int(top["n"])), usual=figures.number(float(top["expected"]), 0)
    )


def _day(day: pd.Timestamp) -> str:
    return day_label(day.date())


def _grain(days: pd.DataFrame) -> str:
    return "week" if len(days) > MOST_DAYS else "day"


def chart_rows(days: pd.DataFrame) -> pd.DataFrame:
    """The rows of the chart: days, or weeks where the days are too many to see."""
    frame = days
    if _grain(days) == "week":
        week = days["day"] - pd.to_timedelta(days["day"].dt.day_of_week, unit="D")
        frame = (
            days.assign(day=week)
            .groupby("day", as_index=False)
            .agg(n=("n", "sum"), expected=("expected", "sum"), is_spike=("is_spike", "any"))
        )
    month = frame["day"].dt.to_period("M")
    is_first = (month != month.shift()).to_numpy()
    ticks = [_month(day.date()) if first else "" for day, first in zip(frame["day"], is_first, strict=True)]
    if len(ticks) > 3 and "" not in ticks[1:3] and np.sum(is_first) > 3:
        ticks[0] = ""
    return frame.assign(title=[_day(day) for day in frame["day"]], tick=ticks)


def _month(day: date) -> str:
    from babel.dates import format_skeleton

    locale = "zh_CN" if language() == "zh" else "en"
    return str(format_skeleton("yMMM", day, locale=locale)).replace(" ", "\n")


def _data(days: pd.DataFrame, survey_id: str) -> None:
    with st.expander(_("Show data"), on_change="rerun", key=f"quality_days_data_{survey_id}|{language()}") as opened:
        if not opened.open:
            return
        shown = pd.DataFrame(
            {
                "day": days["day"].dt.strftime("%Y-%m-%d"),
                "n": days["n"],
                "expected": days["expected"].round(1),
                "mark": [_("more than chance") if found else "" for found in days["is_spike"]],
            }
        )
        config = st.column_config
        st.dataframe(
            shown,
            hide_index=True,
            height=320,
            column_config={
                "day": config.TextColumn(_("Day")),
                "n": config.NumberColumn(_("Responses")),
                "expected": config.NumberColumn(_("Expected")),
                "mark": config.TextColumn(_("Verdict")),
            },
            alt=_("Answers per day, expected answers and verdict"),
        )
