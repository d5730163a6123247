"""Records split into rows of the header's width and rows set aside, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from data.ingest.issues import refused
from data.ingest.model import Limits, RowAside
from data.ingest.records import Stray

PIECE = 50_000
MOST_ASIDE = 1_000_000
MOST_STRAY = 100_000
MOST_RAGGED = 400_000
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
        reason, cells = judged(row, width)
        n_cells += len(cells)
        if reason is None:
            kept.append(cells)
            numbers.append(row_no)
        else:
            aside.append(RowAside(row_no, reason, tuple(cells)))
            check_aside(aside, n_cells - width * (n_kept + len(kept)), n_kept + len(kept))
        if len(kept) == PIECE:
            parts.append(frame_of(kept, numbers, width))
            n_kept, kept, numbers = n_kept + PIECE, [], []
        if n_kept + len(kept) > limits.n_rows:
            raise refused("too_many_rows", limit=limits.n_rows)
    parts.append(frame_of(kept, numbers, width))
    return (pd.concat(parts) if len(parts) > 1 else parts[0]), aside, n_cells


def judged(row: list[str], width: int) -> tuple[str | None, list[str]]:
    """Why a row is set aside (None: it is kept), and its cells."""
    if isinstance(row, Stray):
        return "open_quote", row
    if len(row) != width:
        if len(row) < width or any(map(str.strip, row[width:])):
            return ("ragged" if any(map(str.strip, row)) else "blank"), row
        row = row[:width]
    return (None if any(map(str.strip, row)) else "blank"), row


def check_aside(aside: list[RowAside], n_cells: int, n_kept: int) -> None:
    """A file whose rows hardly ever fit its header is no table of that header; `n_cells` are those set aside."""
    if n_cells > MOST_ASIDE and len(aside) > n_kept:
        raise refused("mostly_ragged", row=aside[0].row_no)
    if len(aside) % MOST_STRAY == 0:
        _check_reasons(aside)


def _check_reasons(aside: list[RowAside]) -> None:
    """So many rows of one fault are no slip of the export; they would also fill the memory."""
    for reason, refusal, most in (
        ("open_quote", "unclosed_quote", MOST_STRAY),
        ("ragged", "mostly_ragged", MOST_RAGGED),
    ):
        row_nos = [row.row_no for row in aside if row.reason == reason]
        if len(row_nos) >= most:
            raise refused(refusal, row=row_nos[0])


def frame_of(rows: list[list[str]], numbers: list[int], width: int) -> pd.DataFrame:
    """The cells as a frame c0.. of dtype "str", indexed by record number."""
    names = [f"c{i}" for i in range(width)]
    columns = zip(*rows, strict=True) if rows else ([] for _ in names)
    frame = pd.DataFrame(dict(zip(names, map(list, columns), strict=True)), columns=names, dtype="str")
    frame.index = pd.Index(numbers, dtype="int64", name="row_no")
    return frame
