"""The Instant models: one linear model on n-grams per language.

English reads words, marks and their pairs, Chinese runs of one to three characters. A text's logit is a weighted sum
over its known n-grams, divided by the length of its vector, so every n-gram's share can be told. Texts come
as `text.clean` leaves them. Formulas, sources and accuracy: docs/methods/sentiment.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from analytics.voices.hashing import Grams, char_grams, word_grams
from analytics.voices.weights import weights

Language = Literal["en", "zh"]
Floats = NDArray[np.float64]

_BATCH_CHARACTERS = 200_000
"""Texts are laid out in pieces of about this size, so memory stays flat."""


@dataclass(frozen=True)
class NgramModel:
    """A sum of m linear models on the same n-grams.

    `keys` are sorted hashes, shape (k,); `weight` (coefficient times scale) and `scale` (the size of an n-gram in the
    vector's length) have shape (k, m).
    """

    keys: NDArray[np.uint32]
    weight: Floats
    scale: Floats
    bias: float


@cache
def model(language: Language) -> NgramModel:
    """The fitted model of a language."""
    return from_arrays(weights(f"ngrams_{language}"))


def from_arrays(stored: dict[str, NDArray[Any]]) -> NgramModel:
    """A model from the arrays of a weights file."""
    weight, scale = (stored[name].astype(np.float64) for name in ("weight", "scale"))
    return NgramModel(stored["keys"], weight, scale, float(stored["bias"]))


def grams(texts: Sequence[str], language: Language) -> Grams:
    """The n-grams that the model of a language reads."""
    return word_grams(texts) if language == "en" else char_grams(texts)


def polarity_logits(texts: Sequence[str], language: Language) -> Floats:
    """Log odds of positive against negative, shape (n,); about 0 for a text without known n-grams.

    Examples
    --------
    >>> (polarity_logits(["Friendly staff, great food", "Rude staff, awful food"], "en") > 0).tolist()
    [True, False]
    """
    return logits(model(language), texts, language)


def logits(fitted: NgramModel, texts: Sequence[str], language: Language) -> Floats:
    """`polarity_logits` of a given model."""
    parts = [_part(fitted, piece, language) for piece in _pieces(texts)]
    return np.concatenate(parts) if parts else np.zeros(0)


@dataclass(frozen=True)
class Shares:
    """What known n-grams add to the logits of texts, one entry each, in the order of texts and places."""

    row: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    weight: Floats


def contributions(text: str, language: Language) -> list[tuple[int, int, float]]:
    """What each known n-gram adds to the logit: (start, end, weight), in the order of their places.

    The weights sum to the logit less the model's bias.

    Examples
    --------
    >>> text = "The food was awful"
    >>> start, end, weight = min(contributions(text, "en"), key=lambda part: part[2])
    >>> "awful" in text[start:end] and weight < 0
    True
    """
    told = shares([text], language)
    return list(zip(told.start.tolist(), told.end.tolist(), told.weight.tolist(), strict=True))


def shares(texts: Sequence[str], language: Language) -> Shares:
    """`contributions` of many texts at once."""
    fitted, found = model(language), grams(texts, language)
    place, known = _known(fitted, found)
    row, start, end = found.row[known], found.start[known], found.end[known]
    weight = np.zeros(row.size)
    for column in range(fitted.weight.shape[1]):
        length = _lengths(fitted, place, row, column, len(texts))[row]
        weight += np.divide(fitted.weight[place, column], length, out=np.zeros(row.size), where=length > 0)
    order = np.lexsort((end, start, row))
    return Shares(row[order], start[order], end[order], weight[order])


def _lengths(fitted: NgramModel, place: NDArray[np.int64], row: NDArray[np.int64], column: int, n: int) -> Floats:
    """The length of each text's vector in one of the models, shape (n,)."""
    return np.asarray(np.sqrt(np.bincount(row, fitted.scale[place, column] ** 2, n)))


def _part(fitted: NgramModel, texts: Sequence[str], language: Language) -> Floats:
    found = grams(texts, language)
    place, known = _known(fitted, found)
    rows, total = found.row[known], np.full(len(texts), fitted.bias)
    for column in range(fitted.weight.shape[1]):
        dot = np.bincount(rows, fitted.weight[place, column], len(texts))
        length = _lengths(fitted, place, rows, column, len(texts))
        total += np.divide(dot, length, out=np.zeros(len(texts)), where=length > 0)
    return total


def _known(fitted: NgramModel, found: Grams) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Places in the model of the n-grams it knows, and which those are."""
    place = np.minimum(np.searchsorted(fitted.keys, found.key), fitted.keys.size - 1)
    known = fitted.keys[place] == found.key
    return place[known], known


def _pieces(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    first = size = 0
    for number, text in enumerate(texts):
        if size and size + len(text) > _BATCH_CHARACTERS:
            yield texts[first:number]
            first, size = number, 0
        size += len(text) + 1
    if size:
        yield texts[first:]
