"""Baselines of measures: proposed from a stable period, approved by a named person, never overwritten."""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd

from analytics.baselines.propose import SHORTEST, Baseline, baseline_over, proposed_baseline
from analytics.spc.inputs import Counts, Data, Subgroups, Values
from data.queries.baselines import add_baseline, baselines
from data.queries.measure_derived import derivable_key
from data.queries.measures import Measure
from data.queries.scope import Scope
from data.queries.setting import setting
from data.reading import Reader
from data.store import Store
from errors import N_, BadInput, NotEnoughData, UnknownId
from workflows.measure_rows import is_index, measure_rows, measures
from workflows.records_alike import is_told_alike
from workflows.set_specification import named

SEED: Final = 20_260_101  # chance is a number of its own, so that a proposal stays the same
SHARES: Final = ("satisfied", "low", "csatshare")
UNSEGMENTED: Final = ("complaints", "escaped", "severe")
FIX_PERIOD: Final = N_("Choose a first day before the last one, inside the data.")


@dataclass(frozen=True, eq=False)
class Proposal:
    """A baseline before anybody approved it.

    Attributes
    ----------
    baseline : None where no run of periods is stable.
    start, end : first day of its first period, and the day after its last period.
    n_answers : answers (units, cases) behind it; 0 where nobody counted them.
    series : one row per period it was taken from: period_start, value, n, sd, numerator, denominator.
    """

    measure: Measure
    grain: str
    segment: str | None
    baseline: Baseline | None
    start: date | None
    end: date | None
    n_answers: int
    series: pd.DataFrame


def narrowed_measure(store: Reader, scope: Scope, measure: Measure) -> Measure | None:
    """What gives the measure's figures within the segments of the scope; None where nothing narrows it.

    Scores follow the answers, lead times, waits and derived measures the cases and projects of the segments. An
    imported KPI follows the records of those projects where records tell what was imported.
    """
    if not scope.segments:
        return measure
    if measure.kind in UNSEGMENTED or is_index(measure):
        return None
    if measure.kind != "kpi":
        return measure
    key = derivable_key(store, scope.journey_id, measure.item_id)
    if key is None:
        return None
    records = Measure("derived", f"{scope.journey_id}.{key}")
    return records if is_told_alike(store, Scope(scope.journey_id), measure, records) else None


def segment_text(store: Reader, scope: Scope, measure: Measure) -> str | None:
    """The segments a baseline is for, as stored; None = all."""
    return _segment(scope, narrowed_measure(store, scope, measure))


def baseline_center(store: Reader, scope: Scope, measure: Measure, grain: str) -> float | None:
    """The centre of the newest approved baseline of a measure in its length of period and segments; None without."""
    every = baselines(store, scope.journey_id)
    here = every[
        (every["measure_kind"] == measure.kind) & (every["measure_id"] == measure.item_id) & (every["grain"] == grain)
    ]
    if here.empty:
        return None
    segment = segment_text(store, scope, measure)
    same = here[here["segment"].isna() if segment is None else here["segment"] == segment]
    return None if same.empty or pd.isna(same["center"].iloc[0]) else float(same["center"].iloc[0])


def _segment(scope: Scope, told: Measure | None) -> str | None:
    if not scope.segments or told is None:
        return None
    return json.dumps([list(pair) for pair in sorted(scope.segments)], ensure_ascii=False)


def propose_baseline(
    store: Store, scope: Scope, measure: Measure, grain: str, *, start: date | None = None, end: date | None = None
) -> Proposal:
    """The longest stable run up to the newest period, or the figures of the days asked for.

    Parameters
    ----------
    start, end : first day and the day after the last; both None: proposed from all data.

    Raises
    ------
    UnknownId
        No such measure.
    NotEnoughData
        No chart can be made of the periods.
    """
    row = _row(store, scope.journey_id, measure)
    told = narrowed_measure(store, scope, measure)
    narrowed = scope if told is not None else replace(scope, segments=())
    series = _series(store, narrowed.between(start, end), told or measure, grain)
    kind, data = chart_data(measure, series, is_share=_is_share(row))
    if start is None and end is None:
        found = proposed_baseline(kind, data, rng=np.random.default_rng(SEED))
    else:
        found = baseline_over(kind, data, 0, len(data) - 1) if len(data) else None
        if found is None:
            raise NotEnoughData(found=int(series["value"].notna().sum()), needed=4)
    segment = _segment(scope, told)
    if found is None:
        return Proposal(measure, grain, segment, None, None, None, 0, series)
    starts = pd.to_datetime(series["period_start"])
    run = series.iloc[found.first : found.last + 1]
    last = starts.iloc[found.last]
    after = last + {"week": pd.DateOffset(days=7), "month": pd.DateOffset(months=1)}.get(grain, pd.DateOffset(months=3))
    return Proposal(
        measure, grain, segment, found, starts.iloc[found.first].date(), after.date(), int(run["n"].sum()), series
    )  # fmt: skip


def approve_baseline(
    store: Store, scope: Scope, measure: Measure, grain: str, *, start: date, end: date, by: str, at: datetime,
    note: str = "",
) -> int:  # fmt: skip
    """Write the next version of a baseline over the days given; its figures are computed here, never taken over.

    Raises
    ------
    BadInput
        Nobody named, or days that cannot be.
    NotEnoughData
        No chart can be made of the periods.
    """
    name = named(by)
    if start >= end:
        raise BadInput(field=N_("period"), value=f"{start} - {end - timedelta(days=1)}", fix=FIX_PERIOD)
    found = propose_baseline(store, scope, measure, grain, start=start, end=end)
    made = found.baseline
    if made is None or found.start is None or found.end is None:
        raise NotEnoughData(found=0, needed=SHORTEST)
    row = {
        "journey_id": scope.journey_id, "measure_kind": measure.kind, "measure_id": measure.item_id, "grain": grain,
        "segment": found.segment, "period_start": found.start, "period_end": found.end, "center": made.center,
        "spread": made.spread, "lower_limit": made.lower, "upper_limit": made.upper, "n": made.n_periods,
        "n_answers": found.n_answers, "is_stable": made.is_stable, "chart": made.chart, "note": note.strip() or None,
        "approved_by": name, "approved_on": at.date(), "approved_at": at,
    }  # fmt: skip
    with store.write("baseline", "work") as write:
        return add_baseline(write, row)


def chart_data(measure: Measure, series: pd.DataFrame, *, is_share: bool) -> tuple[str, Data]:
    """The chart a baseline is judged on: p' for counted shares, I-MR-S for means of answers, else individuals."""
    counts = series[["numerator", "denominator"]].astype(float)
    if (measure.kind in SHARES or is_share) and _counts_match(series):
        return "p_prime", Counts.of(counts["numerator"].fillna(0.0), counts["denominator"].fillna(0.0))
    if measure.kind in ("mean", "stage", "csat", "effort", "ease", "rating", "nps"):
        return "imr_s", Subgroups.of(series["value"], series["n"].fillna(0.0), sds=series["sd"])
    return "i", Values.of(series["value"])


def _counts_match(series: pd.DataFrame) -> bool:
    """Whether the shares are the ratio of their counts: some KPIs state other formulas of them."""
    known = series.dropna(subset=["value"])
    if known.empty or known[["numerator", "denominator"]].isna().any(axis=None) or (known["denominator"] <= 0).any():
        return False
    return bool(((known["numerator"] / known["denominator"] - known["value"]).abs() <= 0.006).all())


def _is_share(row: Mapping[Hashable, Any]) -> bool:
    return str(row["unit"]) in ("share", "percent", "%")


def _row(store: Store, journey_id: str, measure: Measure) -> Mapping[Hashable, Any]:
    listed = measures(store, journey_id)
    rows = listed[listed["code"] == measure.code].to_dict("records")
    if not rows:
        raise UnknownId(kind=N_("measure"), id=measure.code)
    return rows[0]


def _series(store: Store, scope: Scope, measure: Measure, grain: str) -> pd.DataFrame:
    return measure_rows(store, scope, measure, grain, week_start=str(setting(store, "week_start")))
