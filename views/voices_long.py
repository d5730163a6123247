"""A long comment: its beginning, and the whole of it on request."""

from __future__ import annotations

import streamlit as st

from i18n import _, language
from views import figures
from views.escape import plain

SHORT = {"zh": 260}
SHORT_ELSE = 520  # characters of a comment that stand in a list
MOST = 60_000
HEIGHT = 320


def limit_of(spoken: object) -> int:
    """Characters of a comment in this language that stand in a list."""
    return SHORT.get(str(spoken), SHORT_ELSE)


def draw_rest(text: str, spoken: object, key: str) -> None:
    """A button that shows the whole comment, where the list has only its beginning."""
    if len(text) <= limit_of(spoken):
        return
    label = _("Show all ({n} characters)").format(n=figures.count(len(text)))
    with st.expander(label, key=f"{key}|{language()}", on_change="rerun") as opened:
        if opened.open:
            with st.container(height=HEIGHT, border=False):
                st.markdown(plain(text, limit=MOST))
