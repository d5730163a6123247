"""Touchpoints against process measures by week or month: the weaker look, where answers are not linked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from analytics.links.model import Floats
from analytics.links.periods import LEAST_PERIODS, PeriodMatrix, period_matrix
from data.queries.journey import data_span
from data.queries.measures import GRAINS, PROCESS_KINDS, Measure
from data.queries.scope import Scope
from data.queries.setting import setting
from data.store import Store
from errors import N_, BadInput
from workflows.measure_rows import many_rows, measures

LAGS: Final[Mapping[str, int]] = {"week": 12, "month": 6, "quarter": 2}
YEAR: Final[Mapping[str, int]] = {"week": 52, "month": 12, "quarter": 4}  # periods: a yearly wave is taken out
SEED: Final = 20261101  # the shifts that p counts are the same on every page and in every document
LEAST_ANSWERS: Final = 5  # answers in a usual period, or a longer one is taken


@dataclass(frozen=True, eq=False)
class PeriodReading:
    """The matrix by period and its series.

    Attributes
    ----------
    matrix : names are touchpoint ids and the codes of `data.queries.measures`.
    grain : week, month or quarter; starts: first day of each of the P periods.
    scores, n_answers, values : shapes (T, P), (T, P) and (M, P), NaN where a period has none.
    measures : the rows of `measure_list` behind `values`: code, names, unit, direction, touchpoint_id.
    """

    scope: Scope
    matrix: PeriodMatrix
    grain: str
    starts: tuple[date, ...]
    scores: Floats
    n_answers: Floats
    values: Floats
    measures: pd.DataFrame


def read_link_periods(store: Store, scope: Scope, *, grain: str | None = None) -> PeriodReading | None:
    """All touchpoints against all process measures that have a value per period; None where too few periods do.

    Without `grain` the finest in which a usual touchpoint has LEAST_ANSWERS answers in a usual period. Measures that
    are known in longer periods only are left out. Lags searched: LAGS, the measure first.

    Raises
    ------
    BadInput
        Another grain.
    """
    if grain is not None and grain not in GRAINS:
        raise BadInput(field="--grain", value=grain, fix=N_("Choose week, month or quarter."))
    listed = measures(store, scope.journey_id)
    for tried in [grain] if grain else GRAINS:
        series = _series(store, scope, listed, tried)
        if grain or tried == GRAINS[-1] or _usual_n(listed, series) >= LEAST_ANSWERS:
            return _reading(scope, listed, series, tried)
    return None


def _series(store: Store, scope: Scope, listed: pd.DataFrame, grain: str) -> dict[str, pd.DataFrame]:
    known = listed["grain"].map(GRAINS.index) <= GRAINS.index(grain)
    asked = listed[known & listed["kind"].isin(("mean", *PROCESS_KINDS))]
    last = data_span(store, scope.journey_id)[f"last_{scope.basis}"]
    day = None if last is None or last != last else date.fromisoformat(str(last)[:10])
    found = many_rows(
        store, scope, [(Measure(str(row["kind"]), str(row["item_id"])), grain) for row in asked.to_dict("records")],
        week_start=str(setting(store, "week_start")), last=day,
    )  # fmt: skip
    return {code: rows for code, rows in found.items() if rows["value"].notna().any()}


def _usual_n(listed: pd.DataFrame, series: Mapping[str, pd.DataFrame]) -> float:
    codes = [str(code) for code in listed.loc[listed["kind"] == "mean", "code"] if code in series]
    return float(np.median([series[code]["n"].median() for code in codes])) if codes else 0.0


def _reading(scope: Scope, listed: pd.DataFrame, series: dict[str, pd.DataFrame], grain: str) -> PeriodReading | None:
    shown = listed[listed["code"].isin(series)]
    points, process = shown[shown["kind"] == "mean"], shown[shown["kind"].isin(PROCESS_KINDS)]
    if points.empty or process.empty:
        return None
    starts = _starts([series[str(code)] for code in points["code"]], grain)
    if len(starts) <= max(LAGS[grain], LEAST_PERIODS):
        return None
    scores, values = (_stacked(series, part["code"], starts, "value") for part in (points, process))
    matrix = period_matrix(
        points["item_id"].astype(str).tolist(), scores, process["code"].astype(str).tolist(), values,
        lags=range(LAGS[grain] + 1), rng=np.random.default_rng(SEED), season=YEAR[grain],
    )  # fmt: skip
    return PeriodReading(
        scope, matrix, grain, tuple(day.date() for day in starts), scores,
        _stacked(series, points["code"], starts, "n"), values, process.reset_index(drop=True),
    )  # fmt: skip


def _starts(series: list[pd.DataFrame], grain: str) -> pd.DatetimeIndex:
    """Every period from the first to the last with answers."""
    known = pd.DatetimeIndex(sorted(set().union(*(rows["period_start"] for rows in series))))
    offsets: dict[str, Any] = {"month": "MS", "quarter": "QS", "week": pd.DateOffset(days=7)}
    return pd.date_range(known[0], known[-1], freq=offsets[grain])


def _stacked(series: Mapping[str, pd.DataFrame], codes: pd.Series, starts: pd.DatetimeIndex, column: str) -> Floats:
    rows = [series[str(code)].set_index("period_start")[column].reindex(starts).to_numpy(np.float64) for code in codes]
    return np.vstack(rows)
