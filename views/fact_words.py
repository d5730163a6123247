"""Coded facts of a file in words: types of personal data, text encodings."""

from __future__ import annotations

from i18n import _


def said(name: str, value: object) -> object:
    """A fact of an issue as people know it; what is no code stays as it is."""
    if name == "types":
        return _(", ").join(personal_type(code) for code in str(value).split(", ") if code)
    if name == "names":
        return str(value).replace(", ", _(", "))
    return encoding(str(value)) if name == "encoding" else value


def personal_type(code: str) -> str:
    """A type of personal data in words."""
    return {
        "name": _("names"),
        "email": _("e-mail addresses"),
        "phone": _("phone numbers"),
        "ip": _("network addresses"),
        "geo": _("places on the map"),
        "location": _("places"),
        "address": _("addresses"),
        "postal_code": _("postal codes"),
        "handle": _("user names"),
        "national_id": _("identity numbers"),
        "birth_date": _("dates of birth"),
        "other": _("other personal data"),
    }.get(code, code)


def encoding(code: str) -> str:
    """A text encoding by the name people know."""
    named = code.casefold().replace("_", "-")
    known = {
        "utf-8": "UTF-8",
        "utf-8-sig": "UTF-8",
        "utf-16": "UTF-16",
        "utf-16-le": "UTF-16",
        "utf-16-be": "UTF-16",
        "gb18030": "GB18030",
        "gbk": "GBK",
        "windows-1252": "Windows-1252",
        "cp1252": "Windows-1252",
        "mac-roman": "Mac Roman",
        "big5": "Big5",
        "shift-jis": "Shift-JIS",
    }
    return known.get(named, code)
