"""Part of step 2 for files of texts: what they are, whether anybody asked for them, and who speaks for the house."""

from __future__ import annotations

import streamlit as st

from data.ingest.mapping import ImportPlan
from data.ingest.text_source import SOURCES, TAGGED_KINDS, speakers_of
from i18n import _, language
from views import upload_draft
from views.escape import plain
from views.text_source_words import asked_label, source_label
from views.upload_draft import Draft


def draw(draft: Draft, plan: ImportPlan) -> None:
    """Two small choices, and the speakers of a record."""
    if draft.reading.kind not in TAGGED_KINDS or not plan.with_role("comment"):
        return
    kind_key, asked_key = (f"upload_{name}_{draft.token}|{language()}" for name in ("source", "asked"))
    with st.container(horizontal=True, vertical_alignment="top"):
        st.selectbox(
            _("What is this text?"),
            SOURCES,
            SOURCES.index(plan.source.kind),
            format_func=source_label,
            key=kind_key,
            on_change=_choose_kind,
            args=(kind_key,),
            width=240,
        )
        st.segmented_control(
            _("Did anybody ask for it?"),
            (True, False),
            default=plan.source.is_solicited,
            required=True,
            format_func=lambda asked: asked_label(is_solicited=asked),
            key=f"{asked_key}_{plan.source.kind}",
            on_change=_choose_asked,
            args=(f"{asked_key}_{plan.source.kind}",),
        )
    _speakers(draft, plan)


def invites(plan: ImportPlan) -> bool:
    """Whether only the person knows who of the speakers asks: none is called what interviewers are called."""
    return plan.source.speaker is not None and not plan.source.askers


def _speakers(draft: Draft, plan: ImportPlan) -> None:
    """Who asks the questions or answers for the organisation: their rows are kept, but are no customer's voice."""
    heard = speakers_of(draft.reading, plan.source.speaker)
    if not heard:
        return
    key = f"upload_askers_{draft.token}|{language()}"
    st.multiselect(
        _("Who speaks for us? Their words are kept but not counted as the customer's voice."),
        heard,
        [name for name in plan.source.askers if name in heard],
        format_func=lambda name: plain(name, limit=40),
        key=key,
        on_change=_choose_askers,
        args=(key,),
        placeholder=_("nobody"),
        width=500,
    )


def _choose_kind(key: str) -> None:
    upload_draft.choose(source_kind=st.session_state[key], is_solicited=None)


def _choose_asked(key: str) -> None:
    upload_draft.choose(is_solicited=bool(st.session_state[key]))


def _choose_askers(key: str) -> None:
    upload_draft.choose(askers=tuple(st.session_state[key]))
