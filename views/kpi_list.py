"""The process behind a touchpoint: its KPIs, now and before, with their course."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from i18n import _, language, pick
from views import figures, kpi_words, loaders, loaders_kpis
from views.view import View
from workflows.read_kpis import Measure

POINTS = 24
ROUNDED = 0.006  # a value and the ratio of its counts may differ by rounding to two decimals


@dataclass(frozen=True)
class KpiLine:
    """One KPI in a period: latest value, the mean before, and the values in time order; imported or from records."""

    kpi_id: str
    name: str
    unit: str
    direction: str
    target: float | None
    values: tuple[float, ...]
    now: float | None
    before: float | None
    is_derived: bool = False


def kpi_lines(view: View, kpi_ids: tuple[str, ...]) -> list[KpiLine]:
    """One line per KPI that has values in the period."""
    if not kpi_ids:
        return []
    what = ("kpi_lines", view.journey_id, kpi_ids, view.span, view.before_span, language())
    return loaders.made(loaders_kpis.AREAS, what, lambda: _read_lines(view, kpi_ids))


def _read_lines(view: View, kpi_ids: tuple[str, ...]) -> list[KpiLine]:
    series = _series(view, kpi_ids, view.span.start, view.span.end)
    before = _means(view, kpi_ids)
    rows = loaders.kpi_definitions(view.journey_id).set_index("kpi_id").to_dict("index")
    derived = set(series["kpi_id"]) - set(loaders.kpi_series(kpi_ids, view.span.start, view.span.end)["kpi_id"])
    lines = [_line(kpi_id, rows[kpi_id], series, before) for kpi_id in kpi_ids if kpi_id in rows]
    return [replace(line, is_derived=line.kpi_id in derived) for line in lines]


def _series(view: View, kpi_ids: tuple[str, ...], start: date | None, end: date | None) -> pd.DataFrame:
    """Imported values of the periods; of a measure that nobody imports, those the records of the store give."""
    series = loaders.kpi_series(kpi_ids, start, end)
    lacking = set(kpi_ids) - set(series["kpi_id"])
    if not lacking:
        return series
    derived = [
        one for one in loaders_kpis.measures(view.journey_id) if one.kpi_id in lacking and one.origin == "records"
    ]
    parts = [_of_records(one, start, end) for one in derived]
    return pd.concat([series, *(part for part in parts if len(part))], ignore_index=True) if parts else series


def _of_records(measure: Measure, start: date | None, end: date | None) -> pd.DataFrame:
    """The full periods of a derived measure in the columns of `kpi_series`."""
    rows = kpi_words.within(measure.values, start, end)
    rows = rows[rows["is_full"].astype(bool) & rows["value"].notna()]
    return rows[["period_start", "value", "numerator", "denominator", "n"]].assign(kpi_id=measure.kpi_id)


def _means(view: View, kpi_ids: tuple[str, ...]) -> dict[str, float]:
    if view.before is None:
        return {}
    frame = _series(view, kpi_ids, view.before.start, view.before.end)
    return {str(name): mean_value(rows) for name, rows in frame.groupby("kpi_id")}


def mean_value(rows: pd.DataFrame) -> float:
    """The figure of a span: pooled where counts are known, else the mean of the periods."""
    known = rows.dropna(subset=["numerator", "denominator"])
    if len(known) == len(rows) and float(known["denominator"].sum()) > 0:
        counted = known[known["denominator"] > 0]
        gaps = (counted["value"] - counted["numerator"] / counted["denominator"]).abs()
        # only where every value is that very ratio (a rate), not its complement or another formula
        if (gaps <= ROUNDED * counted["value"].abs().clip(lower=1.0)).all():
            return float(known["numerator"].sum()) / float(known["denominator"].sum())
    return float(rows["value"].mean())


def _line(kpi_id: str, row: Mapping[Hashable, Any], series: pd.DataFrame, before: dict[str, float]) -> KpiLine:
    mine = series[series["kpi_id"] == kpi_id]
    values = tuple(float(value) for value in mine["value"])
    target = row.get("target")
    return KpiLine(
        kpi_id=kpi_id,
        name=pick(figures.text_or_none(row["name_en"]), figures.text_or_none(row["name_zh"])) or kpi_id,
        unit=str(row["unit"]),
        direction=str(row["direction"]),
        target=None if target is None or target != target else float(str(target)),
        values=values,
        now=mean_value(mine) if values else None,
        before=before.get(kpi_id),
    )


def draw_process(view: View, touchpoint_id: str) -> None:
    """The card at the right: KPIs linked to the touchpoint."""
    st.subheader(_("The process behind it"), anchor=False)
    linked = loaders.touchpoint_kpis(view.journey_id)
    ids = tuple(str(kpi) for kpi in linked[linked["touchpoint_id"] == touchpoint_id]["kpi_id"])
    lines = [line for line in kpi_lines(view, ids) if line.values]
    if not lines:
        st.info(_("No process KPI with values is linked to this touchpoint. Link one in edit mode, or add KPI data."))
        return
    said = _("Mean of {period}; the line runs through its periods.").format(period=view.period_text)
    if any(line.is_derived for line in lines):
        said = kpi_words.in_a_row(said, _("“Computed” measures come from work items and the event log."))
    st.caption(said)
    what = ("kpi table", view.scope, view.before_span, touchpoint_id, language())
    table = loaders.made(loaders_kpis.AREAS, what, lambda: _table(lines, view))
    st.dataframe(table, hide_index=True, column_config=_columns(), row_height=64)


def _table(lines: list[KpiLine], view: View) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": [_("{name} (computed)").format(name=line.name) if line.is_derived else line.name for line in lines],
            "now": [figures.unit_value(line.now, line.unit) for line in lines],
            "before": [figures.unit_value(line.before, line.unit) for line in lines],
            "target": [figures.unit_value(line.target, line.unit) for line in lines],
            "course": [list(line.values[-POINTS:]) for line in lines],
        }
    )


def _columns() -> dict[str, Any]:
    return {
        "name": st.column_config.TextColumn(_("Process KPI"), width=170),
        "now": st.column_config.TextColumn(_("Now"), width=76),
        "before": st.column_config.TextColumn(_("Before"), width=76),
        "target": st.column_config.TextColumn(_("Target"), width=76),
        "course": st.column_config.LineChartColumn(_("Course"), width=70, color="green"),
    }
