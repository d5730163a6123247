"""The rows behind one point of a control chart: events of a touchpoint, records of a KPI, cases closed, answers."""

from __future__ import annotations

from typing import Final

import pandas as pd

from data.queries.scope import Scope
from data.queries.segments import DATE_COLUMN, condition
from data.queries.setting import setting
from data.reading import Reader

MOST: Final = 500


def touchpoint_events(store: Reader, scope: Scope, touchpoint_id: str) -> pd.DataFrame:
    """One row per event of a touchpoint that ended in the scope's period, longest first, at most MOST: case, activity,
    started, ended (both in the house's time), hours, resource, n_all."""
    return store.frame(
        """WITH told AS (
               SELECT coalesce(c.external_key, e.case_id) AS "case", e.activity,
                   (e.start_ts AT TIME ZONE $zone) AS started,
                   (coalesce(e.end_ts, e.start_ts) AT TIME ZONE $zone) AS ended,
                   epoch(e.end_ts - e.start_ts) / 3600.0 AS hours, e.resource, e.event_id
               FROM event e LEFT JOIN (SELECT case_id, any_value(external_key) AS external_key FROM process_case
                                       GROUP BY case_id) c USING (case_id)
               WHERE e.touchpoint_id = $touchpoint)
           SELECT "case", activity, started, ended, hours, resource, count(*) OVER () AS n_all FROM told
           WHERE ended >= $start::DATE AND ended < $end::DATE
           ORDER BY hours DESC NULLS LAST, ended, event_id LIMIT $most""",
        touchpoint=touchpoint_id,
        start=scope.start,
        end=scope.end,
        zone=str(setting(store, "time_zone")),
        most=MOST,
        dtypes={"case": "str", "activity": "str", "resource": "str", "hours": "float64", "n_all": "int64"},
    )


def kpi_records(store: Reader, scope: Scope, kpi_id: str) -> pd.DataFrame:
    """One row per record of a KPI in the scope's period: period_start, segment, value, numerator, denominator, n, file
    (its name)."""
    return store.frame(
        """SELECT v.period_start, v.segment, v.value, v.numerator, v.denominator, v.n, u.file_name AS file
           FROM kpi_value v LEFT JOIN upload u USING (upload_id)
           WHERE v.kpi_id = $kpi AND v.period_start >= $start::DATE AND v.period_start < $end::DATE
           ORDER BY v.period_start, v.segment NULLS FIRST LIMIT $most""",
        kpi=kpi_id,
        start=scope.start,
        end=scope.end,
        most=MOST,
        dtypes={"segment": "str", "file": "str", "value": "float64"},
    )


def closed_cases(store: Reader, scope: Scope, journey_id: str) -> pd.DataFrame:
    """One row per case of a journey closed in the scope's period, longest first, at most MOST: case, opened, closed,
    days, n_all."""
    return store.frame(
        """WITH told AS (
               SELECT coalesce(external_key, case_id) AS "case", opened_at AT TIME ZONE $zone AS opened,
                   closed_at AT TIME ZONE $zone AS closed, epoch(closed_at - opened_at) / 86400.0 AS days
               FROM process_case WHERE journey_id = $journey AND closed_at > opened_at)
           SELECT *, count(*) OVER () AS n_all FROM told WHERE closed >= $start::DATE AND closed < $end::DATE
           ORDER BY days DESC, "case" LIMIT $most""",
        journey=journey_id,
        start=scope.start,
        end=scope.end,
        zone=str(setting(store, "time_zone")),
        most=MOST,
        dtypes={"case": "str", "days": "float64", "n_all": "int64"},
    )


def answers(store: Reader, scope: Scope, item_id: str) -> pd.DataFrame:
    """One row per value given to a touchpoint, a stage's touchpoints or an overall question in the scope's period:
    native, norm (points 0-100), n."""
    where, params = condition(scope)
    return store.frame(
        f"""SELECT native, norm, count(*) AS n FROM score_fact f
           WHERE {where} AND {DATE_COLUMN[scope.basis]} IS NOT NULL AND (touchpoint_id = $item OR question_id = $item
               OR touchpoint_id IN (SELECT touchpoint_id FROM touchpoint WHERE stage_id = $item))
           GROUP BY native, norm ORDER BY norm""",  # noqa: S608 - fixed names only
        item=item_id,
        dtypes={"native": "float64", "norm": "float64", "n": "int64"},
        **params,
    )
