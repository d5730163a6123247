"""Figures of the cases per period: lead time, throughput, complaints."""

from __future__ import annotations

from typing import Final

import pandas as pd

from data.queries.measure_scores import period_sql
from data.queries.scope import Scope
from data.queries.setting import setting
from data.reading import Reader

_TYPES: Final = dict.fromkeys(("value", "n", "sd"), "float64")
# A case counts in the period in which it closed: open ones have no lead time yet.
# The spread of single cases says nothing about how sure a median is, so it is not given.
_LEAD: Final = "median(days) AS value, count(*) AS n, NULL::DOUBLE AS sd"
_COUNT: Final = "sum(one)::DOUBLE AS value, sum(one) AS n, NULL::DOUBLE AS sd"
# Counts run from the first to the last day of the log: a period in which nothing closed is a true zero.
_SPAN: Final = """SELECT greatest(min(day), $first::DATE) AS day, NULL::DOUBLE AS days, 0 AS one FROM told
    UNION ALL SELECT least(coalesce(max(seen), max(day)), $end::DATE - 1), NULL, 0 FROM told"""


def case_series(store: Reader, scope: Scope, kind: str, grain: str, *, week_start: str = "mon") -> pd.DataFrame:
    """One row per period with cases: period_start, value, n, sd.

    `lead` is the median lead time in days of the cases closed in the period, `throughput` their number, `complaints`
    the number of complaints that came in. The segments of the scope do not narrow cases.
    """
    told = _COMPLAINTS if kind == "complaints" else _CLOSED
    every = "SELECT day, days, one FROM told"
    counted = every if kind == "lead" else f"{every} UNION ALL {_SPAN}"
    return store.frame(
        f"""WITH told AS ({told}), counted AS ({counted})
           SELECT {period_sql("day", grain, week_start)} AS period_start, {_LEAD if kind == "lead" else _COUNT}
           FROM counted
           WHERE day IS NOT NULL AND ($first::DATE IS NULL OR day >= $first::DATE)
               AND ($end::DATE IS NULL OR day < $end::DATE)
           GROUP BY 1 ORDER BY 1""",  # noqa: S608 - fixed names only
        journey=scope.journey_id,
        first=scope.start,
        end=scope.end,
        zone=str(setting(store, "time_zone")),
        dtypes=_TYPES,
    )


_CLOSED: Final = """SELECT CAST(closed_at AT TIME ZONE $zone AS DATE) AS day,
    epoch(closed_at - opened_at) / 86400.0 AS days, 1 AS one,
    (SELECT CAST(greatest(max(opened_at), max(closed_at)) AT TIME ZONE $zone AS DATE) FROM process_case
     WHERE journey_id = $journey) AS seen
    FROM process_case WHERE journey_id = $journey AND closed_at > opened_at"""
_COMPLAINTS: Final = """SELECT CAST(coalesce(r.served_at, r.submitted_at) AT TIME ZONE $zone AS DATE) AS day,
    NULL::DOUBLE AS days, 1 AS one, NULL::DATE AS seen
    FROM response r JOIN survey v USING (survey_id)
    WHERE r.journey_id = $journey AND r.is_current AND v.source_kind = 'complaints'
        AND coalesce(r.served_at, r.submitted_at) IS NOT NULL"""
