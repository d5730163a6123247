"""The board page: which of its parts is open."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from i18n import _
from views import board_icons, board_portfolio, empty, state
from views.view import View

PARTS: dict[str, Callable[[View], None]] = {"icons": board_icons.draw, "portfolio": board_portfolio.draw}


def part_label(code: str) -> str:
    """The name of a part."""
    return {"icons": _("Icon board"), "portfolio": _("Portfolio")}[code]


def draw(view: View) -> None:
    """The switch and the open part."""
    if not view.exists:
        empty.no_journey()
        return
    part = state.get(state.BOARD_PART)
    if not state.is_on(state.PRESENT):
        part = state.bound(
            st.segmented_control, _("Part of the page"), list(PARTS), state.BOARD_PART, format_func=part_label,
            required=True, label_visibility="collapsed",
        )  # fmt: skip
    PARTS[part](view)


def refuse_unknown(view: View) -> None:
    """Drop what the link asks for and the data do not know."""
    if view.exists:
        board_portfolio.refuse_unknown(view)
