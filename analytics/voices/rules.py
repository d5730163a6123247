"""What rules find in texts: answers without content, ratings, emoji, negated trouble and praise, slang.

Rules run over all texts at once, each pattern once over one long string, so they cost little beside the models.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from analytics.voices.rule_book import KINDS, Rule, may_be_whole, rule_book

SHORT = {"en": 60, "zh": 24, "other": 60}
"""Characters up to which an answer is compared as a whole."""
HALF_WEIGHT_AT = {"en": 350.0, "zh": 100.0, "other": 350.0}
"""Characters of a text at which a rule counts half: in a long text one phrase decides less."""
HIDES_FROM = 2.0
"""Log-odds from which a phrase is kept from the n-gram models, which would read its words one by one."""
MOST = 5.0
_FACE = re.compile(r"[:;=<(^-][-o^'3/:_)\]}dp>*(\[{\\|@]")
"""Two signs of which every emoticon has a pair."""
_HIDDEN = "\x01"
_FIRST_CLAUSE = re.compile(
    r"([^.,;:!?\n\u2013\u2014\u3001\u3002]{1,40}?)"
    r"(?:[.,;:!?\n\u2013\u2014\u3001\u3002]| - |(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff]))(.*\w)",
    re.DOTALL,
)
_EDGE = " .,;:!?'\"()[]{}<>*-_~/\\|+=#…·•—–。、《》「」【】"

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Found:
    """A place in a cleaned text with what it adds to the log-odds of positive, and the name of the rule."""

    start: int
    end: int
    weight: float
    rule: str = ""


@dataclass(frozen=True)
class Findings:
    """What the rules say of n texts.

    Attributes
    ----------
    kind : per text one of `KINDS` when the whole answer is one, else "" (object, shape (n,)).
    polarity, neutral : log-odds to add (float64, shape (n,)).
    texts : the texts with phrases hidden that the n-gram models would misread.
    places : per row the places found.
    """

    kind: NDArray[np.object_]
    polarity: Floats
    neutral: Floats
    texts: list[str]
    places: dict[int, list[Found]]


@dataclass
class _Batch:
    """The texts of one language, one behind the other."""

    rows: list[int]
    starts: list[int]
    weight: Floats
    polarity: Floats
    neutral: Floats
    places: dict[int, list[Found]] = field(default_factory=dict)

    def add(self, at: int, end: int, polarity: float, neutral: float, rule: str) -> None:
        line = bisect_right(self.starts, at) - 1
        polarity *= self.weight[line]
        self.polarity[line] += polarity
        self.neutral[line] += neutral * self.weight[line]
        if polarity or neutral:
            found = Found(at - self.starts[line], end - self.starts[line], float(polarity), rule)
            self.places.setdefault(self.rows[line], []).append(found)


def findings(cleaned: Sequence[str], language: Sequence[str]) -> Findings:
    """What the rules find in cleaned texts.

    Examples
    --------
    >>> told = findings(["N/A", "I have no complaints at all about the ward"], ["en", "en"])
    >>> list(told.kind), bool(told.polarity[1] > 2)
    (['empty', ''], True)
    """
    n = len(cleaned)
    lowered = [_lowered(text) for text in cleaned]
    kind = np.array([_kind(text, spoken) for text, spoken in zip(lowered, language, strict=True)], dtype=object)
    told = Findings(kind, np.zeros(n), np.zeros(n), list(cleaned), {})
    for spoken in ("en", "zh", "other"):
        rows = [row for row in range(n) if language[row] == spoken and not kind[row]]
        if rows:
            _search(told, rows, lowered, spoken)
    return told


def opens_with_nothing(cleaned: Sequence[str], language: Sequence[str]) -> NDArray[np.bool_]:
    """Whether the first clause of a longer answer is a bare "nothing"; shape (n,).

    Examples
    --------
    >>> opens_with_nothing(["Nothing, keep it up", "Nothing worked, sorry", "nothing"], ["en"] * 3).tolist()
    [True, False, False]
    """
    heads = [_FIRST_CLAUSE.match(_lowered(text)) for text in cleaned]
    told = [
        head is not None and _kind(head[1], spoken) == "nothing" for head, spoken in zip(heads, language, strict=True)
    ]
    return np.array(told, dtype=np.bool_)


def _search(told: Findings, rows: list[int], lowered: Sequence[str], language: str) -> None:
    lines = [lowered[row] for row in rows]
    length = np.array([len(line) for line in lines])
    starts = np.concatenate([[0], np.cumsum(length + 1)[:-1]]).tolist()
    weight = 1 / (1 + length / HALF_WEIGHT_AT[language])
    batch = _Batch(rows, starts, weight, np.zeros(len(rows)), np.zeros(len(rows)))
    screen, signs = rule_book().screens[language], rule_book().marks.keys()
    faces = {bisect_right(starts, match.start()) - 1 for match in _FACE.finditer("\0".join(lines))}
    for number, line in enumerate(lines):
        mask = screen.candidates(line)
        if mask:
            _apply(told, batch, number, line, _chosen(language, mask))
        if number in faces or not (line.isascii() or signs.isdisjoint(line)):
            _marks(batch, line, starts[number])
    told.polarity[rows] = np.clip(batch.polarity, -MOST, MOST)
    told.neutral[rows] = np.clip(batch.neutral, -MOST, MOST)
    told.places.update(batch.places)


def _apply(told: Findings, batch: _Batch, number: int, line: str, rules: tuple[Rule, ...]) -> None:
    hidden, origin = line, batch.starts[number]
    for rule in rules:
        for match in rule.pattern.finditer(hidden):
            taken = _take(batch, rule, match, origin)
            if taken:
                hidden = hidden[: match.start()] + _HIDDEN * len(match[0]) + hidden[match.end() :]
    if hidden is not line:
        told.texts[batch.rows[number]] = " ".join(hidden.replace(_HIDDEN, " ").split())


def _take(batch: _Batch, rule: Rule, match: re.Match[str], origin: int) -> bool:
    """Counts a match; whether the following rules and the models are not to see it."""
    polarity, neutral = rule.polarity, rule.neutral
    if rule.name in ("score", "stars", "grade"):
        read = _rating(rule.name, match)
        if read is None:
            return False
        polarity, neutral = read
        if match[0].strip(_EDGE) == match.string.strip(_EDGE) and neutral < 0:  # the whole answer is the rating
            polarity, neutral = MOST if polarity > 0 else -MOST, -MOST
    batch.add(origin + match.start(), origin + match.end(), polarity, neutral, rule.name)
    return abs(polarity) >= HIDES_FROM or rule.name == "before"


def _rating(name: str, match: re.Match[str]) -> tuple[float, float] | None:
    """Log-odds of a rating in words or digits; None where the numbers are none."""
    if name == "grade":
        return (3.5, -1.5) if match[1].startswith(("a", "b")) else (-3.5, -1.5)
    value = _number(match[1])
    top = 5.0 if name == "stars" else _number(match[2] if match.re.groups > 1 else None)
    if value is None:
        return None
    if top is None:
        top = 100.0 if value > 10 else 10.0 if value > 5 else 5.0
    if value > top:
        return None
    share = (value - 1) / (top - 1) if top == 5 else value / top
    if 0.4 <= share <= 0.6:
        return (share - 0.5) * 4, 4.0
    return (share - 0.5) * 8, -1.5


def _number(word: str | None) -> float | None:
    if not word:
        return None
    known = rule_book().numbers.get(word)
    return known if known is not None else float(word.replace(",", "."))


@lru_cache(maxsize=20_000)
def _chosen(language: str, mask: int) -> tuple[Rule, ...]:
    return tuple(rule for place, rule in enumerate(rule_book().patterns[language]) if mask >> place & 1)


def _marks(batch: _Batch, line: str, origin: int) -> None:
    """Emoji and emoticons of one line."""
    book = rule_book()
    for match in book.mark.finditer(line):
        batch.add(origin + match.start(), origin + match.end(), book.marks[match[0]], -1.2, "emoji")
    if _FACE.search(line):
        for rule in book.emoticons:
            for match in rule.pattern.finditer(line):
                batch.add(origin + match.start(), origin + match.end(), rule.polarity, rule.neutral, rule.name)


def _kind(text: str, language: str) -> str:
    """The kind of a whole answer, or ""."""
    if len(text) > SHORT[language]:
        return ""
    book = rule_book()
    bare = text.strip(_EDGE)
    if not bare:
        return "" if any(rule.pattern.search(text) for rule in book.emoticons) else "empty"
    if not may_be_whole(bare):
        return ""
    match = book.whole.fullmatch(bare)
    kind = match.lastgroup if match else _after_nothing(bare, book.whole)
    return kind if kind in KINDS and not book.mark.search(text) else ""


def _after_nothing(bare: str, whole: re.Pattern[str]) -> str | None:
    """ "positive" where a bare "nothing" is followed by praise alone ("Nothing, all good")."""
    parts = _FIRST_CLAUSE.match(bare)
    first, rest = (whole.fullmatch(parts[group].strip(_EDGE)) if parts else None for group in (1, 2))
    is_praise = first and rest and (first.lastgroup, rest.lastgroup) == ("nothing", "positive")
    return "positive" if is_praise else None


def _lowered(text: str) -> str:
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text
