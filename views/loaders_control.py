"""Cached reads of the page on process control, keyed by the store's versions."""

from __future__ import annotations

from datetime import date

import pandas as pd

from data.queries.measure_series import measure_series
from data.queries.measures import Measure, measure_list
from data.queries.scope import Scope
from views.cached import cached
from views.loaders import once, rules, stamp, store

AREAS = ("feedback", "process", "journey", "setting")


@cached(8)
def _measures(stamp: tuple[str | int, ...], journey_id: str) -> pd.DataFrame:
    return measure_list(store(), journey_id)


@once
def measures(journey_id: str) -> pd.DataFrame:
    """One row per measure of the journey that has data (`data.queries.measures`)."""
    return _measures(stamp(*AREAS), journey_id)


@cached(128)
def _series(
    stamp: tuple[str | int, ...], scope: Scope, measure: Measure, grain: str, week_start: str, last: date | None
) -> pd.DataFrame:
    return measure_series(store(), scope, measure, grain, week_start=week_start, last=last)


@once
def series(scope: Scope, measure: Measure, grain: str, last: date | None) -> pd.DataFrame:
    """One row per period: period_start, value, n, sd, numerator, denominator."""
    return _series(stamp(*AREAS), scope, measure, grain, str(rules()["week_start"]), last)
