"""Personal data inside free text: found by form and check digit, replaced by a word for what stood there."""

from __future__ import annotations

import re
from collections.abc import Callable

import phonenumbers

from data.ingest.identity_numbers import is_identity_number
from data.ingest.naming import has_cjk
from data.ingest.pii import REGIONS
from data.ingest.vendors import rules

_TOLD = rules("personal")
_MESSENGER = "|".join(_TOLD["messengers"])
# Only texts that hold one of these can hold personal data of a known form; the engine finds them by this pattern.
CANDIDATE = rf"@|\d[\d\s().\-]{{5,}}\d|[A-Za-z]?\d{{7,8}}[A-Za-z]|(?i:{_MESSENGER})|\d{{1,3}}(\.\d{{1,3}}){{3}}"
_MAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_IDENTITY = re.compile(
    r"(?<![\dA-Za-z])(?:\d{17}[\dXx]|\d{3}-\d{2}-\d{4}|[XYZxyz]?\d{7,8}[A-Za-z]"
    r"|\d{4}[ -]?\d{4,6}[ -]?\d{4,5}(?:[ -]?\d{1,4}){0,2})"
    r"(?![\dA-Za-z])"
)
_IP = re.compile(r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.]*\d)")
_PHONE = re.compile(r"(?<![\w.])(?:\+|00)?\(?\d(?:[\s().-]{0,2}\d){6,14}(?!\w)", re.ASCII)
_DATE = re.compile(
    r"(?:19|20)\d{2}[-./ ]?\d{1,2}[-./ ]?\d{1,2}(?:\D.*)?|\d{1,2}[-./]\d{1,2}[-./](?:19|20)?\d{2}(?:\D.*)?"
)
_SINGLES = re.compile(r"(?:\d\D+)*\d")
_CHINESE_MOBILE = re.compile(r"1[3-9]\d{9}")
_CUE = re.compile(rf"(?:{'|'.join(_TOLD['phone_cues'])})[^\d]{{0,24}}$", re.IGNORECASE)
_HANDLE = re.compile(
    rf"(?P<cue>(?:{_MESSENGER})(?:{'|'.join(_TOLD['between'])})*\s*[:\uff1a]?\s*)(?P<handle>[A-Za-z0-9_-]{{5,20}})",
    re.IGNORECASE,
)


def mark(kind: str, text: str) -> str:
    """What stands in a text instead of personal data of `kind`, in the language of the text."""
    return str(_TOLD["marks"][kind]["zh" if has_cjk(text) else "en"])


def masked(text: str) -> str:
    """`text` with e-mail addresses, phone, identity and card numbers, IP addresses and messenger accounts replaced.

    Names are not looked for: a word is no name by its form.

    Examples
    --------
    >>> masked("Call me on +44 20 7946 0958 or write to anna@example.org about order 20240506.")
    'Call me on [phone] or write to [e-mail] about order 20240506.'
    >>> masked("5 4 3 5 5 4 3 2 1 on 2024-05-06 12:30, version 2.0")
    '5 4 3 5 5 4 3 2 1 on 2024-05-06 12:30, version 2.0'
    """
    language = text
    text = _MAIL.sub(mark("email", language), text)
    text = _IDENTITY.sub(_if(is_identity_number, mark("national_id", language)), text)
    text = _IP.sub(mark("ip", language), text)
    text = _HANDLE.sub(lambda hit: hit["cue"] + mark("handle", language), text)
    return _PHONE.sub(lambda hit: mark("phone", language) if _is_phone(hit) else hit[0], text)


def _if(is_one: Callable[[str], bool], word: str) -> Callable[[re.Match[str]], str]:
    return lambda hit: word if is_one(hit[0]) else hit[0]


def _is_phone(hit: re.Match[str]) -> bool:
    """A valid number that is written like one, or that follows a word for phone; dates and plain numbers are none."""
    written, before = hit[0], hit.string[: hit.start()]
    digits = re.sub(r"\D", "", written)
    if _CHINESE_MOBILE.fullmatch(digits):
        return True
    if _DATE.fullmatch(written.strip()) or _SINGLES.fullmatch(written):
        return False
    if _CUE.search(before):
        return True
    looks_written = bool(re.search(r"[+()]|\d[\s.-]+\d", written)) and len(digits) >= 9
    return looks_written and any(_is_valid(written, region) for region in REGIONS)


def _is_valid(text: str, region: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text, region))
    except phonenumbers.NumberParseException:
        return False
