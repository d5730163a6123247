"""Breaking names into lines by display width: a Chinese character counts two, any place between two may break."""

from __future__ import annotations

import re
from unicodedata import east_asian_width

_TOKEN = re.compile(r"[^\S\n]+|\n|[!-~À-ɏ]+[,.;:!?)]*|.", re.DOTALL)
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
    return kept.rstrip() + "…"


def wrapped(text: str, width: int, lines: int = 2) -> list[str]:
    """`text` in at most `lines` lines of `width` half characters; the last one is clipped when more is left."""
    rows = [""]
    for token in _TOKEN.findall(text.strip()):
        if token == "\n":
            rows.append("")
        elif _fits(rows[-1], token, width):
            rows[-1] += token
        else:
            rows.append(token)
    rows = [row.strip() for row in rows if row.strip()] or [""]
    if len(rows) > lines:
        tail = " ".join(rows[lines - 1 :])
        rows = [*rows[: lines - 1], tail if display_width(tail) <= width else clipped(tail, width)]
    return [clipped(row, width) for row in rows]


def _fits(row: str, token: str, width: int) -> bool:
    return not row or token in _CLOSING or display_width((row + token).rstrip()) <= width
