"""Which rules can match a text at all, told from the beginnings of their patterns.

A pattern that begins with one of a few words is tried only on texts with such a word. The beginnings are read off the
pattern itself, so no list has to be kept beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

MANY = 4000
"""Beginnings of one pattern, above which it is tried on every text."""
_CLASS_LIMIT = 16
_SPACED = str.maketrans({mark: " " for mark in '.,;:!?"()[]{}<>*-_/\\|+=#~…–—'})


def first_word(text: str) -> str:
    """The first word with the blank behind it, as beginnings are written."""
    return (text.translate(_SPACED).split(None, 1) or [""])[0] + " "


Start = tuple[str, bool]


class Prescreen:
    """Tells for a text the rules worth trying.

    `width` is the number of characters looked at: of a word where `by_word`, else of any run of characters.
    """

    def __init__(self, patterns: Sequence[re.Pattern[str]], width: int, *, by_word: bool) -> None:
        self._by_word, self._width = by_word, width
        self._always = 0
        self._starts: dict[str, int] = {}
        self._known: dict[str, int] = {}
        for number, pattern in enumerate(patterns):
            found = beginnings(pattern, width, by_word)
            if found is None:
                self._always |= 1 << number
            for start in found or ():
                self._starts[start] = self._starts.get(start, 0) | 1 << number

    def candidates(self, line: str) -> int:
        """The patterns that can match, one bit each."""
        known, mask = self._known, self._always
        for piece in self._pieces(line):
            bits = known.get(piece)
            if bits is None:
                bits = self._learn(piece)
            mask |= bits
        return mask

    def _pieces(self, line: str) -> Iterable[str]:
        if self._by_word:
            return line.translate(_SPACED).split()
        return {line[at : at + self._width] for at in range(len(line))}

    def _learn(self, piece: str) -> int:
        if len(self._known) > 200_000:
            self._known.clear()
        told = piece + " " if self._by_word else piece
        bits = 0
        for length in range(1, self._width + 1):
            bits |= self._starts.get(told[:length], 0)
        self._known[piece] = bits
        return bits


def beginnings(pattern: re.Pattern[str], width: int, by_word: bool) -> set[str] | None:
    """The first characters that a match can have, up to `width`; None when they cannot be told.

    Examples
    --------
    >>> sorted(beginnings(re.compile(r"\\b(?:no|never) trouble"), 4, True))
    ['neve', 'no ']
    """
    found = set()
    for start, _ in _sequence(_parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE), width):
        told = start.translate(_SPACED).lstrip() if by_word else start
        told = told[: told.index(" ") + 1] if by_word and " " in told else told
        if not told:
            return None
        found.add(told)
    return found if len(found) <= MANY else None


def _sequence(items: Iterable[tuple[Any, Any]], width: int) -> set[Start]:
    """Beginnings of a run of items; the flag tells whether the run may go on behind them."""
    found: set[Start] = {("", True)}
    for code, value in items:
        going = [start for start, goes_on in found if goes_on]
        if not going:
            break
        ended = {(start, False) for start, goes_on in found if not goes_on}
        nexts = _item(code, value, width)
        found = ended | {
            ((start + piece)[:width], goes_on and len(start + piece) < width)
            for start in going
            for piece, goes_on in nexts
        }
        if len(found) > 4 * MANY:
            return {("", False)}
    return found


def _item(code: Any, value: Any, width: int) -> set[Start]:
    if code is op.LITERAL:
        return {(chr(value), True)}
    if code is op.IN:
        return _class(value)
    if code is op.BRANCH:
        return set().union(*(_sequence(branch, width) for branch in value[1]))
    if code is op.SUBPATTERN:
        return _sequence(value[-1], width)
    if code in (op.MAX_REPEAT, op.MIN_REPEAT):
        least, most, inner = value
        once = _sequence(inner, width)
        repeated = once if most == 1 else {(start, not start and goes_on) for start, goes_on in once}
        return repeated | ({("", True)} if least == 0 else set())
    if code in (op.AT, op.ASSERT, op.ASSERT_NOT):
        return {("", True)}
    return {("", False)}


def _class(members: Sequence[tuple[Any, Any]]) -> set[Start]:
    signs: list[str] = []
    for code, value in members:
        if code is op.LITERAL:
            signs.append(chr(value))
        elif code is op.RANGE and value[1] - value[0] < _CLASS_LIMIT:
            signs += [chr(sign) for sign in range(value[0], value[1] + 1)]
        elif code is op.CATEGORY and value is op.CATEGORY_DIGIT:
            signs += "0123456789"
        else:
            return {("", False)}
    return {(sign, True) for sign in signs} if len(signs) <= _CLASS_LIMIT * 2 else {("", False)}
