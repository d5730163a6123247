"""Part of step 3: the date of the answers, where the file itself does not say it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import streamlit as st

from data.ingest.mapping import ImportPlan
from i18n import _, language
from views import upload_draft
from views.upload_draft import Draft
from workflows.recognised import is_undated

EARLIEST = date(1990, 1, 1)


def draw(draft: Draft, plan: ImportPlan) -> None:
    """One date for all answers; without it the journey shows no trend."""
    if not is_undated(draft.reading, plan):
        return
    key = f"upload_period_{draft.token}|{language()}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.date_input(
            _("When were the answers given?"),
            plan.period,
            min_value=EARLIEST,
            max_value=datetime.now(UTC).date(),
            key=key,
            on_change=_choose,
            args=(key,),
            width=260,
        )
        st.caption(
            _("Every answer of the file gets this date. Any day of the right month will do.")
            if plan.period
            else _("Optional. Without a date there is no trend and no comparison of periods.")
        )


def _choose(key: str) -> None:
    chosen = st.session_state[key]
    upload_draft.choose(period=chosen if isinstance(chosen, date) else None)
