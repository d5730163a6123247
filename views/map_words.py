"""Codes of the map in words: channels, states, kinds, and texts that hold both languages."""

from __future__ import annotations

import json
from typing import Any

from i18n import _, language, pick
from views import figures
from workflows.journey_fields import CHANNELS


def channel(code: str | None) -> str:
    """A channel by its name; one that the house does not know stays as it was written."""
    return _(CHANNELS[code]) if code is not None and code in CHANNELS else code or ""


def directness(code: str | None) -> str:
    """Direct or indirect contact."""
    return {"direct": _("direct contact"), "indirect": _("indirect contact")}.get(code or "", "")


def map_state(code: str) -> str:
    """How far a map is researched."""
    names = {"draft": _("draft"), "researched": _("researched"), "validated": _("validated with customers")}
    return names.get(code, code)


def horizon(code: str) -> str:
    """Whether a map shows what is or what is intended."""
    return {"current": _("current state"), "future": _("future state"), "achieved": _("achieved")}.get(code, code)


def half(text: object) -> str:
    """The half of "English · 中文" that belongs to the screen; a text without halves as it is."""
    told = figures.text_or_none(text)
    if told is None:
        return ""
    english, mark, chinese = told.partition(" · ")
    return (chinese if language() == "zh" else english) if mark else told


def items(told: object) -> list[dict[str, Any]]:
    """A JSON list of {en, zh, …} as mappings; anything else is empty."""
    text = figures.text_or_none(told)
    found = json.loads(text) if text else []
    if not isinstance(found, list):
        return []
    return [item if isinstance(item, dict) else {"en": str(item)} for item in found]


def texts(told: object) -> list[str]:
    """A JSON list of {en, zh} in the language of the screen."""
    return [said for item in items(told) if (said := pick(item.get("en"), item.get("zh")))]
