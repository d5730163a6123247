"""Which lines of a large text are plain rows: whole records of the table's width that any parser reads alike."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

import numpy as np

from data.ingest.records import FIELD_LIMIT

WINDOW = 4 << 20
_QUOTE, _NEWLINE, _RETURN = 0x22, 0x0A, 0x0D


@dataclass(frozen=True)
class Window:
    """Some whole lines of a text, from byte `offset` of the file on.

    Attributes
    ----------
    text : the bytes.
    starts, ends : first byte of each line, and the byte that ends it.
    empty : lines that hold nothing.
    special : places of the lines that are neither plain rows nor empty.
    plain : the bytes with "\\n" as line end, where `keep` leaves some out.
    """

    path: Path
    offset: int
    text: bytes
    starts: np.ndarray
    ends: np.ndarray
    empty: np.ndarray
    special: np.ndarray
    plain: np.ndarray
    keep: np.ndarray | None

    @property
    def stop(self) -> int:
        """The byte of the file after the last line."""
        return self.offset + len(self.text)

    def line(self, place: int) -> str:
        """One line with its end."""
        return self.text[self.starts[place] : self.ends[place] + 1].decode()

    def lines_from(self, place: int) -> Generator[str]:
        """The line at `place` and all below it, to the end of the file."""
        yield from map(self.line, range(place, len(self.ends)))
        with self.path.open("rb") as source, TextIOWrapper(source, encoding="utf-8", newline="") as lines:
            source.seek(self.stop)
            yield from lines

    def copied(self, first: int, last: int) -> np.ndarray:
        """The bytes of the lines `first` to `last`, without the empty ones."""
        part = slice(self.starts[first], self.ends[last] + 1)
        return self.plain[part] if self.keep is None else self.plain[part][self.keep[part]]


def window_at(path: Path, source: BinaryIO, offset: int, delimiter: bytes, width: int) -> Window | None:
    """The lines from byte `offset` on, as many as fit; None at the end of the file."""
    text = _whole_lines(source, offset)
    if not text:
        return None
    closed = text if text.endswith((b"\n", b"\r")) else text + b"\n"
    values = np.frombuffer(b"\n" + closed + b" ", dtype=np.uint8)
    before, body, after = values[:-2], values[1:-1], values[2:]
    is_end = body == _NEWLINE
    returns = np.flatnonzero(body == _RETURN) if b"\r" in text else np.array([], dtype=np.int64)
    alone = returns[after[returns] != _NEWLINE]
    is_end[alone] = True
    ends = np.flatnonzero(is_end)
    starts = np.concatenate([[0], ends[:-1] + 1])
    stops = ends - ((body[ends] == _NEWLINE) & (before[ends] == _RETURN))
    empty = stops <= starts
    fits = _plain_rows(before, body, after, ends, delimiter[0], width) & (stops - starts <= FIELD_LIMIT)
    plain, keep = _line_feeds(body, returns, alone, ends[empty])
    return Window(path, offset, text, starts, ends, empty, np.flatnonzero(~fits & ~empty), plain, keep)


def _whole_lines(source: BinaryIO, offset: int) -> bytes:
    """Bytes up to the last line end that is surely whole; a carriage return may be half of one."""
    size = WINDOW
    while True:
        source.seek(offset)
        text = source.read(size)
        if len(text) < size:
            return text
        if cut := max(text.rfind(b"\n"), text.rfind(b"\r", 0, -1)) + 1:
            return text[:cut]
        size *= 2


def _plain_rows(
    before: np.ndarray, body: np.ndarray, after: np.ndarray, ends: np.ndarray, delimiter: int, width: int
) -> np.ndarray:
    """Lines with the delimiters of the width, whose quotes open and close cells within the line."""
    delimiters = np.flatnonzero(body == delimiter)
    quotes = np.flatnonzero(body == _QUOTE)
    if not len(quotes):
        return np.asarray(_per_line(delimiters, ends) == width - 1)
    is_odd = (_per_line(quotes, ends) & 1).astype(bool)
    marks = np.sort(np.concatenate([quotes, ends[is_odd]]))  # a line that stays open is closed at its end
    beside = np.zeros(256, dtype=bool)
    beside[[_QUOTE, _NEWLINE, _RETURN, delimiter]] = True
    opening, closing = marks[0::2], marks[1::2]
    odd_places = np.concatenate([opening[~beside[before[opening]]], closing[~beside[after[closing]]]])
    outside = delimiters[(np.searchsorted(marks, delimiters) & 1) == 0]
    fits: np.ndarray = (_per_line(outside, ends) == width - 1) & ~is_odd
    fits[np.searchsorted(ends, odd_places)] = False
    return fits


def _per_line(places: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """How many of the places lie in each line."""
    return np.diff(np.searchsorted(places, ends), prepend=0)


def _line_feeds(
    body: np.ndarray, returns: np.ndarray, alone: np.ndarray, empty: np.ndarray
) -> tuple[np.ndarray, np.ndarray | None]:
    """The bytes with line feeds in place of single returns, and which to keep so that no empty line is left."""
    if not len(returns) and not len(empty):
        return body, None
    plain, keep = body.copy(), np.ones(len(body), dtype=bool)
    plain[alone] = _NEWLINE
    keep[returns] = False
    keep[alone] = True
    keep[empty] = False
    return plain, keep
