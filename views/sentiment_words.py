"""The names of sentiments and of the signs that stand for them beside their colour."""

from __future__ import annotations

from i18n import _

ICONS = {
    "negative": ":material/sentiment_dissatisfied:",
    "neutral": ":material/sentiment_neutral:",
    "positive": ":material/sentiment_satisfied:",
    "none": ":material/do_not_disturb_on:",
}


def sentiment_label(code: str) -> str:
    """Negative, neutral, positive, or no content."""
    return {
        "negative": _("Negative"),
        "neutral": _("Neutral"),
        "positive": _("Positive"),
        "none": _("No content"),
    }[code]
