"""The names of emotions; everywhere they are hints, and said to be."""

from __future__ import annotations

from analytics.voices.emotion_names import EMOTIONS
from i18n import _


def emotion_label(code: str) -> str:
    """The name of an emotion."""
    return {
        "joy": _("Joy"),
        "trust": _("Trust"),
        "relief": _("Relief"),
        "surprise": _("Surprise"),
        "confusion": _("Confusion"),
        "frustration": _("Frustration"),
        "anger": _("Anger"),
        "disappointment": _("Disappointment"),
        "worry": _("Worry"),
    }.get(code, code)


def hint_words(codes: list[str]) -> str:
    """Emotions of a comment in one phrase with the mark of a hint; empty without any."""
    named = [emotion_label(code) for code in EMOTIONS if code in codes]
    return _("{emotions} (hint)").format(emotions=_(", ").join(named)) if named else ""
