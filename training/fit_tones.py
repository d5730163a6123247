"""The tone of single words as both kinds of sentence vectors read them: polar words, and things without a tone.


Linear models on n-grams give every word some weight, a rare one by the accident of the few rows it stands in. Vectors
read a word alone by its meaning: what they call neutral is no reason for a reading, however it weighed in the rows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analytics.voices.han_words import FIRST_HAN, LAST_HAN

Floats = NDArray[np.float64]

FEWEST = 4
"""English rows with a word, from which its tone is told."""
THING_NEUTRAL, THING_TONE = 0.35, 0.9
"""Standardised: a thing is at least so neutral, and its tone at most so strong."""
POLAR_TONE, POLAR_NEUTRAL = 1.2, 0.2
"""Standardised: a polar word has at least so strong a tone, the same sign by both heads, and is at most so neutral."""
_HAN = re.compile(f"(?<![{FIRST_HAN}-{LAST_HAN}])[{FIRST_HAN}-{LAST_HAN}]{{2,4}}(?![{FIRST_HAN}-{LAST_HAN}])")
_WORD = re.compile(r"[a-z][a-z'-]+[a-z]")


def english_words(texts: Sequence[str], own: str) -> list[str]:
    """Words in at least FEWEST of the texts, and those of our own texts, in alphabetical order."""
    rows = Counter(word for text in texts for word in set(_WORD.findall(text.lower())))
    return sorted({word for word, n in rows.items() if n >= FEWEST} | set(_WORD.findall(own.lower())))


def chinese_words(learnt: Sequence[str], own: str) -> list[str]:
    """The learnt words, and runs of two to four characters that stand alone in our own lists."""
    return sorted({*learnt, *_HAN.findall(own)})


def tones(words: Sequence[str], polarity: tuple[Floats, Floats], neutral: tuple[Floats, Floats]) -> dict[str, float]:
    """Standardised tone of polar words, 0 of things; other words are left out.

    `polarity` and `neutral` hold the logits that the two heads give the words alone, each of shape (n,). They are
    standardised by median and half the range of the middle 68 %, and averaged over the two.
    """
    first, second = (_standardised(found) for found in polarity)
    tone, bland = (first + second) / 2, (_standardised(neutral[0]) + _standardised(neutral[1])) / 2
    is_thing = (bland >= THING_NEUTRAL) & (np.abs(tone) <= THING_TONE)
    is_polar = (np.abs(tone) >= POLAR_TONE) & (bland <= POLAR_NEUTRAL) & (np.sign(first) == np.sign(second))
    told = np.where(is_polar, tone.round(1), 0.0)
    return {words[row]: float(told[row]) for row in np.flatnonzero(is_thing | is_polar).tolist()}


def _standardised(found: Floats) -> Floats:
    low, middle, high = np.percentile(found, [16, 50, 84])
    return np.asarray((found - middle) / ((high - low) / 2), dtype=np.float64)
