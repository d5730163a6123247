"""The explore page: controls, the answer in a sentence, the chart or table, the answers behind it."""

from __future__ import annotations

import streamlit as st

from i18n import _
from views import empty, explore_choice, explore_saved, explore_table, explore_words, loaders_explore, state
from views.view import View


def draw(view: View) -> None:
    """The page for one journey."""
    if not view.exists:
        empty.no_journey()
        return
    known = explore_choice.questions(view)
    if not known:
        empty.no_data(_("This journey has no question with answers yet."), has_more=False)
        return
    question, asked, measure = explore_choice.draw(view, known)
    found = loaders_explore.answered(view.scope, asked, question, measure)
    if not found.n:
        empty.no_data(_("Nobody answered this question in {period}.").format(period=view.period_text))
        return
    names = explore_table.group_names(view, found, asked)
    sentence = explore_words.answer_sentence(found, question, names, view.period_text)
    st.markdown(sentence)
    explore_table.draw(view, found, question, asked, names, sentence)
    st.caption(explore_words.left_out_sentence(found, weighted=asked.weighted))
    if not state.is_on(state.PRESENT):
        explore_saved.draw()
        explore_table.draw_rows(view, found, asked, names)
