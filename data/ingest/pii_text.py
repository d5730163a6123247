"""Personal data inside free text: found by form and check digit, replaced by a word for what stood there."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from data.ingest.identity_numbers import is_identity_number
from data.ingest.naming import has_cjk
from data.ingest.pii import REGIONS, is_valid_phone
from data.ingest.vendors import rules

_TOLD = rules("personal")
FEWEST_SIGNS = 7  # an IP address
_MESSENGER = "|".join(_TOLD["messengers"])
_CUES = "|".join(_TOLD["phone_cues"])
_CUE_GAP = 24
_CUE_REACH = _CUE_GAP + max(map(len, _TOLD["phone_cues"]))
_GAP, _MARK = r"[\s\v().\-]{0,2}", r"[\s\v().\-]{1,2}"
# Only texts that hold one of these can hold personal data of a known form; the engine finds them by this pattern.
# A number without any mark in it is none but by its length, or by the word before it.
CANDIDATE = "|".join(
    [
        rf"@|(?i:{_MESSENGER})|\d{{1,3}}(\.\d{{1,3}}){{3}}|\d{{3}}-\d{{2}}-\d{{4}}|\d{{17}}[\dXx]",
        r"(^|[^\dA-Za-z])[XYZxyz]?\d{7,8}[A-Za-z]($|[^\dA-Za-z])",
        r"\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{2}|\d{4}[ -]?\d{6}[ -]?\d{5}",
        rf"(^|[^\w.])\+?\(?1{_GAP}[3-9]({_GAP}\d){{9}}($|\W)",
        rf"(?i:{_CUES})[^\d]{{0,{_CUE_GAP + 2}}}\d({_GAP}\d){{6}}",
        rf"[+(]\d({_GAP}\d){{8}}|\d{{8}}{_MARK}\d",
        *(rf"\d{{{n}}}{_MARK}\d({_GAP}\d){{{7 - n}}}" for n in range(1, 8)),
    ]
)
_MESSENGER_PARTS = [re.split(r"\\s\?", word) for word in _TOLD["messengers"]]
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
_CUE = re.compile(rf"(?:{_CUES})[^\d]{{0,{_CUE_GAP}}}$", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_TO_LAST_DIGIT = re.compile(r".*\d", re.DOTALL)
_ABROAD = re.compile(r"\+\(?[1-9]")
_NO_DIGIT = re.compile(r"\D")
_WRITTEN = re.compile(r"[+()]|\d[\s.-]+\d")
_HANDLE = re.compile(
    rf"(?P<cue>(?:{_MESSENGER})(?:{'|'.join(_TOLD['between'])})*\s*[:\uff1a]?\s*)(?P<handle>[A-Za-z0-9_-]{{5,20}})",
    re.IGNORECASE,
)


def mark(kind: str, text: str) -> str:
    """What stands in a text instead of personal data of `kind`, in the language of the text."""
    return str(_TOLD["marks"][kind]["zh" if has_cjk(text) else "en"])


def masked(text: str) -> str:
    """`text` with e-mail addresses, phone, identity and card numbers, IP addresses and messenger accounts replaced.

    Names are no matter of form: `data.ingest.person_names` finds them by what stands beside them.

    Examples
    --------
    >>> masked("Call me on +44 20 7946 0958 or write to anna@example.org about order 20240506.")
    'Call me on [phone] or write to [e-mail] about order 20240506.'
    >>> masked("5 4 3 5 5 4 3 2 1 on 2024-05-06 12:30, version 2.0")
    '5 4 3 5 5 4 3 2 1 on 2024-05-06 12:30, version 2.0'
    """
    language = text
    if "@" in text:
        text = _MAIL.sub(lambda _: mark("email", language), text)
    text = _among_digits(text, lambda before, part: _numbers_masked(part, language))
    if _names_messenger(text):
        text = _HANDLE.sub(lambda hit: hit["cue"] + mark("handle", language), text)
    return _among_digits(text, lambda before, part: _phones_masked(before, part, language))


def _among_digits(text: str, change: Callable[[str, str], str]) -> str:
    """`text` with `change(before, part)` instead of the part that holds all digits.

    The part reaches three signs before the first digit and two behind the last: as far as any form of a number looks.
    """
    first = _DIGIT.search(text)
    last = _TO_LAST_DIGIT.match(text) if first else None
    if first is None or last is None or last.end() - first.start() < FEWEST_SIGNS:
        return text
    start, end = max(first.start() - 3, 0), last.end() + 2
    return text[:start] + change(text[:start], text[start:end]) + text[end:]


def _numbers_masked(part: str, language: str) -> str:
    part = _IDENTITY.sub(lambda hit: mark("national_id", language) if is_identity_number(hit[0]) else hit[0], part)
    return _IP.sub(lambda _: mark("ip", language), part) if part.count(".") >= 3 else part


def _phones_masked(before: str, part: str, language: str) -> str:
    return _PHONE.sub(lambda hit: mark("phone", language) if _is_phone(hit, before) else hit[0], part)


def _names_messenger(text: str) -> bool:
    folded = text.casefold()
    return any(all(part in folded for part in parts) for parts in _MESSENGER_PARTS)


def _is_phone(hit: re.Match[str], before: str) -> bool:
    """A valid number that is written like one, or that follows a word for phone; dates and plain numbers are none."""
    written = hit[0]
    digits = _NO_DIGIT.sub("", written)
    if _CHINESE_MOBILE.fullmatch(digits):
        return True
    if _DATE.fullmatch(written.strip()) or _SINGLES.fullmatch(written):
        return False
    if _CUE.search((before + hit.string[: hit.start()])[-_CUE_REACH:]):
        return True
    return len(digits) >= 9 and bool(_WRITTEN.search(written)) and _is_valid_anywhere(written)


@lru_cache(maxsize=4096)
def _is_valid_anywhere(written: str) -> bool:
    """Whether the number is a valid one of some region; with a country code the region does not matter."""
    return any(is_valid_phone(written, region) for region in (REGIONS[:1] if _ABROAD.match(written) else REGIONS))
