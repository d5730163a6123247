"""A measure over a whole span: the imported series pooled, and beside it what the records of the store give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from analytics.kpi.pooled import Pooled, agree, pooled_value
from workflows.read_kpis import PERCENT, Measure

ALIKE: Final = 0.005
"""Values that differ by less than this share count as the same: series are rounded."""


@dataclass(frozen=True)
class Check:
    """An imported series against the records of the store, over the periods from the first to the last of both.

    Attributes
    ----------
    series, records : both pooled over these periods.
    n_same, n_both : periods in which both give the same value, and in which both give one.
    agrees : whether the pooled values lie within each other's intervals.
    """

    series: Pooled
    records: Pooled
    n_same: int
    n_both: int
    agrees: bool


def pooled_measure(measure: Measure, start: date | None, end: date | None) -> Pooled | None:
    """The measure over the periods that are over and begin from `start` to before `end`; None without any value."""
    return _pooled(measure, _full(measure.values, start, end), is_imported=measure.origin == "series")


def check_records(measure: Measure, start: date | None, end: date | None) -> Check | None:
    """The imported series against the records; None where there are not both for the same periods."""
    series, records = _full(measure.values, start, end), _full(derived_values(measure), start, end)
    if series.empty or records.empty:
        return None
    first = max(rows["period_start"].min() for rows in (series, records))
    last = min(rows["period_start"].max() for rows in (series, records))
    series, records = (rows[rows["period_start"].between(first, last)] for rows in (series, records))
    one = _pooled(measure, series, is_imported=True)
    other = _pooled(measure, records, is_imported=False)
    if one is None or other is None:
        return None
    both = series.merge(records, on="period_start", suffixes=("", "_own"))
    near = (both["value"] - both["value_own"]).abs() <= ALIKE * both["value"].abs().clip(lower=1e-9) + 1e-9
    return Check(one, other, int(near.sum()), len(both), agree(one, other))


def derived_values(measure: Measure) -> pd.DataFrame:
    """What the records give beside a series, in the unit of the series."""
    rows, times = measure.derived, _times(measure)
    return rows.assign(**{name: rows[name] * times for name in ("value", "low", "high")}) if times != 1 else rows


def _times(measure: Measure) -> float:
    told = measure.definition
    return 100.0 if told and told.unit == "share" and measure.unit.lower() in PERCENT else 1.0


def _full(rows: pd.DataFrame, start: date | None, end: date | None) -> pd.DataFrame:
    keep = rows["value"].notna() & rows["is_full"].astype(bool)
    days = pd.to_datetime(rows["period_start"])
    if start is not None:
        keep &= days >= pd.Timestamp(start)
    if end is not None:
        keep &= days < pd.Timestamp(end)
    return rows[keep]


def _pooled(measure: Measure, rows: pd.DataFrame, *, is_imported: bool) -> Pooled | None:
    told = measure.definition
    own = told.per if told else 1.0
    imported = 100.0 if measure.unit.lower() in PERCENT else own
    per = imported if is_imported else own * _times(measure)
    return pooled_value(rows, interval=told.interval if told else "wilson", per=per)
