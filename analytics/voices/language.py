"""The language of a text: English, Chinese, or another one that is marked and not guessed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from analytics.voices.model_files import model_text

LANGUAGES = ("en", "zh", "other")
HAN_LETTERS = 3.0
"""A Chinese character says about as much as three Latin letters."""
KANA_SHARE = 0.15
_NONE, _LATIN, _HAN, _KANA, _OTHER, _CHINESE_MARK = range(6)
_RANGES = (
    (0x41, 0x5A, _LATIN), (0x61, 0x7A, _LATIN), (0xC0, 0xD6, _LATIN), (0xD8, 0xF6, _LATIN), (0xF8, 0x24F, _LATIN),
    (0x1E00, 0x1EFF, _LATIN), (0xFF21, 0xFF3A, _LATIN), (0xFF41, 0xFF5A, _LATIN), (0x370, 0x1DFF, _OTHER),
    (0x1F00, 0x1FFF, _OTHER), (0x2C00, 0x2DFF, _OTHER), (0xA000, 0xD7FF, _OTHER), (0xFB07, 0xFDFF, _OTHER),
    (0xFE70, 0xFEFC, _OTHER), (0x3041, 0x309F, _KANA), (0x30A1, 0x30FA, _KANA), (0x3105, 0x312F, _HAN),
    (0x3131, 0x318E, _OTHER), (0x31F0, 0x31FF, _KANA), (0xFF66, 0xFF9D, _KANA), (0x3400, 0x4DBF, _HAN),
    (0x4E00, 0x9FFF, _HAN), (0xF900, 0xFAFF, _HAN), (0x3001, 0x3011, _CHINESE_MARK), (0xFF01, 0xFF0F, _CHINESE_MARK),
    (0xFF1A, 0xFF1F, _CHINESE_MARK),
)  # fmt: skip
_TOP = 0x20000
_STRIP = ".,;:!?\"'()[]{}*-…"

Array = NDArray[Any]


def language_of(texts: Sequence[str]) -> Array:
    """The language of each text, "en", "zh" or "other" (object array of shape (n,)).

    Scripts are counted, a Chinese character as three letters; the dominant one decides. Latin text is "other" when its
    small words are those of another language than English. A text without letters is taken as English.

    Examples
    --------
    >>> list(language_of(["The staff were kind", "Das Essen war nicht gut und kalt", "10/10"]))
    ['en', 'other', 'en']
    """
    language = np.full(len(texts), "en", dtype=object)
    marked = [row for row, text in enumerate(texts) if not text.isascii()]  # only these can be of another script
    if marked:
        language[marked] = _by_script([texts[row] for row in marked])
    for row in np.flatnonzero(language == "en").tolist():
        if _is_foreign(texts[row]):
            language[row] = "other"
    return language


def _by_script(texts: Sequence[str]) -> Array:
    counts = _script_counts(texts)
    latin, han, kana, other, marks = (counts[:, kind] for kind in (_LATIN, _HAN, _KANA, _OTHER, _CHINESE_MARK))
    weight = han * HAN_LETTERS
    is_japanese = (kana > 1) & (kana > KANA_SHARE * (han + kana))
    is_other = is_japanese | (other > np.maximum(latin, weight))
    is_chinese = ((weight > 0) & (weight >= latin)) | ((latin + han + other == 0) & (marks > 0))
    return np.where(is_other, "other", np.where(is_chinese, "zh", "en"))


def _script_counts(texts: Sequence[str]) -> Array:
    """Characters of each kind of script (int64, shape (n, 6))."""
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kinds = _script_table()[np.minimum(points, _TOP)]
    owner = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    return np.bincount(owner * 6 + kinds, minlength=6 * len(texts)).reshape(-1, 6)


@lru_cache(maxsize=1)
def _script_table() -> Array:
    table = np.zeros(_TOP + 1, dtype=np.int64)
    for first, last, kind in _RANGES:
        table[first : last + 1] = kind
    table[_TOP] = _HAN
    return table


def _is_foreign(text: str) -> bool:
    """Whether the small words of a Latin text are those of another language, and more than the English ones."""
    foreign, english = _function_words()
    words = text[:2000].lower().split()
    if foreign.isdisjoint(words):
        return False
    bare = [word.strip(_STRIP) for word in words]
    strange = sum(word in foreign for word in bare)
    ours = sum(word in english for word in bare)
    return strange > ours and (strange > 1 or len(bare) <= 4)


@lru_cache(maxsize=1)
def _function_words() -> tuple[frozenset[str], frozenset[str]]:
    told = yaml.safe_load(model_text("languages.yaml"))
    english = frozenset(told["english"].split())
    foreign = frozenset(" ".join(told["foreign"].values()).split())
    return foreign - english, english
