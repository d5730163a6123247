"""Part of step 3: the date of the answers, where the file itself does not say it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import streamlit as st

from data.ingest.mapping import ImportPlan
from data.ingest.text_source import TEXT_KINDS
from i18n import _, language
from views import upload_draft
from views.upload_draft import Draft
from workflows.recognised import is_undated

EARLIEST = date(1990, 1, 1)


def draw(draft: Draft, plan: ImportPlan) -> None:
    """One date for all answers, without which the journey shows no trend; texts need none."""
    if not is_undated(draft.reading, plan):
        return
    is_text = draft.reading.kind in TEXT_KINDS
    key = f"upload_period_{draft.token}|{language()}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.date_input(
            _("When was it said?") if is_text else _("When were the answers given?"),
            plan.period,
            min_value=EARLIEST,
            max_value=datetime.now(UTC).date(),
            key=key,
            on_change=_choose,
            args=(key,),
            width=260,
        )
        st.caption(_caption(is_text=is_text, is_dated=plan.period is not None))


def _caption(*, is_text: bool, is_dated: bool) -> str:
    if is_text and is_dated:
        return _("Every comment of the file gets this date.")
    if is_text:
        return _("Optional. Comments are shown without a date too.")
    if is_dated:
        return _("Every answer of the file gets this date. Any day of the right month will do.")
    return _("Optional. Without a date there is no trend and no comparison of periods.")


def _choose(key: str) -> None:
    chosen = st.session_state[key]
    upload_draft.choose(period=chosen if isinstance(chosen, date) else None)
