"""Hints at emotions in comments, each with the words that show it; beside polarity, not instead of it.

Words decide first. Where no word is found, a comment whose sentence vector lies close to sentences of one emotion gets
that one, with a lower confidence, no words, and the sentence it is like. What people felt is theirs to know:
docs/methods/emotions.md says how often the hints agree with a reader.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import yaml
from numpy.typing import NDArray

from analytics.voices.emotion_examples import likenesses
from analytics.voices.emotion_names import EMOTIONS
from analytics.voices.model_files import model_text
from analytics.voices.text import clean_all, language_of, places

BY_WORDS = 0.7
"""Confidence of a hint by one word or sign; two or more places: `BY_MORE`."""
BY_MORE = 0.85


@dataclass(frozen=True)
class EmotionHint:
    """One emotion of one text; `spans` are the deciding places (start, end) in the text as given.

    A hint by the vector has no places but a sentence of ours it is `like`.
    """

    text: int
    emotion: str
    confidence: float
    spans: tuple[tuple[int, int], ...]
    like: str = ""


@dataclass(frozen=True)
class _Lexicon:
    """Patterns by language and emotion, and the negations."""

    words: dict[str, dict[str, re.Pattern[str]]]
    negation: dict[str, re.Pattern[str]]


def emotions(
    texts: Sequence[str],
    language: Sequence[str] | None = None,
    standard: NDArray[np.floating] | None = None,
    net: NDArray[np.floating] | None = None,
) -> list[EmotionHint]:
    """The emotions that texts hint at, by text and in the order of `EMOTIONS`.

    Parameters
    ----------
    texts : n texts as given.
    language : per text "en", "zh" or "other"; found when not told. Other languages get hints from emoji only.
    standard : vectors of the encoder "standard" of the texts, shape (n, 512); without them only words decide.
    net : sentiment of the texts, shape (n,), -1 to 1, which a hint by vector must agree with; goes with `standard`.

    Raises
    ------
    ValueError
        Vectors without sentiment, or sentiment without vectors.

    Examples
    --------
    >>> hints = emotions(["I am furious, nobody answers!", "Delivered on Monday"])
    >>> [(hint.text, hint.emotion) for hint in hints]
    [(0, 'frustration'), (0, 'anger')]
    """
    if (standard is None) != (net is None):
        raise ValueError("standard and net go together")
    cleaned = clean_all(texts)
    spoken = list(language) if language is not None else language_of(cleaned).tolist()
    found = [
        hint
        for row, (text, read) in enumerate(zip(texts, cleaned, strict=True))
        for hint in _by_words(row, text, read, spoken[row])
    ]
    if standard is None or net is None:
        return found
    silent = np.setdiff1d(np.arange(len(texts)), [hint.text for hint in found])
    found += [
        EmotionHint(int(silent[one.row]), one.emotion, round(one.share * BY_WORDS, 3), (), one.nearest)
        for one in likenesses(standard[silent], net[silent])
        if spoken[int(silent[one.row])] != "other"
    ]
    return sorted(found, key=lambda hint: (hint.text, EMOTIONS.index(hint.emotion)))


def _by_words(row: int, text: str, cleaned: str, language: str) -> list[EmotionHint]:
    lexicon, lowered = _lexicon(), cleaned.lower()
    if len(lowered) != len(cleaned):
        lowered = cleaned
    hints, at = [], None
    for emotion in EMOTIONS:
        spans = [match.span() for match in lexicon.words[language][emotion].finditer(lowered)]
        negation = lexicon.negation.get(language)
        if negation is not None:
            spans = [span for span in spans if not negation.search(lowered[max(0, span[0] - 30) : span[0]])]
        if spans:
            at = places(text)[1] if at is None else at
            given = tuple((int(at[start]), int(at[end - 1]) + 1) for start, end in spans)
            hints.append(EmotionHint(row, emotion, BY_MORE if len(given) > 1 else BY_WORDS, given))
    return hints


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    told = yaml.safe_load(model_text("emotions.yaml"))
    words: dict[str, dict[str, re.Pattern[str]]] = {"en": {}, "zh": {}, "other": {}}
    for emotion in EMOTIONS:
        entry = told["emotions"][emotion]
        marks = f"[{entry['marks']}]" if "marks" in entry else "(?!)"
        both = rf"\b(?:{entry['en']})\b|{entry['zh']}|{marks}"
        words["en"][emotion] = words["zh"][emotion] = re.compile(both)
        words["other"][emotion] = re.compile(marks)
    negation = {language: re.compile(pattern) for language, pattern in told["negation"].items()}
    return _Lexicon(words, negation)
