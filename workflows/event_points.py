"""Rare events as points: what lies between two of them, as a series that a control chart takes."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, Final

import pandas as pd

from data.queries.measure_series import COLUMNS

EVENT: Final = "event"  # in place of the length of a period: one point per event
BY_UNIT: Final = ("rework", "activity", "lowest")  # every case, every answer could have been the event
OTHER_WAY: Final = {"up": "down", "down": "up"}
DAY_HOURS: Final = 24.0


def gap_series(events: pd.DataFrame, kind: str) -> tuple[pd.DataFrame, str]:
    """One row per event with a known one before it, in the columns of a series, and the unit of its values.

    Parameters
    ----------
    events : `data.queries.measure_events.measure_events`.
    kind : "g" (units between, unit "between") or "t" (time between: days, hours where the median is below one day).

    Examples
    --------
    >>> days = pd.to_datetime(["2026-01-02", "2026-01-12", "2026-01-13"])
    >>> told = pd.DataFrame({"happened_at": days, "days": [None, 10.0, 1.0], "units": [None, 40.0, 3.0]})
    >>> gap_series(told, "g")[0]["value"].tolist(), gap_series(told, "t")[1]
    ([40.0, 3.0], 'days')
    """
    known = events[events["days" if kind == "t" else "units"].notna()]
    values, unit = known["units"], "between"
    if kind == "t":
        is_fast = len(known) > 0 and float(known["days"].median()) < 1
        values, unit = (known["days"] * DAY_HOURS, "hours") if is_fast else (known["days"], "days")
    series = pd.DataFrame({"period_start": known["happened_at"], "value": values.astype(float)})
    shaped = series.reindex(columns=list(COLUMNS)).astype(dict.fromkeys(COLUMNS[1:], "float64"))
    return shaped.reset_index(drop=True), unit


def gap_row(row: Mapping[Hashable, Any], unit: str) -> dict[Hashable, Any]:
    """What the list says of the counted events, said of the gaps: where fewer are better, longer gaps are.

    Targets and specifications are of the count and say nothing about single gaps.
    """
    nothing = dict.fromkeys(("target", "lower_spec", "upper_spec"), float("nan"))
    told: dict[Hashable, Any] = {**row, "unit": unit, "direction": OTHER_WAY.get(str(row["direction"]), "")}
    return told | nothing
