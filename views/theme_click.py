"""A chart whose rows are themes: a click chooses one."""

from __future__ import annotations

from typing import Any

import streamlit as st

from i18n import language
from views import drawing, state


def draw(spec: dict[str, Any], *, name: str, parameter: str, alt_text: str) -> None:
    """Draw the chart; a click on a mark puts its theme_id into the state."""
    key = f"{name}|{language()}"

    def clicked() -> None:
        code = drawing.chosen_code(st.session_state.get(key), parameter, "theme_id")
        if code:
            state.put(state.THEME, code)

    drawing.clickable(spec, clicked, key=key, parameter=parameter, alt_text=alt_text)
