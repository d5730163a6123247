"""Texts as the models read them: one form for every way of writing the same words.

All functions work on whole batches: the texts are joined once, so that the steps run at the speed of
the libraries and not once per text.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from analytics.voices.language import language_of
from analytics.voices.model_files import model_text

__all__ = ["LONGEST", "clean", "clean_all", "language_of", "not_said", "places"]

LONGEST = 50_000
"""Characters of a text that are read; what follows is ignored."""
BETWEEN = "\uffff"
_TOP = 0x20000
_DROPPED = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f"
_PLAIN = {"‘": "'", "’": "'", "ʼ": "'", "′": "'", "`": "'", "“": '"', "”": '"'}
_TAGS = (
    "a abbr b big blockquote body br button center code dd div dl dt em font footer form h[1-6] head header hr html i "
    "img input label li link meta nav ol option p pre s section select small span strike strong sub sup table tbody td "
    "textarea tfoot th thead title tr tt u ul video"
).replace(" ", "|")
_MARKUP = re.compile(
    rf"<(script|style)\b[^{BETWEEN}]*?</\1\s*>|<!--[^{BETWEEN}]*?-->|</?(?:{_TAGS})(?:\s[^<>{BETWEEN}]{{0,500}})?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_ADDRESS = re.compile(rf"(?:https?://|www\.)[^\s{BETWEEN}]+", re.IGNORECASE)
_NOT_SAID = re.compile(
    rf"{_MARKUP.pattern}|(?:https?://|www\.)[!-~]+|[\w.+%-]+@[\w-]+(?:\.[\w-]+)+|[\[\uff3b][^\[\]\uff3b\uff3d\n{BETWEEN}]{{1,12}}[\]\uff3d]",
    re.IGNORECASE | re.ASCII,
)

Array = NDArray[Any]


def clean(text: str) -> str:
    """The text as the models read it.

    In this order: the first 50,000 characters; HTML entities, tags and addresses of pages taken out; NFKC; simplified
    characters for traditional ones; plain quotes; invisible characters dropped; signatures of mail programs cut; white
    space as single spaces.

    Examples
    --------
    >>> clean("Great<br/>staff &amp; ｆｏｏｄ  ")
    'Great staff & food'
    """
    return clean_all([text])[0]


def not_said(joined: str) -> list[tuple[int, int]]:
    """Places (start, end) in texts joined by BETWEEN that nobody has said: markup, addresses, marks such as "[phone]".

    Examples
    --------
    >>> text = 'Too <b class="price">slow</b>, see www.price.com, [e-mail]'
    >>> [text[start:end] for start, end in not_said(text)]
    ['<b class="price">', '</b>', 'www.price.com,', '[e-mail]']
    """
    if not any(sign in joined for sign in "<[@\uff3b") and "://" not in joined and "ww." not in joined.lower():
        return []
    return [match.span() for match in _NOT_SAID.finditer(joined)]


def clean_all(texts: Sequence[str]) -> list[str]:
    """`clean` of many texts, in their order."""
    if not texts:
        return []
    blob = BETWEEN.join([text[:LONGEST] for text in texts])
    if blob.count(BETWEEN) != len(texts) - 1:
        blob = BETWEEN.join([text[:LONGEST].replace(BETWEEN, " ") for text in texts])
    blob = _without_markup(blob)
    if not blob.isascii():
        blob = unicodedata.normalize("NFKC", blob)
    cleaned = _decoded(_mapped(_code_points(blob)))
    signs = _signatures()[1]
    lowered = cleaned.lower()
    if any(sign in lowered for sign in signs):
        return [" ".join(_cut_signature(text).split()) for text in cleaned.split(BETWEEN)]
    return [" ".join(text.split()) for text in cleaned.split(BETWEEN)]


def places(text: str) -> tuple[str, Array]:
    """The cleaned text, and for each of its characters the place it has in `text` (int64, shape (len(cleaned),)).

    Follows `clean` character by character; where a rare sequence of characters composes across these steps, places
    are spread evenly instead.
    """
    kept = text[:LONGEST].replace(BETWEEN, " ")
    at = np.arange(len(kept))
    for pattern, written in ((_ENTITY, _entity), (_MARKUP, _space), (_ADDRESS, _space)):
        kept, at = _substituted(pattern, written, kept, at)
    kept, at = _composed(kept, at)
    points = _mapped(_code_points(kept))
    kept, at = _decoded(points), at[points != 0]
    kept, at = _tightened(_cut_signature(kept), at)
    whole = clean(text)
    return (kept, at) if kept == whole else (whole, np.linspace(0, len(text) - 1, len(whole)).astype(np.int64))


def _without_markup(blob: str) -> str:
    if "&" in blob:
        blob = _ENTITY.sub(_entity, blob)
    if "<" in blob:
        blob = _MARKUP.sub(" ", blob)
    return _ADDRESS.sub(" ", blob) if "://" in blob or "ww." in blob.lower() else blob


def _entity(match: re.Match[str]) -> str:
    return html.unescape(match[0]).replace(BETWEEN, " ")


def _space(match: re.Match[str]) -> str:
    return " "


def _cut_signature(text: str) -> str:
    pattern, signs = _signatures()
    lowered = text.lower()
    return pattern.sub("", text) if any(sign in lowered for sign in signs) else text


@lru_cache(maxsize=1)
def _signatures() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """The pattern of a signature, and strings without one of which there is none."""
    told = yaml.safe_load(model_text("signatures.yaml"))
    ends = "|".join(told["ends"]).replace("ANY", f"[^{BETWEEN}]")
    return re.compile(rf"(?:{ends})\s*\Z", re.IGNORECASE), tuple(told["signs"])


def _code_points(blob: str) -> Array:
    return np.frombuffer(blob.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _mapped(points: Array) -> Array:
    """Each character as the models read it; 0 for one that is dropped."""
    return np.where(points < _TOP, _character_table()[np.minimum(points, _TOP - 1)], points)


def _decoded(points: Array) -> str:
    written: bytes = points[points != 0].astype("<u4").tobytes()
    return written.decode("utf-32-le", "replace")


@lru_cache(maxsize=1)
def _character_table() -> Array:
    table = np.arange(_TOP, dtype=np.uint32)
    for code in range(_TOP):
        if unicodedata.category(chr(code)) in ("Cc", "Cs") and not chr(code).isspace():
            table[code] = 0x20
    for pair in yaml.safe_load(model_text("characters.yaml"))["pairs"].split():
        table[ord(pair[0])] = ord(pair[1])
    for character, plain in _PLAIN.items():
        table[ord(character)] = ord(plain)
    table[[ord(character) for character in _DROPPED]] = 0
    table.flags.writeable = False
    return table


def _substituted(pattern: re.Pattern[str], written: Any, text: str, at: Array) -> tuple[str, Array]:
    pieces, places_, end = [], [], 0
    for match in pattern.finditer(text):
        put = written(match)
        pieces += [text[end : match.start()], put]
        places_ += [at[end : match.start()], np.full(len(put), at[match.start()])]
        end = match.end()
    return "".join([*pieces, text[end:]]), np.concatenate([*places_, at[end:]])


def _composed(text: str, at: Array) -> tuple[str, Array]:
    """NFKC, each base character together with the marks behind it."""
    if text.isascii():
        return text, at
    starts = [i for i, character in enumerate(text) if i == 0 or not unicodedata.combining(character)]
    pieces = [unicodedata.normalize("NFKC", text[i:j]) for i, j in zip(starts, [*starts[1:], len(text)], strict=True)]
    return "".join(pieces), np.repeat(at[starts], [len(piece) for piece in pieces])


def _tightened(text: str, at: Array) -> tuple[str, Array]:
    kept = np.zeros(len(text), dtype=bool)
    for match in re.finditer(r"\S+", text):
        kept[match.start() : min(match.end() + 1, len(text))] = True
    last = len(text.rstrip())
    kept[last:] = False
    return " ".join(text.split()), at[: len(text)][kept]
