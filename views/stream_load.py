"""Lead time and load: how long instances take, how many are in progress, which are old, and by which clock."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics.intervals import wilson
from i18n import _
from views import (
    calendar_editor,
    figures,
    frame,
    loaders_process,
    present,
    state,
    stream_load_tables,
    stream_load_trend,
    stream_load_words,
)
from views.cards import Card, draw_cards
from views.stream_load_words import brief_of, span_of
from views.view import View
from workflows.read_stream import FlowReading

HOUR = 3600.0


def draw(view: View) -> None:
    """Sentence, cards, controls, the trend, and what lies behind: open instances and ways back."""
    clock = state.get(state.LOAD_CLOCK)
    if state.is_on(state.PRESENT):
        _present(view, clock)
        return
    st.markdown(stream_load_words.answer(view, clock))
    draw_cards(cards(view, clock))
    figure, clock, grain = _controls()
    for line in stream_load_words.clock_lines(view.journey_id, clock):
        st.caption(line)
    stream_load_trend.draw(view, figure, clock, grain)
    stream_load_tables.draw(view)
    calendar_editor.draw(view.scope.journey_id)


def _present(view: View, clock: str) -> None:
    """One message and one chart; the arrow keys walk the figures."""
    figure = state.get(state.LOAD_FIGURE)
    with frame.tools():
        present.step(list(state.LOAD_FIGURES), figure, state.LOAD_FIGURE)
    said = stream_load_words.answer(view, clock)
    grain = state.get(state.LOAD_GRAIN)
    stream_load_trend.draw_presented(view, figure, clock, grain, message=said if figure == "lead" else None)


def _controls() -> tuple[str, str, str]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        figure = state.bound(
            st.selectbox, _("Measure"), list(state.LOAD_FIGURES), state.LOAD_FIGURE,
            format_func=stream_load_words.figure_name, width=280,
        )  # fmt: skip
        clock = state.bound(
            st.segmented_control, _("Durations by"), list(state.LOAD_CLOCKS), state.LOAD_CLOCK, required=True,
            format_func=lambda code: {"calendar": _("Calendar time"), "working": _("Working time")}[code],
        )  # fmt: skip
        grain = state.bound(
            st.segmented_control, _("Periods"), list(state.LOAD_GRAINS), state.LOAD_GRAIN, required=True,
            format_func=lambda code: {"month": _("Months"), "week": _("Weeks")}[code],
        )  # fmt: skip
    return figure, clock, grain


def cards(view: View, clock: str) -> list[Card]:
    """Lead time, first-pass yield, work in progress, flow efficiency."""
    counts, lead = loaders_process.counts(view.scope), loaders_process.lead_time(view.scope, clock)
    shown = [_lead_card(lead, clock)] if lead is not None else []
    finished, passed = int(counts["n_finished"]), int(counts["n_first_pass"])
    if finished:
        low, high = wilson(passed, finished)
        shown.append(
            Card(_("First-pass yield"), figures.share(passed / finished), figures.share_span(low, high), "gray",
                 _("{n} of {all} finished without a step done twice").format(
                     n=figures.count(passed), all=figures.count(finished)))
        )  # fmt: skip
    ageing = loaders_process.ageing(view.scope)
    shown.append(
        Card(_("In progress"), figures.count(int(ageing["n_open"].sum())),
             _("{n} overdue").format(n=figures.count(int(ageing["n_overdue"].sum()))), "gray",
             _("older than 85 in 100 of the closed ones; at the end of the log"),
             _("All instances in progress at the end of the log, whenever they began. The forecast counts those of "
               "them that have passed a stage after which it can be told."))
    )  # fmt: skip
    flow = loaders_process.flow(view.scope, clock)
    if flow.efficiency is not None:
        shown.append(_flow_card(flow))
    return shown


def _flow_card(flow: FlowReading) -> Card:
    said = _("mean of the instances {share}").format(share=figures.share(flow.mean_of_cases))
    n = figures.count(flow.n_cases)
    basis = _("processing ÷ lead time, n = {n}").format(n=n)
    if flow.clock == loaders_process.WORKING:
        basis = _("processing ÷ lead time in working hours, n = {n}").format(n=n)
    told = _("Time in which at least one step of the instance runs ÷ lead time, sums over all instances; steps that "
             "run at the same time count once.")  # fmt: skip
    return Card(_("Flow efficiency"), figures.share(flow.efficiency), said, "gray", basis, told)


def _lead_card(lead: Any, clock: str) -> Card:
    mean = brief_of(lead.mean.value, clock)
    said = _("mean {mean}").format(mean=mean)
    told = _("Mean {mean}, 95% confidence interval: {interval}.").format(
        mean=mean, interval=span_of(lead.mean.low, lead.mean.high, clock)
    )
    basis = _("n = {n}; middle one between {interval}").format(
        n=figures.count(lead.median.n), interval=span_of(lead.median.low, lead.median.high, clock)
    )
    label = _("Working time (median)") if clock == loaders_process.WORKING else _("Lead time (median)")
    return Card(label, brief_of(lead.median.value, clock), said, "gray", basis, told)
