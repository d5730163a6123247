"""The points a plan would put on the emotion curve, with n and mean, before anything is written."""

from __future__ import annotations

import pandas as pd

from data.ingest.mapping import ImportPlan, TouchpointTarget
from data.ingest.model import ColumnSpec, Reading
from data.ingest.values import score_values
from workflows.plan_upload import Choices, paired_targets, proposed_targets

COLUMNS = ["column", "key", "name", "stage", "touchpoint_id", "n", "mean_native", "low", "high", "mean"]
TYPES = {**dict.fromkeys(("column", "n"), "int64"), **dict.fromkeys(("mean_native", "low", "high", "mean"), "float64")}
Figure = tuple[int, float | None, float | None, float | None, float | None]
NO_FIGURE: Figure = (0, None, None, None, None)


def preview_points(reading: Reading, plan: ImportPlan, choices: Choices) -> pd.DataFrame:
    """One row per touchpoint of the plan, in the plan's order; the index is its place as first proposed.

    Columns: `key` is the name first proposed, `n` the valid answers, `mean_native` on the file's own scale
    (missing where several scales meet), `mean` on 0-100, higher is better.
    """
    pairs = paired_targets(plan, choices)
    figures = _by_value(reading, plan) if plan.touchpoint_axis == "rows" else _by_column(reading, plan)
    place = {target: position for position, target in enumerate(proposed_targets(plan))}
    rows = []
    for original, edited in pairs:
        figure = figures.get(_key(original, plan.touchpoint_axis), NO_FIGURE)
        rows.append((original.column, original.name, edited.name, edited.stage, edited.touchpoint_id, *figure))
    index = pd.Index([place[original] for original, _ in pairs], dtype="int64")
    return pd.DataFrame(rows, columns=COLUMNS, index=index).astype(TYPES)


def _key(target: TouchpointTarget, axis: str | None) -> object:
    return target.name if axis == "rows" else target.column


def _by_column(reading: Reading, plan: ImportPlan) -> dict[object, Figure]:
    rated = _rated(plan)
    return {column.index: _figure(_scored(reading, column), [column]) for column in rated}


def _by_value(reading: Reading, plan: ImportPlan) -> dict[object, Figure]:
    """Figures per value of the column that names the touchpoint, over all its rating columns."""
    rated, named = _rated(plan), plan.first("touchpoint")
    if named is None or not rated:
        return {}
    names = reading.table.cells.iloc[:, named.index].str.strip()
    scored = pd.concat([_scored(reading, column).assign(name=names) for column in rated])
    return {str(name): _figure(rows, rated) for name, rows in scored.groupby("name", sort=False)}


def _rated(plan: ImportPlan) -> list[ColumnSpec]:
    return [column for column in plan.columns if column.role == "score" and column.about == "touchpoint"]


def _scored(reading: Reading, column: ColumnSpec) -> pd.DataFrame:
    if column.scale is None:
        return pd.DataFrame({"native": [], "norm": []}, dtype="float64")
    return score_values(reading.table.cells.iloc[:, column.index], column.scale)[["native", "norm"]]


def _figure(scored: pd.DataFrame, columns: list[ColumnSpec]) -> Figure:
    valid = scored.dropna(subset=["norm"])
    scales = {(column.scale.low, column.scale.high) for column in columns if column.scale}
    if valid.empty:
        return NO_FIGURE
    low, high = next(iter(scales)) if len(scales) == 1 else (None, None)
    native = float(valid["native"].mean()) if len(scales) == 1 else None
    return len(valid), native, low, high, float(valid["norm"].mean())
