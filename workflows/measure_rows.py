"""Every measure of a journey and its series: what the store reads, and the satisfaction index, which is computed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from data.queries.measure_derived import INDEX, index_list
from data.queries.measure_series import many_series, measure_series, shaped, whole
from data.queries.measures import KPI_KINDS, Measure, measure_list
from data.queries.scope import Scope
from data.store import Store
from workflows.read_kpis import index_rows


def measures(store: Store, journey_id: str) -> pd.DataFrame:
    """One row per measure, in the columns and the order of `data.queries.measures.measure_list`."""
    listed, index = measure_list(store, journey_id), index_list(store, journey_id)
    if index.empty:
        return listed
    index = index.reindex(columns=listed.columns).astype(listed.dtypes.to_dict())
    kpis = listed["kind"].isin(KPI_KINDS).to_numpy().nonzero()[0]
    at = int(kpis[-1]) + 1 if len(kpis) else len(listed)
    return pd.concat([listed[:at], index, listed[at:]], ignore_index=True)


def is_index(measure: Measure) -> bool:
    """Whether the measure is the satisfaction index derived from the answers."""
    return measure.kind == "derived" and measure.item_id.endswith(f".{INDEX}")


def measure_rows(
    store: Store, scope: Scope, measure: Measure, grain: str, *, week_start: str = "mon", last: date | None = None
) -> pd.DataFrame:
    """The series of `data.queries.measure_series`; that of the satisfaction index has its interval's ends low and high.

    The index is that of all answers of the journey, as on the page of the measures, whatever the segments.
    """
    if not is_index(measure):
        return measure_series(store, scope, measure, grain, week_start=week_start, last=last)
    found = index_rows(store, scope.journey_id, grain)
    found = found.assign(period_start=pd.to_datetime(found["period_start"]))
    series = whole(shaped(found, grain, week_start="mon"), scope, grain, last=last)
    return series.merge(found[["period_start", "low", "high"]], on="period_start", how="left")


def many_rows(
    store: Store, scope: Scope, asked: Sequence[tuple[Measure, str]], *, week_start: str = "mon",
    last: date | None = None,
) -> dict[str, pd.DataFrame]:  # fmt: skip
    """The series of many measures by code, each at its grain."""
    plain = [(measure, grain) for measure, grain in asked if not is_index(measure)]
    found = many_series(store, scope, plain, week_start=week_start, last=last)
    for measure, grain in asked:
        if is_index(measure):
            found[measure.code] = measure_rows(store, scope, measure, grain, last=last)
    return found
