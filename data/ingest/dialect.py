"""Delimiter and lines of a text table: the delimiter into whose cells most rows agree, by a real parser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from io import StringIO
from pathlib import Path

from data.ingest.records import Stray, split_records

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_CHARS = 1 << 18


def sample_text(path: Path) -> str:
    """The first quarter million characters of a plain text, line ends as they are."""
    with path.open(encoding="utf-8", newline="") as text:
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
    """Share of rows with the usual width, lowered where that width is small, and the width.

    A mark that stands once in most comments gives two cells; the true delimiter usually gives many.
    """
    rows = list(split_records(table_lines(StringIO(sample, newline=""), sample), delimiter))
    whole = rows[:-1] if len(sample) >= SAMPLE_CHARS else rows
    widths = Counter(len(row) for row in whole if not isinstance(row, Stray) and any(cell.strip() for cell in row))
    if not widths:
        return 0.0, 0
    width, n = max(((w, k) for w, k in widths.items() if w > 1), key=lambda pair: (pair[1], pair[0]), default=(1, 0))
    return n / widths.total() * (1.0 - 1.0 / width), width


def has_double_returns(sample: str) -> bool:
    """Whether the line ends are CR CR LF, as some tools write when a file is saved twice."""
    outside = "".join(sample.split('"')[::2])
    return outside.count("\r\r\n") * 2 > outside.count("\n")


def table_lines(source: Iterable[str], sample: str) -> Iterator[str]:
    """The lines of a text; `sample` is its beginning, which tells the kind of line ends."""
    return _lines(source) if has_double_returns(sample) else iter(source)


def _lines(source: Iterable[str]) -> Iterator[str]:
    """Lines without the empty half of a CR CR LF line end."""
    after_cr = False
    for line in source:
        if not (after_cr and line == "\r\n"):
            yield line
        after_cr = line.endswith("\r")


def records(path: Path, sample: str, delimiter: str) -> Generator[list[str]]:
    """Every record of a plain text in order, blank ones as an empty list."""
    with path.open(encoding="utf-8", newline="") as text:
        yield from split_records(table_lines(text, sample), delimiter)
