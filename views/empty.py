"""Empty states: one sentence why, and one button that helps."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from i18n import _
from views import loaders, state
from workflows.build_sample import rebuild_sample


def no_journey() -> None:
    """The store is empty: add a file, or load the sample."""
    with st.container(border=True, horizontal_alignment="center"):
        st.header(_("No journey yet"), anchor=False, text_alignment="center")
        st.markdown(
            _("Add a survey export and its rating questions become the touchpoints of a journey."),
            text_alignment="center",
        )
        with st.container(horizontal=True, horizontal_alignment="center"):
            add_data_link()
            with st.form("load_sample_form", border=False, width="content"):
                label = _("Load the sample journey")
                st.form_submit_button(label, icon=":material/science:", on_click=_load_sample, key="load_sample")
    from views import journey_edit

    journey_edit.draw_first_journey()


def _load_sample() -> None:
    rebuild_sample(loaders.store(), at=datetime.now(UTC))
    state.put(state.JOURNEY, "")


def add_data_link() -> None:
    """The way to the upload page, once it is there."""
    from views.menu import page_exists

    if page_exists("upload"):
        st.page_link("pages/data/upload.py", label=_("Add data"), icon=":material/upload_file:")


def no_data(sentence: str, *, has_more: bool = True) -> None:
    """A view without answers: why, and the way out of it; `has_more` says that another period or segment has some."""
    with st.container(border=True):
        st.markdown(sentence)
        with st.container(horizontal=True):
            if has_more and (state.get(state.PERIOD) != "all" or state.get(state.SEGMENTS)):
                st.button(
                    _("Show all data"), icon=":material/filter_alt_off:", on_click=_widen, key="widen", type="primary"
                )
            add_data_link()


def _widen() -> None:
    state.put(state.PERIOD, "all")
    state.put(state.SEGMENTS, "")
