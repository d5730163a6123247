"""The theme list as a file: take it away, or use another one."""

from __future__ import annotations

import streamlit as st

from analytics.voices.codeframe import MAX_CHARS
from errors import CodeframeRefused
from i18n import _, language
from views import loaders
from views.codeframe_edits import edit
from workflows.edit_themes import export_codeframe, import_codeframe

_NUMBER = "voices_theme_file"


def draw() -> None:
    """Download and upload."""
    with st.expander(_("The list as a file"), icon=":material/description:", on_change="rerun",
                     key=f"theme_file|{language()}") as opened:  # fmt: skip
        if not opened.open:
            return
        st.download_button(
            _("Download as YAML"),
            lambda: export_codeframe(loaders.store()).encode(),
            file_name="codeframe.yaml",
            mime="application/yaml",
            icon=":material/download:",
            on_click="ignore",
            key=f"theme_download|{language()}",
        )
        number = int(st.session_state.get(_NUMBER, 0))
        found = st.file_uploader(_("A list from a YAML file"), type=["yaml", "yml"], max_upload_size=8,
                                 key=f"theme_upload_{number}|{language()}")  # fmt: skip
        st.caption(
            _("Themes that the file does not list are retired; they can be brought back, and the change undone.")
        )
        if found is not None:
            st.button(_("Use this list"), type="primary", icon=":material/upload:",
                      key=f"theme_use|{language()}", on_click=_use, args=(found.getvalue(),))  # fmt: skip


def _use(content: bytes) -> None:
    st.session_state[_NUMBER] = int(st.session_state.get(_NUMBER, 0)) + 1
    edit(lambda at: import_codeframe(loaders.store(), _text(content), at=at), _("The list of the file is in use."))


def _text(content: bytes) -> str:
    """The file as text; one that is too large or no text is refused as a codeframe."""
    if len(content) > 4 * MAX_CHARS:
        raise CodeframeRefused([("file", "size", f"{len(content):,}")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CodeframeRefused([("file", "not_text", "")]) from error
