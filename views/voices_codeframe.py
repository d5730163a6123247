"""Theme list: groups and themes with what they find and how right they are, one open beside, every way to change it."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from i18n import _, in_a_row, language, ngettext
from views import (
    drawing,
    figures,
    loaders,
    loaders_themes,
    loaders_voices,
    present,
    state,
    theme_form,
    voices_codeframe_file,
    voices_codeframe_new,
    voices_codeframe_theme,
    voices_shown,
)
from views.attempts import draw_outcomes
from views.codeframe_edits import draw_undo, edit
from views.codeframe_rows import BELOW, CHOSEN, codeframe_rows
from views.escape import plain
from views.view import View
from workflows.edit_themes import bring_back

HEIGHT: Final = 760
ON_PHONE: Final = 420


def draw(view: View) -> None:
    """The answer, then the list and the theme that is open beside it."""
    draw_outcomes()
    frame = loaders_voices.theme_frame()
    if frame.empty:
        st.info(_("The themes appear here once the first comments are read."), icon=":material/hourglass_top:")
        return
    rows = codeframe_rows(frame, *loaders_themes.counts(view.scope), language())
    if state.is_on(state.PRESENT):
        _present(view, rows)
        return
    st.markdown(answer_sentence(view, rows))
    is_shown = voices_shown.may_show(view)
    draw_undo()
    chosen = _chosen(rows)
    left, right = st.columns([4, 5], gap="medium")
    with left:
        _list(rows, chosen)
        _retired(frame)
        voices_codeframe_file.draw()
    with right:
        if theme_form.proposed() is not None:
            voices_codeframe_new.draw(view, frame, is_shown=is_shown)
        else:
            voices_codeframe_theme.draw(view, rows[rows["theme_id"] == chosen].iloc[0], is_shown=is_shown)


def _present(view: View, rows: pd.DataFrame) -> None:
    """The answer and each group with its themes, most often spoken of first, in columns for a room."""
    present.message(answer_sentence(view, rows))
    group = rows["is_group"].cumsum()
    for column, (_number, own) in zip(st.columns(int(group.max())), rows.groupby(group), strict=True):
        with column.container(border=True, height="stretch"):
            st.subheader(theme_line(own.iloc[0]), anchor=False)
            themes = own.iloc[1:].sort_values("n", ascending=False, kind="stable")
            st.markdown("  \n".join(theme_line(row) for _at, row in themes.iterrows()))


def theme_line(row: pd.Series) -> str:
    """A theme or group and its comments."""
    return _("{name} · {n}").format(name=plain(str(row["name"])), n=figures.count(int(row["n"])))


def answer_sentence(view: View, rows: pd.DataFrame) -> str:
    """How many themes there are, how much of the comments they cover, and how many of them have been checked."""
    is_theme = ~rows["is_group"]
    texts = loaders_themes.texts(view.scope)
    n = int(texts["n_same"].sum())
    covered = int(texts.loc[texts["has_theme"], "n_same"].sum())
    checked = int(rows.loc[is_theme, "is_measured"].sum())
    said = ngettext(
        "**{n} theme** in {groups} groups: {share} of {comments} comments with content speak of at least one.",
        "**{n} themes** in {groups} groups: {share} of {comments} comments with content speak of at least one.",
        int(is_theme.sum()),
    )
    return in_a_row(said, checked_words(checked)).format(
        n=int(is_theme.sum()),
        groups=int(rows["is_group"].sum()),
        share=figures.share(covered / n) if n else figures.NONE,
        comments=figures.count(n),
        checked=checked,
    )


def checked_words(n: int) -> str:
    """How many themes have the answers that it takes to measure precision and recall."""
    if not n:
        return _("How right their words are is not measured yet: a theme needs ten answers.")
    return ngettext(
        "How right its words are is measured for {checked} of them.",
        "How right their words are is measured for {checked} of them.",
        n,
    )


def _chosen(rows: pd.DataFrame) -> str:
    """The theme of the link, else the one that most comments speak of."""
    code = state.get(state.THEME)
    if code not in set(rows["theme_id"]):
        own = rows[~rows["is_group"]]
        code = str((own if len(own) else rows).sort_values("n", ascending=False, kind="stable")["theme_id"].iloc[0])
    state.show(state.THEME, code)
    return code


def _list(rows: pd.DataFrame, chosen: str) -> None:
    """Every group with its themes; a click on a row or the choice under it opens one."""
    ids = rows["theme_id"].tolist()
    key = f"voices_codeframe|{language()}|{len(ids)}"
    mark = rows["theme_id"].map(lambda code: f"{CHOSEN} " if code == chosen else "")
    shown = rows.assign(
        name=rows["is_group"].map({True: "", False: BELOW}) + mark + rows["name"],
        precision=rows["precision"].fillna(""), recall=rows["recall"].fillna(""),
    )  # fmt: skip
    told = [one for one in ("precision", "recall") if not set(shown[one]) <= {figures.NONE, ""}]
    st.dataframe(
        shown[["name", "n", *told]],
        key=key,
        hide_index=True,
        height=ON_PHONE if drawing.is_phone() else HEIGHT,
        on_select=lambda: _picked(key, ids),
        selection_mode="single-row",
        column_config={
            "name": st.column_config.TextColumn(_("Group and theme"), width=190 if told else 300),
            "n": st.column_config.NumberColumn(
                _("Comments"), width=84, format="localized", help=_("Comments of this period that speak of it.")),
            "precision": st.column_config.TextColumn(
                _("Precision"), width=70,
                help=_("Of the tagged comments that were checked, the share that does speak of the theme."),
            ),
            "recall": st.column_config.TextColumn(
                _("Recall"), width=62,
                help=_("Of the checked comments that speak of the theme, the share that its words find."),
            ),
        },
        alt=_("Every group and theme with its comments, precision and recall"),
    )  # fmt: skip
    names = loaders_voices.theme_names()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        state.bound(
            st.selectbox, _("Theme to work on"), ids, state.THEME, fallback=chosen, after=_close_new, width=300,
            format_func=names.__getitem__,
        )  # fmt: skip
        st.button(_("Add a theme"), icon=":material/add:", key=f"theme_add|{language()}", on_click=_open_new,
                  args=(chosen,))  # fmt: skip
    st.caption(_("Precision and recall come from what people answer here and in the review; each needs ten answers."))


def _picked(key: str, ids: list[str]) -> None:
    picked = st.session_state[key].selection.rows
    if picked and picked[0] < len(ids):
        state.put(state.THEME, ids[picked[0]])
        _close_new()


def _close_new() -> None:
    theme_form.propose(None)


def _open_new(chosen: str) -> None:
    theme = loaders_themes.codebook().theme(chosen)
    theme_form.propose(theme_form.Draft(parent=theme.parent or theme.id))


def _retired(frame: pd.DataFrame) -> None:
    gone = frame[frame["retired_at"].notna()]
    if gone.empty:
        return
    names = loaders_voices.theme_names()
    told = ngettext("{n} retired theme", "{n} retired themes", len(gone)).format(n=len(gone))
    with st.expander(told, icon=":material/archive:", on_change="rerun", key=f"theme_retired|{language()}") as opened:
        if not opened.open:
            return
        for theme_id in gone["theme_id"].tolist():
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(plain(names[theme_id]), width="stretch")
                st.button(_("Bring back"), icon=":material/unarchive:", key=f"theme_back_{theme_id}|{language()}",
                          on_click=_bring_back, args=(theme_id, names[theme_id]))  # fmt: skip


def _bring_back(theme_id: str, name: str) -> None:
    done = _("“{name}” is in use again.").format(name=plain(name))
    edit(lambda at: bring_back(loaders.store(), theme_id, at=at), done)
