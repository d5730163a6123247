"""Under a page: what the figures rest on, and the words it uses, each opening its entry."""

from __future__ import annotations

import streamlit as st

from i18n import _
from views import figures, loaders, periods, state, term
from views.escape import plain
from views.view import View


def draw(view: View, *names: str) -> None:
    """n, period, segments, date basis; then the terms by their English names in the glossary."""
    if state.is_on(state.PRESENT) or not view.exists:
        return
    told = _("n = {n} responses; {period}; {segments}; dates are those of {basis}.")
    st.caption(
        told.format(
            n=figures.count(loaders.totals(view.scope)["n_responses"]),
            period=view.period_text,
            segments=plain(view.segment_text),
            basis=_("the answer") if view.basis == "answer" else _("the service"),
        )
    )
    if view.last is not None and view.span.last is not None and view.last < view.span.last:
        unfinished = _("This period is not full yet: the data end on {day}.")
        st.caption(unfinished.format(day=periods.day_label(view.last)))
    term.terms(*names)
