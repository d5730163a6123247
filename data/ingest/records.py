"""A text as records, by a real parser; a stray quotation mark costs its own line and never the lines below it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from data.ingest.issues import refused

FIELD_LIMIT = 8 << 20
MOST_READ_AGAIN = 64 << 20
_LETTERS, _DIGITS = re.compile(r"[^\W\d_]+"), re.compile(r"\d+")
csv.field_size_limit(FIELD_LIMIT)


class Stray(list[str]):
    """The cells of a line with a quotation mark that opens a cell and never closes it."""


def split_records(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Every record in order, blank ones as an empty list.

    A quoted cell over several lines that breaks the rules of quoting, or that holds whole rows of the same shape,
    has swallowed them: its first line becomes a `Stray`, reading goes on with the next line.
    """
    feed = _Feed(lines)
    record_no, n_again = 0, 0
    reader = csv.reader(feed, delimiter=delimiter)
    while True:
        record_no += 1
        try:
            row, taken = _read(reader, feed, delimiter)
        except StopIteration:
            return
        if row is None:
            feed.give_back(taken[1:])
            n_again += sum(map(len, taken))
            if n_again > MOST_READ_AGAIN or len(taken[0]) > FIELD_LIMIT:
                raise refused("unclosed_quote", row=record_no)
            row = stray(taken[0], delimiter)
            reader = csv.reader(feed, delimiter=delimiter)
        yield row


def first_record(lines: Iterable[str], delimiter: str) -> tuple[list[str] | None, list[str]]:
    """The record at the beginning of `lines`, None where its quotation mark never closes, and the lines looked at."""
    feed = _Feed(lines)
    return _read(csv.reader(feed, delimiter=delimiter), feed, delimiter)


def _read(reader: Iterator[list[str]], feed: _Feed, delimiter: str) -> tuple[list[str] | None, list[str]]:
    try:
        row = next(reader)
    except csv.Error:
        return None, feed.taken()
    taken = feed.taken()
    if _has_swallowed(row, taken, delimiter, is_last=feed.is_over):
        return None, taken
    return (as_written(row, taken[0], delimiter) if len(taken) == 1 else row), taken


def as_written(row: list[str], line: str, delimiter: str) -> list[str]:
    """The cells of a line, those whose quotation marks break the rules as they stand there: no sign is dropped.

    >>> as_written(["The 5 bracket broke"], '"The 5" bracket broke', ",")
    ['"The 5" bracket broke']
    """
    if not _early_end(delimiter).search(line):
        return row
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        return [_unquoted(cell) for cell in _cells(delimiter).findall(line.rstrip("\r\n"))]


@lru_cache(maxsize=8)
def _early_end(delimiter: str) -> re.Pattern[str]:
    """A quotation mark that neither begins nor ends a cell."""
    return re.compile(rf'(?<!^)(?<!{re.escape(delimiter)})"(?![{re.escape(delimiter)}\r\n]|$)')


@lru_cache(maxsize=8)
def _cells(delimiter: str) -> re.Pattern[str]:
    """A cell in quotation marks that close before a delimiter, or whatever stands up to the next delimiter."""
    end = re.escape(delimiter)
    return re.compile(rf'(?:^|(?<={end}))("(?:[^"]|"")*"(?={end}|$)|[^{end}]*)')


def _unquoted(cell: str) -> str:
    """A cell without the quotation marks around it, if it has both."""
    is_quoted = len(cell) > 1 and cell[0] == cell[-1] == '"'
    return cell[1:-1].replace('""', '"') if is_quoted else cell


class _Feed:
    """Lines that can be given back; it remembers the lines of the record being read."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again: list[str] = []
        self._taken: list[str] = []
        self.is_over = False

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if self._again:
            line = self._again.pop()
        else:
            try:
                line = next(self._lines)
            except StopIteration:
                self.is_over = True
                raise
        self._taken.append(line)
        return line

    def taken(self) -> list[str]:
        """The lines read since the last call."""
        taken, self._taken = self._taken, []
        return taken

    def give_back(self, lines: list[str]) -> None:
        """Read `lines` again before the others."""
        self._again.extend(reversed(lines))


def _has_swallowed(row: list[str], taken: list[str], delimiter: str, *, is_last: bool) -> bool:
    """Whether the record is more than one row of the file."""
    if len(taken) < 2 and not is_last:
        return False
    if '"' not in taken[0]:
        return False
    try:
        list(csv.reader(taken, delimiter=delimiter, strict=True))
    except csv.Error:
        return len(taken) > 1 or is_open(taken[0], delimiter)
    return len(row) > 2 and any(holds_rows(cell, row, delimiter) for cell in row)


def is_open(line: str, delimiter: str) -> bool:
    """Whether the line ends inside a quoted cell: one more line would become part of it."""
    return len(list(csv.reader([line.rstrip("\r\n") + "\n", "x\n"], delimiter=delimiter))) == 1


def holds_rows(cell: str, row: list[str], delimiter: str) -> bool:
    """Whether a cell over several lines has the delimiters of whole rows, which begin as this row begins."""
    lines = re.split(r"\r\n|\r|\n", cell) if "\n" in cell or "\r" in cell else []
    if len(lines) < 2 or cell.count(delimiter) != (len(row) - 1) * (len(lines) - 1):
        return False
    key = _shape(row[0])
    return any(c.isdigit() for c in row[0]) and all(_shape(line.split(delimiter)[0]) == key for line in lines[1:])


def _shape(text: str) -> str:
    """R00012 and R7 have one shape."""
    return _LETTERS.sub("a", _DIGITS.sub("9", text.strip().strip('"')))


def stray(line: str, delimiter: str) -> Stray:
    """The cells of one line, its quotation marks taken as text."""
    return Stray(line.rstrip("\r\n").split(delimiter))
