"""Text made alike before words are looked for: case, width, accents and traditional characters.

Folding never changes the length of a text, so a place in the folded text is the same place in the text as given.
Characters whose folded form would be longer or shorter than one character stay as they are.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import yaml

from analytics.voices.model_files import model_text

QUOTES = {0x2019: "'", 0x2018: "'", 0x02BC: "'", 0x0060: "'", 0x00B4: "'", 0x2010: "-", 0x2011: "-"}


class _Folds(dict[int, str]):
    """One folded character per code point, worked out at its first use."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _folded(chr(code))
        return folded


def _folded(char: str) -> str:
    wide = unicodedata.normalize("NFKC", char)
    form = wide if len(wide) == 1 else char
    lower = form.lower()
    form = lower if len(lower) == 1 else form
    base = unicodedata.normalize("NFD", form)[0]
    return base if base.isascii() and base.isalpha() else simplified_characters().get(form, form)


@cache
def simplified_characters() -> dict[str, str]:
    """Traditional character -> simplified character, of the common ones (models/characters.yaml)."""
    pairs: str = yaml.safe_load(model_text("characters.yaml"))["pairs"]
    return {pair[0]: pair[1] for pair in pairs.split()}


@cache
def _folds() -> _Folds:
    return _Folds(QUOTES)


def fold(text: str) -> str:
    """Lower case, half width, no accents, simplified characters; as long as the text that came in.

    >>> fold("ＡＰＰ Café’s")
    "app cafe's"
    >>> fold("ﬁne")
    'ﬁne'
    """
    return text.lower() if text.isascii() else text.translate(_folds())
