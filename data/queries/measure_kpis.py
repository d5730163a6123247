"""KPI values per period, coarser than they were stated where a view asks for it."""

from __future__ import annotations

from typing import Final

import pandas as pd

from data.ingest.sql import fill
from data.queries.measure_scores import period_sql
from data.queries.scope import Scope
from data.reading import Reader

MOST_TENS: Final = 6  # per million is the largest unit in use
ROUNDED: Final = 0.005  # half a percent: what rounding a share to two decimals can move
SERIES: Final = """
WITH stated AS (
    SELECT period_start, numerator, denominator, n, is_percent,
        value / CASE WHEN is_percent THEN 100 ELSE 1 END AS value,
        spread / CASE WHEN is_percent THEN 100 ELSE 1 END AS spread,
        CASE WHEN abs(value - round(value, 0)) < 1e-9 THEN 0 WHEN abs(value - round(value, 1)) < 1e-9 THEN 1
             WHEN abs(value - round(value, 2)) < 1e-9 THEN 2 WHEN abs(value - round(value, 3)) < 1e-9 THEN 3
             WHEN abs(value - round(value, 4)) < 1e-9 THEN 4 ELSE 9 END
            + CASE WHEN is_percent THEN 2 ELSE 0 END AS decimals,
        CASE WHEN NOT is_percent AND value > 0 AND numerator > 0 AND denominator > 0 THEN
            CAST(round(log10(value * denominator / numerator)) AS INTEGER) END AS tens
    FROM kpi_value, (SELECT coalesce(bool_or(lower(unit) IN ('%', 'percent')), false) AS is_percent
                     FROM kpi_def WHERE kpi_id = $kpi)
    WHERE kpi_id = $kpi AND segment IS NULL AND value IS NOT NULL
        AND ($first::DATE IS NULL OR period_start >= $first::DATE)
        AND ($end::DATE IS NULL OR period_start < $end::DATE)),
scaled AS (
    SELECT * REPLACE (denominator / scale AS denominator),
        least(0.5 * pow(10, -max(decimals) OVER ()), <rounded> * scale) + 1e-9 AS slack
    FROM (SELECT *, CASE WHEN min(tens) OVER () = max(tens) OVER ()
              AND max(tens) OVER () BETWEEN 1 AND <most_tens> THEN pow(10, max(tens) OVER ()) ELSE 1 END
              AS scale FROM stated)),
told AS (
    SELECT <period> AS start,
        value, numerator, denominator, n, spread, denominator > 0
            AND (abs(value - numerator / denominator) <= 1e-6 * greatest(1, abs(value))
                 OR bool_and(coalesce(denominator > 0 AND abs(value - numerator / denominator) <= slack,
                                      false)) OVER ()) AS is_ratio
    FROM scaled)
SELECT start AS period_start,
    CASE WHEN count(*) = 1 THEN any_value(value)
         WHEN bool_and(coalesce(is_ratio, false)) THEN sum(numerator) / sum(denominator)
         WHEN count(n) = count(*) AND sum(n) > 0 THEN sum(value * n) / sum(n)
         ELSE avg(value) END AS value,
    sum(n) AS n, CASE WHEN count(*) = 1 THEN any_value(spread) END AS sd,
    CASE WHEN bool_and(coalesce(is_ratio, false)) THEN sum(numerator) END AS numerator,
    CASE WHEN bool_and(coalesce(is_ratio, false)) THEN sum(denominator) END AS denominator
FROM told GROUP BY start ORDER BY start
"""
_TYPES: Final = dict.fromkeys(("value", "n", "sd", "numerator", "denominator"), "float64")


def kpi_measure_series(
    store: Reader, scope: Scope, kpi_id: str, grain: str, *, week_start: str = "mon"
) -> pd.DataFrame:
    """One row per period with a value: period_start, value, n, sd, numerator, denominator.

    Of several values in a period: the ratio of the sums where each is its numerator over its denominator, else their
    mean, weighted by n where every n is known. `sd` is the stated spread of single answers, of a single value only.

    A KPI per 100 or per 1,000 is a ratio too: all its values are the same power of ten times numerator over
    denominator. Its denominator is given in that unit (hundreds of function points), so that the ratio is the value.
    A percentage is a part of a whole: it is given as a share, 0 to 1 (`data.queries.measures` states its limits so).

    Values that somebody rounded are still the ratio of their counts: where every value lies within half a unit of the
    last decimal in use, of a share at most half a percent.
    """
    sql = fill(
        SERIES,
        period=period_sql("period_start", grain, week_start),
        rounded=str(ROUNDED),
        most_tens=str(MOST_TENS),
    )
    return store.frame(sql, kpi=kpi_id, first=scope.start, end=scope.end, dtypes=_TYPES)
