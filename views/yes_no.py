"""Yes or no to one statement about a comment; a second click on the answer takes it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from i18n import _
from views import state

ANSWERS: Final = ("yes", "no")


def ask(
    label: str, key: str, said: bool | None, say: Callable[[bool | None], None], *, is_labelled: bool = True
) -> None:
    """Draw the two answers with `said` chosen; `say` is told the new answer, None where it was taken back."""
    now = None if said is None else ANSWERS[0] if said else ANSWERS[1]
    if st.session_state.get(key) != now:
        st.session_state[key] = now

    def answer() -> None:
        chosen = st.session_state.get(key)
        say(None if chosen is None else chosen == ANSWERS[0])

    words = {"yes": _("Yes"), "no": _("No")}
    st.segmented_control(
        label, ANSWERS, key=key, format_func=state.labelled(ANSWERS, words.__getitem__), on_change=answer,
        label_visibility="visible" if is_labelled else "collapsed",
    )  # fmt: skip
