"""The two parts of the data quality page: the uploads, and the answers in them."""

from __future__ import annotations

import streamlit as st

from i18n import _
from views import state


def draw() -> str:
    """The switch between the parts; returns the code of the chosen one."""
    names = {"uploads": _("Uploads"), "answers": _("Response quality")}
    return state.bound(
        st.segmented_control,
        _("Part of the page"),
        state.PARTS,
        state.PART,
        format_func=lambda code: names[code],
        label_visibility="collapsed",
        required=True,
    )
