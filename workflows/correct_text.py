"""Say what a text really says, or that it speaks of a theme: the words of a person come before those of a model.

Each function returns what was said before, so that a click can take it back by saying that again (None = nothing).
"""

from __future__ import annotations

from datetime import datetime

from analytics.voices.emotion_names import EMOTIONS
from data.queries.text_labels import (
    said_of_emotion,
    said_of_text,
    said_of_theme,
    write_emotion_label,
    write_text_label,
    write_theme_label,
)
from data.store import Store
from errors import N_, BadInput, UnknownId

LABELS = ("negative", "neutral", "positive", "none")
CHOOSE_LABEL = N_("Choose negative, neutral, positive, or none for an answer without content.")


def label_text(
    store: Store, text_hash: str, question_hash: str, label: str | None, *, at: datetime, by: str = ""
) -> str | None:
    """Set the sentiment of a text under its question, or take it back with None; returns the label before.

    Raises
    ------
    UnknownId
        No comment holds this text.
    BadInput
        A label of another name.
    """
    if label is not None and label not in LABELS:
        raise BadInput(field=N_("sentiment"), value=label, fix=CHOOSE_LABEL)
    _known(store, text_hash)
    before = said_of_text(store, text_hash, question_hash)
    if label != before:
        with store.write("label text", "voices") as write:
            write_text_label(write, text_hash, question_hash, label, at=at, by=by)
    return before


def label_theme(
    store: Store, text_hash: str, theme_id: str, is_present: bool | None, *, at: datetime, by: str = ""
) -> bool | None:
    """Say that a text speaks of a theme or does not, or take that back with None; returns what was said before.

    Raises UnknownId for an unknown text or theme.
    """
    _known(store, text_hash)
    if not store.value("SELECT count(*) FROM theme WHERE theme_id = $id", id=theme_id):
        raise UnknownId(kind=N_("theme"), id=theme_id)
    before = said_of_theme(store, text_hash, theme_id)
    if is_present != before:
        with store.write("label theme", "voices") as write:
            write_theme_label(write, text_hash, theme_id, is_present, at=at, by=by)
    return before


def label_emotion(
    store: Store, text_hash: str, emotion: str, is_present: bool | None, *, at: datetime, by: str = ""
) -> bool | None:
    """Say that a text shows an emotion or does not, or take that back with None; returns what was said before.

    Raises UnknownId for an unknown text or emotion.
    """
    _known(store, text_hash)
    if emotion not in EMOTIONS:
        raise UnknownId(kind=N_("emotion"), id=emotion)
    before = said_of_emotion(store, text_hash, emotion)
    if is_present != before:
        with store.write("label emotion", "voices") as write:
            write_emotion_label(write, text_hash, emotion, is_present, at=at, by=by)
    return before


def _known(store: Store, text_hash: str) -> None:
    if not store.value("SELECT count(*) FROM comment WHERE text_hash = $hash", hash=text_hash):
        raise UnknownId(kind=N_("text"), id=text_hash)
