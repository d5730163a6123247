"""Under a comment: the emotions it hints at with the words that show them, yes or no to each, and one that was missed.

The answers count at once, before the hint, and measure how often hints are right.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import streamlit as st

from analytics.voices.emotion_names import EMOTIONS
from i18n import _, language
from views import figures, loaders, loaders_emotions, state, yes_no
from views.attempts import attempt
from views.emotion_words import emotion_label
from views.escape import plain
from workflows.correct_text import label_emotion

WORDS_SHOWN: Final = 3
Hint = Mapping[str, Any]  # emotion, spans, said


def hints_of(row: Mapping[Hashable, Any]) -> list[dict[str, Any]]:
    """The emotions of a row of `comment_page`, those a person denied too: emotion, confidence, spans, said."""
    held = figures.text_or_none(row.get("emotions"))
    told: list[dict[str, Any]] = json.loads(held) if held else []
    return [{**hint, "spans": spans_of(hint["spans"])} for hint in told]


def spans_of(held: Any) -> list[list[int]]:
    """Places in a text, from JSON or as they are."""
    found = json.loads(held) if isinstance(held, str) else held
    return found or []


def shown(hints: Sequence[Hint]) -> list[str]:
    """The emotions nobody denied."""
    return [str(hint["emotion"]) for hint in hints if hint["said"] is not False]


def popover(text_hash: str, text: str, hints: Sequence[Hint], place: object) -> None:
    """A small control that opens on the questions about this comment."""
    with st.popover(
        _("Emotions"), icon=":material/mood:", type="tertiary", key=f"voice_felt_{place}|{language()}",
        on_change="rerun",
    ) as opened:  # fmt: skip
        if opened.open:
            ask_all(text_hash, text, hints, place)


def review(text_hash: str, text: str) -> None:
    """Under the comment of the review, the same questions folded up."""
    with st.expander(
        _("Does it show these emotions?"), key=f"review_emotions|{language()}", on_change="rerun"
    ) as opened:  # fmt: skip
        if opened.open:
            ask_all(text_hash, text, loaders_emotions.hints(text_hash), "review")


def ask_all(text_hash: str, text: str, hints: Sequence[Hint], place: object) -> None:
    """Yes or no to every hint, and a choice for an emotion that was missed."""
    st.caption(_("Hints, not facts: is this what the comment says?"))
    for hint in hints:
        ask(text_hash, text, hint, place)
    _add(text_hash, {str(hint["emotion"]) for hint in hints}, place)


def ask(text_hash: str, text: str, hint: Hint, place: object) -> None:
    """Yes or no for one emotion of one comment; a second click on the answer takes it back."""
    emotion = str(hint["emotion"])
    key = f"emotion_said_{text_hash}_{emotion}_{place}|{language()}"
    yes_no.ask(emotion_label(emotion), key, hint["said"], lambda said: _say(text_hash, emotion, said))
    st.caption(why(text, hint))


def why(text: str, hint: Hint) -> str:
    """What decided: the words as written, the likeness of the whole comment, or a person."""
    words = list(dict.fromkeys(plain(text[start:end], limit=40) for start, end in hint["spans"]))
    if words:
        return _("Its words: {words}").format(words=" · ".join(f"“{word}”" for word in words[:WORDS_SHOWN]))
    if hint.get("confidence") is None:
        return _("Said by a person; no hint was found.")
    like = figures.text_or_none(hint.get("nearest"))
    if like is None:
        return _("No single word: the comment as a whole is close to sentences that say so.")
    return _("No single word: the comment as a whole is like “{example}”").format(example=plain(like))


def _add(text_hash: str, seen: set[str], place: object) -> None:
    free = [code for code in EMOTIONS if code not in seen]
    key = f"emotion_add_{text_hash}_{place}|{language()}"

    def add() -> None:
        chosen = st.session_state.get(key)
        if chosen:
            _say(text_hash, str(chosen), is_present=True)

    st.selectbox(
        _("It also shows"), free, index=None, key=key, on_change=add, placeholder=_("Choose an emotion"),
        format_func=state.labelled(free, emotion_label),
    )  # fmt: skip


def _say(text_hash: str, emotion: str, is_present: bool | None) -> None:
    attempt(lambda: label_emotion(loaders.store(), text_hash, emotion, is_present, at=datetime.now(UTC)))
