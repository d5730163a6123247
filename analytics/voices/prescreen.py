"""Which rules can match a text at all, told from the words that each way of matching them needs.

A pattern is tried only on texts that hold all of them (`pattern_starts`): of forty rules one or two, not a dozen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from analytics.voices.pattern_starts import SPACED, WITHIN, Need, needs

MOST_KNOWN = 200_000
"""Words remembered with what they stand for."""
_BEGUN = re.compile(r"(?<!\w)\w+|(?<!\d)(?<=\w)\d+")
_COMMON = """
the a an and or but if of to in on at by for with from as is are was were be been i you he she it we they me us my your
our their this that these those no not so too very just all any have has had do did can could would will after before
out up over more
"""
_COMMON_WORDS = frozenset(_COMMON.split())


def first_word(text: str) -> str:
    """The first word with the blank behind it, as beginnings are written."""
    return (text.translate(SPACED).split(None, 1) or [""])[0] + " "


class Prescreen:
    """Tells for a text the rules worth trying.

    `width` is the number of characters looked at: of a word where `by_word`, else of any run of characters. The
    patterns are read when the first text comes, so a language nobody writes in costs nothing.
    """

    def __init__(self, patterns: Sequence[re.Pattern[str]], width: int, *, by_word: bool) -> None:
        self._by_word, self._width, self._unread = by_word, width, tuple(patterns)
        self._always = self._first = self._asks = 0
        self._bits: dict[Need, int] = {}
        self._starts: dict[str, int] = {}
        self._ways: dict[int, dict[int, int]] = {}
        self._within: list[tuple[str, int]] = []
        self._known: dict[str, int] = {}

    def candidates(self, line: str) -> int:
        """The patterns that can match, one bit each."""
        if self._unread:
            self._read()
        known, held = self._known, self._asks if "?" in line else 0
        for piece in self._pieces(line):
            bits = known.get(piece)
            held |= self._learn(piece) if bits is None else bits
        mask, begun = self._always, held & self._first
        while begun:
            bit = begun & -begun
            begun ^= bit
            for need, rules in self._ways[bit].items():
                if held & need == need:
                    mask |= rules
        return mask

    def _read(self) -> None:
        for number, pattern in enumerate(self._unread):
            self._add(1 << number, needs(pattern, self._width, self._by_word))
        self._first = sum(self._ways)
        self._asks = self._starts.get(WITHIN + "?", 0)
        self._within = [(start[1:], bit) for start, bit in self._starts.items() if start[0] == WITHIN]
        self._unread = ()

    def _add(self, rule: int, ways: Sequence[tuple[Need, ...]]) -> None:
        """Each way waits for the rarest of its needs; ways with one need share it."""
        if not all(ways):
            self._always |= rule
            return
        single = frozenset().union(*(way[0] for way in ways if len(way) == 1))
        for way in [(single,)] * bool(single) + [way for way in ways if len(way) > 1]:
            first, *others = (self._bit(need) for need in sorted(way, key=_frequency))
            held = self._ways.setdefault(first, {})
            need = sum(set(others))
            held[need] = held.get(need, 0) | rule

    def _bit(self, need: Need) -> int:
        bit = self._bits.setdefault(need, 1 << len(self._bits))
        for start in need:
            self._starts[start] = self._starts.get(start, 0) | bit
        return bit

    def _pieces(self, line: str) -> Iterable[str]:
        if self._by_word:
            return line.translate(SPACED).split()
        return {line[at : at + self._width] for at in range(len(line))}

    def _learn(self, piece: str) -> int:
        if len(self._known) > MOST_KNOWN:
            self._known.clear()
        bits = 0
        for told in _words(piece) if self._by_word else (piece,):
            for length in range(1, self._width + 1):
                bits |= self._starts.get(told[:length], 0)
        for start, bit in self._within:
            bits |= bit if start in piece else 0
        self._known[piece] = bits
        return bits


def _words(piece: str) -> list[str]:
    """Whatever a pattern may take for a word within a run of characters without blanks."""
    found = [piece + " "]
    for match in _BEGUN.finditer(piece):
        found += [piece[match.start() :] + " ", match[0] + " "]
    return found


def _frequency(need: Need) -> float:
    """About how often a need is met: a common word more often than a rare one, a short beginning than a long one."""
    return sum(30.0 if start.strip() in _COMMON_WORDS else 10.0 / len(start) ** 2 for start in need)
