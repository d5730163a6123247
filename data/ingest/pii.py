"""Personal data by content: e-mail, IP, phone and identity numbers; names only by header."""

from __future__ import annotations

import re
from collections.abc import Sequence

import phonenumbers

from data.ingest.identity_numbers import is_identity_number

PROBE = 300
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$")
_IP = re.compile(r"^(?:\d{1,3}\.){3}\d{1,3}(?:\s*[(（].*[)）])?$|^[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){3,7}$")
_PHONE = re.compile(r"^\+?[\d\s().-]{8,20}$")
_URL = re.compile(r"^(?:https?://|www\.)\S+$", re.IGNORECASE)
REGIONS = ("DE", "CN", "US", "GB", "FR", "ES")  # the plan that most numbers fit is asked first


def pii_by_content(texts: Sequence[str]) -> str | None:
    """The type of personal data that at least 80 % of the distinct texts are."""
    probe = texts[:PROBE]
    if not probe:
        return None
    for kind, pattern in (("email", _EMAIL), ("ip", _IP)):
        if _share(probe, pattern) >= 0.8:
            return kind
    if sum(map(is_identity_number, probe)) >= 0.8 * len(probe):
        return "national_id"
    return "phone" if _share(probe, _PHONE) >= 0.9 and _phones(probe[:50]) else None


def has_urls(texts: Sequence[str]) -> bool:
    """Links in at least 80 % of the distinct texts."""
    return bool(texts) and _share(texts[:PROBE], _URL) >= 0.8


def _share(texts: Sequence[str], pattern: re.Pattern[str]) -> float:
    return sum(bool(pattern.match(text.strip())) for text in texts) / len(texts)


def _phones(texts: Sequence[str]) -> bool:
    """Valid numbers with marks of a phone number, or Chinese mobile numbers: long ids are none."""
    marked = [text for text in texts if re.search(r"[+()\s-]", text) or re.fullmatch(r"1[3-9]\d{9}", text)]
    valid = sum(any(is_valid_phone(text, region) for region in REGIONS) for text in marked)
    return valid >= 0.8 * len(texts)


def is_valid_phone(text: str, region: str) -> bool:
    """Whether `text` is a valid phone number as dialled in `region`; "+" and a country code say their own."""
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text, region))
    except phonenumbers.NumberParseException:
        return False
