"""The journey on a projector: the answer, the curve, the words of the selected touchpoint; ←/→ walks the journey."""

from __future__ import annotations

import streamlit as st

from analytics.curve import EmotionCurve, TouchpointScore
from views import journey_answer, journey_chart, journey_points, loaders, periods, present, state
from views.escape import plain
from views.view import View

QUOTES = 2


def draw(view: View, curve: EmotionCurve, point: TouchpointScore | None) -> None:
    """At most seven lines beside the chart."""
    names = journey_points.names(loaders.touchpoints(view.journey_id))
    shown = [each.touchpoint_id for each in journey_points.measured(curve) if not each.hidden]
    opening = journey_answer.opening_point(curve)
    is_opening = point is None or opening is None or point.touchpoint_id == opening.touchpoint_id
    sentence = (
        journey_answer.answer_sentence(curve, view, names)
        if is_opening
        else journey_answer.point_sentence(point, view, names)  # type: ignore[arg-type]
    )
    st.subheader(sentence, anchor=False)
    journey_chart.draw_curve(view, point.touchpoint_id if point else "", sentence)
    if point is not None:
        _words(view, point)
        present.step(shown, point.touchpoint_id, state.TOUCHPOINT)


def _words(view: View, point: TouchpointScore) -> None:
    comments = loaders.scoped("comments", view.scope, point.touchpoint_id)
    if int(comments["n_same"].sum()) < int(loaders.rules()["min_comments"]):
        return
    for column, row in zip(st.columns(QUOTES), comments.head(QUOTES).to_dict("records"), strict=False):
        day = periods.day_label(row["day"].date()) if row["day"] == row["day"] else ""
        column.markdown(f"> {plain(row['text'], limit=160)}  \n> :gray[{day}]")
