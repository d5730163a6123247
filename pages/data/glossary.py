"""Glossary: every word of the screen, searchable in both languages, each with a link of its own."""

from __future__ import annotations

import streamlit as st

from i18n import _, language
from views import frame, glossary_list

frame.header(filters=False)
frame.page_title(_("What does this word mean here?"))
asked = glossary_list.draw_search()
found = glossary_list.found(asked)
st.markdown(glossary_list.answer_sentence(asked, found))
glossary_list.draw_entry()
if found:
    glossary_list.draw_sections(found)
else:
    glossary_list.draw_nothing_found()
    st.button(_("Show all terms"), key=f"glossary_all|{language()}", on_click=glossary_list.clear)
