"""A hand-made last row of averages or sums is set aside, not counted as an answer."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd

from data.ingest.model import RowAside, Table
from data.ingest.vendors import normal_name

_WORDS = {"total", "totals", "average", "avg", "mean", "sum", "grand total"}


def set_totals_aside(table: Table) -> Table:
    """The table without a totals row at its end."""
    cells = table.cells
    if len(cells) < 4 or not _is_totals(cells):
        return table
    last = cells.iloc[-1]
    aside = RowAside(int(cells.index[-1]), "totals", tuple(last.tolist()))
    return replace(table, cells=cells.iloc[:-1], aside=(*table.aside, aside))


def _is_totals(cells: pd.DataFrame) -> bool:
    """A word for a total in front, or mostly blank cells whose numbers are the mean or sum of their columns."""
    last = cells.iloc[-1].str.strip()
    filled = last[last != ""]
    if filled.empty or len(filled) == len(last):
        return False
    numbers = filled[filled.str.fullmatch(r"-?\d+([.,]\d+)?%?")]
    if numbers.empty or len(filled) - len(numbers) > 1:
        return False
    if any(normal_name(text) in _WORDS for text in filled):
        return True
    is_apart = int(cells.index[-1]) - int(cells.index[-2]) > 1  # blank lines stand between it and the answers
    return all(_is_summary_of(cells[str(name)].iloc[:-1], str(text), is_apart) for name, text in numbers.items())


def _is_summary_of(column: pd.Series, text: str, is_apart: bool) -> bool:
    values = pd.to_numeric(column.str.replace(",", ".", regex=False), errors="coerce").dropna()
    if len(values) < 3:
        return False
    told = float(re.sub(r"%$", "", text).replace(",", "."))
    exact = len(text.partition(".")[2] or text.partition(",")[2])
    close = 0.5 * 10.0 ** -min(exact, 6) + 1e-9
    is_mean = (exact > 0 or is_apart) and bool(np.isclose(told, values.mean(), rtol=0.0, atol=close))
    return is_mean or (told > values.max() and bool(np.isclose(told, values.sum(), rtol=0.0, atol=close)))
