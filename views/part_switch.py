"""The switch between the parts of a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from i18n import _
from views import state


def open_part(key: str, codes: Sequence[str], label: Callable[[str], str]) -> str:
    """The part chosen under `key`; while presenting, the one that was open stays and the switch is gone."""
    if state.is_on(state.PRESENT):
        return state.get(key)
    return state.bound(
        st.segmented_control, _("Part of the page"), codes, key, format_func=label, required=True,
        label_visibility="collapsed",
    )  # fmt: skip
