"""Where the table of a hand-made sheet lies: title rows, the header and its levels, other tables, notes below.

Rows and columns are counted from 0 within the sheet. Nothing here drops a cell: what is no part of the table is told
with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data.ingest.headers import DEPTH, header_rows

Rows = Sequence[Sequence[str]]
Merge = tuple[tuple[int, int], tuple[int, int]]
Mask = np.ndarray
_NUMBER = re.compile(r"[-+]?[¥$€]?\d[\d.,:/ -]*%?")
_LABEL = re.compile(r"[^:：]{1,16}[:：]\s*\S.{0,40}$")
_LABELLED = re.compile(r"[:：]|\d{4}")
PROBE = 200
MOST_TOP = 15
REACH = 0.5  # a neighbour that fills fewer of the table's rows is a table of its own


@dataclass(frozen=True)
class Block:
    """One table of a sheet: its rows from the first title row on (end excluded) and its columns."""

    top: int
    end: int
    columns: tuple[int, ...]
    n_filled: int


@dataclass(frozen=True)
class Layout:
    """The chosen table: `skip` rows above its header, `n_headers` header rows, its body up to `end` (excluded).

    `more` are the bodies of tables below under the same header, as (first row, end excluded).
    """

    skip: int
    n_headers: int
    end: int
    columns: tuple[int, ...]
    more: tuple[tuple[int, int], ...] = ()


def filled_mask(rows: Rows) -> Mask:
    """Which cells hold something, shape (rows, widest row)."""
    width = max((len(row) for row in rows), default=0)
    mask = np.zeros((len(rows), width), dtype=bool)
    for place, row in enumerate(rows):
        mask[place, : len(row)] = [bool(cell) and not cell.isspace() for cell in row]
    return mask


def layout_of(rows: Rows, mask: Mask, merges: Sequence[Merge], at: int | None = None) -> Layout | None:
    """The largest table of the sheet, or the one that holds row `at`; None where no table stands out."""
    blocks = [part for block in _stacked(rows, mask) for part in _side_by_side(rows, mask, block, merges)]
    holding = [block for block in blocks if at is not None and block.top <= at < block.end]
    best = max(holding or blocks, key=lambda block: block.n_filled, default=None)
    if best is None:
        return None
    skip, n_headers = _top(rows, mask, merges, best)
    found = Layout(best.top + skip, n_headers, best.end, best.columns)
    alike = [
        (block, start) for block in blocks if (start := _start_below(rows, mask, merges, block, found)) is not None
    ]
    if not alike:
        return found
    first, *later = sorted([(found.skip, best.end), *((start, block.end) for block, start in alike)])
    return Layout(first[0], n_headers, first[1], best.columns, tuple((start + n_headers, end) for start, end in later))


def _top(rows: Rows, mask: Mask, merges: Sequence[Merge], block: Block) -> tuple[int, int]:
    return top_of(rows[block.top : block.end], mask[block.top : block.end], _below(merges, block.top))


def _start_below(rows: Rows, mask: Mask, merges: Sequence[Merge], block: Block, chosen: Layout) -> int | None:
    """The header row of another table in the same columns under the same names; None for any other table."""
    header = [[cell.strip() for cell in row] for row in rows[chosen.skip : chosen.skip + chosen.n_headers]]
    if len(chosen.columns) < 2 or not set(block.columns) <= set(chosen.columns):
        return None
    for start in range(block.top, min(block.top + MOST_TOP, block.end - chosen.n_headers)):
        below = rows[start : start + chosen.n_headers]
        if start != chosen.skip and [[cell.strip() for cell in row] for row in below] == header:
            return start
    return None


def _below(merges: Sequence[Merge], row: int) -> list[Merge]:
    """The merged ranges counted from `row` on."""
    return [((a - row, b), (c - row, d)) for (a, b), (c, d) in merges if a >= row]


# the header --------------------------------------------------------------------------------------


def top_of(rows: Rows, mask: Mask, merges: Sequence[Merge]) -> tuple[int, int]:
    """Title rows above the header and the number of header rows, for rows that begin with the first filled one."""
    told = header_rows(rows[:DEPTH])
    usual = _usual_width(mask)
    if told > 1 and not _is_sparse(mask[0], usual):
        return 0, max(told, _levels(0, rows, mask, merges, usual))
    skip = 0
    while skip < min(MOST_TOP, len(rows) - 1) and _is_title(skip, rows, mask, merges, usual):
        skip += 1
    names = [cell for cell in rows[skip] if cell.strip()]
    is_header = bool(names) and 2 * sum(map(_is_number, names)) <= len(names)
    if not is_header or (_is_sparse(mask[skip], usual) and not _is_group(skip, rows, mask, merges, usual)):
        return 0, told
    return skip, max(header_rows(rows[skip : skip + DEPTH]), _levels(skip, rows, mask, merges, usual))


def _usual_width(mask: Mask) -> float:
    """Filled cells of a usual row: the median of the rows that hold something."""
    counts = mask[: PROBE + MOST_TOP].sum(axis=1)
    return float(np.median(counts[counts > 0])) if (counts > 0).any() else 0.0


def _is_sparse(row: Mask, usual: float) -> bool:
    return bool(usual >= 3 and 2 * row.sum() < usual)


def _is_title(place: int, rows: Rows, mask: Mask, merges: Sequence[Merge], usual: float) -> bool:
    """Blank, or far fewer cells than a usual row holds, and no names of groups over a header."""
    if not mask[place].any():
        return True
    if _is_labelled(rows[place], usual):
        return True
    return _is_sparse(mask[place], usual) and not _is_group(place, rows, mask, merges, usual)


def _is_labelled(row: Sequence[str], usual: float) -> bool:
    """Every cell says what it holds, as the head of a form does: "Department: Quality"; fewer cells than usual."""
    filled = [cell.strip() for cell in row if cell.strip()]
    return 0 < len(filled) < usual and all(_LABEL.match(cell) for cell in filled)


def _is_group(place: int, rows: Rows, mask: Mask, merges: Sequence[Merge], usual: float) -> bool:
    """Two or more short names without label marks over a full row of names."""
    filled = [cell for cell in rows[place] if cell.strip()]
    if len(filled) < 2 or place + 1 >= len(rows) or _is_sparse(mask[place + 1], usual):
        return False
    spans = [(a, b) for (r, a), (_, b) in merges if r == place and b > a]
    if len(spans) >= 2:
        return True
    below = [cell for cell in rows[place + 1] if cell.strip()]
    plain = not any(_LABELLED.search(cell) for cell in filled)
    return plain and not any(map(_is_number, below)) and mask[place + 1 :].shape[0] > 1


def _levels(skip: int, rows: Rows, mask: Mask, merges: Sequence[Merge], usual: float) -> int:
    """Header rows by merged cells, or by names that stand under the blanks of the row above."""
    levels = 1
    while levels < 4 and skip + levels < len(rows) - 1:
        here = [((r, a), (s, b)) for (r, a), (s, b) in merges if skip <= r < skip + levels]
        spans = [m for m in here if m[0][0] == skip + levels - 1 and m[1][1] > m[0][1]]
        deep = max((s for _, (s, _) in here), default=skip) - skip + 1
        under = skip + levels
        is_named = not any(_is_number(cell) for cell in rows[under] if cell.strip()) and mask[under].any()
        if deep > levels or (spans and is_named):
            levels = max(levels + 1, deep)
        elif levels == 1 and not merges and is_named and _names_blanks(skip, rows, mask):
            levels = 2
        else:
            break
    return levels


def _names_blanks(skip: int, rows: Rows, mask: Mask) -> bool:
    """The row below names what this one leaves blank, is blank where this one stands alone, and numbers follow."""
    top, below = mask[skip], mask[skip + 1]
    only_below, only_top = below & ~top, top & ~below
    body = rows[skip + 2 : skip + 2 + PROBE]
    has_numbers = any(
        sum(_is_number(row[i]) for row in body if i < len(row)) >= 0.6 * len(body)
        for i in map(int, np.flatnonzero(only_below))
    )
    return bool(only_below.sum() >= 1 and only_top.sum() >= 1 and (top & below).any() and body and has_numbers)


def _is_number(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell.strip()))


# several tables ----------------------------------------------------------------------------------


def _stacked(rows: Rows, mask: Mask) -> list[Block]:
    """Tables below each other: parted by blank rows, and the lower one begins with names of its own."""
    runs = _runs(np.asarray(mask.any(axis=1)))
    found: list[tuple[int, int]] = []
    for top, end in runs:
        if found and not _begins_anew(rows, mask, found[-1], (top, end)):
            found[-1] = (found[-1][0], end)
        else:
            found.append((top, end))
    return [_block(mask, top, end) for top, end in found if end - top >= 2]


def _runs(filled: Mask) -> list[tuple[int, int]]:
    """Stretches of filled rows (or columns) as (first, last + 1)."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], filled, [False])).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _block(mask: Mask, top: int, end: int) -> Block:
    part = mask[top:end]
    return Block(top, end, tuple(int(i) for i in np.flatnonzero(part.any(axis=0))), int(part.sum()))


def _begins_anew(rows: Rows, mask: Mask, above: tuple[int, int], run: tuple[int, int]) -> bool:
    """Whether a run of rows is a table, title or note of its own and no continuation of the one above."""
    upper, lower = mask[above[0] : above[1]], mask[run[0] : run[1]]
    usual = _usual_width(upper)
    a, b = upper.any(axis=0), lower.any(axis=0)
    is_other = (a & b).sum() < 0.7 * (a | b).sum()
    if len(upper) < 2 or usual < 2:
        return bool(is_other)
    if all(_is_sparse(row, usual) for row in lower):
        return True
    skip, _ = top_of(rows[run[0] : run[1]], lower, [])
    head = rows[run[0] + skip]
    if any(_is_number(cell) for cell in head if cell.strip()):
        return False
    numeric = [i for i in np.flatnonzero(lower[skip]) if _mostly_numbers(rows, above, int(i))]
    return bool(is_other or numeric or skip)


def _mostly_numbers(rows: Rows, part: tuple[int, int], column: int) -> bool:
    cells = [row[column] for row in rows[part[0] : part[1]][:PROBE] if column < len(row) and row[column].strip()]
    return len(cells) >= 2 and sum(map(_is_number, cells)) >= 0.6 * len(cells)


def _side_by_side(rows: Rows, mask: Mask, block: Block, merges: Sequence[Merge]) -> list[Block]:
    """Tables beside each other: parted by blank columns, and the neighbour does not go along with the table."""
    part = mask[block.top : block.end]
    groups = _runs(np.asarray(part.any(axis=0)))
    if len(groups) < 2:
        return [block]
    skip, _ = top_of(rows[block.top : block.end], part, _below(merges, block.top))
    body = part[skip:]
    largest = max(groups, key=lambda group: int(body[:, group[0] : group[1]].sum()))
    held = np.asarray(body[:, largest[0] : largest[1]].any(axis=1))
    inside = [group for group in groups if group == largest or _goes_along(body, group, held)]
    own = tuple(i for a, b in inside for i in range(a, b))
    found = [_part(part, block, own)]
    return found + [_part(part, block, tuple(range(a, b))) for a, b in groups if (a, b) not in inside]


def _goes_along(body: Mask, group: tuple[int, int], held: Mask) -> bool:
    """A neighbour of the same table: it has a name in the header row and is filled in many rows, or is one column."""
    part = body[:, group[0] : group[1]]
    n_shared = int((part.any(axis=1) & held).sum())
    is_named = bool(part[0].any())
    return is_named and (part.shape[1] == 1 or n_shared >= REACH * int(held.sum()))


def _part(part: Mask, block: Block, columns: tuple[int, ...]) -> Block:
    own = part[:, list(columns)]
    filled = np.flatnonzero(own.any(axis=1))
    return Block(block.top + int(filled[0]), block.top + int(filled[-1]) + 1, columns, int(own.sum()))
