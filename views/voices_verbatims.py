"""Verbatims: all comments of the view, narrowed by theme, sentiment, language and words."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from data.queries.voice_base import VoiceFilter
from i18n import _, language, ngettext
from reports.table_csv import csv_bytes
from views import empty, figures, loaders_voices, state, voices_emotions, voices_quote, voices_shown
from views.attempts import draw_outcomes
from views.emotion_words import emotion_label
from views.sentiment_words import sentiment_label
from views.view import View

SHOWN = 12
MOST_EXPORTED = 5_000
_PAGE = "voices_verbatims_page"


def draw(view: View) -> None:
    """Filters, how many comments pass them, and the comments page by page."""
    draw_outcomes()
    if not voices_shown.may_show(view):
        return
    chosen = _controls()
    n, n_customers = loaders_voices.n_comments(view.scope, chosen)
    if n == 0:
        empty.no_data(_("No comment passes these filters. Clear one of them."), has_more=False)
        return
    said = ngettext("**{n} comment** by {customers}", "**{n} comments** by {customers}", n)
    by = ngettext("{n} customer", "{n} customers", n_customers).format(n=figures.count(n_customers))
    st.markdown(said.format(n=figures.count(n), customers=by))
    _emotions(view, chosen)
    first = _first(n)
    frame = loaders_voices.comments(view.scope, chosen, order="newest", first=first, most=SHOWN)
    for place, row in enumerate(frame.to_dict("records")):
        voices_quote.draw(view, row, place, theme=str(chosen.theme_id or ""), emotion=str(chosen.emotion or ""))
    _steps(first, n)
    _export(view, chosen)


def _emotions(view: View, chosen: VoiceFilter) -> None:
    with st.expander(
        _("Emotions in these comments (hints)"), key=f"voices_felt|{language()}", on_change="rerun"
    ) as opened:
        if opened.open:
            voices_emotions.draw(view, replace(chosen, emotion=None), "verbatims")


def _controls() -> VoiceFilter:
    names = loaders_voices.theme_names()
    themes = ["", *sorted(names, key=lambda code: names[code])]
    spoken = {"all": _("every language"), "en": _("English"), "zh": _("Chinese"), "other": _("other languages")}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        query = _search()
        theme = state.bound(
            st.selectbox, _("Theme"), themes, state.THEME, after=_turn_back, width=220,
            format_func=lambda code: names[code] if code else _("every theme"),
        )  # fmt: skip
        sentiment = state.bound(
            st.selectbox, _("Sentiment"), list(state.SENTIMENTS), state.SENTIMENT, after=_turn_back, width=180,
            format_func=lambda code: _("every sentiment") if code == "all" else sentiment_label(code),
        )  # fmt: skip
        emotion = state.bound(
            st.selectbox, _("Emotion (hint)"), list(state.FELT), state.EMOTION, after=_turn_back, width=180,
            format_func=lambda code: _("every emotion") if code == "all" else emotion_label(code),
        )  # fmt: skip
        tongue = state.bound(
            st.selectbox, _("Language of the comment"), list(spoken), state.SPOKEN, after=_turn_back, width=180,
            format_func=spoken.__getitem__,
        )  # fmt: skip
    return VoiceFilter(
        theme_id=theme or None,
        sentiment=None if sentiment == "all" else sentiment,
        emotion=None if emotion == "all" else emotion,
        language=None if tongue == "all" else tongue,
        texts=loaders_voices.found(query) if query else None,
    )


def _search() -> str:
    key = f"voices_search|{language()}"
    if st.session_state.get(key) != state.get(state.SEARCH):
        st.session_state[key] = state.get(state.SEARCH)

    def look() -> None:
        state.put(state.SEARCH, " ".join(str(st.session_state.get(key) or "").split())[:200])
        _turn_back()

    st.text_input(_("Search"), key=key, on_change=look, icon=":material/search:", max_chars=200, width=240)
    return state.get(state.SEARCH)


def _turn_back() -> None:
    st.session_state[_PAGE] = 0


def _first(n: int) -> int:
    at = int(st.session_state.get(_PAGE, 0))
    return at if at < n else 0


def _turn(by: int) -> None:
    st.session_state[_PAGE] = max(0, int(st.session_state.get(_PAGE, 0)) + by)


def _steps(first: int, n: int) -> None:
    if n <= SHOWN:
        return
    with st.container(horizontal=True):
        st.button(_("Earlier comments"), icon=":material/arrow_forward:", disabled=first + SHOWN >= n,
                  key=f"voices_next|{language()}", on_click=_turn, args=(SHOWN,))  # fmt: skip
        st.button(_("Later comments"), icon=":material/arrow_back:", disabled=first == 0,
                  key=f"voices_back|{language()}", on_click=_turn, args=(-SHOWN,))  # fmt: skip


def _export(view: View, chosen: VoiceFilter) -> None:
    names = ("text", "question", "touchpoint_id", "themes", "sentiment", "label", "p_negative", "p_neutral",
             "p_positive", "confidence", "score", "day", "language", "model_version", "n_same")  # fmt: skip

    def make() -> bytes:
        frame: pd.DataFrame = loaders_voices.comments(view.scope, chosen, most=MOST_EXPORTED)
        rows = frame.to_dict("records")
        codes = [";".join(sorted({str(one["theme_id"]) for one in voices_quote.themes_of(row)})) for row in rows]
        return csv_bytes(frame.assign(themes=codes)[list(names)])

    st.download_button(_("Download CSV"), figures.in_language(make), "comments.csv", "text/csv",
                       icon=":material/download:", key=f"voices_csv|{language()}")  # fmt: skip
