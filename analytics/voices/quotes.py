"""Quotes chosen by method: near the middle of what is said, unlike each other, surely read, of a length to quote.

docs/methods/quotes.md states the measure and its limits.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from errors import N_, BadInput

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
BALANCE = 0.5  # weight of being typical; the rest is the weight of not repeating an earlier quote
POOL = 400  # candidates that are compared with each other, the most typical first
MOST_WORDED, GRAMS = 4000, 2048  # texts and character groups looked at where there are no vectors
TYPICAL, SURE = 0.75, 0.8
LENGTHS, WEIGHTS = (2.0, 8.0, 45.0, 120.0), (0.2, 1.0, 1.0, 0.2)  # in words
PER_HAN = 0.6  # words per Chinese character
MARKS = re.compile(r"\[[^\[\]]{1,24}\]|\*{2,}")
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Quote:
    """A chosen text.

    Attributes
    ----------
    index : its place in the texts as given.
    reasons : why, in this order where they hold: "central" (among the quarter nearest to the middle), "varied" (less
        like the earlier quotes than candidates usually are like each other), "next_best" (neither of the two),
        "confident" (.8 or more), "good_length".
    centrality : cosine with the middle of all candidates.
    overlap : highest cosine with an earlier quote, 0 for the first.
    """

    index: int
    reasons: tuple[str, ...]
    centrality: float
    overlap: float


def representative_quotes(
    texts: Sequence[str],
    *,
    k: int = 3,
    vectors: NDArray[np.floating] | None = None,
    confidence: Floats | None = None,
    is_mixed: NDArray[np.bool_] | None = None,
) -> tuple[Quote, ...]:
    """Up to k quotes by maximal marginal relevance [1]_, the same whatever the order of the texts.

    typical = cosine with the mean direction of all texts x confidence x length weight; each next quote has the highest
    .5 typical - .5 (highest cosine with a quote already chosen). Texts that say nothing beside marks of masked personal
    data, and repetitions of a text, are no candidates.

    Parameters
    ----------
    texts : what people wrote about one theme with one sentiment, personal data already masked.
    vectors : shape (n, d), sentence vectors of the texts; None: TF-IDF of character pairs and triples.
    confidence : shape (n,), how sure the engine was of each text, 0 to 1; None: equally sure.
    is_mixed : shape (n,), texts that also say the opposite of the sentiment asked for, such as a complaint with one
        friendly clause: no candidates while any other is left, even if fewer than k are quoted; None: none of them.

    References
    ----------
    .. [1] Carbonell & Goldstein (1998), SIGIR, 335-336.

    Examples
    --------
    >>> waited = ["We waited two hours for a table.", "Two hours we waited for the table!"]
    >>> [quote.index for quote in representative_quotes([*waited, "Nobody told us how long it takes.", "[phone]"], k=2)]
    [0, 2]
    """
    _checked(len(texts), k, vectors=vectors, confidence=confidence, is_mixed=is_mixed)
    candidates = _agreeing(_candidates(texts), is_mixed)
    if not len(candidates):
        return ()
    if vectors is None:
        candidates = candidates[:: math.ceil(len(candidates) / MOST_WORDED)]
    chosen = [texts[number] for number in candidates]
    units = _units(_tfidf(chosen) if vectors is None else np.asarray(vectors, dtype=float)[candidates])
    sure = np.full(len(chosen), np.nan) if confidence is None else np.asarray(confidence, dtype=float)[candidates]
    return _chosen(candidates, units, sure, length_weight(chosen), k)


def _chosen(candidates: Ints, units: Floats, sure: Floats, fit: Floats, k: int) -> tuple[Quote, ...]:
    """`sure` is nan throughout where no confidence is known."""
    centrality = units @ _units(units.mean(axis=0, keepdims=True))[0]
    typical = np.round(centrality * np.nan_to_num(sure, nan=1.0) * fit, 9)
    pool = np.argsort(-typical, kind="stable")[:POOL]
    alike = units[pool] @ units[pool].T
    picked, overlaps = _varied(typical[pool], alike, k)
    usual = float(np.median(alike[np.triu_indices(len(pool), 1)])) if len(pool) > 1 else 1.0
    near = float(np.quantile(centrality, TYPICAL))
    quotes: list[Quote] = []
    for number, overlap in zip(pool[picked].tolist(), overlaps, strict=True):
        is_varied = bool(quotes) and overlap <= usual
        reasons = _reasons(centrality[number] >= near, is_varied, sure[number] >= SURE, fit[number])
        quotes.append(Quote(int(candidates[number]), reasons, float(centrality[number]), overlap))
    return tuple(quotes)


def length_weight(texts: Sequence[str]) -> Floats:
    """1 for texts of 8 to 45 words, falling to .2 for shorter and longer ones; a Chinese character is .6 of a word.

    >>> length_weight(["No.", "They answered the same day and explained every step of it."]).round(2).tolist()
    [0.2, 1.0]
    """
    words = np.array([size(text) for text in texts], dtype=float)
    weight: Floats = np.interp(words, LENGTHS, WEIGHTS)
    return weight


def size(text: str) -> float:
    """Length in words, without marks of masked data; a Chinese character counts as .6."""
    plain = MARKS.sub(" ", text)
    n_han = len(HAN.findall(plain))
    return n_han * PER_HAN + len(WORD.findall(HAN.sub(" ", plain)))


def _checked(n: int, k: int, **told: NDArray[Any] | None) -> None:
    if k < 1:
        raise BadInput(field="k", value=k, fix=N_("Ask for at least one quote."))
    for name, given in told.items():
        if given is not None and len(given) != n:
            raise BadInput(field=name, value=len(given), fix=N_("Give one row per text."))


def _candidates(texts: Sequence[str]) -> Ints:
    """First places of the distinct texts that say something, in the order of the texts themselves."""
    first: dict[str, int] = {}
    for number, text in enumerate(texts):
        first.setdefault(" ".join(text.split()), number)
    said = sorted(text for text in first if size(text) > 0)
    return np.array([first[text] for text in said], dtype=np.int64)


def _agreeing(candidates: Ints, is_mixed: NDArray[np.bool_] | None) -> Ints:
    """The candidates that say one thing; all where none would be left."""
    if is_mixed is None:
        return candidates
    agreeing = candidates[~np.asarray(is_mixed, dtype=bool)[candidates]]
    return agreeing if len(agreeing) else candidates


def _tfidf(texts: Sequence[str]) -> Floats:
    from sklearn.feature_extraction.text import TfidfVectorizer

    weights = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 3), max_features=GRAMS, sublinear_tf=True)
    return np.asarray(weights.fit_transform(texts).toarray(), dtype=np.float64)


def _units(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    units: Floats = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return units


def _varied(typical: Floats, alike: Floats, k: int) -> tuple[list[int], list[float]]:
    """Places by maximal marginal relevance, and the highest likeness of each to an earlier one."""
    picked, overlaps = [0], [0.0]
    nearest = alike[0].copy()
    while len(picked) < min(k, len(typical)):
        gain = np.round(BALANCE * typical - (1 - BALANCE) * nearest, 9)
        gain[picked] = -np.inf
        picked.append(int(gain.argmax()))
        overlaps.append(float(nearest[picked[-1]]))
        nearest = np.maximum(nearest, alike[picked[-1]])
    return picked, overlaps


def _reasons(is_central: bool, is_varied: bool, is_sure: bool, fit: float) -> tuple[str, ...]:
    told = [name for name, holds in (("central", is_central), ("varied", is_varied)) if holds] or ["next_best"]
    told += [name for name, holds in (("confident", is_sure), ("good_length", fit >= 1.0)) if holds]
    return tuple(told)
