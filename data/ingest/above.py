"""What stands above the header and beside it: blank rows, titles, columns without a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

DEEPEST = 12
TITLE_CELLS = 2


def rows_above(rows: Sequence[Sequence[str]]) -> int:
    """Rows above the header: blank ones, Excel's `sep=;`, and titles over a table of several columns."""
    usual = usual_width(rows)
    at, n_titles = 0, 0
    while at < len(rows) and at <= DEEPEST:
        if is_blank(rows[at]):
            at += 1
        elif _is_title(rows, at, usual):
            at, n_titles = at + 1, n_titles + 1
        else:
            return at
    return at if n_titles == 0 else leading_blanks(rows)


def leading_blanks(rows: Sequence[Sequence[str]]) -> int:
    """Rows at the top that hold nothing."""
    return next((at for at, row in enumerate(rows) if not is_blank(row)), len(rows))


def is_blank(row: Sequence[str]) -> bool:
    """Nothing in the row, or Excel's `sep=;`."""
    return not any(cell.strip() for cell in row) or (len(row) <= 2 and row[0].lower().startswith("sep="))


def usual_width(rows: Sequence[Sequence[str]]) -> int:
    """The number of cells that most rows have; the larger of two equally common ones."""
    widths = Counter(len(row) for row in rows if not is_blank(row))
    return max(widths, key=lambda width: (widths[width], width)) if widths else 0


def _is_title(rows: Sequence[Sequence[str]], at: int, usual: int) -> bool:
    """A row of one cell, or of a name and a value, above rows that fill at least half of a wider table."""
    filled = [place for place, cell in enumerate(rows[at]) if cell.strip()]
    below = next((row for row in rows[at + 1 :] if len(_filled(row)) > TITLE_CELLS), None)
    if below is None or len(_filled(below)) < 0.5 * usual:
        return usual == 2 and len(rows[at]) == 1 and any(len(_filled(row)) == 2 for row in rows[at + 1 :])
    if _continues(rows, at):
        return False
    if len(filled) == 1:
        return filled[0] < 0.5 * usual
    return filled == [0, 1] and (rows[at][0].strip().endswith((":", "：")) or any(c.isdigit() for c in rows[at][1]))


def _continues(rows: Sequence[Sequence[str]], at: int) -> bool:
    """The next row explains this one: the two header rows of a single question."""
    words = {cell.strip().lower() for cell in rows[at + 1]} if at + 1 < len(rows) else set()
    return bool(words & {"response", "open-ended response", "other (please specify)"})


def _filled(row: Sequence[str]) -> list[str]:
    return [cell for cell in row if cell.strip()]


def unnamed_columns(width: int, body: Sequence[Sequence[str]]) -> tuple[int, int]:
    """How many columns without a name stand left and right of the header's `width` names.

    A single one on the left holds row numbers, as statistics programs write them.
    """
    full = [row for row in body if not is_blank(row)]
    usual = usual_width(full)
    wide = [row for row in full if len(row) == usual]
    if not width < usual <= 2 * width + 2 or len(full) < 3 or len(wide) < 0.8 * len(full):
        return 0, 0
    if not any(cell.strip() for row in wide for cell in row[width:]):
        return 0, 0
    return (1, 0) if usual == width + 1 and _are_numbers_of_rows(wide) else (0, usual - width)


def _are_numbers_of_rows(rows: Sequence[Sequence[str]]) -> bool:
    """The first cells count up by one, and the last ones are filled."""
    first = [row[0].strip() for row in rows]
    if not all(text.isdecimal() and len(text) < 9 for text in first):
        return False
    numbers = [int(text) for text in first]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 1
