"""A large text that the engine cannot read, as one that it can: plain rows are copied, the others read one by one.

A row that does not fit is set aside; a stray quotation mark costs its own line, as in `data.ingest.records`.
"""

from __future__ import annotations

import csv
import re
from array import array
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import numpy as np

from data.ingest.issues import refused
from data.ingest.line_kinds import WINDOW, Window, window_at
from data.ingest.model import Limits, ReadParams, RowAside
from data.ingest.records import FIELD_LIMIT, MOST_READ_AGAIN, as_written, first_record, is_open, stray
from data.ingest.split import MOST_EMPTY, check_aside, judged

MOST_BYTES = 4  # a character in UTF-8
_LONE_QUOTE = re.compile(rb'(?:[^"]++|"")*+"')


@dataclass(frozen=True)
class Mended:
    """The rows that fit as a regular text without a header, and the rows set aside.

    `jumps` are (rows kept so far, records left out so far), rising, wherever records were left out.
    """

    path: Path
    n_rows: int
    n_above: int
    aside: list[RowAside]
    n_cells_aside: int
    jumps: np.ndarray

    def row_nos(self, places: np.ndarray) -> np.ndarray:
        """Record numbers in the file of rows of `path`, counted from 0."""
        left_out = np.concatenate([[0], self.jumps[:, 1]])
        row_nos: np.ndarray = places + left_out[np.searchsorted(self.jumps[:, 0], places, side="right")]
        return row_nos + self.n_above + 1


def mended_copy(plain: Path, params: ReadParams, *, width: int, limits: Limits, into: Path) -> Mended | None:
    """The data rows of a plain UTF-8 text in the file `into`; None when the delimiter is no byte.

    Raises FileRefused.
    """
    delimiter = params.delimiter or ","
    if not delimiter.isascii():
        return None
    with plain.open("rb") as source, into.open("wb") as sink:
        mending = _Mending(source, sink, delimiter, params.skip_rows + params.header_rows, width, limits)
        offset = 0
        while window := window_at(plain, source, offset, delimiter.encode(), width):
            offset = mending.take(window)
    jumps = np.array(mending.jumps, dtype=np.int64).reshape(-1, 2)
    return Mended(into, mending.n_kept, mending.n_above, mending.aside, mending.n_cells_aside, jumps)


class _Mending:
    """One pass over a text, window by window; `n` is the number of records read so far."""

    def __init__(
        self, source: BinaryIO, sink: BinaryIO, delimiter: str, n_above: int, width: int, limits: Limits
    ) -> None:
        self._source, self._sink, self._delimiter = source, sink, delimiter
        self._closers = (delimiter.encode(), b"\n", b"\r", b"")
        self._width, self._limits = width, limits
        self._n_empty = self._n_again = 0
        self.n_above = n_above
        self.n = self.n_kept = self.n_cells_aside = 0
        self.aside: list[RowAside] = []
        self.jumps = array("q")

    def take(self, window: Window) -> int:
        """All records that begin in the window; the byte of the file where the next one begins."""
        at, end = 0, len(window.ends)
        while at < end and self.n < self.n_above:
            at += self._next(window, at)[1]
            self.n += 1
        for place in window.special.tolist():
            if place >= at:  # else it is part of a record that began above
                self._copy(window, at, place)
                at = place + self._record(window, place)
        self._copy(window, at, end)
        if at <= end:
            return window.stop
        with closing(window.lines_from(end)) as below:
            return window.stop + sum(len(line.encode()) for line in islice(below, at - end))

    def _copy(self, window: Window, first: int, end: int) -> None:
        """The lines from `first` up to `end`: plain rows, and empty lines that are left out."""
        if first >= end:
            return
        self._sink.write(window.copied(first, end - 1).data)
        empty = np.flatnonzero(window.empty[first:end]) if window.keep is not None else ()
        if len(empty):
            self._leave_out(np.asarray(empty), end - first)
        else:
            self._n_empty = 0
        self.n += end - first
        self._keep(end - first - len(empty))

    def _leave_out(self, empty: np.ndarray, n_lines: int) -> None:
        """The empty ones, by their places, of the next `n_lines`; a million in a row belong to no table."""
        kept = self.n_kept + empty - np.arange(len(empty))
        last = np.flatnonzero(np.append(kept[1:] != kept[:-1], True))
        runs = np.diff(last, prepend=-1)
        runs[0] += self._n_empty if empty[0] == 0 else 0
        if runs.max() > MOST_EMPTY:
            longest = int(runs.argmax())
            first = self.n + 2 + int(empty[last[longest]]) - int(runs[longest])
            raise refused("blank_lines", n=MOST_EMPTY, row=first)
        self._n_empty = int(runs[-1]) if empty[-1] == n_lines - 1 else 0
        left_out = self.n - self.n_above - self.n_kept + last + 1
        self.jumps.frombytes(np.stack([kept[last], left_out], axis=1).astype(np.int64).tobytes())

    def _keep(self, n: int) -> None:
        self.n_kept += n
        if self.n_kept > self._limits.n_rows:
            raise refused("too_many_rows", limit=self._limits.n_rows)

    def _record(self, window: Window, place: int) -> int:
        """Keep or set aside the record that begins with a line that is no plain row; how many lines it takes."""
        row, n_lines = self._next(window, place)
        reason, cells = judged(row, self._width)
        self.n, self._n_empty = self.n + 1, 0
        if reason is None:
            self._sink.write(_quoted(cells, self._delimiter))
            self._keep(1)
            return n_lines
        self.aside.append(RowAside(self.n, reason, tuple(cells)))
        self.n_cells_aside += len(cells)
        self.jumps.extend((self.n_kept, self.n - self.n_above - self.n_kept))
        check_aside(self.aside, self.n_cells_aside, self.n_kept)
        return n_lines

    def _next(self, window: Window, place: int) -> tuple[list[str], int]:
        """The record that begins at a line, and how many lines it takes."""
        line = window.line(place)
        if len(line) <= FIELD_LIMIT:
            if '"' not in line or not is_open(line, self._delimiter):
                return as_written(next(csv.reader([line], delimiter=self._delimiter)), line, self._delimiter), 1
            if self._never_closes(window, place):
                return stray(line, self._delimiter), 1
        with closing(window.lines_from(place)) as lines:
            row, taken = first_record(lines, self._delimiter)
        if row is not None:
            return row, len(taken)
        self._n_again += sum(map(len, taken))
        if self._n_again > MOST_READ_AGAIN or len(line) > FIELD_LIMIT:
            raise refused("unclosed_quote", row=self.n + 1)
        return stray(line, self._delimiter), 1

    def _never_closes(self, window: Window, place: int) -> bool:
        """Whether the quotation mark that a line leaves open surely closes no cell below.

        The next mark that is not doubled decides: it closes a cell only before a delimiter or a line end.
        """
        found = _LONE_QUOTE.match(window.text, int(window.ends[place]) + 1)
        if found:
            return window.text[found.end() : found.end() + 1] not in self._closers
        self._source.seek(window.stop)
        rest, n_bytes = b"", 0
        while n_bytes < MOST_BYTES * FIELD_LIMIT:
            piece = self._source.read(WINDOW)
            if not piece:
                return len(rest) % 2 == 0
            n_bytes += len(piece)
            text = rest + piece
            body = text.rstrip(b'"')  # whether a mark is doubled shows only in what follows it
            rest = text[len(body) :]
            if found := _LONE_QUOTE.match(body):
                return body[found.end() : found.end() + 1] not in self._closers
        return True


def _quoted(cells: list[str], delimiter: str) -> bytes:
    """A row whose every cell is quoted."""
    return (delimiter.join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n").encode()
