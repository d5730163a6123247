"""Chinese rules over many texts at once: terms found wherever their characters stand."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analytics.voices.word_rules import Found, Ints

BITS = np.uint64(12)  # of one character's number: 4,095 different characters in all terms
BLOCK = 5  # characters whose numbers fit into one 64-bit key
PLANES = 0x30000


class HanRules:
    """Terms compiled for `find`.

    Every character that occurs in a term gets a small number, and a term of up to BLOCK characters is the 64-bit key
    of its numbers: one sorted look-up per length finds all terms of that length at all places. Longer terms are rare
    and searched for one by one.
    """

    def __init__(self, terms: Sequence[str]) -> None:
        short = [(number, term) for number, term in enumerate(terms) if len(term) <= BLOCK]
        characters = sorted({char for _, term in short for char in term})[: (1 << int(BITS)) - 1]
        self.numbers = np.zeros(PLANES, dtype=np.uint64)
        self.numbers[[ord(char) for char in characters]] = np.arange(1, len(characters) + 1)
        self.keys: dict[int, tuple[NDArray[np.uint64], Ints]] = {}
        for length in sorted({len(term) for _, term in short}):
            members = [(self._key(term), number) for number, term in short if len(term) == length]
            members.sort()
            keys, numbers = zip(*members, strict=True)
            self.keys[length] = np.array(keys, dtype=np.uint64), np.array(numbers, dtype=np.int64)
        self.long = [(number, re.compile(re.escape(term))) for number, term in enumerate(terms) if len(term) > BLOCK]

    def _key(self, term: str) -> int:
        key = 0
        for char in term:
            key = (key << int(BITS)) | int(self.numbers[ord(char)])
        return key

    def find(self, folded: str, codes: NDArray[np.uint32]) -> Found:
        """All hits in a folded text, nested ones included; `codes` are its code points."""
        numbers = self.numbers[np.minimum(codes, PLANES - 1)]
        places = np.flatnonzero(numbers)
        keys = numbers[places]
        terms, starts, ends = [], [], []
        for length in range(1, max(self.keys, default=0) + 1):
            if length > 1:
                places, keys = _longer(places, keys, numbers, length)
            if length in self.keys:
                term, start = self._among(length, places, keys)
                terms.append(term)
                starts.append(start)
                ends.append(start + length)
        for number, pattern in self.long:
            start = np.array([match.start() for match in pattern.finditer(folded)], dtype=np.int64)
            terms.append(np.full(len(start), number))
            starts.append(start)
            ends.append(start + len(pattern.pattern))
        empty = [np.empty(0, dtype=np.int64)]
        return Found(np.concatenate(empty + terms), np.concatenate(empty + starts), np.concatenate(empty + ends))

    def _among(self, length: int, places: Ints, keys: NDArray[np.uint64]) -> tuple[Ints, Ints]:
        """Term numbers and places of the keys that are terms; several terms may share a key."""
        sought, numbers = self.keys[length]
        first, last = np.searchsorted(sought, keys, "left"), np.searchsorted(sought, keys, "right")
        hit = np.flatnonzero(last > first)
        counts = (last - first)[hit]
        steps = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        return numbers[np.repeat(first[hit], counts) + steps], np.repeat(places[hit], counts)


def _longer(
    places: Ints, keys: NDArray[np.uint64], numbers: NDArray[np.uint64], length: int
) -> tuple[Ints, NDArray[np.uint64]]:
    """The keys grown by the character behind them, where that character occurs in a term."""
    inside = places + length <= len(numbers)
    places, keys = places[inside], keys[inside]
    following = numbers[places + length - 1]
    kept = following > 0
    return places[kept], (keys[kept] << BITS) | following[kept]
