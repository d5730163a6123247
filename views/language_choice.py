"""EN or 中文, on every page and while presenting; the choice lives in the state and in the URL."""

from __future__ import annotations

import streamlit as st

from i18n import LANGUAGES, _, language
from views import state

NAMES = {"en": "EN", "zh": "中文"}


def draw_language() -> None:
    """The two languages side by side."""
    key = "language"
    if st.session_state.get(key) != language():
        st.session_state[key] = language()

    def choose() -> None:
        state.put(state.LANGUAGE, st.session_state.get(key) or language())

    st.segmented_control(
        _("Language"),
        LANGUAGES,
        key=key,
        format_func=lambda code: NAMES[code],
        on_change=choose,
        required=True,
        label_visibility="collapsed",
    )
