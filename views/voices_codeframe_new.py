"""A theme that is missing: the empty form, or the one that a topic has filled in."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from i18n import _, language
from views import loaders, state, theme_form, theme_preview
from views.codeframe_edits import edit
from views.escape import plain
from views.theme_form import NO_GROUP, Draft
from views.view import View
from workflows.edit_themes import add_theme


def draw(view: View, frame: pd.DataFrame, *, is_shown: bool) -> None:
    """The form with the live answer of its words."""
    used = frame[frame["retired_at"].isna()]
    groups = [*used.loc[used["parent_id"].isna(), "theme_id"], NO_GROUP]
    draft = theme_form.proposed() or Draft()
    key = f"theme_new_{theme_form.proposal_number()}|{language()}"
    with st.container(border=True):
        st.header(_("New theme"), anchor=False)
        now = theme_form.fields(draft, groups, key)
        if now.parent != NO_GROUP:
            theme_preview.draw(view, now, None, is_shown=is_shown)
        if bool(now.name_en.strip()) != bool(now.name_zh.strip()):
            st.caption(_("The name is needed in both languages: each screen shows its own."))
        with st.container(horizontal=True):
            st.button(_("Add the theme"), type="primary", icon=":material/add:", key=f"add_{key}", on_click=_add,
                      args=(key,))  # fmt: skip
            st.button(_("Cancel"), key=f"cancel_{key}", on_click=theme_form.propose, args=(None,))


def _add(key: str) -> None:
    new = theme_form.read(key)
    parent = new.parent or None
    done = _("“{name}” is added. Comments are searched for its words in the background.")
    added: list[str] = []
    is_done = edit(
        lambda at: added.append(add_theme(
            loaders.store(), name_en=new.name_en, name_zh=new.name_zh, parent=parent, at=at,
            words=new.words if parent else None, exceptions=new.exceptions if parent else None,
        )),
        done.format(name=plain(new.name_zh if language() == "zh" else new.name_en)),
    )  # fmt: skip
    if is_done:
        theme_form.propose(None)
        state.put(state.THEME, added[0])
