"""The voices page: which of its parts is open, and what all of them share."""

from __future__ import annotations

import streamlit as st

from i18n import _
from views import (
    empty,
    loaders_voices,
    state,
    voices_codeframe,
    voices_compare,
    voices_filters,
    voices_model,
    voices_review,
    voices_themes,
    voices_topics,
    voices_verbatims,
)
from views.view import View

PARTS = {
    "themes": voices_themes.draw,
    "compare": voices_compare.draw,
    "verbatims": voices_verbatims.draw,
    "review": voices_review.draw,
    "topics": voices_topics.draw,
    "codeframe": voices_codeframe.draw,
    "model": voices_model.draw,
}


TO_A_ROOM = ("themes", "compare", "verbatims", "topics")


def part_label(code: str) -> str:
    """The name of a part."""
    return {
        "themes": _("Themes"),
        "compare": _("Compare"),
        "verbatims": _("Verbatims"),
        "review": _("Review"),
        "topics": _("New topics"),
        "codeframe": _("Theme list"),
        "model": _("Model"),
    }[code]


def shown_parts() -> list[str]:
    """The parts to choose from: on a projector what is said to a room, and a part of the desk only if it is open."""
    is_presenting, now = state.is_on(state.PRESENT), state.get(state.VOICES_PART)
    return [part for part in PARTS if not is_presenting or part in TO_A_ROOM or part == now]


def draw(view: View) -> None:
    """The switch and the open part."""
    if not view.exists:
        empty.no_journey()
        return
    if not loaders_voices.heard(view.scope).n_all:
        empty.no_data(_("Nobody left a comment in this period. Choose a longer period or fewer segments."))
        return
    part = state.bound(
        st.segmented_control, _("Part of the page"), shown_parts(), state.VOICES_PART, format_func=part_label,
        required=True, label_visibility="collapsed",
    )  # fmt: skip
    PARTS[part](view)


def refuse_unknown() -> None:
    """Drop a theme of the link that the codeframe does not know, before the header says so."""
    theme = state.get(state.THEME)
    if theme and theme not in loaders_voices.theme_names():
        state.refuse(state.THEME, theme)
    voices_filters.refuse_unknown()
