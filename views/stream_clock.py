"""The clock of the map: calendar or working time, as the page's link carries it, and what has to be said about it."""

from __future__ import annotations

from typing import cast

import streamlit as st

from analytics.process.value_stream import ClockName
from i18n import _, ngettext
from views import figures, state
from views.view import View
from workflows.read_stream import StreamReading


def wanted() -> ClockName:
    """The clock that was asked for; the part "Lead time and load" goes by the same."""
    return cast("ClockName", state.get(state.LOAD_CLOCK))


def name(code: str) -> str:
    """A clock."""
    return {"calendar": _("Calendar time"), "working": _("Working time")}[code]


def choose() -> None:
    """The switch between the two."""
    state.bound(
        st.segmented_control, _("Durations by"), list(state.LOAD_CLOCKS), state.LOAD_CLOCK, required=True,
        format_func=name,
    )  # fmt: skip


def lead_label(by: ClockName) -> str:
    """The name of the lead time on a card."""
    return _("Lead time (median, working hours)") if by == "working" else _("Lead time (median)")


def lines(view: View, reading: StreamReading) -> list[str]:
    """By which clock the map counts, and years whose holidays nobody has entered."""
    if reading.wanted != reading.stream.clock:
        return [_("No working hour of the calendar lies in these instances, so the map stays with calendar time.")]
    if reading.stream.clock == "calendar":
        return [_("Clock: calendar time, nights and weekends included; days (d) have 24 hours.")]
    said = [
        _(
            "Clock: working time, the hours of the working week without public holidays, set under “Lead time and "
            "load”. The values proposed for steps go by calendar time."
        )
    ]
    if reading.n_outside:
        outside = ngettext(
            "{n} of {all} instances lies outside the working hours altogether and counts as 0 h.",
            "{n} of {all} instances lie outside the working hours altogether and count as 0 h.",
            reading.n_outside,
        )
        said.append(outside.format(n=figures.count(reading.n_outside), all=figures.count(reading.stream.n_cases)))
    if reading.missing_years:
        named = _(", ").join(str(year) for year in reading.missing_years)
        said.append(
            _("No holidays are on record for {years}: these years count by the week alone.").format(years=named)
        )
    return said
