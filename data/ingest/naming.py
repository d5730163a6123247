"""Ids made from names and contents: immutable ASCII slugs, digests, and keys that ignore spelling."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata

SEPARATOR = "\x1f"
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
MAX_SLUG = 48


def digest(*parts: object, length: int = 12) -> str:
    """The first `length` hex digits of the SHA-256 of `parts`."""
    text = SEPARATOR.join(str(part) for part in parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def json_text(value: object) -> str:
    """`value` as JSON with sorted keys, the same text for the same content."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def slug(name: str, *, prefix: str = "t") -> str:
    """An ASCII id part for `name`; names without Latin letters or digits get `prefix` and a digest.

    >>> slug("Requirement clarification"), slug("Q7A_ART")
    ('requirement_clarification', 'q7a_art')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    word = _NOT_WORD.sub("_", plain).strip("_")
    if has_cjk(name) or not word:
        return f"{prefix}_{digest(name, length=8)}"
    if len(word) > MAX_SLUG:
        return f"{word[: MAX_SLUG - 9].rstrip('_')}_{digest(name, length=8)}"
    return word if word[0].isalpha() else f"{prefix}_{word}"


def free_id(wanted: str, taken: set[str]) -> str:
    """`wanted`, or `wanted_2`, `wanted_3` ... when it is taken."""
    number, candidate = 1, wanted
    while candidate in taken:
        number += 1
        candidate = f"{wanted}_{number}"
    return candidate


def name_key(name: str) -> str:
    """What two spellings of one name share: no case, spaces, width or signs."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


def has_cjk(text: str) -> bool:
    """Whether `text` holds Chinese (or Japanese) characters."""
    return bool(_CJK.search(text))


def names(text: str) -> tuple[str | None, str | None]:
    """`text` as (English, Chinese) name: it fills the half it is written in."""
    return (None, text) if has_cjk(text) else (text, None)
