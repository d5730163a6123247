"""Imported series of all measures of a journey, with what their intervals need."""

from __future__ import annotations

import pandas as pd

from data.reading import Reader


def imported_series(store: Reader, journey_id: str) -> pd.DataFrame:
    """One row per measure and period, segments left out: value, numerator, denominator, n, spread, in time order.

    Where two sources hold the same period their mean counts, and counts that are no longer its counts are left out.
    """
    return store.frame(
        """SELECT v.kpi_id, v.period_start::TIMESTAMP AS period_start, avg(v.value) AS value,
               CASE WHEN count(*) = 1 THEN any_value(v.numerator) END AS numerator,
               CASE WHEN count(*) = 1 THEN any_value(v.denominator) END AS denominator,
               CASE WHEN count(*) = 1 THEN any_value(v.spread) END AS spread,
               CASE WHEN count(*) = 1 THEN any_value(v.n) END::DOUBLE AS n
           FROM kpi_value v JOIN kpi_def d USING (kpi_id)
           WHERE (d.journey_id = $journey OR d.journey_id IS NULL) AND v.segment IS NULL AND v.value IS NOT NULL
           GROUP BY v.kpi_id, v.period_start ORDER BY v.kpi_id, v.period_start""",
        journey=journey_id,
        dtypes={"kpi_id": "str", **dict.fromkeys(("value", "numerator", "denominator", "spread", "n"), "float64")},
    )
