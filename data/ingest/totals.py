"""Rows that a person added to a table: averages, sums and subtotals, and notes below. They are kept, not counted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pandas as pd

from data.ingest.model import RowAside, Table
from data.ingest.vendors import rules

TOTALS, NOTE = "totals", "note"
FEW_ROWS = 200_000
MOST_TOTALS = 0.3
NAMING = 4  # a total is named in one of the first columns
_NUMBER = r"[-+]?[¥$€]?\d[\d,]*(?:[.,]\d+)?\s*%?"


def set_totals_aside(table: Table) -> Table:
    """The table without totals rows, wherever they stand, and without notes below its last row."""
    cells = table.cells
    if len(cells) < 3 or not table.n_columns:
        return table
    trimmed = (
        pd.DataFrame({name: cells[name].str.strip() for name in cells}) if len(cells) <= FEW_ROWS else cells.tail(1)
    )
    noted = _notes(trimmed, is_sheet=table.params.sheet is not None) if len(cells) <= FEW_ROWS else []
    body = trimmed.drop(index=noted)
    totals = _totals(body) if len(cells) <= FEW_ROWS else []
    rest = cells.drop(index=[*noted, *totals]) if noted or totals else cells
    if len(rest) >= 4 and _is_summary_row(rest):
        totals.append(int(rest.index[-1]))
    if not noted and not totals:
        return table
    taken = [(row_no, NOTE) for row_no in noted] + [(row_no, TOTALS) for row_no in totals]
    aside = tuple(
        RowAside(row_no, reason, tuple(map(str, cells.loc[[row_no]].iloc[0]))) for row_no, reason in sorted(taken)
    )
    return replace(table, cells=cells.drop(index=[row_no for row_no, _ in taken]), aside=(*table.aside, *aside))


@lru_cache(maxsize=1)
def _words() -> re.Pattern[str]:
    return re.compile(str(rules("words")["totals"]), re.IGNORECASE)


@lru_cache(maxsize=1)
def _note_words() -> re.Pattern[str]:
    return re.compile(str(rules("words")["notes"]), re.IGNORECASE)


# totals ------------------------------------------------------------------------------------------


def _totals(cells: pd.DataFrame) -> list[int]:
    """Record numbers of rows that name a total and hold numbers otherwise."""
    named = pd.concat([cells.iloc[:, i].str.fullmatch(_words()) for i in range(min(NAMING, cells.shape[1]))], axis=1)
    hits = np.flatnonzero(named.to_numpy(dtype=bool).any(axis=1))
    if not len(hits) or len(hits) > max(1, MOST_TOTALS * len(cells)):
        return []
    rest = cells.drop(index=cells.index[hits])
    filled = {str(name): bool((rest[name] != "").mean() >= 0.8) for name in rest}
    numeric = {str(name): _is_numeric(rest[name]) for name in rest}
    found: list[int] = []
    for place in map(int, hits):
        row = cells.iloc[place]
        above = cells.iloc[:place].drop(index=found, errors="ignore")
        if _is_total(row, above, filled, numeric):
            found.append(int(cells.index[place]))
    return found


def _is_total(row: pd.Series, above: pd.DataFrame, filled: dict[str, bool], numeric: dict[str, bool]) -> bool:
    """Numbers beside the word, and a blank, a word among numbers, or sums that say it is no row like the others."""
    told = row[row != ""]
    is_word = told.str.fullmatch(_words()).to_numpy(dtype=bool)
    numbers = told[~is_word & told.str.fullmatch(_NUMBER).to_numpy(dtype=bool)]
    if numbers.empty or len(told) - is_word.sum() - len(numbers) > 1:
        return False
    blanks = [str(name) for name in row.index if row[name] == "" and filled[str(name)]]
    if blanks or any(numeric[str(name)] for name in told.index[is_word]):
        return True
    return all(_is_summary_of(above[str(name)], str(text)) for name, text in numbers.items())


def _is_numeric(column: pd.Series) -> bool:
    told = column[column != ""]
    return len(told) > 0 and bool(told.str.match(r"^[-+]?[\d¥$€]").mean() >= 0.9)


def _is_summary_row(cells: pd.DataFrame) -> bool:
    """A last row of mostly blank cells whose numbers are the mean or the sum of their columns."""
    last = cells.iloc[-1].str.strip()
    filled = last[last != ""]
    if filled.empty or len(filled) == len(last):
        return False
    numbers = filled[filled.str.fullmatch(r"-?\d+([.,]\d+)?%?")]
    if numbers.empty or len(filled) - len(numbers) > 1:
        return False
    if any(filled.str.fullmatch(_words())):
        return True
    is_apart = int(cells.index[-1]) - int(cells.index[-2]) > 1  # blank lines stand between it and the answers
    return all(_is_summary_of(cells[str(name)].iloc[:-1], str(text), is_apart) for name, text in numbers.items())


def _is_summary_of(column: pd.Series, text: str, is_apart: bool = False) -> bool:
    values = pd.to_numeric(column.str.replace(",", ".", regex=False), errors="coerce").dropna()
    if len(values) < 3:
        return False
    told = float(re.sub(r"[%¥$€\s]", "", text).replace(",", "."))
    exact = len(text.partition(".")[2] or text.partition(",")[2])
    close = 0.5 * 10.0 ** -min(exact, 6) + 1e-9
    is_mean = (exact > 0 or is_apart) and bool(np.isclose(told, values.mean(), rtol=0.0, atol=close))
    return is_mean or (told > values.max() and bool(np.isclose(told, values.sum(), rtol=0.0, atol=close)))


# notes -------------------------------------------------------------------------------------------


def _notes(cells: pd.DataFrame, *, is_sheet: bool) -> list[int]:
    """Record numbers of sparse rows at the end that begin like a note, or put words where numbers stand."""
    found: list[int] = []
    for place in range(len(cells) - 1, max(len(cells) - 12, 1), -1):
        row = cells.iloc[place]
        told = row[row != ""]
        if 2 * len(told) > len(row) or not _is_note(told, cells.iloc[:place], is_sheet=is_sheet):
            break
        found.append(int(cells.index[place]))
    return found


def _is_note(told: pd.Series, above: pd.DataFrame, *, is_sheet: bool) -> bool:
    texts: Sequence[str] = told.tolist()
    if not texts or len(told) > max(2, 0.5 * above.shape[1]):
        return False
    if all(_note_words().match(text) for text in texts) or (_note_words().match(texts[0]) and len(texts) <= 2):
        return True
    is_alone = is_sheet and len(texts) == 1 and not re.fullmatch(_NUMBER, texts[0]) and len(texts[0]) > 4
    return is_alone and _is_numeric(above[str(told.index[0])])
