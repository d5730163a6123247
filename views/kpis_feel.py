"""The customers' side of a measure: the touchpoints it stands behind, with their scores."""

from __future__ import annotations

import streamlit as st

from analytics.curve import TouchpointScore
from i18n import _, language
from views import figures, loaders, loaders_scores, state
from views.escape import plain
from views.kpis_edit import linked
from views.view import View
from workflows.read_kpis import Measure


def draw(view: View, measure: Measure) -> None:
    """One line per linked touchpoint, and the way to it on the map."""
    st.subheader(_("What customers feel there"), anchor=False)
    codes = linked(view, measure)
    if not codes:
        st.info(_("This measure stands behind no touchpoint yet. Link one below, and its score appears here."))
        return
    names = loaders.names(view.journey_id, language())
    found = {point.touchpoint_id: point for point in loaders_scores.journey_curve(view.scope).points}
    for code in codes:
        if code not in names:
            continue
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(score_line(names[code], found.get(code)), width="stretch")
            st.button(
                _("On the map"), icon=":material/route:", key=f"kpi_map_{code}|{language()}", type="tertiary",
                on_click=_choose, args=(code,),
            )  # fmt: skip
    if st.session_state.pop("kpi_to_map", False):
        st.switch_page("pages/journey/journey.py")


def _choose(code: str) -> None:
    state.put(state.TOUCHPOINT, code)
    st.session_state["kpi_to_map"] = True


def score_line(name: str, point: TouchpointScore | None) -> str:
    """A touchpoint with its experience score, interval and n."""
    if point is None or point.mean is None:
        return _("**{name}**: too few answers in this period").format(name=plain(name))
    return _("**{name}**: {score} of 100 ({interval}, n = {n})").format(
        name=plain(name), score=figures.number(point.mean), interval=figures.interval(point.low, point.high),
        n=figures.count(point.n),
    )  # fmt: skip
