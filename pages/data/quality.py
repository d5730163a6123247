"""Data quality: what was imported, set aside and undone, upload by upload; and how sound the answers are."""

from __future__ import annotations

import streamlit as st

from i18n import _
from views import (
    frame,
    links_section,
    loaders_data,
    quality_detail,
    quality_list,
    quality_parts,
    quality_sample,
    recipe_list,
    response_quality,
)
from views.term import terms

frame.header(filters=False)
frame.page_title(_("Which data lie behind the figures?"))
uploads = loaders_data.uploads()
quality_detail.show_notice()
if uploads.empty:
    st.markdown(_("Nothing has been imported yet, so there is nothing to check."))
    st.page_link("pages/data/upload.py", label=_("Add data"), icon=":material/upload_file:")
elif quality_parts.draw() == "answers":
    response_quality.draw()
else:
    st.markdown(quality_list.answer_sentence(uploads))
    chosen = quality_list.draw(uploads)
    quality_detail.draw(next(row for row in uploads.itertuples(index=False) if row.upload_id == chosen))
    recipe_list.draw()
    links_section.draw()
    quality_sample.draw(uploads)
terms("response", "respondent", "response rate", "representativeness", "verbatim")
