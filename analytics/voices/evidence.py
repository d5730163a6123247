"""The places in a text that speak for its score: phrases found by rules, and the words that weighed most.

English n-grams are words and pairs of words. Chinese ones are runs of characters that cut through words: each spreads
its weight evenly over its characters, and a word weighs what its characters do. What is shown agrees with the reading:
words of the other sign only where they are strong, and under a neutral reading both sides or none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analytics.voices import ngrams
from analytics.voices.han_words import Span, spans
from analytics.voices.rules import Findings, Found
from analytics.voices.scores import Base, Evidence
from analytics.voices.text import places
from analytics.voices.whole_words import latin_words, snapped, telling, within_sentence
from analytics.voices.word_tones import speaks, toned_places

MOST = 4
LEAST_WEIGHT = 0.15
LEAST_SHARE = 0.25
"""Of the weight of the strongest place shown; less is no clear contribution."""
OTHER_SHARE = 0.6
"""The same for words that speak against a sure reading."""
SURE = 0.6
WHOLE_WEIGHT = 4.0
_BATCH = 2_000
"""Texts whose n-grams are laid out together: bounds memory."""

Place = tuple[int, int, float]
Floats = NDArray[np.float64]


def evidence_of(
    texts: Sequence[str], base: Base, ruled: Findings, p: Floats, confidence: Floats
) -> tuple[tuple[Evidence, ...], ...]:
    """Per text up to four places that do not overlap; offsets are those of the text as given.

    Those that speak for the reading come first, each side from its strongest on. `p` holds the probabilities of
    negative, neutral and positive, shape (n, 3), `confidence` has shape (n,).
    """
    found: list[list[Place]] = [[] for _ in texts]
    for row, whole in enumerate(ruled.kind.tolist()):
        if whole in ("positive", "negative") and base.texts[row]:
            span = within_sentence(base.texts[row], 0, len(base.texts[row])) or (0, len(base.texts[row]))
            found[row] = [(*span, WHOLE_WEIGHT if whole == "positive" else -WHOLE_WEIGHT)]
    for row, phrases in ruled.places.items():
        if not ruled.kind[row]:
            found[row] = _whole_phrases(base.texts[row], phrases, is_han=base.language[row] == "zh")
    for row, told in _ngram_places(base, ruled):
        found[row] += told
    if base.engine != "instant":
        for row, told in _toned(base, ruled, found, confidence):
            found[row] += told
    signs = np.array([0, 1, -1])[np.argmax(p[:, [1, 2, 0]], axis=1)]  # as the screen reads ties: neutral, then positive
    against = np.where(confidence >= SURE, OTHER_SHARE, LEAST_SHARE)
    return tuple(
        _as_given(text, base.texts[row], _shown(_apart(found[row]), sign, other))
        for row, (text, sign, other) in enumerate(zip(texts, signs.tolist(), against.tolist(), strict=True))
    )


def _whole_phrases(text: str, phrases: Sequence[Found], *, is_han: bool) -> list[Place]:
    """Phrases that rules found, widened to whole words and cut at sentence ends; faces as they stand."""
    words = spans(text) if is_han else latin_words(text)
    found: list[Place] = []
    for phrase in phrases:
        span: Span | None = snapped((phrase.start, phrase.end), words)
        if span and any(character.isalnum() for character in text[slice(*span)]):
            span = within_sentence(text, *span)
        found += [(*span, phrase.weight)] if span else []
    return found


def _ngram_places(base: Base, ruled: Findings) -> Iterator[tuple[int, list[Place]]]:
    """Per text that no rule decides whole, its words that weigh enough."""
    languages: tuple[Literal["en", "zh"], ...] = ("en", "zh")
    for language in languages:
        rows = np.flatnonzero((base.language == language) & (ruled.kind == ""))
        for batch in (rows[first : first + _BATCH] for first in range(0, len(rows), _BATCH)):
            texts = [base.texts[row] for row in batch.tolist()]
            told = ngrams.shares(texts, language)
            for row, found in _han_places(texts, told) if language == "zh" else _word_places(told):
                yield int(batch[row]), _with_a_tone(texts[row], _telling(texts[row], found), language)


def _toned(
    base: Base, ruled: Findings, found: list[list[Place]], confidence: Floats
) -> Iterator[tuple[int, list[Place]]]:
    """Per surely read text in which n-grams and rules mark nothing, its words with a tone of their own."""
    for row, text in enumerate(base.texts):
        if not found[row] and not ruled.kind[row] and confidence[row] >= SURE:
            words = spans(text) if base.language[row] == "zh" else latin_words(text)
            yield row, toned_places(text, words)


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


def _telling(text: str, found: list[Place]) -> list[Place]:
    """The parts of the places that say something."""
    told = ((telling(text, start, end), weight) for start, end, weight in found)
    return [(*span, weight) for span, weight in told if span]


def _with_a_tone(text: str, found: list[Place], language: Literal["en", "zh"]) -> list[Place]:
    """The places whose words can be a reason: not names of things, nor a word whose own tone is the other one."""
    words = spans if language == "zh" else latin_words
    return [
        (start, end, weight)
        for start, end, weight in found
        if speaks([text[start:end][slice(*word)].lower() for word in words(text[start:end])], 1 if weight > 0 else -1)
    ]


def _apart(found: list[Place]) -> list[Place]:
    """Places that weigh enough, the strongest first, none of them over a stronger one."""
    chosen: list[Place] = []
    for start, end, weight in sorted(found, key=lambda place: (-abs(place[2]), place[0])):
        if abs(weight) < LEAST_WEIGHT:
            break
        if all(end <= other[0] or start >= other[1] for other in chosen):
            chosen.append((start, end, weight))
    return chosen


def _shown(found: list[Place], sign: int, against: float) -> list[Place]:
    """What is shown under a reading of this sign; `against` is the least share of words of the other sign."""
    good, bad = ([place for place in found if place[2] * side > 0] for side in (1, -1))
    first, second = (good, bad) if sign > 0 else (bad, good)
    if not first or (sign == 0 and not second):
        return []
    strongest = abs(first[0][2]) if sign else max(abs(first[0][2]), abs(second[0][2]))
    other = against if sign else LEAST_SHARE
    own = [place for place in first if abs(place[2]) >= LEAST_SHARE * strongest]
    mixed = [place for place in second if abs(place[2]) >= other * strongest]
    if sign == 0 and not (own and mixed):
        return []
    n_own = max(MOST - len(mixed), MOST // 2)
    return own[:n_own] + mixed[: MOST - len(own[:n_own])]


def _as_given(text: str, cleaned: str, chosen: list[Place]) -> tuple[Evidence, ...]:
    """Spans of the cleaned text as spans of the text as given."""
    if not chosen or cleaned == text:
        return tuple(Evidence(*place) for place in chosen)
    at = places(text)[1]
    return tuple(Evidence(int(at[start]), int(at[end - 1]) + 1, weight) for start, end, weight in chosen)
