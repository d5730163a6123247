"""Choosing segments: one row of pills per dimension, and one segment to draw beside the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from i18n import _
from views import segment_words, state
from views.escape import plain
from views.view import segment_code, segment_pairs

if TYPE_CHECKING:
    from views.view import View


def draw_choice(view: View, values: pd.DataFrame) -> None:
    """Pills per dimension (several values of one dimension are alternatives)."""
    st.caption(_("Values of one row are alternatives; rows narrow each other."))
    for dim, rows in values.groupby("dim", sort=False):
        _dimension(str(dim), [str(value) for value in rows["value"]], view)


def _dimension(dim: str, options: list[str], view: View) -> None:
    key = state.widget_key(f"segment:{dim}")
    chosen = [value for name, value in view.segments if name == dim]
    if st.session_state.get(key) != chosen:
        st.session_state[key] = chosen

    def choose() -> None:
        others = [pair for pair in segment_pairs(state.get(state.SEGMENTS)) if pair[0] != dim]
        state.put(state.SEGMENTS, segment_code([*others, *[(dim, value) for value in st.session_state.get(key) or ()]]))

    st.pills(
        plain(segment_words.dimension(dim)),
        options,
        selection_mode="multi",
        key=key,
        on_change=choose,
        format_func=state.labelled(options, lambda value: plain(segment_words.value(dim, value))),
    )
