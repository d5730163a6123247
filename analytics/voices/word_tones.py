"""The tone of words standing alone: which are names of things, and which speak for a side.

The list comes from `training/fit_tones.py`; docs/methods/sentiment.md says how it is made.
"""

from __future__ import annotations

from functools import cache

from analytics.voices.han_words import Span, evidence_words
from analytics.voices.model_files import model_text

TONE_WEIGHT = 0.2
"""Log-odds that one standard deviation of tone stands for beside the weights of n-grams."""

BRIGHT = 1.0
"""Tone of a word that is listed as bright: that of faint praise."""


@cache
def tones() -> dict[str, float]:
    """Standardised tone of polar words, 0 of things; words without an entry are not known."""
    lines = model_text("word_tones.txt").split()
    told = {word: float(tone) for word, tone in zip(lines[::2], lines[1::2], strict=True)}
    for word in evidence_words()["toned"]:
        told.pop(word, None)
    return told | dict.fromkeys(evidence_words()["things"], 0.0) | dict.fromkeys(evidence_words()["bright"], BRIGHT)


def speaks(words: list[str], sign: int) -> bool:
    """Whether n-grams of these words can be a reason for a side (1 or -1).

    They cannot where all words that say anything are names of things, where the only one with a tone has the other,
    and faint praise is none.

    Examples
    --------
    >>> speaks(["invoice"], 1), speaks(["rude"], -1), speaks(["not", "helpful"], -1), speaks(["promised"], -1)
    (False, True, True, False)
    >>> speaks(["better"], -1), speaks(["better"], 1), speaks(["no", "better"], -1), speaks(["half"], -1)
    (False, True, True, False)
    """
    if sign > 0 and words and words[-1].endswith(tuple(evidence_words()["lukewarm"])):
        return False
    known, weak = tones(), evidence_words()["weak"]
    told = [known.get(word) for word in words if word not in weak]
    if told and all(tone == 0 for tone in told):
        return False
    return len(told) != 1 or told[0] is None or told[0] * sign > 0 or len(words) > 1


def toned_places(text: str, words: list[Span]) -> list[tuple[int, int, float]]:
    """The words of a text that have a tone of their own: start, end and weight.

    Examples
    --------
    >>> toned_places("Quick and helpful", [(0, 5), (6, 9), (10, 17)])
    [(10, 17, 0.38)]
    """
    known = tones()
    told = ((start, end, known.get(text[start:end].lower(), 0.0)) for start, end in words)
    return [(start, end, round(TONE_WEIGHT * tone, 2)) for start, end, tone in told if tone]
