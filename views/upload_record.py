"""What a file of texts holds, before and after its import: utterances, comments, who speaks, and its source."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data.ingest.mapping import ImportPlan
from data.ingest.model import Reading
from data.ingest.text_source import speakers_of
from i18n import _, in_a_row, ngettext
from views.escape import plain
from views.text_source_words import asked_label, source_label

MOST_NAMES = 6


def figures(reading: Reading, plan: ImportPlan, n_comments: int) -> list[tuple[str, int]]:
    """Comments, and for a record of speech its utterances and speakers; no figure of a kind that texts never have."""
    heard = speakers_of(reading, plan.source.speaker)
    comments = (_("Comments"), n_comments)
    if not heard:
        return [comments]
    return [(_("Utterances"), len(reading.table.cells)), comments, (_("Speakers"), len(heard))]


def draw_source(reading: Reading, plan: ImportPlan) -> None:
    """One line: where the texts come from, whether anybody asked, and who speaks."""
    st.caption(in_a_row(*_told(reading, plan)))


def _told(reading: Reading, plan: ImportPlan) -> list[str]:
    source = plan.source
    told = [
        _("Source: {source}, {asked}.").format(
            source=source_label(source.kind), asked=asked_label(is_solicited=source.is_solicited)
        )
    ]
    heard = speakers_of(reading, source.speaker)
    asked = [name for name in heard if name not in source.askers]
    if asked:
        told.append(_("Heard: {names}.").format(names=_names(asked)))
    if len(asked) < len(heard):
        told.append(_("Speaking for us: {names}.").format(names=_names(list(source.askers))))
    return told


def _names(names: Sequence[str]) -> str:
    shown = _(", ").join(plain(name, limit=40) for name in names[:MOST_NAMES])
    n = len(names) - MOST_NAMES
    if n <= 0:
        return shown
    return ngettext("{names} and {n} more", "{names} and {n} more", n).format(names=shown, n=f"{n:,}")
