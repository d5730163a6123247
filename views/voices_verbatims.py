"""Verbatims: all comments of the view, narrowed by filters and words, page by page."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from data.queries.voice_base import VoiceFilter
from i18n import _, language, ngettext
from reports.table_csv import csv_bytes
from views import (
    figures,
    frame,
    loaders_voices,
    present,
    state,
    voices_emotions,
    voices_filters,
    voices_quote,
    voices_shown,
)
from views.attempts import draw_outcomes
from views.language_choice import draw_language
from views.marked_text import marked
from views.view import View

SHOWN, SHOWN_PRESENTING = 12, 3
LARGE = 160  # characters of a comment in large type
MOST_EXPORTED = 5_000


def draw(view: View) -> None:
    """Filters, how many comments pass them, and the comments page by page."""
    draw_outcomes()
    if not voices_shown.may_show(view):
        return
    is_presenting = state.is_on(state.PRESENT)
    chosen = _for_a_room(view) if is_presenting else voices_filters.draw(view)
    n, n_customers = loaders_voices.n_comments(view.scope, chosen)
    if n == 0:
        _nothing()
        return
    if voices_shown.are_hidden(n):
        return
    told = basis(n, int(voices_shown.counts(view)["n"].sum()), n_customers)
    if is_presenting:
        _present(view, chosen, n, told)
        return
    st.markdown(told)
    _emotions(view, chosen)
    first, draw_steps = voices_filters.steps(n, SHOWN)
    found = loaders_voices.comments(view.scope, chosen, order="newest", first=first, most=SHOWN)
    for place, row in enumerate(found.to_dict("records")):
        voices_quote.draw(view, row, place, theme=str(chosen.theme_id or ""), emotion=str(chosen.emotion or ""))
    draw_steps()
    _export(view, chosen)


def _for_a_room(view: View) -> VoiceFilter:
    """The filters of the desk; answers without content are left out unless they are asked for."""
    chosen = voices_filters.draw_chips(view)
    return replace(chosen, has_content=True) if chosen.has_content is None else chosen


def _present(view: View, chosen: VoiceFilter, n: int, told: str) -> None:
    """A few comments in large type with what they are read as; the arrow keys turn the pages."""
    first, draw_steps = voices_filters.steps(n, SHOWN_PRESENTING)
    with frame.tools(), st.container(horizontal=True, vertical_alignment="center", width="content"):
        draw_steps()
        draw_language()
        present.end_button()
    present.message(told)
    if chosen.has_content and state.get(state.CONTENT) == "all":
        st.caption(_("Answers without content are left out."))
    found = loaders_voices.comments(view.scope, chosen, order="newest", first=first, most=SHOWN_PRESENTING)
    theme, emotion = str(chosen.theme_id or ""), str(chosen.emotion or "")
    for row in found.to_dict("records"):
        with st.container(border=True):
            marks = voices_quote.marks_of(row, theme, emotion)
            st.header(marked(str(row["text"]), marks, limit=LARGE), anchor=False)
            st.caption(" · ".join(voices_quote.facts(view, row)))


def _emotions(view: View, chosen: VoiceFilter) -> None:
    with st.expander(
        _("Emotions in these comments (hints)"), key=f"voices_felt|{language()}", on_change="rerun"
    ) as opened:
        if opened.open:
            voices_emotions.draw(view, replace(chosen, emotion=None), "verbatims")


def basis(n: int, n_all: int, n_customers: int) -> str:
    """How many comments pass, of how many, and from how many customers."""
    by = ngettext("{n} customer", "{n} customers", n_customers).format(n=figures.count(n_customers))
    if n == n_all:
        said = ngettext("**{n} comment** by {customers}", "**{n} comments** by {customers}", n)
        return said.format(n=figures.count(n), customers=by)
    said = ngettext("**{n} of {all} comment** by {customers}", "**{n} of {all} comments** by {customers}", n_all)
    return said.format(n=figures.count(n), all=figures.count(n_all), customers=by)


def _nothing() -> None:
    with st.container(border=True):
        st.markdown(_("No comment passes these filters. Clear one of them."))
        st.button(_("Clear all"), key=f"voices_clear_nothing|{language()}", icon=":material/filter_alt_off:",
                  type="primary", on_click=voices_filters.clear)  # fmt: skip


def _export(view: View, chosen: VoiceFilter) -> None:
    names = ("text", "question", "touchpoint_id", "themes", "sentiment", "label", "p_negative", "p_neutral",
             "p_positive", "confidence", "score", "day", "language", "model_version", "n_same")  # fmt: skip

    def make() -> bytes:
        found: pd.DataFrame = loaders_voices.comments(view.scope, chosen, most=MOST_EXPORTED)
        rows = found.to_dict("records")
        codes = [";".join(sorted({str(one["theme_id"]) for one in voices_quote.themes_of(row)})) for row in rows]
        return csv_bytes(found.assign(themes=codes)[list(names)])

    st.download_button(_("Download CSV"), figures.in_language(make), "comments.csv", "text/csv",
                       icon=":material/download:", key=f"voices_csv|{language()}", on_click="ignore")  # fmt: skip
