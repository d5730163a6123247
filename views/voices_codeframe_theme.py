"""One theme of the list: its names, group and words with what they find, how right they are, and the way out."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.voices.codeframe import Theme
from i18n import _, language, ngettext
from views import (
    figures,
    loaders,
    loaders_themes,
    loaders_voices,
    state,
    theme_form,
    theme_preview,
    voices_codeframe_check,
)
from views.codeframe_edits import edit, number
from views.codeframe_rows import measured_share
from views.escape import plain
from views.theme_form import NO_GROUP, Draft
from views.view import View
from workflows.edit_themes import change_theme, merge_themes, retire_theme


def draw(view: View, row: pd.Series, *, is_shown: bool) -> None:
    """The card of the theme, and below it the comments to judge."""
    theme = loaders_themes.codebook().theme(str(row["theme_id"]))
    with st.container(border=True):
        st.header(plain(theme.name(language())), anchor=False)
        st.caption(_facts(theme, int(row["n"])))
        if theme.parent is not None:
            st.markdown(accuracy_words(theme.id, loaders_themes.counts(view.scope)[2]))
        _edit(view, theme, is_shown=is_shown)
    if theme.parent is not None and is_shown:
        voices_codeframe_check.draw(view, theme, int(row["n"]))


def _facts(theme: Theme, n: int) -> str:
    comments = ngettext("{n} comment of this period", "{n} comments of this period", n).format(n=figures.count(n))
    if theme.parent is None:
        n_themes = sum(one.parent == theme.id for one in loaders_themes.codebook().themes)
        told = ngettext("Group of {n} theme; {comments}", "Group of {n} themes; {comments}", n_themes)
        return told.format(n=n_themes, comments=comments)
    group = plain(loaders_voices.theme_names()[theme.parent])
    return _("{group}; {comments}").format(group=group, comments=comments)


def accuracy_words(theme_id: str, corrections: pd.DataFrame) -> str:
    """Precision and recall of the theme's words on the corrected comments, with intervals; or what is missing."""
    found = corrections[corrections["theme_id"] == theme_id]
    hit, false, overlooked = (int(found[name].sum()) for name in ("n_hit", "n_false", "n_missed"))
    lines = (
        _("**Precision:** {value}").format(value=measured_share(hit, hit + false)),
        _("**Recall:** {value}").format(value=measured_share(hit, hit + overlooked)),
    )
    return "  \n".join(lines)


def _key(theme: Theme) -> str:
    """Another one after every change, here or by somebody else, so that the fields begin anew with what is saved."""
    frame = loaders_voices.theme_frame()
    row = frame[frame["theme_id"] == theme.id].iloc[0]
    return f"theme_{theme.id}_{row['changed_at']}_{number()}|{language()}"


def _edit(view: View, theme: Theme, *, is_shown: bool) -> None:
    saved = _draft(theme)
    book = loaders_themes.codebook()
    groups = [NO_GROUP] if theme.parent is None else [one.id for one in book.themes if one.parent is None]
    key = _key(theme)
    now = theme_form.fields(saved, groups, key)
    if theme.parent is not None:
        theme_preview.draw(view, now, theme, is_shown=is_shown)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            _("Save the theme"), icon=":material/save:", key=f"save_{key}", on_click=_save, args=(theme.id, key, saved),
            type="primary" if now != saved else "secondary",
        )  # fmt: skip
        _merge_or_retire(theme)


def _draft(theme: Theme) -> Draft:
    if theme.parent is None:
        return Draft(theme.name_en, theme.name_zh)
    words = {"en": list(theme.en.words), "zh": list(theme.zh.words)}
    exceptions = {"en": list(theme.en.exceptions), "zh": list(theme.zh.exceptions)}
    return Draft(theme.name_en, theme.name_zh, theme.parent, words, exceptions)


def _save(theme_id: str, key: str, saved: Draft) -> None:
    new = theme_form.read(key)
    if saved.parent == NO_GROUP:
        new = Draft(new.name_en, new.name_zh)
    said = _("“{name}” is saved. Comments are searched for its words again in the background.")
    if new.words == saved.words and new.exceptions == saved.exceptions:
        said = _("“{name}” is saved.")
    changes: dict[str, Any] = {"parent": new.parent, "words": new.words, "exceptions": new.exceptions}
    edit(
        lambda at: change_theme(
            loaders.store(), theme_id, name_en=new.name_en, name_zh=new.name_zh, at=at,
            **(changes if saved.parent else {}),
        ),
        said.format(name=plain(new.name_zh if language() == "zh" else new.name_en)),
    )  # fmt: skip


def _merge_or_retire(theme: Theme) -> None:
    names = loaders_voices.theme_names()
    book = loaders_themes.codebook()
    others = [one.id for one in book.themes if one.id != theme.id and (one.parent is None) == (theme.parent is None)]
    with st.popover(_("Merge or retire"), icon=":material/merge:", key=f"theme_more_{theme.id}|{language()}"):
        key = f"theme_into_{theme.id}|{language()}"
        into = st.selectbox(
            _("Merge into"), others, index=None, key=key, placeholder=_("Choose a theme"),
            format_func=state.labelled(others, names.__getitem__),
        )  # fmt: skip
        if theme.parent is None:
            st.caption(_("Its themes go to the other group, with all that was said about them."))
        else:
            st.caption(_("Its words, and the comments people confirmed, go to the other one; every answer is kept."))
        st.button(
            _("Merge"), icon=":material/merge:", key=f"theme_merge_{theme.id}|{language()}", disabled=into is None,
            on_click=_merge, args=(theme.id, key),
        )  # fmt: skip
        st.divider()
        if theme.parent is None:
            st.caption(_("A retired group takes its themes with it. All of them can be brought back, the group first."))
        else:
            st.caption(_("A retired theme is not counted any more. Its words and what people said stay with it."))
        st.button(
            _("Retire"), icon=":material/archive:", key=f"theme_retire_{theme.id}|{language()}",
            on_click=_retire, args=(theme.id,),
        )  # fmt: skip


def _merge(theme_id: str, key: str) -> None:
    into = st.session_state.get(key)
    if not into:
        return
    names = loaders_voices.theme_names()
    done = _("“{name}” is merged into “{into}”.").format(name=plain(names[theme_id]), into=plain(names[into]))
    if edit(lambda at: merge_themes(loaders.store(), theme_id, into, at=at), done, into=into):
        state.put(state.THEME, into)


def _retire(theme_id: str) -> None:
    done = _("“{name}” is retired. It can be brought back at any time.").format(
        name=plain(loaders_voices.theme_names()[theme_id])
    )
    edit(lambda at: retire_theme(loaders.store(), theme_id, at=at), done)
