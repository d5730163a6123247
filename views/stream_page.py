"""The value-stream page: which of its parts is open, and what all of them share."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from i18n import _, language
from views import (
    empty,
    figures,
    forecast_part,
    header_row,
    loaders_stream,
    page_foot,
    paths_part,
    present,
    state,
    stream_load,
    stream_log,
    stream_map,
    term,
    transitions_part,
)
from views.escape import plain
from views.part_switch import open_part
from views.view import View

# A part is drawn by one function of a view; only the open one runs. Its code stands in `views.codes` too.
PARTS: dict[str, Callable[[View], None]] = {
    "map": stream_map.draw,
    "paths": paths_part.draw,
    "load": stream_load.draw,
    "transitions": transitions_part.draw,
    "models": forecast_part.draw,
}


NEEDS_JOURNEY = frozenset({"transitions", "models"})


def part_label(code: str) -> str:
    """The name of a part."""
    return {
        "map": _("Stream map"),
        "paths": _("Paths"),
        "load": _("Lead time and load"),
        "transitions": _("Transitions"),
        "models": _("Forecast"),
    }[code]


def shows_journey(view: View) -> bool:
    """Whether the page shows the journey of the view, not a log behind none."""
    return not stream_log.chosen(view)


def draw_controls(view: View) -> None:
    """The header row; for a log behind no journey the log itself, all of its time, and the way back to a journey."""
    source = stream_log.chosen(view)
    if not source:
        header_row.draw_filters(view)
        return
    with st.container(horizontal=True, vertical_alignment="center", key="header_row"):
        stream_log.choose(view, source)
        if view.exists:
            with st.popover(_("Journeys"), icon=":material/route:", key=f"stream_journeys_{language()}"):
                st.caption(_("Journey, period and segments say nothing about this log; a journey has its own."))
                header_row.draw_journey(view)
        present.start_button()


def draw_foot(view: View, *names: str) -> None:
    """What the page counts: instances and their period; below it the answers, where a journey has some."""
    seen = stream_log.looked_at(view, stream_log.chosen(view))
    n = loaders_stream.log_totals(seen.scope)["n_cases"] if seen is not None else 0
    if seen is not None and n and not state.is_on(state.PRESENT):
        said = _("n = {n} process instances of {name} whose last event lies in {period}.")
        if seen.scope.journey_id != view.journey_id:
            said = _("n = {n} process instances of the log {name}, all of its time; no answers are linked to it.")
        st.caption(said.format(n=figures.count(n), name=plain(seen.journey_name), period=seen.period_text))
    if seen is not None and seen.scope.journey_id != view.journey_id:
        if not state.is_on(state.PRESENT):
            term.terms(*names)
        return
    page_foot.draw(view, *names)


def draw(view: View) -> None:
    """The switch and the open part."""
    source = stream_log.chosen(view)
    seen = stream_log.looked_at(view, source)
    if seen is None and not view.exists:
        empty.no_journey()
        return
    # a row only where there is a choice of log: in a row the switch does not wrap on a narrow screen
    has_choice = not source and bool(stream_log.free_logs()) and not state.is_on(state.PRESENT)
    with st.container(horizontal=has_choice, vertical_alignment="center", key="stream_parts"):
        if is_drawn := seen is not None and bool(loaders_stream.log_totals(seen.scope)["n_cases"]):
            part = open_part(state.STREAM_PART, list(PARTS), part_label)
        if has_choice:
            stream_log.choose(view, stream_log.OWN)
    if seen is None or not is_drawn:
        empty.no_data(no_cases(view))
        return
    stream_log.say_free(source)
    if part in NEEDS_JOURNEY and stream_log.needs_journey(seen):
        return
    PARTS[part](seen)


def no_cases(view: View) -> str:
    """Why there is nothing to draw."""
    if loaders_stream.log_totals(view.scope.between(None, None))["n_cases"]:
        return _("No process instance ended in this period. Choose a longer period or fewer segments.")
    return _("This journey has no event log yet. Add one, and its steps, waits and loops are drawn here.")


def refuse_unknown() -> None:
    """Drop a log that is none without a journey, and a step that no log knows.

    A step that only the view does not hold is said where the map is drawn.
    """
    log = state.get(state.STREAM_LOG)
    if log and log not in stream_log.free_logs():
        state.refuse(state.STREAM_LOG, log)
    wanted = state.get(state.STEP)
    if wanted and wanted not in loaders_stream.step_codes():
        state.refuse(state.STEP, wanted)
