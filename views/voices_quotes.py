"""Representative quotes of a theme, each with the reason why it was chosen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from analytics.voices.clauses import clause_scores, clauses, has_contrast
from analytics.voices.quotes import Quote, representative_quotes
from data.queries.scope import Scope
from data.queries.voice_base import LOW_CONFIDENCE, VoiceFilter
from i18n import _, ngettext
from views import drawing, figures, loaders, loaders_voices, voices_quote, voices_why
from views.escape import plain
from views.view import View
from views.voices_shown import are_hidden

Flags = NDArray[np.bool_]

QUOTES, QUOTES_PRESENTING = 3, 1
CANDIDATES = 200
LARGE = 160  # characters of a quote in large type
OPPOSITE = {"positive": "negative", "negative": "positive"}


def draw(view: View, scope: Scope, theme_id: str, sentiment: str, n: int) -> None:
    """Quotes chosen by rule: central, unlike each other, the theme surely read so, and saying nothing else beside."""
    if not n:
        st.caption(_("Nobody says so in this view."))
        return
    if are_hidden(n):
        return
    chosen = VoiceFilter(theme_id=theme_id, sentiment=sentiment)
    frame = loaders_voices.comments(scope, chosen, most=CANDIDATES)
    most = drawing.most(QUOTES, QUOTES_PRESENTING)
    is_mixed, picked = loaders.made(
        loaders_voices.AREAS, ("quotes", scope, chosen, most), lambda: _picked(frame, sentiment, most)
    )
    rows: list[dict[Any, Any]] = frame.to_dict("records")
    for quote in picked:
        row = rows[quote.index]
        lead = deciding_clause(row, theme_id, sentiment) if is_mixed[quote.index] else ""
        if drawing.scale() == "present":
            st.header(f"“{plain(lead or str(row['text']), limit=LARGE)}”", anchor=False)
        else:
            voices_quote.draw(view, row, quote.index, theme=theme_id, can_correct=False, lead=lead,
                              reason=reason(quote.reasons))  # fmt: skip
    _left_out(picked, is_mixed)


def _picked(frame: pd.DataFrame, sentiment: str, most: int) -> tuple[Flags, tuple[Quote, ...]]:
    is_mixed = two_sided(frame, sentiment)
    texts, sure = frame["text"].tolist(), frame["p_chosen"].to_numpy(float)
    return is_mixed, representative_quotes(texts, k=most, confidence=sure, is_mixed=is_mixed)


def two_sided(frame: pd.DataFrame, sentiment: str) -> Flags:
    """Which comments say more than one thing.

    They do not surely sound as asked as a whole, say the opposite of a theme, have a clear clause of either sign, or
    set one clause against another.
    """
    rows: list[dict[Any, Any]] = frame.to_dict("records")
    texts, spoken = [str(row["text"]) for row in rows], [_spoken(row) for row in rows]
    agrees = (frame["sentiment"] == sentiment) & (frame["confidence"] >= LOW_CONFIDENCE)
    told: Flags = ~agrees.to_numpy(bool) | clause_scores(texts, spoken).is_mixed
    other = OPPOSITE.get(sentiment)
    for number, row in enumerate(rows):  # a few hundred candidates
        signs = {voices_why.sign_of(one) for one in voices_quote.themes_of(row)}
        told[number] |= other in signs or has_contrast(texts[number])
    return told


def _spoken(row: voices_quote.Row) -> str:
    return figures.text_or_none(row["language"]) or "other"


def deciding_clause(row: voices_quote.Row, theme_id: str, sentiment: str) -> str:
    """The clause that says so of the theme; empty where it is not known."""
    text = str(row["text"])
    spans = clauses(text, _spoken(row))
    for one in voices_quote.themes_of(row):
        if one["theme_id"] == theme_id and voices_why.sign_of(one) == sentiment and int(one["clause"]) < len(spans):
            return text[slice(*spans[int(one["clause"])])]
    return ""


def _left_out(picked: tuple[Quote, ...], is_mixed: Flags) -> None:
    n = int(is_mixed.sum())
    if not n or drawing.scale() == "present" or any(is_mixed[quote.index] for quote in picked):
        return
    said = ngettext(
        "{n} of the {all} newest comments says more than one thing and is not quoted.",
        "{n} of the {all} newest comments say more than one thing and are not quoted.",
        n,
    )
    st.caption(said.format(n=figures.count(n), all=figures.count(len(is_mixed))))


def reason(codes: tuple[str, ...]) -> str:
    """Why a quote was chosen, in words.

    >>> reason(("central", "confident"))
    'Why this quote: typical of what is said, read with confidence'
    """
    known = _reasons()
    return _("Why this quote: {reasons}").format(reasons=_(", ").join(known[code] for code in codes if code in known))


def _reasons() -> dict[str, str]:
    return {
        "central": _("typical of what is said"),
        "varied": _("unlike the quotes above"),
        "next_best": _("the next most typical that repeats least"),
        "confident": _("read with confidence"),
        "good_length": _("of a length to quote"),
    }
