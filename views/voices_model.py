"""Model: which one reads comments, what it learnt and from how much, and what that changed."""

from __future__ import annotations

import streamlit as st

from i18n import _
from views import (
    engine_line,
    loaders_model,
    model_words,
    present,
    state,
    voices_model_change,
    voices_model_learn,
    voices_model_learnt,
    voices_model_versions,
)
from views.attempts import draw_outcomes
from views.view import View
from workflows.adapt_model import MIN_CORRECTIONS, MIN_SCORES


def draw(view: View) -> None:
    """The answer, how much there is to learn from, learning, what changed, what was learnt, and the way back."""
    draw_outcomes()
    now = loaders_model.model()
    if state.is_on(state.PRESENT):
        known, _kinds = loaders_model.to_learn()
        present.message(model_words.answer_sentence(now))
        st.markdown(model_words.scores_words(known))
        st.markdown(model_words.corrections_words(known))
        voices_model_change.draw(view, now)
        return
    st.markdown(model_words.answer_sentence(now))
    _stock()
    voices_model_learn.draw(now)
    voices_model_change.draw(view, now)
    voices_model_learnt.draw(now)
    voices_model_versions.draw(now)
    engine_line.draw_missing()


def _stock() -> None:
    """Two bars: scored comments and corrections, each up to where they begin to teach."""
    known, kinds = loaders_model.to_learn()
    scores, corrections = st.columns(2)
    with scores.container(border=True, height="stretch"):
        st.progress(min(known.n_scores / MIN_SCORES, 1.0), text=model_words.scores_words(known))
        st.caption(_("A score is a witness, not the truth: how far it follows the texts is measured first."))
    with corrections.container(border=True, height="stretch"):
        st.progress(min(known.n_corrections / MIN_CORRECTIONS, 1.0), text=model_words.corrections_words(known))
        if missing := model_words.missing_words(known, kinds):
            st.caption(missing)
        st.button(
            _("Correct comments"), icon=":material/rate_review:", type="tertiary", key="model_to_review",
            on_click=state.put, args=(state.VOICES_PART, "review"),
        )  # fmt: skip
