"""The glossary on screen: search, one entry on top when a link asks for it, and the terms by section."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from i18n import _, language, ngettext
from reports.glossary import Entry, entries, search
from views.escape import plain
from views.term import ENTRY, SEARCH, by_slug, meaning, other_name

MOST_QUERY = 80


def query() -> str:
    """What the link or the box searches for; control characters and length are cut."""
    asked = st.query_params.get(SEARCH, "")
    return " ".join("".join(char if char.isprintable() else " " for char in asked).split())[:MOST_QUERY]


def draw_search() -> str:
    """The search box; its text stands in the link."""
    key = f"glossary_search|{language()}"
    asked = query()
    if st.session_state.get(key) != asked:
        st.session_state[key] = asked

    def keep() -> None:
        st.query_params.pop(ENTRY, None)
        text = str(st.session_state[key]).strip()[:MOST_QUERY]
        if text:
            st.query_params[SEARCH] = text
        else:
            st.query_params.pop(SEARCH, None)

    st.text_input(
        _("Search in both languages"),
        key=key,
        max_chars=MOST_QUERY,
        on_change=keep,
        icon=":material/search:",
        placeholder=_("for example low point, NPS"),
        width=420,
    )
    return asked


def found(asked: str) -> tuple[Entry, ...]:
    """The entries that fit a search, all when it is empty."""
    return search(asked)


def answer_sentence(asked: str, fitting: tuple[Entry, ...]) -> str:
    """How many terms there are or fit."""
    n = len(fitting)
    if not asked:
        return ngettext(
            "**{n} term**, one meaning, two languages.", "**{n} terms**, one meaning each, two languages.", n
        ).format(n=n)
    said = ngettext("**{n} term** fits “{asked}”.", "**{n} terms** fit “{asked}”.", n)
    return said.format(n=n, asked=plain(asked))


def draw_entry() -> None:
    """The entry a link asks for, with its meaning in both languages."""
    code = st.query_params.get(ENTRY)
    if not code:
        return
    entry = by_slug(code)
    if entry is None:
        said = _("The glossary has no entry “{code}”. All terms are listed below.")
        st.warning(said.format(code=plain(code, limit=40)), icon=":material/link_off:")
        return
    with st.container(border=True):
        st.header(entry.name, anchor=False)
        st.caption(f"{other_name(entry)} · {entry.section_name}")
        st.markdown(meaning(entry))


def section_frame(rows: list[Entry]) -> pd.DataFrame:
    """One row per term: its name, the other language's name, its meaning."""
    return pd.DataFrame(
        {
            _("Term"): [f"**{entry.name}**" for entry in rows],
            _("English name") if language() == "zh" else _("Chinese name"): [other_name(entry) for entry in rows],
            _("Meaning"): [meaning(entry) for entry in rows],
        }
    )


def draw_sections(fitting: tuple[Entry, ...]) -> None:
    """The terms as tables, one per section, in the order of the glossary."""
    by_section: dict[str, list[Entry]] = {}
    for entry in fitting:
        by_section.setdefault(entry.section, []).append(entry)
    for section in dict.fromkeys(entry.section for entry in entries()):
        if rows := by_section.get(section):
            st.header(rows[0].section_name, anchor=False)
            alt = _("Terms of the section {name} with their meanings").format(name=rows[0].section_name)
            st.table(section_frame(rows), border="horizontal", hide_index=True, alt=alt)


def draw_nothing_found() -> None:
    """What to do when no term fits."""
    st.markdown(_("No term fits. Try fewer letters, or the word of the other language."))


def clear() -> None:
    """Back to the whole glossary."""
    st.query_params.pop(SEARCH, None)
    st.query_params.pop(ENTRY, None)
