"""Records split into rows of the header's width and rows set aside, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from data.ingest.issues import refused
from data.ingest.model import Limits, RowAside
from data.ingest.records import Stray

PIECE = 50_000
MOST_ASIDE = 1_000_000
MOST_EMPTY = 1_000_000
Split = tuple[pd.DataFrame, list[RowAside], int]


def split_rows(body: Iterable[tuple[int, list[str]]], width: int, limits: Limits) -> Split:
    """Rows of the header's width; longer ones whose surplus is blank are cut, the others set aside."""
    parts: list[pd.DataFrame] = []
    kept: list[list[str]] = []
    numbers: list[int] = []
    aside: list[RowAside] = []
    n_cells = n_kept = 0
    n_empty = 0
    for row_no, row in body:
        if not row:
            n_empty += 1
            if n_empty > MOST_EMPTY:
                raise refused("blank_lines", n=MOST_EMPTY, row=row_no - MOST_EMPTY)
            continue
        n_empty = 0
        reason, cells = _judged(row, width)
        n_cells += len(cells)
        if reason is None:
            kept.append(cells)
            numbers.append(row_no)
        else:
            aside.append(RowAside(row_no, reason, tuple(cells)))
            _check_aside(aside, n_cells, n_kept + len(kept), width)
        if len(kept) == PIECE:
            parts.append(frame_of(kept, numbers, width))
            n_kept, kept, numbers = n_kept + PIECE, [], []
        if n_kept + len(kept) > limits.n_rows:
            raise refused("too_many_rows", limit=limits.n_rows)
    parts.append(frame_of(kept, numbers, width))
    return (pd.concat(parts) if len(parts) > 1 else parts[0]), aside, n_cells


def _judged(row: list[str], width: int) -> tuple[str | None, list[str]]:
    """Why a row is set aside (None: it is kept), and its cells."""
    if isinstance(row, Stray):
        return "open_quote", row
    if len(row) != width:
        if len(row) < width or any(map(str.strip, row[width:])):
            return ("ragged" if any(map(str.strip, row)) else "blank"), row
        row = row[:width]
    return (None if any(map(str.strip, row)) else "blank"), row


def _check_aside(aside: list[RowAside], n_cells: int, n_kept: int, width: int) -> None:
    """A file whose rows hardly ever fit its header is no table of that header."""
    if n_cells - n_kept * width > MOST_ASIDE and len(aside) > n_kept:
        raise refused("mostly_ragged", row=aside[0].row_no)


def frame_of(rows: list[list[str]], numbers: list[int], width: int) -> pd.DataFrame:
    """The cells as a frame c0.. of dtype "str", indexed by record number."""
    names = [f"c{i}" for i in range(width)]
    columns = zip(*rows, strict=True) if rows else ([] for _ in names)
    frame = pd.DataFrame(dict(zip(names, map(list, columns), strict=True)), columns=names, dtype="str")
    frame.index = pd.Index(numbers, dtype="int64", name="row_no")
    return frame
