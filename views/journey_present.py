"""The journey on a projector: the answer, the curve, the words of the selected touchpoint; ←/→ walks the journey."""

from __future__ import annotations

import streamlit as st

from analytics.curve import EmotionCurve, TouchpointScore
from i18n import language
from views import frame, journey_answer, journey_chart, journey_points, loaders, loaders_scores, present, state
from views.escape import plain
from views.view import View

QUOTES = 2


def draw(view: View, curve: EmotionCurve, point: TouchpointScore | None) -> None:
    """The finding as the title of the chart, two quotes under it."""
    shown = [each.touchpoint_id for each in journey_points.measured(curve) if not each.hidden]
    selected = point.touchpoint_id if point else ""
    with frame.tools():
        present.step(shown, selected, state.TOUCHPOINT)
    draw_finding(view, curve, point)
    if point is not None:
        _words(view, point)


def draw_finding(view: View, curve: EmotionCurve, point: TouchpointScore | None) -> None:
    """The curve with what it says in large type."""
    names = loaders.names(view.journey_id, language())
    title, basis = journey_answer.headline(point, curve, view, names)
    selected = point.touchpoint_id if point else ""
    if not journey_points.is_drawable(curve):
        st.header(plain(title), anchor=False)
        return
    journey_chart.draw_curve(view, selected, f"{title}. {basis}", title=title, subtitle=basis)


def _words(view: View, point: TouchpointScore) -> None:
    comments = loaders_scores.scoped("comments", view.scope, point.touchpoint_id)
    if int(comments["n_same"].sum()) < int(loaders.rules()["min_comments"]):
        return
    for column, row in zip(st.columns(QUOTES), comments.head(QUOTES).to_dict("records"), strict=False):
        column.header(f"“{plain(row['text'], limit=160)}”", anchor=False)
