"""The places in a text that decided its score: phrases found by rules, and the n-grams that weighed most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal

import numpy as np

from analytics.voices import ngrams
from analytics.voices.rules import Findings
from analytics.voices.scores import Base, Evidence
from analytics.voices.text import places

MOST = 6
LEAST_WEIGHT = 0.15
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
    """Per text that no rule decides whole, its n-grams that weigh enough."""
    languages: tuple[Literal["en", "zh"], ...] = ("en", "zh")
    for language in languages:
        rows = np.flatnonzero((base.language == language) & (ruled.kind == ""))
        for batch in (rows[first : first + _BATCH] for first in range(0, len(rows), _BATCH)):
            told = ngrams.shares([base.texts[row] for row in batch.tolist()], language)
            kept = np.flatnonzero(np.abs(told.weight) >= LEAST_WEIGHT)
            columns = (batch[told.row[kept]], told.start[kept], told.end[kept], told.weight[kept])
            places_ = zip(*(column.tolist() for column in columns), strict=True)
            for row, of_row in groupby(places_, key=lambda place: place[0]):
                yield row, [place[1:] for place in of_row]


def _strongest(found: list[Place]) -> list[Place]:
    chosen: list[Place] = []
    for start, end, weight in sorted(found, key=lambda place: (-abs(place[2]), place[0])):
        if abs(weight) < LEAST_WEIGHT or len(chosen) == MOST:
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
