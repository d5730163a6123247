"""Process KPIs: definitions, which touchpoint they stand behind, and their values over time."""

from __future__ import annotations

from datetime import date

import pandas as pd

from data.store import Store

_DEF = {
    "kpi_id": "str",
    "name_en": "str",
    "name_zh": "str",
    "unit": "str",
    "direction": "str",
    "target": "float64",
    "grain": "str",
}


def kpi_definitions(store: Store, journey_id: str) -> pd.DataFrame:
    """One row per KPI of a journey: names, unit, direction (up or down is better), target, formula, owner."""
    return store.frame(
        """SELECT kpi_id, name_en, name_zh, unit, direction, lower_spec, upper_spec, target, grain,
               formula_en, formula_zh, owner
           FROM kpi_def WHERE journey_id = $journey OR journey_id IS NULL ORDER BY kpi_id""",
        journey=journey_id,
        dtypes=_DEF,
    )


def touchpoint_kpis(store: Store, journey_id: str) -> pd.DataFrame:
    """One row per touchpoint and KPI behind it."""
    return store.frame(
        """SELECT k.touchpoint_id, k.kpi_id FROM touchpoint_kpi k JOIN touchpoint t USING (touchpoint_id)
           WHERE t.journey_id = $journey ORDER BY ALL""",
        journey=journey_id,
        dtypes={"touchpoint_id": "str", "kpi_id": "str"},
    )


def kpi_series(store: Store, kpi_ids: tuple[str, ...], start: date | None, end: date | None) -> pd.DataFrame:
    """One row per KPI and period, segments left out, in time order: value, numerator, denominator, n."""
    return store.frame(
        """SELECT kpi_id, period_start::TIMESTAMP AS period_start, any_value(period_grain) AS period_grain,
               CASE WHEN sum(denominator) > 0 AND count(denominator) = count(*)
                   THEN any_value(value) ELSE avg(value) END AS value,
               sum(numerator) AS numerator, sum(denominator) AS denominator, sum(n)::BIGINT AS n
           FROM kpi_value
           WHERE list_contains($ids, kpi_id) AND segment IS NULL AND value IS NOT NULL
               AND ($start::DATE IS NULL OR period_start >= $start::DATE)
               AND ($end::DATE IS NULL OR period_start < $end::DATE)
           GROUP BY kpi_id, period_start ORDER BY kpi_id, period_start""",
        ids=list(kpi_ids),
        start=start,
        end=end,
        dtypes={"kpi_id": "str", "period_grain": "str", "value": "float64"},
    )
