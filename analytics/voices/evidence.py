"""The places in a text that decided its score: phrases found by rules, and the n-grams that weighed most."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.voices import ngrams
from analytics.voices.rules import Findings
from analytics.voices.scores import Base, Evidence
from analytics.voices.text import clean, places

MOST = 6
LEAST_WEIGHT = 0.15


def evidence_of(texts: Sequence[str], base: Base, ruled: Findings) -> tuple[tuple[Evidence, ...], ...]:
    """Per text up to six places that do not overlap, the strongest first; offsets are those of the text as given."""
    return tuple(
        _evidence(text, base.texts[row], str(base.language[row]), str(ruled.kind[row]), ruled, row)
        for row, text in enumerate(texts)
    )


def _evidence(text: str, cleaned: str, language: str, kind: str, ruled: Findings, row: int) -> tuple[Evidence, ...]:
    if not cleaned:
        return ()
    if kind in ("positive", "negative"):
        return (Evidence(*_span(text, 0, len(cleaned)), 4.0 if kind == "positive" else -4.0),)
    if kind:
        return ()
    found = [(place.start, place.end, place.weight) for place in ruled.places.get(row, ())]
    if language == "en":
        found += ngrams.contributions(cleaned, "en")
    if language == "zh":
        found += ngrams.contributions(cleaned, "zh")
    chosen: list[tuple[int, int, float]] = []
    for start, end, weight in sorted(found, key=lambda place: (-abs(place[2]), place[0])):
        if abs(weight) < LEAST_WEIGHT or len(chosen) == MOST:
            break
        if all(end <= other[0] or start >= other[1] for other in chosen):
            chosen.append((start, end, weight))
    return tuple(Evidence(*_span(text, start, end), weight) for start, end, weight in chosen)


def _span(text: str, start: int, end: int) -> tuple[int, int]:
    """A span of the cleaned text as a span of the text as given."""
    if clean(text) == text:
        return start, end
    at = places(text)[1]
    return int(at[start]), int(at[end - 1]) + 1
