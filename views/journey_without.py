"""A journey without a curve: overall scores and voices, or a sentence why there is nothing; never a one-point curve."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from analytics.curve import EmotionCurve
from i18n import _
from views import empty, journey_lanes, journey_outcomes, loaders, loaders_scores, periods
from views.escape import plain
from views.text_source_words import source_tag
from views.view import View


def draw(view: View, curve: EmotionCurve) -> None:
    """What the data can say without touchpoints."""
    outcomes = loaders_scores.outcomes(view.scope)
    comments = loaders_scores.scoped("journey_comments", view.scope)
    single = [point for point in curve.points if not point.hidden and point.mean is not None]
    if not outcomes and comments.empty and not single:
        empty.no_data(_nothing(view), has_more=view.n_scores > 0)
        _map(view, curve)
        return
    st.markdown(_why(view, bool(single)))
    if outcomes or single:
        journey_outcomes.draw_outcomes(view)
    _voices(comments)
    _map(view, curve)


def _map(view: View, curve: EmotionCurve) -> None:
    """The map itself, where there is one: it needs no answers to be drawn or edited."""
    from views.journey_page import draw_map

    if len(loaders.stages(view.journey_id)):
        draw_map(view, curve, "")
        journey_lanes.draw_unmeasured(view, curve)


def _nothing(view: View) -> str:
    if view.n_scores == 0:
        return _("This journey has no answers yet. Add a survey export that belongs to it.")
    return _("No answers in {period} for {segments}.").format(
        period=view.period_text, segments=plain(view.segment_text)
    )


def _why(view: View, has_single: bool) -> str:
    if has_single:
        return _("Only one touchpoint is measured, so there is no curve: a single point is no journey.")
    return _(
        "No question of this survey is about a touchpoint, so there is no curve: here are overall scores and voices."
    )


def _voices(comments: pd.DataFrame) -> None:
    least = int(loaders.rules()["min_comments"])
    st.header(_("What customers say"), anchor=False)
    if len(comments) < least:
        st.info(_("Fewer than {least} comments: they stay hidden.").format(least=least))
        return
    st.markdown("\n\n".join(_quote(row) for row in comments.head(12).to_dict("records")))


def _quote(row: Mapping[Hashable, Any]) -> str:
    day = row["day"]
    facts = [source_tag(row.get("source_kind"), row.get("is_solicited"))]
    if isinstance(day, pd.Timestamp) and not pd.isna(day):
        facts.append(periods.day_label(day.date()))
    told = " · ".join(fact for fact in facts if fact)
    return f"“{plain(row['text'], limit=320)}”" + (f"  \n:gray[{told}]" if told else "")
