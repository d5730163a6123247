"""A comment with its telling places marked: escaped piece by piece, so that it stays plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from views.escape import plain

SIGNS = {"good": ("blue", "▲"), "bad": ("orange", "▼"), "theme": ("violet", "")}


@dataclass(frozen=True)
class Mark:
    """A place in a text as it was given, and what it speaks for: "good", "bad" or "theme"."""

    start: int
    end: int
    kind: str


def evidence_marks(evidence: Iterable[Sequence[float]]) -> list[Mark]:
    """Marks from [start, end, weight]; weights above 0 speak for positive."""
    return [Mark(int(start), int(end), "good" if weight > 0 else "bad") for start, end, weight in evidence]


def marked(text: str, marks: Iterable[Mark], *, limit: int = 1_200) -> str:
    r"""`text` as one line of Markdown with its marks; what overlaps an earlier mark or ends beyond `limit` is left out.

    >>> marked("Far too *slow*", [Mark(4, 7, "bad")])
    'Far :orange-background[▼ too] \\*slow\\*'
    """
    cut = len(text) > limit
    end = limit - 1 if cut else len(text)
    pieces: list[str] = []
    at = 0
    for mark in joined(marks):
        if mark.start < at or mark.end > end or not text[mark.start : mark.end].strip():
            continue
        colour, sign = SIGNS[mark.kind]
        pieces.append(_spaced(text[at : mark.start]))
        words = plain(text[mark.start : mark.end])
        pieces.append(f":{colour}-background[{f'{sign} {words}' if sign else words}]")
        at = mark.end
    pieces.append(_spaced(text[at:end]) + ("…" if cut else ""))
    return "".join(pieces).strip()


def joined(marks: Iterable[Mark]) -> list[Mark]:
    """Marks in order, those of one kind that touch each other made one.

    >>> joined([Mark(2, 4, "bad"), Mark(0, 2, "bad"), Mark(4, 5, "good")])
    [Mark(start=0, end=4, kind='bad'), Mark(start=4, end=5, kind='good')]
    """
    told: list[Mark] = []
    for mark in sorted(marks, key=lambda one: (one.start, -one.end)):
        last = told[-1] if told else None
        if last is not None and last.kind == mark.kind and mark.start <= last.end:
            told[-1] = Mark(last.start, max(last.end, mark.end), last.kind)
        else:
            told.append(mark)
    return told


def _spaced(piece: str) -> str:
    """`piece` escaped, with the blank at either end that it had."""
    if not piece.strip():
        return " " if piece else ""
    return (" " if piece[0].isspace() else "") + plain(piece) + (" " if piece[-1].isspace() else "")
