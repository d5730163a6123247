"""Presenting: the menu hidden, large type, one thing at a time, forward and back with the arrow keys."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from i18n import _, language
from views import state
from views.language_choice import draw_language


def start_button() -> None:
    """Turn this page into a presentation."""
    st.button(
        _("Present"),
        icon=":material/slideshow:",
        key=f"present_{language()}",
        on_click=state.put,
        args=(state.PRESENT, "1"),
    )


def step(codes: Sequence[str], current: str, key: str) -> None:
    """Back, forward and the way out; the arrow keys do the same."""
    at = codes.index(current) if current in codes else 0
    with st.container(horizontal=True, vertical_alignment="center", width="content", key="present_steps"):
        st.button(
            _("Back"),
            icon=":material/arrow_back:",
            key=f"present_back_{language()}",
            shortcut="left",
            disabled=at == 0,
            on_click=state.put,
            args=(key, codes[max(0, at - 1)]),
        )
        st.button(
            _("Forward"),
            icon=":material/arrow_forward:",
            key=f"present_forward_{language()}",
            shortcut="right",
            disabled=at >= len(codes) - 1,
            on_click=state.put,
            args=(key, codes[min(len(codes) - 1, at + 1)]),
        )
        st.caption(_("{number} of {total}").format(number=at + 1, total=len(codes)), width="content")
        draw_language()
        end_button()


def message(text: str) -> None:
    """The one thing said while presenting: markdown in large type, all user content escaped."""
    st.header(text, anchor=False)


def way_out() -> None:
    """The language and the end, where there is nothing to step through."""
    with st.container(horizontal=True, vertical_alignment="center", width="content", key="present_out"):
        draw_language()
        end_button()


def end_button() -> None:
    """The way back to the page with its menu."""
    st.button(
        _("End the presentation"),
        icon=":material/close:",
        key=f"present_end_{language()}",
        type="tertiary",
        on_click=state.put,
        args=(state.PRESENT, "0"),
    )
