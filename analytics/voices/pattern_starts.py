"""What a text must hold for a pattern to match, read off the pattern itself: no list has to be kept beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

MANY = 4000
"""Beginnings of one pattern, above which they are not told."""
MOST_WAYS = 160
"""Ways of matching one pattern that are told apart."""
WITHIN = "*"
LEAST_WITHIN = 3
"""Letters in a row from which they are looked for within words."""
_CLASS_LIMIT = 16
SPACED = str.maketrans({mark: " " for mark in '.,;:!?"()[]{}<>*-_/\\|+=#~…–—'})

Item = tuple[Any, Any]
Start = tuple[str, bool]
Need = frozenset[str]


def beginnings(pattern: re.Pattern[str], width: int, by_word: bool) -> set[str] | None:
    """The first characters that a match can have, up to `width`; None when they cannot be told.

    Examples
    --------
    >>> sorted(beginnings(re.compile(r"\\b(?:no|never) trouble"), 4, True))
    ['neve', 'no ']
    """
    return _Starts(width, by_word).of(_items(pattern))


def needs(pattern: re.Pattern[str], width: int, by_word: bool) -> list[tuple[Need, ...]]:
    """The ways in which a pattern can match, each with all that a text must hold for it.

    A need is a set of beginnings (of words where `by_word`, else of runs of characters), one of which must occur; what
    follows `WITHIN` may stand anywhere in a word. A way without needs may match any text.

    Examples
    --------
    >>> pattern = re.compile(r"\\b(?:no|never)\\b(?: \\w+)* (?:trouble|fuss)\\b")
    >>> [[sorted(need) for need in way] for way in needs(pattern, 6, True)]
    [[['never ', 'no '], ['fuss ', 'troubl']]]
    """
    starts = _Starts(width, by_word)
    return list(dict.fromkeys(_needs(way, starts) for way in _ways(_items(pattern), by_word)))


def _items(pattern: re.Pattern[str]) -> list[Item]:
    return _plain(_parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))


def _plain(items: Iterable[Item]) -> list[Item]:
    """The items with those of groups in place of the groups, as lists all the way down."""
    found: list[Item] = []
    for code, value in items:
        if code is op.SUBPATTERN:
            found += _plain(value[-1])
        elif code is op.BRANCH:
            found.append((code, [_plain(branch) for branch in value[1]]))
        elif code in (op.MAX_REPEAT, op.MIN_REPEAT):
            found.append((code, (*value[:2], _plain(value[2]))))
        else:
            found.append((code, value))
    return found


def _ways(items: Sequence[Item], by_word: bool) -> list[list[Item]]:
    """Runs of items without groups, and without branches of several words; together they match what `items` match."""
    pending, done = [(list(items), 0)], list[list[Item]]()
    known: dict[int, tuple[Item, list[Sequence[Item]]]] = {}  # a branch met in many ways is parted once
    while pending:
        way, first = pending.pop()
        place = next((at for at in range(first, len(way)) if _is_worth(way[at], by_word)), None)
        if place is None:
            done.append(way)
            continue
        item = way[place]
        parts = known.setdefault(id(item), (item, []))[1]
        if not parts:
            parts += _parts(item, by_word)
        if len(pending) + len(done) + len(parts) > MOST_WAYS:
            pending.append((way, place + 1))
        else:
            pending += [([*way[:place], *part, *way[place + 1 :]], place) for part in parts]
    return done


def _is_worth(item: Item, by_word: bool) -> bool:
    return item[0] is op.BRANCH and any(_is_long(branch, by_word) for branch in item[1])


def _parts(item: Item, by_word: bool) -> list[Sequence[Item]]:
    """The branches of several words one by one, all others as one."""
    branches = item[1]
    short = [branch for branch in branches if not _is_long(branch, by_word)]
    rest: list[Sequence[Item]] = [[(op.BRANCH, short)]] if short else []
    return [branch for branch in branches if _is_long(branch, by_word)] + rest


def _is_long(items: Sequence[Item], by_word: bool) -> bool:
    """Whether a branch says more than its beginning does."""
    if not by_word:
        return len(items) > 2
    return any(_is_blank(item) for item in items[:-1]) or any(_is_worth(item, by_word) for item in items)


def _is_blank(item: Item) -> bool:
    return _ends_word(item, False) and item[0] is not op.AT


def _needs(way: Sequence[Item], starts: _Starts) -> tuple[Need, ...]:
    found: dict[Need, None] = {}
    at_word, told_at = True, -2
    for place, item in enumerate(way):
        if starts.by_word:
            is_worth = at_word or _is_blank(item)
        else:  # of a run of letters every second pair
            is_worth = not (told_at == place - 1 and item[0] is op.LITERAL and way[place - 1][0] is op.LITERAL)
        told = starts.of(way[place:], at_word=at_word) if is_worth else None
        if starts.by_word and item == (op.LITERAL, ord("?")):
            found[frozenset([WITHIN + "?"])] = None
        elif told is not None:
            found[frozenset(told)] = None
            told_at = place
        elif starts.by_word and not at_word and len(held := _letters(way[place:])) >= LEAST_WITHIN:
            is_begun = place > 0 and way[place - 1][0] is op.LITERAL and not _is_blank(way[place - 1])
            found |= {} if is_begun else {frozenset([WITHIN + held]): None}
        at_word = not starts.by_word or _ends_word(item, at_word)
    return tuple(found)


def _letters(items: Iterable[Item]) -> str:
    """The letters that a run of items begins with for certain."""
    signs = (chr(value) if code is op.LITERAL else " " for code, value in items)
    return "".join(takewhile(str.isalnum, signs))


def _ends_word(item: Item, before: bool) -> bool:
    """Whether what follows an item begins a word, given whether the item itself does."""
    code, value = item
    if code is op.LITERAL:
        return _is_space(chr(value))
    if code is op.IN:
        return all(kind is op.LITERAL and _is_space(chr(sign)) for kind, sign in value)
    if code is op.AT:
        return before or value is op.AT_BOUNDARY
    if code in (op.ASSERT, op.ASSERT_NOT):
        return before
    if code is op.BRANCH:
        return all(_run_ends_word(branch, before) for branch in value)
    if code in (op.MAX_REPEAT, op.MIN_REPEAT):
        return (before or value[0] > 0) and _run_ends_word(value[-1], before)
    return False


def _run_ends_word(items: Iterable[Item], before: bool) -> bool:
    for item in items:
        before = _ends_word(item, before)
    return before


def _is_space(sign: str) -> bool:
    return sign.isspace() or ord(sign) in SPACED


@dataclass
class _Starts:
    """Finds beginnings; what branches and repeats begin with is found once."""

    width: int
    by_word: bool
    _known: dict[int, tuple[Any, set[Start]]] = field(default_factory=dict)
    _told: dict[tuple[bool, tuple[int, ...]], tuple[Sequence[Item], set[str] | None]] = field(default_factory=dict)

    def of(self, items: Sequence[Item], *, at_word: bool = True) -> set[str] | None:
        """The beginnings of a run of items; by word only where all of them begin a word."""
        key = at_word, tuple(map(id, items))  # the items are kept, so that no other ones get their ids
        if key not in self._told:
            self._told[key] = items, self._found(items, at_word=at_word)
        return self._told[key][1]

    def _found(self, items: Sequence[Item], *, at_word: bool) -> set[str] | None:
        found = {start for start, _ in self._run(items)}
        if self.by_word:
            if not at_word and not all(start and _is_space(start[0]) for start in found):
                return None
            spaced = [start.translate(SPACED).lstrip() for start in found]
            found = {(start[: start.index(" ") + 1] if " " in start else start)[: self.width] for start in spaced}
            if not all(start and start[0].isalnum() for start in found):
                return None
        return found if "" not in found and len(found) <= MANY else None

    def _run(self, items: Iterable[Item]) -> set[Start]:
        """Beginnings of a run of items; the flag tells whether the run may go on behind them."""
        longest = self.width + self.by_word  # a blank may stand before the word
        ended, going = set[str](), {""}
        for code, value in items:
            if not going:
                break
            if code is op.LITERAL:
                longer = {start + chr(value) for start in going}
                going = {start for start in longer if len(start) < longest}
                ended |= longer - going
                continue
            if self.by_word and _is_word_end(code, value):  # a word begun before it ends here
                over = {start for start in going if start[-1:].isalnum()}
                ended |= {start + " " for start in over}
                going -= over
                continue
            nexts = self._item(code, value)
            told = {((start + piece)[:longest], goes_on) for start in going for piece, goes_on in nexts}
            going = {start for start, goes_on in told if goes_on and len(start) < longest}
            ended |= {start for start, goes_on in told if not goes_on or len(start) >= longest}
            if len(ended) + len(going) > 4 * MANY:
                return {("", False)}
        return {(start, False) for start in ended} | {(start, True) for start in going}

    def _item(self, code: Any, value: Any) -> set[Start]:
        if code in (op.AT, op.ASSERT, op.ASSERT_NOT):
            return {("", True)}
        if id(value) not in self._known:  # the value is kept, so that no other one gets its id
            self._known[id(value)] = value, self._group(code, value)
        return self._known[id(value)][1]

    def _group(self, code: Any, value: Any) -> set[Start]:
        if code is op.IN:
            return _class(value)
        if code is op.BRANCH:
            return set[Start]().union(*(self._run(branch) for branch in value))
        if code in (op.MAX_REPEAT, op.MIN_REPEAT):
            least, most, inner = value
            once = self._run(inner)
            repeated = once if most == 1 else {(start, not start and goes_on) for start, goes_on in once}
            return repeated | ({("", True)} if least == 0 else set())
        return {("", False)}


def _is_word_end(code: Any, value: Any) -> bool:
    """Whether no letter follows a letter here: a boundary, or a look ahead that refuses letters."""
    if code is op.ASSERT_NOT:
        direction, items = value
        kind, members = items[0] if direction > 0 and len(items) == 1 else (None, [])
        refuses_letters = kind is op.IN and (op.CATEGORY, op.CATEGORY_WORD) in members
        return refuses_letters and members[0][0] is not op.NEGATE
    return code is op.AT and value is op.AT_BOUNDARY


def _class(members: Sequence[Item]) -> set[Start]:
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
