"""What a journey's cases took, cost and felt like, as measures that an objective can name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

import pandas as pd

from analytics.kpi.values import kpi_values
from data.queries.case_measures import CASE_MEASURES, case_measure_months
from data.queries.kpi_derived import data_until
from data.store import Store
from workflows.read_kpis import VALUES, Measure, period_end

UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {"lead": "days", "work": "hours", "first_pass": "share", "flow": "share", "cost": "money", "score": "points"}
)
DIRECTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {"lead": "down", "work": "down", "first_pass": "up", "flow": "up", "cost": "down", "score": "up"}
)
_FORMS: Final = {"first_pass": ("ratio", "wilson"), "flow": ("ratio", "ratio_t"), "score": ("ratio", "ratio_t")}


def case_measures(store: Store, journey_id: str) -> tuple[Measure, ...]:
    """Those that the journey's log can tell, by month; kpi_id is the code, names are the screen's."""
    found = (_measure(store, journey_id, code) for code in CASE_MEASURES)
    return tuple(one for one in found if len(one.values))


def _measure(store: Store, journey_id: str, code: str) -> Measure:
    sums = case_measure_months(store, journey_id, code)
    form, interval = _FORMS.get(code, ("median", "median"))
    rows = kpi_values(sums, form=form, interval=interval)
    until = data_until(store, journey_id)
    over = [until is not None and period_end(start.date(), "month") <= until + timedelta(days=1)
            for start in rows["period_start"]]  # fmt: skip
    values = rows.assign(is_full=pd.Series(over, dtype="bool"))[list(VALUES)]
    return Measure(
        kpi_id=code, names=(None, None), definition=None, unit=UNITS[code], direction=DIRECTIONS[code], grain="month",
        target=None, lower_spec=None, upper_spec=None, owner=None, formulas=(None, None), parameters=(),
        origin="records" if len(values) else None, values=values, derived=values.iloc[:0],
    )  # fmt: skip
