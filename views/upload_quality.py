"""What the Add data page says about response quality: before the import where to look, after it what was found."""

from __future__ import annotations

import streamlit as st

from i18n import _, language
from views import figures, flag_words, loaders_quality, state
from views.response_quality import headline

PAGE = "pages/data/quality.py"


def draw_before() -> None:
    """One line under the checks: what can only be judged once the answers are in."""
    st.caption(
        _("Duplicates, haste, straight lines and representativeness are judged after the import; nothing is dropped.")
    )
    _link("")


def draw_after(upload_id: str) -> None:
    """The findings about the survey of this upload in one sentence, and the way to the report."""
    survey_id = loaders_quality.survey_of_upload(upload_id)
    if survey_id is None:
        return
    found = loaders_quality.frame("findings", survey_id)
    named = [
        _("{name} {n}").format(name=flag_words.plural(str(flag)), n=figures.count(int(n)))
        for flag, n in zip(found["flag"], found["n"], strict=True)
        if n
    ]
    st.markdown(headline(survey_id))
    if named:
        st.caption(_("Found in the whole survey: {findings}.").format(findings=_(", ").join(named)))
    _link(survey_id)


def _link(survey_id: str) -> None:
    query = {state.PART: "answers", state.LANGUAGE: language()} | ({state.SURVEY: survey_id} if survey_id else {})
    st.page_link(PAGE, label=_("Response quality"), icon=":material/rule:", query_params=query)
