"""A sheet's records as a table: the chosen block, its header levels, merged cells filled, everything else set aside."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from data.ingest.issues import refused
from data.ingest.model import Limits, ReadParams, RowAside, Table
from data.ingest.sheet_layout import Layout, Mask, Merge, filled_mask, layout_of
from data.ingest.split import frame_of

BLANK, TITLE, NOTE, OTHER = "blank", "title", "note", "other_block"
FIND = -1


def sheet_table(
    rows: list[list[str]],
    merges: Sequence[Merge],
    params: ReadParams,
    asked: ReadParams | None,
    limits: Limits,
    sheets: tuple[str, ...],
) -> Table:
    """The largest table of a sheet, or the one whose header the person pointed to."""
    mask = filled_mask(rows)
    if not mask.any():
        raise refused("empty_file")
    layout = _asked(rows, mask, merges, asked)
    headers = _headers(rows, mask, merges, layout)
    _fill_down(rows, mask, merges, layout)
    first, last = layout.columns[0], layout.columns[-1] + 1
    start = layout.skip + layout.n_headers
    spans = [(start, layout.end), *layout.more]
    body = mask[start : spans[-1][1]]
    is_inside = np.zeros(len(body), dtype=bool)
    for first_row, end in spans:
        is_inside[first_row - start : end - start] = True
    is_own = body[:, list(layout.columns)].any(axis=1) & is_inside
    beside = np.flatnonzero(body[is_own].any(axis=0) | mask[layout.skip : start].any(axis=0))
    if len(beside):
        first, last = min(first, int(beside[0])), max(last, int(beside[-1]) + 1)
    numbers = [start + int(i) for i in np.flatnonzero(is_own)]
    if len(numbers) > limits.n_rows:
        raise refused("too_many_rows", limit=limits.n_rows)
    cells = frame_of([rows[i][first:last] for i in numbers], [i + 1 for i in numbers], last - first)
    if not len(cells):
        raise refused("no_data_rows")
    aside = _aside(rows, mask, layout, set(numbers), first, last)
    n_cells = len(numbers) * (last - first) + sum(_n_cells(row, last - first) for row in aside)
    found = ReadParams(
        params.format,
        sheet=params.sheet,
        header_rows=layout.n_headers,
        skip_rows=layout.skip,
        decimal=asked.decimal if asked else ".",
    )
    outside = tuple(i - first for i in range(first, last) if i not in layout.columns and mask[:, i].any())
    top = tuple(tuple(row[first:last]) for row in headers)
    return Table(found, top, cells, aside, n_cells, sheets=sheets, outside=outside)


def _n_cells(row: RowAside, width: int) -> int:
    return width if row.reason == BLANK else len(row.cells)


def _asked(rows: list[list[str]], mask: Mask, merges: Sequence[Merge], asked: ReadParams | None) -> Layout:
    """The layout found, with the header where the person wants it."""
    wanted = asked.skip_rows if asked is not None and asked.skip_rows != FIND else None
    found = layout_of(rows, mask, merges, wanted)
    first = int(np.flatnonzero(mask.any(axis=1))[0])
    if found is None:
        found = Layout(first, 1, len(rows), tuple(int(i) for i in np.flatnonzero(mask.any(axis=0))))
    if asked is None or asked.header_rows == FIND or wanted is None:
        return found
    skip = max(wanted, first) if not mask[wanted : wanted + 1].any() else wanted
    return Layout(skip, asked.header_rows, max(found.end, skip + asked.header_rows), found.columns, found.more)


def _headers(rows: list[list[str]], mask: Mask, merges: Sequence[Merge], layout: Layout) -> list[list[str]]:
    """The header rows: merged names over all their columns, a name that stands alone on top, at most two levels."""
    levels = [list(row) for row in rows[layout.skip : layout.skip + layout.n_headers]]
    if len(levels) < 2 or not _spans(merges, layout):
        return levels
    for (r, a), (_, b) in _spans(merges, layout):
        levels[r - layout.skip][a : b + 1] = [levels[r - layout.skip][a]] * (b - a + 1)
    width = len(levels[0])
    paths = [[level[i].strip() for level in levels if level[i].strip()] for i in range(width)]
    top = [" / ".join(dict.fromkeys(path[:-1])) if len(path) > 1 else "".join(path) for path in paths]
    return [top, [path[-1] if len(path) > 1 else "" for path in paths]]


def _spans(merges: Sequence[Merge], layout: Layout) -> list[Merge]:
    """Names merged over several columns, within the header."""
    header = range(layout.skip, layout.skip + layout.n_headers)
    return [m for m in merges if m[0][0] in header and m[1][1] > m[0][1]]


def _fill_down(rows: list[list[str]], mask: Mask, merges: Sequence[Merge], layout: Layout) -> None:
    """A cell merged over several data rows holds for each of them."""
    last = layout.more[-1][1] if layout.more else layout.end
    for (r, a), (s, b) in merges:
        if layout.skip + layout.n_headers <= r and s < last and s > r and a == b and mask[r, a]:
            for row in range(r + 1, s + 1):
                rows[row][a] = rows[r][a]


def _aside(
    rows: list[list[str]], mask: Mask, layout: Layout, own: set[int], first: int, last: int
) -> tuple[RowAside, ...]:
    """Every row that is no data row: titles above, other tables, notes below, blank lines."""
    header = range(layout.skip, layout.skip + layout.n_headers)
    found: list[RowAside] = []
    usual = max(2, len(layout.columns))
    for place, row in enumerate(rows):
        if place in own or place in header:
            continue
        if not mask[place].any():
            if place > layout.skip:
                found.append(RowAside(place + 1, BLANK, tuple(row[first:last])))
        else:
            reason = _reason(int(mask[place].sum()), usual, is_above=place < layout.skip)
            found.append(RowAside(place + 1, reason, _trimmed(row)))
    return tuple(found)


def _reason(n_filled: int, usual: int, *, is_above: bool) -> str:
    is_sparse = n_filled == 1 or 2 * n_filled < usual
    return (TITLE if is_above else NOTE) if is_sparse else OTHER


def _trimmed(row: Sequence[str]) -> tuple[str, ...]:
    """The row without the blanks at its end."""
    n = max((i for i, cell in enumerate(row, 1) if cell.strip()), default=0)
    return tuple(row[:n])
