"""Sources that were expected by now: one line on home, a muted mark beside the touchpoints they feed."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from i18n import _, ngettext
from views import loaders_recipes
from views.escape import plain
from views.periods import day_label


def line(late: pd.DataFrame) -> str:
    """One sentence about the source that is overdue longest, and how many others are; empty where none is."""
    if late.empty:
        return ""
    first = late.iloc[0]
    said = _("**{title}** was expected by {due}, last data {last}.").format(
        title=plain(first["title"], limit=60), due=day_label(first["expected_by"]), last=day_label(first["last_data"])
    )
    more = len(late) - 1
    if not more:
        return said
    also = ngettext("{n} more source is late.", "{n} more sources are late.", more).format(n=more)
    return _("{sentence} {more}").format(sentence=said, more=also)


def draw(journey_id: str) -> None:
    """The line, with the way to the page where rhythms are kept."""
    said = line(loaders_recipes.late(journey_id))
    if not said:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":orange[:material/schedule:] {said}", width="content")
        st.page_link("pages/data/quality.py", label=_("Expected files"), icon=":material/event_repeat:")


def mark(touchpoint_id: str, stale: dict[str, date]) -> str:
    """A muted mark for a touchpoint that only late sources feed."""
    day = stale.get(touchpoint_id)
    return "" if day is None else " :gray-badge[" + _("data until {day}").format(day=day_label(day)) + "]"
