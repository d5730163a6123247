"""The home page put together: where it hurts, the dual board, what changed."""

from __future__ import annotations

import streamlit as st

from i18n import _, language
from views import empty, home_board, home_changes, journey_answer, late_sources, loaders, loaders_scores, state
from views.view import View


def draw(view: View) -> None:
    """Worst point first, then customer and process side by side."""
    if not view.exists:
        empty.no_journey()
        return
    if view.n_scores == 0:
        empty.no_data(_("This journey has no answers yet. Add a survey export that belongs to it."), has_more=False)
        return
    if state.is_on(state.PRESENT):
        from views import home_present

        home_present.draw(view)
        return
    curve = loaders_scores.journey_curve(view.scope)
    names = loaders.names(view.journey_id, language())
    point = journey_answer.opening_point(curve)
    said, link = st.container(border=True).columns([4, 1], vertical_alignment="center")
    said.markdown(journey_answer.answer_sentence(curve, view, names))
    with link:
        if point is not None:
            st.page_link(
                "pages/journey/journey.py",
                label=_("See it on the journey map"),
                icon=":material/route:",
                query_params={state.TOUCHPOINT: point.touchpoint_id, state.LANGUAGE: language()},
            )
    late_sources.draw(view.journey_id)
    home_board.draw_board(view)
    home_changes.draw_changes(view)
