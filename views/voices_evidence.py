"""The evidence of a theme to take away: its comments, the process beside it, and the view it was taken from."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from data.queries.voice_base import VoiceFilter
from i18n import _, language
from reports.evidence_pack import Table, evidence_pack
from views import figures, loaders_voices, voices_process, voices_quote
from views.sentiment_words import sentiment_label
from views.view import View
from views.voices_shown import least

MOST = 2_000
QUOTES = 10


def button(view: View, theme_id: str, name: str, n_negative: int) -> None:
    """The action of the theme until root-cause records exist; drawn only where its comments may be shown."""
    st.download_button(
        _("Download the evidence"), figures.in_language(lambda: pack(view, theme_id, name, n_negative)),
        file_name=f"{theme_id}-evidence.zip", mime="application/zip", type="primary", icon=":material/inventory_2:",
        on_click="ignore", key=f"voices_evidence|{language()}",
    )  # fmt: skip


def pack(view: View, theme_id: str, name: str, n_negative: int) -> bytes:
    """A zip with a note, the comments of the theme (personal data masked) and the process measures as CSV."""
    rows = loaders_voices.comments(view.scope, VoiceFilter(theme_id=theme_id), order="worst", most=MOST)
    tone = "negative" if n_negative >= least() else None
    found = voices_process.contrasts(view, theme_id, tone)
    process = pd.DataFrame([vars(one) for one in found])
    told = [one for one in found if one.change is not None]
    return evidence_pack(
        title=_("{journey}: {theme}").format(journey=view.journey_name, theme=name),
        sentences=[
            *([voices_process.basis(*voices_process.share(view), tone)] if told else []),
            *(f"{voices_process.title(one)}: {voices_process.words(one)}" for one in told),
        ],
        filters={
            _("Journey"): view.journey_name,
            _("Period"): view.period_text,
            _("Segment"): view.segment_text,
            _("Theme"): name,
        },
        explanations=[],
        at=datetime.now(UTC),
        tables={"comments": _comments(rows)} | ({"process": Table(process)} if len(process) else {}),
        quotes=[str(text) for text in rows["text"].head(QUOTES)],
    )


def _comments(rows: pd.DataFrame) -> Table:
    """The comments with what is known of each, the most negative first."""
    read = ["" if pd.isna(code) else sentiment_label(str(code)) for code in rows["sentiment"]]
    codes = [
        ";".join(sorted({str(one["theme_id"]) for one in voices_quote.themes_of(row)}))
        for row in rows.to_dict("records")
    ]
    headers = {
        "text": _("Comment"), "question": _("Question"), "touchpoint_id": _("Touchpoint"), "themes": _("Theme"),
        "sentiment": _("Sentiment"), "confidence": _("How sure the reading is"), "score": _("Score"), "day": _("Day"),
        "n_same": _("Comments"),
    }  # fmt: skip
    return Table(rows.assign(sentiment=read, themes=codes)[list(headers)], headers)
