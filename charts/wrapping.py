"""Breaking names into lines by display width: a Chinese character counts two, any place between two may break."""

from __future__ import annotations

import re
from unicodedata import east_asian_width

_WORD = re.compile(r"[^\S\n]+|\n|[!-~À-ɏ]+[,.;:!?)]*|.", re.DOTALL)
_CLOSING = set("，。；：！？）》」』、,.;:!?)")


def display_width(text: str) -> int:
    """Width in half characters: `width("a") == 1`, a Chinese character is 2."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def clipped(text: str, width: int) -> str:
    """`text` cut to `width` half characters, with an ellipsis where something was cut."""
    if display_width(text) <= width:
        return text
    kept = ""
    for char in text:
        if display_width(kept + char) > width - 1:
            break
        kept += char
    return kept.rstrip(" -") + "…"


def wrapped(text: str, width: int, lines: int = 2) -> list[str]:
    """`text` in at most `lines` lines of `width` half characters; the last one is clipped when more is left."""
    rows = [""]
    for piece in _pieces(text.strip(), width):
        if piece == "\n":
            rows.append("")
        elif _fits(rows[-1], piece, width):
            rows[-1] += piece
        elif piece in _CLOSING and len(rows[-1]) > 1:  # no line begins with it: the sign before it comes along
            rows[-1], last = rows[-1][:-1], rows[-1][-1]
            rows.append(last + piece)
        else:
            rows.append(piece)
    rows = [row.strip() for row in rows if row.strip()] or [""]
    if len(rows) > lines:
        tail = " ".join(rows[lines - 1 :])
        rows = [*rows[: lines - 1], tail if display_width(tail) <= width else clipped(tail, width)]
    return [clipped(row, width) for row in rows]


def _pieces(text: str, width: int) -> list[str]:
    """Words and spaces; a word longer than a line is cut with a hyphen, which says more than an ellipsis."""
    pieces: list[str] = []
    for word in _WORD.findall(text):
        rest = word
        while len(rest) > width and width > 5:
            cut = min(width - 1, len(rest) - 4)
            pieces.append(rest[:cut] + "-")
            rest = rest[cut:]
        pieces.append(rest)
    return pieces


def _fits(row: str, piece: str, width: int) -> bool:
    return not row or display_width((row + piece).rstrip()) <= width


def flowed(words: list[str], width: int, *, gap: str = "\u2003") -> list[str]:
    """`words` set one after the other in lines of `width` half characters; a word is never split."""
    rows: list[str] = []
    for word in words:
        if rows and display_width(rows[-1] + gap + word) <= width:
            rows[-1] += gap + word
        else:
            rows.append(word)
    return rows
