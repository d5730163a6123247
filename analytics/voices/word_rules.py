"""English rules over many texts at once: words, beginnings, plurals, numbers and phrases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

TOKEN = re.compile(r"[a-z0-9']+")
NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty several few many "
    "couple half"
)
NUMBERS = frozenset(NUMBER_WORDS.split())
_LETTERS = np.zeros(128, dtype=bool)
_LETTERS[[ord(char) for char in "abcdefghijklmnopqrstuvwxyz0123456789'"]] = True
_JOINTS = np.zeros(128, dtype=bool)
_JOINTS[[ord(char) for char in " \t\r\n-/&*_"]] = True


@dataclass(frozen=True)
class Found:
    """Hits of rules: which term (index), and where in the text; three arrays of shape (n_hits,)."""

    term: Ints
    start: Ints
    end: Ints


@dataclass(frozen=True)
class _Tokens:
    """The words of a text: start, end, id in the vocabulary, and whether nothing but space joins it to the next."""

    start: Ints
    end: Ints
    word: Ints
    is_joined: NDArray[np.bool_]
    vocabulary: list[str]


def _tokens(folded: str, codes: NDArray[np.uint32]) -> _Tokens:
    plain = np.where(codes < 128, codes, 0)
    is_word = np.concatenate([[False], _LETTERS[plain], [False]])
    edges = np.flatnonzero(is_word[1:] != is_word[:-1])
    start, end = edges[0::2], edges[1::2]
    vocabulary: dict[str, int] = {}
    word = np.fromiter((vocabulary.setdefault(t, len(vocabulary)) for t in TOKEN.findall(folded)), np.int64)
    stops = np.concatenate([[0], np.cumsum(~(_JOINTS[plain] | _LETTERS[plain]))])
    is_joined = np.zeros(len(start), dtype=bool)
    is_joined[:-1] = stops[start[1:]] == stops[end[:-1]]
    return _Tokens(start, end, word, is_joined, list(vocabulary))


class WordRules:
    """Terms compiled for `find`; a term is one or more words, each plain, `begin*` or `#`."""

    def __init__(self, terms: Sequence[str]) -> None:
        self.terms = [_pieces(term) for term in terms]
        pieces = sorted({piece for term in self.terms for piece in term})
        self.piece_ids = {piece: number for number, piece in enumerate(pieces)}
        self.exact: dict[str, list[int]] = {}
        self.begins: dict[str, list[int]] = {}
        for piece, number in self.piece_ids.items():
            if piece.endswith("*"):
                self.begins.setdefault(piece[:-1], []).append(number)
            elif piece != "#":
                for form in _plurals(piece):
                    self.exact.setdefault(form, []).append(number)
        self.longest = max((len(begin) for begin in self.begins), default=0)

    def find(self, folded: str, codes: NDArray[np.uint32]) -> Found:
        """All hits in a folded text, nested ones included; `codes` are its code points."""
        tokens = _tokens(folded, codes)
        positions = self._positions(tokens)
        hits = [(number, *self._runs(pieces, positions, tokens)) for number, pieces in enumerate(self.terms)]
        term = np.repeat([number for number, first, _ in hits], [len(first) for _, first, _ in hits])
        first = np.concatenate([np.empty(0, np.int64), *(first for _, first, _ in hits)])
        last = np.concatenate([np.empty(0, np.int64), *(last for _, _, last in hits)])
        return Found(term.astype(np.int64), tokens.start[first], tokens.end[last])

    def _pieces_of(self, word: str) -> list[int]:
        """The pieces a word answers to."""
        bare = word.strip("'")
        bare = bare[:-2] if bare.endswith("'s") else bare
        found = list(self.exact.get(bare, ()))
        for length in range(1, min(len(bare), self.longest) + 1):
            found += self.begins.get(bare[:length], ())
        if "#" in self.piece_ids and (bare[:1].isdigit() or bare in NUMBERS):
            found.append(self.piece_ids["#"])
        return found

    def _positions(self, tokens: _Tokens) -> list[Ints]:
        """For each piece, the tokens it matches, in order."""
        pairs = [(word, piece) for word, text in enumerate(tokens.vocabulary) for piece in self._pieces_of(text)]
        words_of: list[list[int]] = [[] for _ in self.piece_ids]
        for word, piece in pairs:
            words_of[piece].append(word)
        order = np.argsort(tokens.word, kind="stable")
        ends = np.cumsum(np.bincount(tokens.word, minlength=len(tokens.vocabulary)))
        starts = np.concatenate([[0], ends[:-1]]) if len(ends) else ends
        empty = np.empty(0, np.int64)
        return [
            np.sort(np.concatenate([empty, *(order[starts[word] : ends[word]] for word in words)]))
            for words in words_of
        ]

    def _runs(self, pieces: tuple[str, ...], positions: list[Ints], tokens: _Tokens) -> tuple[Ints, Ints]:
        """First and last token of each place where the pieces follow each other."""
        first = positions[self.piece_ids[pieces[0]]]
        for step, piece in enumerate(pieces[1:], start=1):
            first = first[first + step < len(tokens.word)]
            first = first[tokens.is_joined[first + step - 1]]
            first = first[_is_member(first + step, positions[self.piece_ids[piece]])]
        return first, first + len(pieces) - 1


def _is_member(values: Ints, members: Ints) -> NDArray[np.bool_]:
    if not len(members):
        return np.zeros(len(values), dtype=bool)
    place = np.minimum(np.searchsorted(members, values), len(members) - 1)
    return np.asarray(members[place] == values)


def _pieces(term: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[a-z0-9']+\*?|#", term))


def _plurals(word: str) -> set[str]:
    """A word and its plural forms.

    >>> sorted(_plurals("delivery")), sorted(_plurals("wait"))
    (['deliveries', 'delivery'], ['wait', 'waits'])
    """
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return {word, f"{word[:-1]}ies"}
    return {word, f"{word}es"} if word.endswith(("s", "x", "ch", "sh")) else {word, f"{word}s"}
