"""Places in a text as a reader would mark them: whole words, within one sentence, and more than function words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from analytics.voices.han_words import FIRST_HAN, Span, evidence_words

_LATIN = r"[^\W_\u2e80-\uffff]"
_WORD = re.compile(rf"{_LATIN}+(?:['-]{_LATIN}+)*|[^\W_]")
_LATIN_WORD = re.compile(rf"{_LATIN}+(?:['-]{_LATIN}+)*")
_SENTENCE_END = re.compile(r"[!?\n\u3002\uff01\uff1f\uff1b;]+|\.+(?=\s|$)")


def snapped(span: Span, words: list[Span]) -> Span:
    """`span` widened to the words at its ends.

    Examples
    --------
    >>> snapped((2, 6), [(0, 4), (5, 9)])
    (0, 9)
    """
    start, end = span
    for first, last in words:
        if first >= span[1]:
            break
        if first < span[0] < last:
            start = first
        if first < span[1] < last:
            end = last
    return start, end


def latin_words(text: str) -> list[Span]:
    """Latin words and numbers of a text, in their order; hyphens and apostrophes within a word belong to it.

    Examples
    --------
    >>> latin_words("Wi-fi doesn't work")
    [(0, 5), (6, 13), (14, 18)]
    """
    return [match.span() for match in _LATIN_WORD.finditer(text)]


def telling(text: str, start: int, end: int) -> Span | None:
    """The part of a place between sentence ends that says something, without what stands around it; None for none.

    Of a place that says something on both sides of a sentence end the longer side is kept.

    Examples
    --------
    >>> text = "As promised. The invoice was late"
    >>> telling(text, 3, 16), telling(text, 11, 24), telling(text, 0, 2)
    ((3, 11), (17, 24), None)
    """
    span = _telling(text[start:end])
    return (start + span[0], start + span[1]) if span else None


@lru_cache(maxsize=65_536)
def _telling(piece: str) -> Span | None:
    """`telling` of the place alone: the same words come again and again."""
    return _longest(span for span in (_trimmed(piece, *part) for part in _parts(piece, 0, len(piece))) if span)


def within_sentence(text: str, start: int, end: int) -> Span | None:
    """The longest part of a place between sentence ends; None where that is a function word alone.

    Examples
    --------
    >>> within_sentence("Great. Would stay again", 0, 23)
    (7, 23)
    """
    weak = evidence_words()["weak"]
    parts = ((first, last) for first, last in _parts(text, start, end) if text[first:last].lower() not in weak)
    return _longest((first, last) for first, last in parts if any(map(str.isalnum, text[first:last])))


def _parts(text: str, start: int, end: int) -> Iterator[Span]:
    """A place cut at its sentence ends, without blanks at the ends of each part."""
    at = start
    for match in [] if text[start:end].isalnum() else _SENTENCE_END.finditer(text, start, end):
        yield _stripped(text, at, match.start())
        at = match.end()
    yield _stripped(text, at, end)


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), max(start, end - len(piece) + len(piece.rstrip()))


def _longest(found: Iterable[Span]) -> Span | None:
    return max(found, key=lambda span: span[1] - span[0], default=None)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    known = evidence_words()
    if text[start:end] in known["weak"]:
        return None
    found = _WORD.finditer(text, start, end)
    words: list[tuple[int, int, str]] = [(*match.span(), match[0].lower().replace("'", "")) for match in found]
    while words and words[0][2] in known["edge"]:
        del words[0]
    while words and words[-1][2] in known["edge"]:
        del words[-1]
    if all(word in known["weak"] for *_, word in words):
        return None
    first, last = words[0][0], words[-1][1]
    if last - first == 1 and text[first] >= FIRST_HAN and text[first] not in known["single"]:
        return None
    return first, last
