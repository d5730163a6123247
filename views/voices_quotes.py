"""Representative quotes of a theme, each with the reason why it was chosen."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics.voices.quotes import representative_quotes
from data.queries.scope import Scope
from data.queries.voice_base import VoiceFilter
from i18n import _
from views import loaders, loaders_voices, voices_quote
from views.view import View
from views.voices_shown import are_hidden

QUOTES = 3
CANDIDATES = 200
OPPOSITE = {"positive": "negative", "negative": "positive"}


def draw(view: View, scope: Scope, theme_id: str, sentiment: str, n: int) -> None:
    """Quotes chosen by rule: central, unlike each other, the theme surely read so, the whole not the opposite of it."""
    if not n:
        st.caption(_("Nobody says so in this view."))
        return
    if are_hidden(n):
        return
    chosen = VoiceFilter(theme_id=theme_id, sentiment=sentiment)
    frame = loaders_voices.comments(scope, chosen, most=CANDIDATES)
    picked = loaders.made(
        loaders_voices.AREAS, ("quotes", scope, chosen),
        lambda: representative_quotes(
            frame["text"].tolist(), k=QUOTES, confidence=frame["p_chosen"].to_numpy(float),
            is_opposite=(frame["sentiment"] == OPPOSITE.get(sentiment)).to_numpy(bool)),
    )  # fmt: skip
    rows: list[dict[Any, Any]] = frame.to_dict("records")
    for quote in picked:
        voices_quote.draw(
            view, rows[quote.index], quote.index, theme=theme_id, can_correct=False, reason=reason(quote.reasons)
        )


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
