"""The journey page put together: the first view fits the data there is."""

from __future__ import annotations

import streamlit as st

from analytics.curve import EmotionCurve, TouchpointScore
from i18n import _
from views import (
    cards,
    journey_answer,
    journey_cards,
    journey_chart,
    journey_drill,
    journey_points,
    journey_rows,
    loaders,
    state,
)
from views.view import View


def draw(view: View) -> None:
    """Curve and drill-down where touchpoints were rated, else what there is instead."""
    if not view.exists:
        from views import empty

        empty.no_journey()
        return
    curve = loaders.journey_curve(view.scope)
    if len(journey_points.measured(curve)) < 2:
        from views import journey_without

        journey_without.draw(view, curve)
        return
    _with_curve(view, curve)


def _with_curve(view: View, curve: EmotionCurve) -> None:
    names = journey_points.names(loaders.touchpoints(view.journey_id))
    point = selected_point(curve)
    st.markdown(journey_answer.answer_sentence(curve, view, names))
    cards.draw_cards(journey_cards.journey_cards(view, curve))
    with st.container(border=True):
        _curve_card(view, curve, point)
    if point is not None:
        journey_drill.draw_drill(view, curve, point, names)
        journey_drill.evidence_button(view, point)


def _curve_card(view: View, curve: EmotionCurve, point: TouchpointScore | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader(_("Emotion curve"), anchor=False, width="content")
        journey_chart.picture_button(view, point.touchpoint_id if point else "")
    st.caption(_("Click a touchpoint to see its voices and its process below."))
    journey_chart.draw_curve(view, point.touchpoint_id if point else "", "")
    with st.expander(_("Show data"), on_change="rerun", key="curve_data") as opened:
        if opened.open:
            journey_rows.draw_table(view, curve, point.touchpoint_id if point else "")


def selected_point(curve: EmotionCurve) -> TouchpointScore | None:
    """The chosen touchpoint, or the one the view opens on; an unknown one is refused."""
    wanted = state.get(state.TOUCHPOINT)
    if wanted:
        found = next((point for point in curve.points if point.touchpoint_id == wanted), None)
        if found is not None:
            return found
        state.refuse(state.TOUCHPOINT, wanted)
    point = journey_answer.opening_point(curve)
    if point is not None:
        state.show(state.TOUCHPOINT, point.touchpoint_id)
    return point
