"""Delimiter and records of a text table, by a real parser: the delimiter whose row widths agree most."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from io import StringIO, TextIOWrapper
from pathlib import Path

from data.ingest.decode import Encoding, open_bytes
from data.ingest.issues import refused

DELIMITERS = (",", ";", "\t", "|")
FIELD_LIMIT = 8 << 20
SAMPLE_CHARS = 1 << 18
_END = "\x00end\x00"


def sample_text(path: Path, encoding: Encoding) -> str:
    """The first quarter million characters, line ends as they are."""
    with TextIOWrapper(open_bytes(path), encoding=encoding.codec, newline="") as text:
        return text.read(SAMPLE_CHARS)


def delimiter_of(sample: str) -> str:
    """The delimiter that splits most rows into the same number of cells; a comma when none does."""
    told = _told(sample)
    if told:
        return told
    scored = [(*_agreement(sample, delimiter), -order) for order, delimiter in enumerate(DELIMITERS)]
    best = max(range(len(DELIMITERS)), key=lambda i: scored[i])
    return DELIMITERS[best] if scored[best][0] > 0 else ","


def _told(sample: str) -> str | None:
    """Excel's first line `sep=;`."""
    head = sample[:8].lower()
    return sample[4] if head.startswith("sep=") and len(head) > 4 and sample[4] in DELIMITERS else None


def _agreement(sample: str, delimiter: str) -> tuple[float, int]:
    """Share of rows with the usual width, and that width."""
    rows = list(csv.reader(_lines(StringIO(sample, newline="")), delimiter=delimiter))
    whole = rows[:-1] if len(sample) >= SAMPLE_CHARS else rows
    widths = Counter(len(row) for row in whole if any(cell.strip() for cell in row))
    if not widths:
        return 0.0, 0
    width, n = max(((w, k) for w, k in widths.items()), key=lambda pair: (pair[1], pair[0]))
    return (n / widths.total() if width > 1 else 0.0), width


def _lines(source: Iterable[str]) -> Iterator[str]:
    """Lines without the empty half of a CR CR LF line end."""
    after_cr = False
    for line in source:
        if not (after_cr and line == "\r\n"):
            yield line
        after_cr = line.endswith("\r")


def records(path: Path, encoding: Encoding, delimiter: str) -> Iterator[list[str]]:
    """Every record in order, blank ones as an empty list; a quote that never closes is refused with its row."""
    csv.field_size_limit(FIELD_LIMIT)
    with TextIOWrapper(open_bytes(path), encoding=encoding.codec, newline="") as text:
        yield from _closed(csv.reader(_ended(_lines(text)), delimiter=delimiter))


def _ended(lines: Iterator[str]) -> Iterator[str]:
    """The lines plus one known last line, which stands alone unless a quote is still open."""
    last = "\n"
    for line in lines:
        yield line
        last = line
    if not last.endswith(("\n", "\r")):
        yield "\n"
    yield _END


def _closed(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    record_no = 0
    try:
        for row in reader:
            if row == [_END]:
                return
            record_no += 1
            if row and row[-1].endswith(_END):
                raise refused("unclosed_quote", row=record_no)
            yield row
    except csv.Error as error:
        raise refused("unclosed_quote", row=record_no + 1) from error
