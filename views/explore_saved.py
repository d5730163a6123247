"""Views of the explore page kept under a name."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import streamlit as st

from i18n import _, language
from views import attempts, loaders, loaders_explore, state
from views.escape import plain
from workflows.save_view import delete_view, save_view

KEPT = (
    state.JOURNEY,
    state.QUESTION,
    state.SPLIT,
    state.MEASURE,
    state.FORM,
    state.WEIGHTED,
    state.SEGMENTS,
    state.PERIOD,
    state.BASIS,
)
NAME = "explore_save_name"


def draw() -> None:
    """A button that opens the list of saved views and the form that adds one."""
    saved = loaders_explore.saved()
    label = _("Saved views ({n})").format(n=len(saved))
    with st.popover(label, icon=":material/bookmarks:", key=f"explore_saved|{language()}", on_change="rerun") as opened:
        if not opened.open:
            return
        if saved.empty:
            st.caption(_("No view saved yet. Question, split, segments and period are kept."))
        for row in saved.itertuples(index=False):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.button(plain(row.name), key=f"explore_open_{row.view_id}", type="tertiary", on_click=_open,
                          args=(str(row.codes),), width="stretch")  # fmt: skip
                st.button(_("Delete"), key=f"explore_delete_{row.view_id}", type="tertiary", icon=":material/delete:",
                          on_click=_delete, args=(str(row.view_id),))  # fmt: skip
        with st.form("explore_save", clear_on_submit=True, border=False):
            st.text_input(_("Name of this view"), key=NAME, max_chars=80)
            st.form_submit_button(_("Save this view"), icon=":material/bookmark_add:", on_click=_save)


def _open(codes: str) -> None:
    told = json.loads(codes)
    for key in KEPT:
        code = str(told.get(key, state.DEFAULTS[key]))
        if state.is_code(key, code):
            state.put(key, code)
    state.put(state.OPTION, "")
    state.put(state.GROUP, "")


def _save() -> None:
    codes = {key: state.in_link(key) for key in KEPT}
    name = str(st.session_state.get(NAME, ""))
    attempts.attempt(
        lambda: save_view(loaders.store(), "explore", name, codes, at=datetime.now(UTC)), done=_("The view is saved.")
    )


def _delete(view_id: str) -> None:
    attempts.attempt(lambda: delete_view(loaders.store(), view_id), done=_("The saved view is deleted."))
