"""Cross-tables of statistics programs and pivot tables: labels and totals both ways, no single answers.

Such a table is refused; its figures may be loaded as a KPI series when a person asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from data.ingest.evidence import Evidence
from data.ingest.issues import issue
from data.ingest.model import ColumnSpec, Reading, Table
from data.ingest.periods import period_of
from data.ingest.proposal import WHY_NAME
from data.ingest.vendors import normal_name, rules

CODE = "cross_tab"
MOST_ROWS, MOST_COLUMNS = 300, 80
ENOUGH = 0.8


def is_cross_tab(table: Table) -> bool:
    """Totals in the last rows and the last columns, figures between, and the totals are those of the figures."""
    if not table.headers or not 3 <= len(table.cells) <= MOST_ROWS or not 3 <= table.n_columns <= MOST_COLUMNS:
        return False
    names = [normal_name(name) for name in table.headers[-1]]
    words = {normal_name(str(word)) for word in rules("kpi")["total_words"]}
    labels = table.cells.iloc[:, 0].str.strip()
    if not any(name in words for name in names[-2:]) or not labels.iloc[-4:].map(normal_name).isin(words).any():
        return False
    if sum(period_of(name) is not None for name in table.headers[-1]) >= 2 or labels.map(period_of).notna().sum() >= 2:
        return False  # a series over time with totals
    figures = _figures(table.cells)
    is_figures = figures.notna().to_numpy().mean() >= ENOUGH if figures.size else False
    return bool(is_figures) and (_is_percent(table.cells) or _adds_up(figures, names, words))


def _figures(cells: pd.DataFrame) -> pd.DataFrame:
    """The cells as numbers, label columns and the name of a row left out."""
    plain = cells.apply(lambda column: column.str.strip().str.replace(r"[%,]|\(.*\)$", "", regex=True))
    numbers = plain.apply(pd.to_numeric, errors="coerce")
    kept: pd.DataFrame = numbers.loc[:, numbers.notna().mean() > 0.5]
    return kept


def _is_percent(cells: pd.DataFrame) -> bool:
    """A third of the figures carry a percent sign."""
    texts = cells.iloc[:, 1:].to_numpy().ravel()
    filled = [text for text in texts if str(text).strip()]
    return bool(filled) and sum("%" in str(text) for text in filled) >= len(filled) / 3


def _adds_up(figures: pd.DataFrame, names: Sequence[str], words: set[str]) -> bool:
    """Each row's figures make its total."""
    total = next((f"c{place}" for place in range(len(names) - 1, 0, -1) if names[place] in words), "")
    if total not in figures:
        return False
    rest = figures.drop(columns=total)
    return bool(np.isclose(rest.sum(axis=1), figures[total], rtol=0.01, atol=1.0).mean() >= ENOUGH)


def cross_tab_reading(table: Table, columns: Sequence[Evidence]) -> Reading:
    """The refusal, with the columns as they would be loaded as a series."""
    specs = tuple(_column(column) for column in columns)
    return Reading(table, CODE, "kpi_series", "reject", specs, (issue(CODE),))


def _column(column: Evidence) -> ColumnSpec:
    role = "kpi_value" if column.number_share > 0.5 else "segment" if column.n else "empty"
    return ColumnSpec(
        index=column.index, name=column.name, role=role, confidence=0.7, why=(WHY_NAME, {}), label=column.name,
        fill_rate=round(column.n / max(column.n_rows, 1), 4), n_distinct=column.n_distinct,
        samples=tuple(text[:80] for text in column.texts[:3]),
    )  # fmt: skip


def as_series(reading: Reading) -> Reading:
    """The figures of a refused cross-table as a KPI series, as a person asked."""
    issues = tuple(one for one in reading.issues if one.code != CODE)
    return replace(reading, verdict="import", issues=(*issues, issue("kpi_without_n")))
