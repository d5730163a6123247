"""The data of a KPI that is held to a limit: its single cases where the store has them, else its values per period."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Final

import numpy as np
import pandas as pd

from analytics.capability.model import Floats
from analytics.capability.study import Stability
from analytics.spc.model import NoChart
from data.kpi_catalogue.definitions import catalogue
from data.queries.kpi_derived import derived_singles
from data.queries.measure_derived import asked_of, derivable_key
from data.queries.measure_series import measure_series
from data.queries.measures import Measure
from data.queries.scope import Scope
from data.queries.setting import setting
from data.store import Store
from workflows.capability_model import SHARE, Measured, Rows
from workflows.read_control import reading
from workflows.records_alike import is_told_alike

_ROUNDED: Final = 0.006  # a KPI's value and the ratio of its counts may differ by rounding
_SPANS: Final = {"week": "W", "month": "M", "quarter": "Q"}


def kpi_rows(store: Store, scope: Scope, measured: Measured) -> Rows:
    """Counts of a share; the single cases behind a median; else one value per period with the cases behind it."""
    measure = Measure(measured.kind, measured.measure_id)
    week_start = str(setting(store, "week_start"))
    series = measure_series(store, scope, measure, measured.grain, week_start=week_start)
    values, stability = series["value"].to_numpy(float), charted(series, measured)
    if measured.figure == SHARE:
        counts = missed_counts(values, series["numerator"].to_numpy(float), series["denominator"].to_numpy(float),
                               is_better_high=measured.direction != "down")  # fmt: skip
        if counts is not None:
            return Rows(values, missed=counts[0], n=counts[1], stability=stability)
    cases = single_cases(store, scope, measured)
    if cases is None or cases.empty:
        return Rows(values, sizes=series["n"].to_numpy(float), stability=stability)
    return Rows(
        cases["value"].to_numpy(float),
        groups=np.asarray(pd.factorize(cases["day"].dt.to_period(_SPANS[measured.grain]).astype(str))[0]),
        clusters=np.asarray(pd.factorize(cases["account"])[0]),
        stability=stability,
    )


def charted(series: pd.DataFrame, measured: Measured) -> Stability:
    """The signals of the chart that the control page proposes for the same series."""
    row: dict[Hashable, Any] = {
        "kind": measured.kind,
        "unit": measured.unit,
        "direction": measured.direction,
        "target": None,
    }
    seen = reading(series, row, grain=measured.grain)
    if isinstance(seen.chart, NoChart) or seen.found is None:
        return Stability(0, 0, seen.kind)
    places = np.flatnonzero(seen.found.flagged)
    return Stability(seen.chart.n_points, len(places), seen.kind, tuple(int(place) for place in places))


def single_cases(store: Store, scope: Scope, measured: Measured) -> pd.DataFrame | None:
    """One row per case behind a median (`data.queries.kpi_derived.derived_singles`); None where the store has none.

    Records stand for an imported KPI only where they tell its values: others are cases of something else.
    """
    if measured.kind == "derived":
        key: str | None = measured.measure_id.removeprefix(f"{scope.journey_id}.")
    else:
        key = derivable_key(store, scope.journey_id, measured.measure_id)
    if key is None or key not in catalogue() or catalogue()[key].form != "median":
        return None
    kpi_id = f"{scope.journey_id}.{key}"
    if measured.kind != "derived":
        imported, records = Measure(measured.kind, measured.measure_id), Measure("derived", kpi_id)
        if not is_told_alike(store, Scope(scope.journey_id), imported, records):
            return None
    return derived_singles(store, asked_of(store, scope.journey_id, kpi_id), scope)


def missed_counts(
    values: Floats, numerator: Floats, denominator: Floats, *, is_better_high: bool
) -> tuple[Floats, Floats] | None:
    """Units that missed and units, per period of a share; None where the counts are not those of the share.

    >>> missed_counts(np.array([0.9]), np.array([36.0]), np.array([40.0]), is_better_high=True)
    (array([4.]), array([40.]))
    """
    known = np.isfinite(values)
    if not known.any() or not np.isfinite(numerator[known]).all() or not (denominator[known] > 0).all():
        return None
    if (numerator[known] > denominator[known]).any() or (numerator[known] < 0).any():
        return None  # counts per opportunity, not parts of a whole
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = numerator / denominator
    if np.abs(ratio - values)[known].max() <= _ROUNDED:
        hits = numerator
    elif np.abs(1 - ratio - values)[known].max() <= _ROUNDED:
        hits = denominator - numerator
    else:
        return None
    missed = denominator - hits if is_better_high else hits
    return np.where(known, missed, 0.0), np.where(known, denominator, 0.0)
