"""Where texts come from, in the language of the screen."""

from __future__ import annotations

from i18n import _


def source_label(kind: str) -> str:
    """What a text is: a complaint, a ticket, an interview ...; an unknown source stays as it is called."""
    return {
        "survey": _("survey answers"),
        "reviews": _("reviews"),
        "complaints": _("complaints"),
        "tickets": _("service tickets"),
        "calls": _("call records"),
        "chat": _("chat messages"),
        "interview": _("interview"),
        "focus_group": _("focus group"),
        "notes": _("visit and meeting notes"),
    }.get(kind, kind)


def asked_label(*, is_solicited: bool) -> str:
    """Whether anybody asked for these words."""
    return _("asked for") if is_solicited else _("came unasked")


def source_tag(kind: object, is_solicited: object) -> str:
    """The small tag behind a quotation; survey answers need none."""
    if not isinstance(kind, str) or kind in ("", "survey"):
        return ""
    return _("{source}, {asked}").format(source=source_label(kind), asked=asked_label(is_solicited=bool(is_solicited)))
