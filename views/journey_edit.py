"""Edit mode of the map: one tab per kind of change; every change is checked by the workflow that writes it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from i18n import _
from views import journey_edit_files, journey_edit_order, journey_edit_persona, journey_edit_touchpoint
from views.view import View


def draw_edit(view: View, selected: str) -> None:
    """The editor under the heading of the map."""
    titles = (
        _("Touchpoint"),
        _("Stages and order"),
        _("Journey"),
        _("Persona"),
        _("Versions and files"),
        _("New journey"),
    )
    with st.container(border=True):
        tabs = st.tabs(titles, on_change="rerun", key="edit_tabs")
        draws: tuple[Callable[[], None], ...] = (
            lambda: journey_edit_touchpoint.draw(view, selected),
            lambda: journey_edit_order.draw(view, selected),
            lambda: journey_edit_order.draw_journey(view),
            lambda: journey_edit_persona.draw(view),
            lambda: journey_edit_files.draw_versions(view),
            lambda: journey_edit_files.draw_new(view),
        )
        for tab, draw in zip(tabs, draws, strict=True):
            if tab.open:
                with tab:
                    draw()


def draw_first_journey() -> None:
    """The same way to a new journey where there is none yet."""
    with st.expander(_("Start from a template"), on_change="rerun", key="first_template") as opened:
        if opened.open:
            journey_edit_files.draw_new(None)
