"""Is a comment about this theme: yes or no, for comments its words found and for those that they may have missed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd
import streamlit as st

from analytics.voices.codeframe import Theme
from analytics.voices.codeframe_preview import preview
from data.queries.voice_review import theme_answers
from data.queries.voice_themes import tagged_to_judge
from i18n import _, language, ngettext
from views import figures, loaders, loaders_themes, state, voices_shown
from views.theme_preview import excerpt
from views.view import View
from views.voices_review_themes import ask

AT_ONCE: Final = 4
MOST: Final = 60
KINDS: Final = ("found", "missed")
_BATCH = "voices_theme_check"


@dataclass
class Batch:
    """Comments being judged: they stay on screen while they are answered, so that an answer can be changed."""

    asked: tuple[object, ...]
    rows: pd.DataFrame
    at: int = 0


def draw(view: View, theme: Theme, n: int) -> None:
    """The choice of what to judge, and the comments with their yes and no; n comments speak of the theme."""
    st.subheader(_("Is it about this theme?"), anchor=False)
    words = {"found": _("Found by its words"), "missed": _("Perhaps missed")}
    kind = st.segmented_control(
        _("Comments to judge"), KINDS, default="found", required=True, key=f"theme_check|{language()}",
        format_func=state.labelled(KINDS, words.__getitem__), label_visibility="collapsed",
    )  # fmt: skip
    if kind == "found" and n and voices_shown.are_hidden(n):
        return
    batch = _batch(view, theme, str(kind))
    if batch is None:
        st.markdown(
            _("A model that learnt from the words of this theme looks for comments like it without such a word.")
        )
        st.button(
            _("Look for missed comments"), icon=":material/search:", key=f"missed_go|{language()}",
            on_click=_look, args=(view, theme),
        )  # fmt: skip
        return
    if batch.rows.empty:
        st.info(_nothing(str(kind)), icon=":material/check_circle:")
        return
    st.caption(_how(str(kind), len(batch.rows)))
    _rows(theme, batch)


def _batch(view: View, theme: Theme, kind: str) -> Batch | None:
    asked = (theme.id, view.scope, kind, str(loaders.store().path))
    held: Batch | None = st.session_state.get(_BATCH)
    if held is not None and held.asked == asked:
        return held
    if kind == "missed":
        return None
    rows = tagged_to_judge(loaders.store(), view.scope, theme.id, most=MOST)
    st.session_state[_BATCH] = batch = Batch(asked, rows)
    return batch


def _look(view: View, theme: Theme) -> None:
    asked = (theme.id, view.scope, "missed", str(loaders.store().path))
    st.session_state[_BATCH] = Batch(asked, loaders_themes.missed_comments(view.scope, theme))


def _nothing(kind: str) -> str:
    if kind == "missed":
        return _("No comment looks like this theme beyond those its words find.")
    return _("No comment found by its words waits for an answer in this period.")


def _how(kind: str, n: int) -> str:
    if kind == "missed":
        said = ngettext(
            "{n} comment looks like it; the likeliest first. A yes lowers the recall, which these comments make look "
            "lower than it is.",
            "{n} comments look like it; the likeliest first. Each yes lowers the recall, which these comments make "
            "look lower than it is.",
            n,
        )
        return said.format(n=figures.count(n))
    return _("In an order that is as good as chance, so that the answers stand for all comments it was found in.")


def _rows(theme: Theme, batch: Batch) -> None:
    said = dict(theme_answers(loaders.store(), theme.id).itertuples(index=False, name=None))
    shown = batch.rows.iloc[batch.at : batch.at + AT_ONCE]
    texts = shown["text"].tolist()
    once = shown["text_hash"].map(lambda _hash: 1).to_numpy(dtype="int64")
    found = preview(texts, once, theme, None, others=loaders_themes.others(theme.id), most=AT_ONCE)
    spans = {one.text: one.spans for one in found.gained}
    for number, (text_hash, text) in enumerate(zip(shown["text_hash"], texts, strict=True)):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(excerpt(text, spans.get(number, ())), width="stretch")
            ask(text_hash, theme.id, _("Is it about this theme?"), said.get(text_hash), is_labelled=False)
    with st.container(horizontal=True):
        st.button(
            _("Next comments"), icon=":material/arrow_forward:", key=f"check_next|{language()}", on_click=_turn,
            args=(AT_ONCE,), disabled=batch.at + AT_ONCE >= len(batch.rows),
        )  # fmt: skip
        st.button(
            _("Comments before"), icon=":material/arrow_back:", key=f"check_back|{language()}", on_click=_turn,
            args=(-AT_ONCE,), disabled=batch.at == 0,
        )  # fmt: skip


def _turn(by: int) -> None:
    batch: Batch = st.session_state[_BATCH]
    batch.at = max(0, batch.at + by)
