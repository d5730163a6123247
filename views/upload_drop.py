"""The place to drop a file, the file on the bench, and what may be dropped."""

from __future__ import annotations

import streamlit as st

from i18n import _, language
from settings import settings
from views import upload_draft, upload_templates, upload_watched


def draw_empty() -> None:
    """The first screen of the page: one sentence, the drop area, what works."""
    st.markdown(
        _(
            "Drop exports of survey, ticket or process tools as they are, also several at once: CSV, Excel, ODS, XES, "
            "Word or text, up to {mb} MB each. You see how each was understood, and **nothing is stored before you "
            "confirm**."
        ).format(mb=f"{settings().upload_mb:,}")
    )
    upload_draft.show_notice()
    key = upload_draft.uploader_key()
    st.file_uploader(
        _("Survey, review or process files"),
        key=key,
        accept_multiple_files=True,
        max_upload_size=settings().upload_mb,
        on_change=_dropped,
        args=(key,),
        help=_(
            "CSV, TSV, XLSX, XLS or ODS, also packed as .gz; TXT or DOCX for transcripts and notes; up to {mb} MB"
        ).format(mb=f"{settings().upload_mb:,}"),
    )
    upload_templates.draw()
    upload_watched.draw()
    for place, (icon, heading, words) in zip(st.columns(4), _promises(), strict=True):
        with place.container(border=True, height="stretch"):
            st.markdown(f":material/{icon}: **{heading}**")
            st.caption(words)


def _promises() -> list[tuple[str, str, str]]:
    return [
        (
            "forum",
            _("Surveys and reviews"),
            _("One row per answer. Rating questions become touchpoints, overall questions become outcomes."),
        ),
        (
            "account_tree",
            _("Process data and tickets"),
            _("Event logs, work items, KPI series and costs stand behind the journey as its process."),
        ),
        (
            "lock",
            _("Stays on this computer"),
            _("Personal columns are hashed and hidden. The file is kept as it is beside the store."),
        ),
        ("undo", _("Can be undone"), _("Every upload can be taken back whole; the same file is never counted twice.")),
    ]


def _dropped(key: str) -> None:
    uploaded = st.session_state[key]
    if uploaded:
        upload_draft.take(uploaded)


def draw_file(sentence: str) -> None:
    """What the file on the bench holds, and the way to another one."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(sentence, width="content")
        if len(upload_draft.pile()) > 1:
            st.button(
                _("Back to all files"),
                icon=":material/arrow_back:",
                type="tertiary",
                key=f"upload_pile|{language()}",
                on_click=upload_draft.close_file,
            )
            return
        st.button(
            _("Take another file"),
            icon=":material/close:",
            type="tertiary",
            key=f"upload_other|{language()}",
            on_click=upload_draft.discard,
        )
