"""Records split into rows of the header's width and rows set aside, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from data.ingest.issues import refused
from data.ingest.model import Limits, RowAside

PIECE = 50_000
Split = tuple[pd.DataFrame, list[RowAside], int]


def split_rows(
    body: Iterable[tuple[int, list[str]]], width: int, limits: Limits, delimiter: str | None = None
) -> Split:
    """Rows of the header's width; longer ones whose surplus is blank are cut, the others set aside."""
    parts: list[pd.DataFrame] = []
    kept: list[list[str]] = []
    numbers: list[int] = []
    aside: list[RowAside] = []
    n_cells = n_kept = 0
    for row_no, row in body:
        if not row:
            continue
        fitted = row if len(row) == width else _fitted(row, width)
        if fitted is not None and delimiter and _swallowed(fitted, delimiter):
            fitted = None
        if fitted is None or not any(map(str.strip, fitted)):
            aside.append(RowAside(row_no, "ragged" if fitted is None else "blank", tuple(fitted or row)))
        else:
            kept.append(fitted)
            numbers.append(row_no)
        n_cells += width if fitted is not None else len(row)
        if len(kept) == PIECE:
            parts.append(frame_of(kept, numbers, width))
            n_kept, kept, numbers = n_kept + PIECE, [], []
        if n_kept + len(kept) > limits.n_rows:
            raise refused("too_many_rows", limit=limits.n_rows)
    parts.append(frame_of(kept, numbers, width))
    return (pd.concat(parts) if len(parts) > 1 else parts[0]), aside, n_cells


def _swallowed(row: list[str], delimiter: str) -> bool:
    """Whether a stray quote took the next record into a cell: a line in it has all the cells of a row."""
    return (
        any(
            '"' in cell and "\n" in cell and any(line.count(delimiter) >= len(row) - 1 for line in cell.split("\n")[1:])
            for cell in row
        )
        and len(row) > 2
    )


def _fitted(row: list[str], width: int) -> list[str] | None:
    return row[:width] if len(row) > width and not any(map(str.strip, row[width:])) else None


def frame_of(rows: list[list[str]], numbers: list[int], width: int) -> pd.DataFrame:
    """The cells as a frame c0.. of dtype "str", indexed by record number."""
    names = [f"c{i}" for i in range(width)]
    columns = zip(*rows, strict=True) if rows else ([] for _ in names)
    frame = pd.DataFrame(dict(zip(names, map(list, columns), strict=True)), columns=names, dtype="str")
    frame.index = pd.Index(numbers, dtype="int64", name="row_no")
    return frame
