"""Measures of events that are known one by one: what a point between two of them means, and the events behind it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from data.queries.measure_series import period_ends
from data.queries.measures import EVENT_KINDS, PROCESS_KINDS, Measure
from i18n import _, in_a_row, language, ngettext
from views import control_words, figures, loaders_control, periods
from views.escape import plain
from views.view import View
from workflows.event_points import EVENT
from workflows.read_control import Reading

MOST = 500


def how_to_read(one: Reading) -> str:
    """What one point is, and which way is better."""
    told = _("Each point is an event; its height is what lies between it and the event before.")
    better = {"up": _("Higher is better: events have become rarer."), "down": _("Lower is better.")}
    return in_a_row(told, better[one.improvement]) if one.improvement in better else told


def point_words(one: Reading, at: int) -> str:
    """The gap that an event ended."""
    row = one.series.iloc[at]
    return _("{name}: {value} lie between this event and the one before.").format(
        name=plain(control_words.title(one.row)), value=amount(one, float(row["value"]))
    )


def amount(one: Reading, value: float) -> str:
    """What lies between two events, with its unit."""
    words = control_words.value_words(one.row, value)
    if str(one.row["unit"]) != "between":
        return words
    return _("{n} {unit}").format(n=words, unit=control_words.between_unit(str(one.row["kind"])))


def open_gap(view: View, one: Reading) -> str:
    """How long nothing has happened at the end of the data: a gap that may still grow is no point of the chart."""
    if not one.is_between or view.last is None or not len(one.series):
        return ""
    latest = one.series["period_start"].iloc[-1].date()
    end = view.last if view.scope.end is None else min(view.last, (pd.Timestamp(view.scope.end)).date())
    days = (end - latest).days
    if days < 1:
        return ""
    return ngettext(
        "Since the latest event {n} day has passed without one.",
        "Since the latest event {n} days have passed without one.",
        days,
    ).format(n=figures.count(days))


def draw(view: View, one: Reading, selected: str, *, is_customer: bool) -> None:
    """The events behind a point: those of the period, or the two between which the point measures."""
    kind = str(one.row["kind"])
    if kind not in EVENT_KINDS or (kind not in PROCESS_KINDS) != is_customer:
        return
    told = behind(view, one, selected)
    n = len(told)
    if not n:
        st.caption(_("No such event in this period."))
        return
    if one.grain == EVENT:
        label = _("This event and the one before it")
    else:
        label = ngettext("{n} event of this period", "{n} events of this period", n).format(n=figures.count(n))
    st.markdown(f"**{label}**")
    st.dataframe(
        _table(told, kind), hide_index=True, key=f"control_events_{is_customer}|{selected}|{language()}",
        height="content" if n <= 6 else 240,
    )  # fmt: skip


def behind(view: View, one: Reading, selected: str) -> pd.DataFrame:
    """The rows of events behind a point."""
    at = one.codes.index(selected)
    measure = Measure(str(one.row["kind"]), str(one.row["item_id"]))
    every = loaders_control.events(view.scope.between(None, None), measure)
    starts: pd.Series = one.series["period_start"]
    start = starts.iloc[at]
    if one.grain != EVENT:
        end = period_ends(starts, one.grain).iloc[at]
        inside: pd.DataFrame = every[(every["happened_at"] >= start) & (every["happened_at"] < end)]
        return inside.head(MOST)
    same = np.flatnonzero((every["happened_at"] == start).to_numpy())
    if not same.size:
        return every.iloc[:0]
    # several events of one moment stand in the order of the chart
    place = int(same[0]) + int((starts.iloc[:at] == start).sum())
    return every.iloc[max(place - 1, 0) : place + 1]


def _table(told: pd.DataFrame, kind: str) -> pd.DataFrame:
    is_day = bool((told["happened_at"].dt.normalize() == told["happened_at"]).all())
    columns: dict[str, Any] = {
        _("When"): [_moment(at, is_day=is_day) for at in told["happened_at"]],
        _("Record"): told["shown"],
        _("What"): [figures.text_or_none(text) or figures.NONE for text in told["what"]],
        _("Project"): [figures.text_or_none(text) or figures.NONE for text in told["project"]],
        _("Days since the one before"): [figures.number(days, 1) for days in told["days"]],
        control_words.between_unit(kind): [figures.number(units, 0) for units in told["units"]],
    }
    if not told["what"].fillna("").str.len().any():
        columns.pop(_("What"))
    return pd.DataFrame(columns)


def _moment(at: pd.Timestamp, *, is_day: bool) -> str:
    day = periods.day_label(at.date())
    return day if is_day else _("{day}, {time}").format(day=day, time=f"{at:%H:%M}")
