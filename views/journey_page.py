"""The journey page put together: the first view fits the data there is."""

from __future__ import annotations

import streamlit as st

from analytics.curve import EmotionCurve, TouchpointScore
from i18n import _, language
from views import (
    cards,
    journey_answer,
    journey_cards,
    journey_chart,
    journey_drill,
    journey_lanes,
    journey_outcomes,
    journey_points,
    journey_rows,
    journey_who,
    loaders,
    loaders_scores,
    state,
)
from views.view import View


def draw(view: View) -> None:
    """Curve and drill-down where touchpoints were rated, else what there is instead."""
    if not view.exists:
        from views import empty

        empty.no_journey()
        return
    curve = loaders_scores.journey_curve(view.scope)
    if not journey_points.is_drawable(curve):
        from views import journey_without

        journey_without.draw(view, curve)
        return
    _with_curve(view, curve)


def _with_curve(view: View, curve: EmotionCurve) -> None:
    names = loaders.names(view.journey_id, language())
    point = selected_point(curve)
    if state.is_on(state.PRESENT):
        from views import journey_present

        journey_present.draw(view, curve, point)
        return
    answer = journey_answer.answer_sentence(curve, view, names)
    st.markdown(answer)
    cards.draw_cards(journey_cards.journey_cards(view, curve))
    with st.container(border=True):
        _curve_card(view, curve, point, answer)
    if point is not None:
        journey_drill.draw_drill(view, curve, point, names)
        journey_drill.evidence_button(view, point)
    draw_map(view, curve, point.touchpoint_id if point else "")
    journey_lanes.draw_unmeasured(view, curve)
    journey_outcomes.draw_outcomes(view)


def draw_map(view: View, curve: EmotionCurve, selected: str) -> None:
    """Head, editor where it is on, lanes."""
    journey_who.draw_head(view)
    if state.is_on(state.EDIT):
        from views import journey_edit

        journey_edit.draw_edit(view, selected)
    journey_lanes.draw_lanes(view, curve, selected)


def _curve_card(view: View, curve: EmotionCurve, point: TouchpointScore | None, alt_text: str) -> None:
    selected = point.touchpoint_id if point else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(_("Emotion curve"), anchor=False, width="stretch")
        journey_chart.draw_controls(view, curve)
        journey_chart.picture_button(view, selected)
    journey_chart.draw_curve(view, selected, alt_text)
    st.caption(journey_chart.how_to_read(view, curve))
    with st.expander(_("Show data"), on_change="rerun", key="curve_data") as opened:
        if opened.open:
            journey_rows.draw_table(view, curve, selected)


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
