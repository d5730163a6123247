"""Imported series of all measures of a journey, with what their intervals need."""

from __future__ import annotations

from typing import Final

import pandas as pd

from data.reading import Reader

_MEANS: Final = """v.kpi_id, v.period_start::TIMESTAMP AS period_start, avg(v.value) AS value,
    CASE WHEN count(*) = 1 THEN any_value(v.numerator) END AS numerator,
    CASE WHEN count(*) = 1 THEN any_value(v.denominator) END AS denominator,
    CASE WHEN count(*) = 1 THEN any_value(v.spread) END AS spread,
    CASE WHEN count(*) = 1 THEN any_value(v.n) END::DOUBLE AS n
    FROM kpi_value v JOIN kpi_def d USING (kpi_id)
    WHERE (d.journey_id = $journey OR d.journey_id IS NULL) AND v.value IS NOT NULL"""
_TYPES: Final = {
    "kpi_id": "str", **dict.fromkeys(("value", "numerator", "denominator", "spread", "n"), "float64"),
}  # fmt: skip


def imported_series(store: Reader, journey_id: str) -> pd.DataFrame:
    """One row per measure and period, segments left out: value, numerator, denominator, n, spread, in time order.

    Where two sources hold the same period their mean counts, and counts that are no longer its counts are left out.
    """
    sql = f"""SELECT {_MEANS} AND v.segment IS NULL
        GROUP BY v.kpi_id, v.period_start ORDER BY v.kpi_id, v.period_start"""
    return store.frame(sql, journey=journey_id, dtypes=_TYPES)


def segment_series(store: Reader, journey_id: str, kpi_id: str) -> pd.DataFrame:
    """The same of one measure for each `segment` that its files name, in time order within it."""
    sql = f"""SELECT v.segment, {_MEANS} AND v.segment IS NOT NULL AND v.kpi_id = $kpi
        GROUP BY v.segment, v.kpi_id, v.period_start ORDER BY v.segment, v.period_start"""
    return store.frame(sql, journey=journey_id, kpi=kpi_id, dtypes={"segment": "str", **_TYPES})
