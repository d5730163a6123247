"""The screen door: page list, language, frame; turns a ThroughlineError into a message."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from errors import ThroughlineError
from i18n import set_language
from views import frame, loaders, menu, state

# an icon by name or an emoji would be fetched from another host
ICON = str(Path(__file__).resolve().parent / "views" / "icon.svg")


def draw() -> None:
    """One run of the script: state from the URL, language, page, state back to the URL."""
    st.set_page_config(page_title="Throughline", page_icon=ICON, layout="wide")
    loaders.begin_run()
    state.read()
    set_language(state.get(state.LANGUAGE))
    page = st.navigation(menu.sections(), position="hidden" if state.is_on(state.PRESENT) else "sidebar", expanded=True)
    frame.open_page()
    try:
        loaders.prepare()
        page.run()
    except ThroughlineError as error:
        frame.show_error(error)
    frame.close_page()
    state.write()


draw()
