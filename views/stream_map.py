"""The map: answer, four figures, the picture of the stream and what lies behind a step."""

from __future__ import annotations

import streamlit as st

from analytics.process.value_stream import ValueStream
from i18n import _
from reports.numbers import duration
from views import figures, loaders_stream
from views.cards import Card, draw_cards
from views.escape import plain
from views.view import View


def draw(view: View) -> None:
    """The part "Map" of the page."""
    stream = loaders_stream.value_stream(view.scope)
    st.markdown(answer(view, stream))
    draw_cards(cards(stream))


def answer(view: View, stream: ValueStream) -> str:
    """The answer in a sentence, with n and period."""
    worst = stream.worst_wait
    said = _(
        "**{share}** of the lead time nobody works on the instance, and most of it is lost before **{step}** "
        "({wait} of all waiting). n = {n} process instances that ended in {period}."
    )
    total = stream.wait_sum_hours
    return said.format(
        share=figures.share(total / stream.lead_sum_hours if stream.lead_sum_hours else None),
        step=plain(worst.activity if worst else ""),
        wait=figures.share(worst.wait_sum_hours / total if worst and total else None),
        n=figures.count(stream.n_cases),
        period=view.period_text,
    )


def cards(stream: ValueStream) -> list[Card]:
    """Lead time, flow efficiency, process-cycle efficiency, worst wait."""
    worst = stream.worst_wait
    n = _("n = {n} instances").format(n=figures.count(stream.n_cases))
    return [
        Card(_("Lead time (median)"), duration(stream.lead_median_hours),
             _("mean {mean}").format(mean=duration(stream.lead_mean_hours)), "gray", n),
        Card(_("Flow efficiency"), figures.share(stream.flow_efficiency), _("processing ÷ lead time"), "gray", n),
        Card(_("Process-cycle efficiency"), figures.share(stream.pce), _("value-added ÷ lead time"), "gray", n),
        Card(_("Longest wait (median)"), duration(worst.wait_median_hours if worst else None),
             _("before {step}").format(step=plain(worst.activity)) if worst else "", "gray", n),
    ]  # fmt: skip
