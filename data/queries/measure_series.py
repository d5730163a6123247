"""One series per measure and period: value, n, the spread within the period, and counts where it is a share.

Every series has the same columns: period_start, value, n, sd, numerator, denominator; mean_var, the variance of the
value when answers of one account or person hang together; mean_cov, whose row k (from 0) holds the covariance of values
k periods apart because accounts or persons answer again (scores only; the last one for all that lie farther apart); and
range, largest less smallest answer (of scores). A period without data is a row without a value, never a missing row and
never a zero.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Final

import numpy as np
import pandas as pd

from data.queries.measure_cases import case_series, step_periods
from data.queries.measure_derived import derived_measure_series
from data.queries.measure_events import event_periods
from data.queries.measure_kpis import kpi_measure_series
from data.queries.measure_repeats import lag_covariances, outcome_repeats, stage_repeats, touchpoint_repeats
from data.queries.measure_scores import outcome_periods, stage_periods, touchpoint_periods
from data.queries.measures import (
    CASE_KINDS,
    EVENT_KINDS,
    OUTCOME_KINDS,
    STAGE_KINDS,
    STEP_KINDS,
    TOUCHPOINT_KINDS,
    Measure,
)
from data.queries.scope import Scope
from data.reading import Reader

COLUMNS: Final = ("period_start", "value", "n", "sd", "numerator", "denominator", "mean_var", "mean_cov", "range")
COUNTS: Final = ("throughput", *EVENT_KINDS)
_NOTHING: Final = pd.DataFrame(columns=list(COLUMNS))
_TOGETHER: Final[dict[str, Callable[..., pd.DataFrame]]] = {
    **dict.fromkeys(TOUCHPOINT_KINDS, touchpoint_periods),
    **dict.fromkeys(OUTCOME_KINDS, outcome_periods),
    **dict.fromkeys(STAGE_KINDS, stage_periods),
    **{kind: partial(step_periods, kind=kind) for kind in STEP_KINDS},
}
_REPEATS: Final[dict[str, Callable[..., pd.DataFrame]]] = {
    **dict.fromkeys(TOUCHPOINT_KINDS, touchpoint_repeats),
    **dict.fromkeys(OUTCOME_KINDS, outcome_repeats),
    **dict.fromkeys(STAGE_KINDS, stage_repeats),
}
_OFFSETS: Final = {"month": "MS", "quarter": "QS"}


def measure_series(
    store: Reader, scope: Scope, measure: Measure, grain: str, *, week_start: str = "mon", last: date | None = None
) -> pd.DataFrame:
    """The series of one measure, one row per whole period of the scope in time order.

    Parameters
    ----------
    grain : week, month or quarter.
    last : last day with data; the period that holds it is left out of counts, because it is not full yet.
    """
    series = _finished(_periods(store, scope, measure, grain, week_start), scope, measure, grain, week_start, last)
    read = _REPEATS.get(measure.kind)
    if read is None:
        return series
    return _with_repeats(series, read(store, scope, grain, week_start=week_start, item_id=measure.item_id), measure)


def many_series(
    store: Reader, scope: Scope, measures: Sequence[tuple[Measure, str]], *, week_start: str = "mon",
    last: date | None = None,
) -> dict[str, pd.DataFrame]:  # fmt: skip
    """The series of many measures, each with its grain, by code; scores of one grain are read together."""
    held: dict[tuple[int, str], dict[str, pd.DataFrame]] = {}

    def of_item(read: Callable[..., pd.DataFrame], grain: str, item_id: str) -> pd.DataFrame:
        key = (id(read), grain)
        if key not in held:
            every = read(store, scope, grain, week_start=week_start)
            held[key] = {str(item): rows for item, rows in every.groupby("item_id")}
        return held[key].get(item_id, _NOTHING)

    found: dict[str, pd.DataFrame] = {}
    for measure, grain in measures:
        read = _TOGETHER.get(measure.kind)
        if read is None:
            found[measure.code] = measure_series(store, scope, measure, grain, week_start=week_start, last=last)
            continue
        rows = of_item(read, grain, measure.item_id)
        told = rows if measure.kind in (*STAGE_KINDS, *STEP_KINDS) or rows.empty else score_columns(rows, measure.kind)
        series = _finished(told, scope, measure, grain, week_start, last)
        if measure.kind in _REPEATS:
            series = _with_repeats(series, of_item(_REPEATS[measure.kind], grain, measure.item_id), measure)
        found[measure.code] = series
    return found


def _with_repeats(series: pd.DataFrame, repeats: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """The series with the covariances of its values by lag."""
    if repeats.empty:
        return series
    by_lag = np.full(max(len(series), 1), np.nan)
    found = lag_covariances(repeats, measure.kind)[: len(series) - 1]
    by_lag[1 : len(found) + 1] = found
    return series.assign(mean_cov=by_lag[: len(series)])


def _finished(
    found: pd.DataFrame, scope: Scope, measure: Measure, grain: str, week_start: str, last: date | None
) -> pd.DataFrame:
    is_log = measure.kind in (*CASE_KINDS, *STEP_KINDS, *EVENT_KINDS) and measure.kind != "lowest"
    series = shaped(found, grain, week_start="mon" if is_log else week_start)
    is_count = measure.kind in COUNTS
    if is_count:  # nothing counted between two periods with counts is a true zero
        series = series.assign(value=series["value"].fillna(0.0))
    return whole(series, scope, grain, last=last, is_count=is_count)


def _periods(store: Reader, scope: Scope, measure: Measure, grain: str, week_start: str) -> pd.DataFrame:
    kind, item = measure.kind, measure.item_id
    if kind in EVENT_KINDS:
        is_answer = kind == "lowest"
        return event_periods(store, scope, kind, item, grain, week_start=week_start if is_answer else "mon")
    if kind in CASE_KINDS:
        return case_series(store, scope, kind, grain)
    if kind in STEP_KINDS:
        return step_periods(store, scope, grain, kind=kind, item_id=item)
    if kind == "derived":
        return derived_measure_series(store, scope, item, grain, week_start=week_start)
    if kind == "kpi":
        return kpi_measure_series(store, scope, item, grain, week_start=week_start)
    if kind in STAGE_KINDS:
        return stage_periods(store, scope, grain, week_start=week_start, item_id=item)
    if kind in TOUCHPOINT_KINDS:
        return score_columns(touchpoint_periods(store, scope, grain, week_start=week_start, item_id=item), kind)
    return score_columns(outcome_periods(store, scope, grain, week_start=week_start, item_id=item), kind)


def score_columns(periods: pd.DataFrame, kind: str) -> pd.DataFrame:
    """The columns of a series from the sums of answers per period (`measure_scores`)."""
    n = periods["n"].astype(float)
    if kind in ("satisfied", "csatshare", "low"):
        counted = periods["bottom2" if kind == "low" else "top2"].astype(float)
        share = counted / n
        spread = (share * (1 - share) * n / (n - 1).where(n > 1)) ** 0.5
        return _series(periods, share, spread, counted, n, periods["var_bottom2" if kind == "low" else "var_top2"])
    if kind == "nps":
        p, d = periods["promoters"] / n, periods["detractors"] / n
        spread = 100 * ((p + d - (p - d) ** 2).clip(lower=0) * n / (n - 1).where(n > 1)) ** 0.5
        return _series(periods, 100 * (p - d), spread, mean_var=1e4 * periods["var_net"])
    if kind == "mean":
        return _series(periods, periods["mean_norm"], periods["sd_norm"], mean_var=periods["var_norm"],
                       widest=periods["range_norm"])  # fmt: skip
    scale = (periods["sd_native"] / periods["sd_norm"].where(periods["sd_norm"] > 0)) ** 2
    return _series(periods, periods["mean_native"], periods["sd_native"], mean_var=periods["var_norm"] * scale,
                   widest=periods["range_native"])  # fmt: skip


def _series(
    periods: pd.DataFrame, value: pd.Series, sd: pd.Series, numerator: pd.Series | None = None,
    denominator: pd.Series | None = None, mean_var: pd.Series | None = None, widest: pd.Series | None = None,
) -> pd.DataFrame:  # fmt: skip
    return pd.DataFrame(
        {
            "period_start": periods["period_start"],
            "value": value.astype(float),
            "n": periods["n"].astype(float),
            "sd": sd.astype(float),
            "numerator": float("nan") if numerator is None else numerator,
            "denominator": float("nan") if denominator is None else denominator,
            "mean_var": float("nan") if mean_var is None else mean_var.astype(float),
            "range": float("nan") if widest is None else widest.astype(float),
        }
    )


def shaped(found: pd.DataFrame, grain: str, *, week_start: str) -> pd.DataFrame:
    """All periods from the first to the last with data; those between without data are rows without a value.

    >>> days = pd.to_datetime(["2026-01-01", "2026-03-01"])
    >>> two = pd.DataFrame({"period_start": days, "value": [1.0, 2.0], "n": 5.0})
    >>> shaped(two, "month", week_start="mon")["n"].tolist()
    [5.0, 0.0, 5.0]
    """
    frame = found.reindex(columns=list(COLUMNS)).astype(dict.fromkeys(COLUMNS[1:], "float64"))
    if frame.empty:
        return frame.assign(period_start=pd.to_datetime(frame["period_start"]))
    offset = _OFFSETS.get(grain) or ("W-MON" if week_start == "mon" else "W-SUN")
    every = pd.date_range(frame["period_start"].min(), frame["period_start"].max(), freq=offset, name="period_start")
    series = frame.set_index("period_start").reindex(every).reset_index()
    empty = series["value"].isna() & series["n"].isna() & ~series["period_start"].isin(frame["period_start"])
    return series.assign(n=series["n"].mask(empty, 0.0))


def whole(
    series: pd.DataFrame, scope: Scope, grain: str, *, last: date | None = None, is_count: bool = False
) -> pd.DataFrame:
    """Without the periods that the scope cuts, and of counts without the one that the data have not filled."""
    if series.empty:
        return series
    starts = series["period_start"]
    ends = period_ends(starts, grain)
    kept = pd.Series(True, index=series.index)
    if scope.start is not None:
        kept &= starts >= pd.Timestamp(scope.start)
    if scope.end is not None:
        kept &= ends <= pd.Timestamp(scope.end) if is_count else _middles(starts, ends) < pd.Timestamp(scope.end)
    if last is not None:
        filled = pd.Timestamp(last) + pd.Timedelta(days=1)
        kept &= ends <= filled if is_count else _middles(starts, ends) < filled
    return series[kept].reset_index(drop=True)


def _middles(starts: pd.Series, ends: pd.Series) -> pd.Series:
    return starts + (ends - starts) / 2


def period_ends(starts: pd.Series, grain: str) -> pd.Series:
    """The day after each period."""
    if grain == "week":
        return starts + pd.Timedelta(days=7)
    return starts + pd.DateOffset(months=3 if grain == "quarter" else 1)
