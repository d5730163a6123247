"""A glossary term on screen: its word opens its meaning, and from there its entry."""

from __future__ import annotations

import re

import streamlit as st

from i18n import _, language
from reports.glossary import Entry, entries
from reports.glossary import term as entry_called
from views import state

ENTRY, SEARCH = "entry", "q"
PAGE = "pages/data/glossary.py"
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def slug(entry: Entry) -> str:
    """The code of an entry in links: its English name in ASCII.

    >>> slug(entry_called("emotion curve")), slug(entry_called("NPS"))
    ('emotion-curve', 'net-promoter-score-nps')
    """
    return _NOT_WORD.sub("-", entry.en.casefold()).strip("-")


def by_slug(code: str) -> Entry | None:
    """The entry a link asks for, None when there is none."""
    return next((entry for entry in entries() if slug(entry) == code), None)


def other_name(entry: Entry) -> str:
    """The term in the other language."""
    return entry.en if language() == "zh" else entry.zh


def meaning(entry: Entry) -> str:
    """The meaning, and the other spellings where there are any."""
    if not entry.variants:
        return entry.about
    return entry.about + " " + _("Also: {names}").format(names=_(", ").join(entry.variants))


def term(name: str, label: str | None = None, *, place: str = "") -> None:
    """The word `label` (by default the term itself); a click opens the meaning and the way to the entry.

    `name` is the English name of the entry; `place` tells two appearances on one page apart.
    """
    entry = entry_called(name)
    opened = st.popover(
        label or entry.name,
        type="tertiary",
        icon=":material/menu_book:",
        key=f"term_{slug(entry)}_{place}|{language()}",
        on_change="rerun",
    )
    if not opened.open:
        return
    with opened:
        st.markdown(f"**{entry.name}** · {other_name(entry)}")
        st.markdown(meaning(entry))
        st.page_link(
            PAGE,
            label=_("Open in the glossary"),
            icon=":material/arrow_forward:",
            query_params={ENTRY: slug(entry), state.LANGUAGE: language()},
        )


def terms(*names: str, place: str = "page") -> None:
    """A row of the terms used on a page, each opening its entry."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(_("Words on this page"), width="content")
        for name in names:
            term(name, place=place)
