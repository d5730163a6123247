"""The frame of every page: title, header row, sample banner, notices of the link, footer."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from errors import ThroughlineError
from i18n import _, language
from views import attempts, header_row, loaders, present, state, view
from views.escape import plain
from workflows.build_sample import remove_sample

_SLOTS: ContextVar[dict[str, Any]] = ContextVar("slots")


def open_page() -> None:
    """Reserve the places at the top of a page, so that a page may fill them in any order."""
    banner = st.container()
    top = st.container(horizontal=True, vertical_alignment="center", gap="medium", key="page_top")
    title, tools = top.container(), top.container(width="content")
    _SLOTS.set({"banner": banner, "title": title, "tools": tools, "header": st.container(), "notices": st.container()})


def _slot(name: str) -> Any:
    return _SLOTS.get()[name]


def tools() -> Any:
    """The place beside the title, where a presentation has its steps and its end."""
    _SLOTS.get()["steps"] = True
    return _slot("tools")


def page_title(question: str) -> None:
    """The question this page answers, as its only first-level heading."""
    with _slot("title"):
        st.title(question, anchor=False)


def header(
    rows: Callable[[view.View], bytes] | None = None,
    *,
    filters: bool = True,
    controls: Callable[[view.View], None] | None = None,
    shows_journey: Callable[[view.View], bool] = lambda _view: True,
) -> view.View:
    """The row of controls every page has, the sample banner and what the link could not give; returns the view.

    `rows` makes the CSV behind the view when it is asked for; `controls` draws the row where a page has its own;
    `shows_journey` says whether the page shows the chosen journey at all: only then it may be the invented one.
    """
    current = view.current()
    with _slot("banner"):
        if shows_journey(current):
            _sample_banner(current)
    if not state.is_on(state.PRESENT):
        with _slot("tools"):
            _SLOTS.get()["share"] = header_row.draw_tools(current, rows)
        with _slot("header"):
            if controls is not None:
                controls(current)
            else:
                header_row.draw_filters(current, filters=filters)
    with _slot("notices"):
        for sentence in state.refusals():
            st.warning(sentence, icon=":material/link_off:")
        attempts.draw_outcomes()
    return current


def _sample_banner(current: view.View) -> None:
    """One line while the view shows the sample journey; the button undoes the sample uploads."""
    if not current.is_sample or state.is_on(state.PRESENT):
        return
    with st.container(horizontal=True, vertical_alignment="center", key="sample_banner"):
        st.badge(_("Sample data"), icon=":material/science:", color="violet")
        st.caption(_("An invented company, so that every page shows something. Add your own data to replace it."))
        with st.form("remove_sample_form", border=False, width="content"):
            st.form_submit_button(
                _("Remove sample data"),
                key=f"remove_sample_{language()}",
                on_click=_remove_sample,
                type="tertiary",
                icon=":material/delete:",
            )


def _remove_sample() -> None:
    remove_sample(loaders.store(), at=datetime.now(UTC))
    for key in (state.JOURNEY, state.TOUCHPOINT, state.SEGMENTS, state.OVERLAY, state.SELECTION):
        state.put(key, "")


def show_error(error: ThroughlineError) -> None:
    """The sentence of an error, in the language of the screen."""
    st.error(plain(error.sentence(_)), icon=":material/error:")


def close_page() -> None:
    """What stands under every page."""
    if state.is_on(state.PRESENT):
        if "steps" not in _SLOTS.get():  # nothing to step through: the menu is hidden all the same
            with _slot("tools"):
                present.way_out()
        return
    share = _SLOTS.get().get("share")
    if share is not None:
        header_row.draw_link(share)
    st.caption(_("Throughline runs on this computer only; nothing leaves it."))
