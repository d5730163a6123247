"""The first rows of a file as they would be stored: what each cell becomes, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from data.ingest.batch import TIMES
from data.ingest.mapping import ImportPlan, column_label
from data.ingest.mask_comments import masked_sample
from data.ingest.meaning import MAPPED, meanings
from data.ingest.model import ColumnSpec, Reading
from data.queries.setting import setting
from data.store import Store

N_ROWS = 6
ORDER: Sequence[tuple[tuple[str, ...], int]] = (
    (("case_id", "response_id", "respondent_id"), 2),
    (("kpi_date", "submitted_at", "recorded_at", "started_at", "event_date"), 1),
    (("activity", "touchpoint"), 1),
    (("start_ts", "end_ts", "stage_ts"), 2),
    (("score", "rank", "kpi_value", "cost"), 6),
    (("comment", "other_text"), 2),
    (("segment", "choice", "choice_option", "multi_option", "multi_delimited", "resource", "outcome"), 3),
    (("pii",), 1),
)


@dataclass(frozen=True)
class StoredColumn:
    """One column of the preview: `key` in the frame, its role, and the words shown over it."""

    key: str
    role: str
    name: str


def stored_columns(plan: ImportPlan) -> list[StoredColumn]:
    """The columns worth showing: who, when, what was rated, said and chosen; at most about a dozen."""
    names = {target.column: target.name for target in plan.targets if not target.value}
    chosen = [column for roles, most in ORDER for column in _having(plan, roles)[:most]]
    return [StoredColumn(f"c{c.index}", c.role, names.get(c.index) or column_label(c)) for c in chosen]


def _having(plan: ImportPlan, roles: Sequence[str]) -> list[ColumnSpec]:
    return [column for role in roles for column in plan.columns if column.role == role]


def preview_rows(store: Store, reading: Reading, plan: ImportPlan) -> pd.DataFrame:
    """One row per row of the file, at most six; the index is the row number in the file.

    Columns are the keys of `stored_columns`. A score is its number and its place on 0-100, a time an instant in UTC,
    a comment is shown without personal data, a personal column is not shown at all.
    """
    cells = reading.table.cells
    rows = cells.loc[(cells != "").any(axis=1)].head(N_ROWS) if len(cells) <= 1000 else cells.head(N_ROWS)
    zone, decimal = str(setting(store, "time_zone")), reading.table.params.decimal
    by_index = {column.index: column for column in plan.columns}
    shown = {}
    for stored in stored_columns(plan):
        column = by_index[int(stored.key[1:])]
        shown[stored.key] = _stored(rows.iloc[:, column.index].fillna(""), column, zone, decimal)
    return pd.DataFrame(shown, index=rows.index)


def _stored(texts: pd.Series, column: ColumnSpec, zone: str, decimal: str) -> pd.Series:
    """The texts of one column as they would be stored, in words."""
    if column.role == "pii":
        return texts.map(lambda text: "•••" if text else "")
    if column.role not in MAPPED or (column.role in TIMES and not column.date_format):
        return texts.str.strip().map(lambda text: masked_sample(text, column.role))
    meant = meanings(texts, column, zone=zone, decimal=decimal).set_index(texts.index)
    if column.role in TIMES:
        times: pd.Series = meant["ts"].dt.tz_convert(zone).dt.strftime("%Y-%m-%d %H:%M")
        return times.fillna("")
    numbers = meant["num"].map(lambda value: "" if pd.isna(value) else f"{value:g}")
    places = meant["norm"].map(lambda value: "" if pd.isna(value) else f" → {value:.0f}")
    return numbers + places
