"""Dates of one column that contradict each other: some with the day first, some with the month first."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from data.ingest.checks_case import Case
from data.ingest.issues import issue
from data.ingest.model import Issue
from data.ingest.proposal import date_fit

_NUMBERS = r"^\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}\b"
NEARLY_ALL = 0.95
MONTHS = 12


def mixed_orders(case: Case) -> Iterator[Issue]:
    """Columns that no order of day and month fits, with a row for each order."""
    for column in case.columns:
        if not column.n or column.number_share > 0.5 or not column.strings.head(20).str.match(_NUMBERS).any():
            continue
        parts = column.strings.str.extract(_NUMBERS).astype("float64")
        first, second = parts[0].to_numpy(), parts[1].to_numpy()
        if column.share(np.isfinite(first)) < NEARLY_ALL or date_fit(column) is not None:
            continue
        months = column.strings[(first <= MONTHS) & (second > MONTHS)]
        days = column.strings[(first > MONTHS) & (second <= MONTHS)]
        if len(months) and len(days):
            a, b = str(months.iloc[0]), str(days.iloc[0])
            cells = case.cells(column).str.strip()
            row, other = _row_of(cells, a), _row_of(cells, b)
            yield issue(
                "mixed_date_orders", column=column.index, rows=tuple(sorted((row, other))), col=column.name,
                row=row, a=a, other=other, b=b,
            )  # fmt: skip


def _row_of(cells: pd.Series, text: str) -> int:
    """The first row that holds a text."""
    return int(cells.index[int((cells == text).to_numpy().argmax())])
