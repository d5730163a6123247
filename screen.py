"""The screen door: page list, language, frame; turns a ThroughlineError into a message."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from errors import ThroughlineError
from i18n import _, set_language
from views import frame, loaders, state

ROOT = Path(__file__).resolve().parent


def sections() -> dict[str, list[tuple[str, str, str, str]]]:
    """Section title -> pages as (file, title, url_path, icon), in the order of the menu."""
    return {
        "": [("pages/journey/home.py", _("Home"), "", "home")],
        _("See the journey"): [("pages/journey/journey.py", _("Journey map"), "journey", "route")],
        _("Data"): [
            ("pages/data/upload.py", _("Add data"), "upload", "upload_file"),
            ("pages/data/quality.py", _("Data quality"), "quality", "fact_check"),
            ("pages/data/settings.py", _("Settings"), "settings", "tune"),
            ("pages/data/glossary.py", _("Glossary"), "glossary", "menu_book"),
        ],
    }


def menu() -> dict[str, list[st.Page]]:
    """The pages that are built."""
    return {
        title: [
            st.Page(file, title=name, url_path=path or None, icon=f":material/{icon}:", default=not path)
            for file, name, path, icon in pages
            if (ROOT / file).exists()
        ]
        for title, pages in sections().items()
    }


def draw() -> None:
    """One run of the script: state from the URL, language, page, state back to the URL."""
    st.set_page_config(page_title="Throughline", page_icon=":material/timeline:", layout="wide")
    state.read()
    set_language(state.get(state.LANGUAGE))
    page = st.navigation(menu(), position="hidden" if state.is_on(state.PRESENT) else "sidebar", expanded=True)
    frame.open_page()
    try:
        loaders.prepare()
        page.run()
    except ThroughlineError as error:
        frame.show_error(error)
    frame.close_page()
    state.write()


draw()
