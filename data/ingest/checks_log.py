"""What an event log says unclearly: times of several zones in one column, unreadable times, steps without a name."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from data.ingest.checks_case import Case
from data.ingest.dates import ZONED, has_zone, parsed_mixed, tidied
from data.ingest.evidence import Evidence, clean_text
from data.ingest.issues import issue
from data.ingest.log_shape import TIMES
from data.ingest.model import Issue

MOST_EXAMPLE = 40


def log_faults(case: Case) -> Iterator[Issue]:
    """The issues of an event log, each with its rows; nothing for other kinds."""
    if case.kind != "event_log":
        return
    for column in case.columns:
        fit = case.found[column.index].formats
        if case.found[column.index].role in TIMES and fit:
            yield from _times(case, column, fit[0])
    for column in case.of("activity")[:1]:
        blank = (case.cells(column).str.strip() == "").to_numpy()
        if blank.any():
            rows, n = _rows(case, blank), int(blank.sum())
            yield issue("activity_missing", column=column.index, rows=rows, n=n, col=column.name, row=rows[0])


def _times(case: Case, column: Evidence, fmt: str) -> Iterator[Issue]:
    texts = column.strings
    plain = tidied(texts)
    is_read = parsed_mixed(plain, fmt, "UTC").notna()
    is_zoned = plain.str.contains(ZONED, regex=True)
    if "%H" in fmt and (is_read & is_zoned).any() and (is_read & ~is_zoned).any():
        rare = is_read & (is_zoned != has_zone(fmt))
        code = "zone_left_out" if has_zone(fmt) else "zone_beside_none"
        yield _named(code, case, column, texts[rare])
    if not is_read.all():
        yield _named("time_unreadable", case, column, texts[~is_read])


def _named(code: str, case: Case, column: Evidence, texts: pd.Series) -> Issue:
    """An issue of the cells that hold one of `texts`."""
    mask = case.cells(column).map(clean_text).isin(list(texts)).to_numpy()
    rows = _rows(case, mask)
    example = str(texts.iloc[0])[:MOST_EXAMPLE]
    return issue(
        code, column=column.index, rows=rows, n=int(mask.sum()), col=column.name, row=rows[0] if rows else 0,
        example=example,
    )  # fmt: skip


def _rows(case: Case, mask: np.ndarray) -> tuple[int, ...]:
    return tuple(int(row_no) for row_no in case.table.cells.index[mask])
