"""The places in a text that decided its score: phrases found by rules, and the words that weighed most.

English n-grams are words and pairs of words. Chinese ones are runs of characters that cut through words: each spreads
its weight evenly over its characters, and a word weighs what its characters do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal

import numpy as np

from analytics.voices import ngrams
from analytics.voices.han_words import evidence_words, spans
from analytics.voices.rules import Findings
from analytics.voices.scores import Base, Evidence
from analytics.voices.text import places

MOST = 6
LEAST_WEIGHT = 0.15
LEAST_SHARE = 0.2
"""Of the weight of the strongest place; less does not count as having decided."""
WHOLE_WEIGHT = 4.0
_BATCH = 2_000
"""Texts whose n-grams are laid out together: bounds memory."""

Place = tuple[int, int, float]


def evidence_of(texts: Sequence[str], base: Base, ruled: Findings) -> tuple[tuple[Evidence, ...], ...]:
    """Per text up to six places that do not overlap, the strongest first; offsets are those of the text as given."""
    found: list[list[Place]] = [[] for _ in texts]
    for row, whole in enumerate(ruled.kind.tolist()):
        if whole in ("positive", "negative") and base.texts[row]:
            found[row] = [(0, len(base.texts[row]), WHOLE_WEIGHT if whole == "positive" else -WHOLE_WEIGHT)]
    for row, phrases in ruled.places.items():
        if not ruled.kind[row]:
            found[row] = [(place.start, place.end, place.weight) for place in phrases]
    for row, told in _ngram_places(base, ruled):
        found[row] += told
    return tuple(_as_given(text, base.texts[row], _strongest(found[row])) for row, text in enumerate(texts))


def _ngram_places(base: Base, ruled: Findings) -> Iterator[tuple[int, list[Place]]]:
    """Per text that no rule decides whole, its words that weigh enough."""
    languages: tuple[Literal["en", "zh"], ...] = ("en", "zh")
    for language in languages:
        rows = np.flatnonzero((base.language == language) & (ruled.kind == ""))
        for batch in (rows[first : first + _BATCH] for first in range(0, len(rows), _BATCH)):
            texts = [base.texts[row] for row in batch.tolist()]
            told = ngrams.shares(texts, language)
            for row, found in _han_places(texts, told) if language == "zh" else _word_places(told):
                text = texts[row]
                yield int(batch[row]), [place for place in found if _says(text[place[0] : place[1]])]


def _word_places(told: ngrams.Shares) -> Iterator[tuple[int, list[Place]]]:
    """The n-grams of each text that weigh enough."""
    kept = np.flatnonzero(np.abs(told.weight) >= LEAST_WEIGHT)
    columns = (told.row[kept], told.start[kept], told.end[kept], told.weight[kept])
    places_ = zip(*(column.tolist() for column in columns), strict=True)
    for row, of_row in groupby(places_, key=lambda place: place[0]):
        yield row, [place[1:] for place in of_row]


def _han_places(texts: Sequence[str], told: ngrams.Shares) -> Iterator[tuple[int, list[Place]]]:
    """The words of each text, with what their characters add to the logit, where that is enough."""
    ends = np.cumsum([len(text) + 1 for text in texts])
    origin = np.concatenate([[0], ends[:-1]])
    even = told.weight / (told.end - told.start)
    size = int(ends[-1]) + 1
    steps = np.bincount(told.start + origin[told.row], even, size) - np.bincount(
        told.end + origin[told.row], even, size
    )
    total = np.concatenate([[0.0], np.cumsum(np.cumsum(steps))])
    for row, text in enumerate(texts):
        words = spans(text)
        at = np.array(words, dtype=np.int64).reshape(-1, 2) + origin[row]
        weight = total[at[:, 1]] - total[at[:, 0]]
        yield row, [(*words[word], float(weight[word])) for word in np.flatnonzero(np.abs(weight) >= LEAST_WEIGHT)]


def _says(words: str) -> bool:
    """Whether a run holds more than words that stand everywhere."""
    weak = evidence_words()["weak"]
    return any(word.isalnum() and word not in weak for word in words.lower().replace("'", "").split())


def _strongest(found: list[Place]) -> list[Place]:
    chosen: list[Place] = []
    least = max([LEAST_WEIGHT] + [LEAST_SHARE * abs(weight) for _, _, weight in found])
    for start, end, weight in sorted(found, key=lambda place: (-abs(place[2]), place[0])):
        if abs(weight) < least or len(chosen) == MOST:
            break
        if all(end <= other[0] or start >= other[1] for other in chosen):
            chosen.append((start, end, weight))
    return chosen


def _as_given(text: str, cleaned: str, chosen: list[Place]) -> tuple[Evidence, ...]:
    """Spans of the cleaned text as spans of the text as given."""
    if not chosen or cleaned == text:
        return tuple(Evidence(*place) for place in chosen)
    at = places(text)[1]
    return tuple(Evidence(int(at[start]), int(at[end - 1]) + 1, weight) for start, end, weight in chosen)
