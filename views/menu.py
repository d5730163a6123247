"""The pages of the menu: file, url_path, icon; a page is listed once its file exists."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from i18n import _


@dataclass(frozen=True)
class Entry:
    """One page. `path` is its stable url_path; the home page has none."""

    file: str
    path: str
    icon: str


HOME = Entry("pages/journey/home.py", "", "home")
JOURNEY = Entry("pages/journey/journey.py", "journey", "route")
VOICES = Entry("pages/journey/voices.py", "voices", "forum")
DRIVERS = Entry("pages/journey/drivers.py", "drivers", "trending_up")
PROCESS = (
    Entry("pages/process/control.py", "control", "monitoring"),
    Entry("pages/process/board.py", "board", "dashboard"),
    Entry("pages/process/stream.py", "stream", "account_tree"),
    Entry("pages/process/links.py", "links", "hub"),
    Entry("pages/process/kpis.py", "kpis", "speed"),
)
DATA = (
    Entry("pages/data/upload.py", "upload", "upload_file"),
    Entry("pages/data/explore.py", "explore", "pivot_table_chart"),
    Entry("pages/data/quality.py", "quality", "fact_check"),
    Entry("pages/data/settings.py", "settings", "tune"),
    Entry("pages/data/glossary.py", "glossary", "menu_book"),
)


def titles() -> dict[str, str]:
    """url_path -> title in the language of the screen."""
    return {
        "": _("Home"),
        "journey": _("Journey map"),
        "voices": _("Voices"),
        "drivers": _("Key drivers"),
        "control": _("Process control"),
        "board": _("Icon board"),
        "stream": _("Value stream"),
        "links": _("Experience × process"),
        "kpis": _("Measures and goals"),
        "upload": _("Add data"),
        "explore": _("Explore"),
        "quality": _("Data quality"),
        "settings": _("Settings"),
        "glossary": _("Glossary"),
    }


def page_exists(path: str) -> bool:
    """Whether the page of a url_path is built."""
    return any(entry.path == path for entry in (HOME, JOURNEY, VOICES, DRIVERS, *PROCESS, *DATA))


def sections() -> dict[str, list[st.Page]]:
    """Section title -> its pages, in the order of the menu."""
    return {
        "": _pages(HOME),
        _("See the journey"): _pages(JOURNEY, VOICES, DRIVERS),
        _("See the process"): _pages(*PROCESS),
        _("Data"): _pages(*DATA),
    }


def _pages(*entries: Entry) -> list[st.Page]:
    called = titles()
    return [
        st.Page(
            entry.file,
            title=called[entry.path],
            url_path=entry.path or None,
            icon=f":material/{entry.icon}:",
            default=not entry.path,
        )
        for entry in entries
    ]
