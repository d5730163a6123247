"""Files to fill in, for whoever has no export: one per kind, in the language of the screen."""

from __future__ import annotations

import streamlit as st

from i18n import _, language
from reports.templates import KINDS, template_bytes, template_name, template_title

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def draw() -> None:
    """A click away, so that the drop area stays the first thing on the page."""
    shown = st.popover(
        _("Download a template"),
        icon=":material/download:",
        type="tertiary",
        key=f"upload_templates|{language()}",
        on_change="rerun",
    )
    if not shown.open:
        return
    with shown:
        st.caption(_("A table with headers, two example rows and an explanation of each column."))
        for kind in KINDS:
            st.download_button(
                template_title(kind, language()),
                template_bytes(kind, language()),
                file_name=template_name(kind, language()),
                mime=MIME,
                icon=":material/table:",
                key=f"upload_template_{kind}|{language()}",
                on_click="ignore",
                width="stretch",
            )
