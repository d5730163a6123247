"""Settings: the rules by which figures are counted, hidden and worded, each with its reason."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from errors import ThroughlineError
from i18n import _, ngettext
from views import calendar_editor, engine_line, erase_card, frame, loaders, setting_form, store_card
from views.escape import plain
from views.term import terms
from workflows.change_settings import change_setting


def save(changes: dict[str, object]) -> None:
    """Write each changed setting; the ones refused are named, the others hold."""
    refused = 0
    for key, value in changes.items():
        try:
            change_setting(loaders.store(), key, value, by="", at=datetime.now(UTC))
        except ThroughlineError as error:
            refused += 1
            st.error(plain(error.sentence(_)), icon=":material/block:")
    saved = len(changes) - refused
    if saved:
        st.session_state["settings_saved"] = saved
    if saved and not refused:
        st.rerun()


frame.header(filters=False)
frame.page_title(_("By which rules are figures counted?"))
values = loaders.rules()
st.markdown(setting_form.answer_sentence(values))
just_saved = st.session_state.pop("settings_saved", 0)
if just_saved:
    said = ngettext(
        "{n} setting saved. Every page uses it from now on.",
        "{n} settings saved. Every page uses them from now on.",
        just_saved,
    )
    st.info(said.format(n=just_saved), icon=":material/check_circle:")
changed = setting_form.draw_form(values)
if changed:
    save(changed)
elif changed is not None:
    st.info(_("Nothing was changed, so nothing was saved."))
calendar_editor.draw("")
engine_line.draw()
store_card.draw()
erase_card.draw()
terms("low point", "low n", "likely real")
