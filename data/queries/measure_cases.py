"""Figures of the event log per period: lead time, throughput, waits and work at a touchpoint.

Weeks of these begin on Monday, as on the page of the value stream.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pandas as pd

from data.queries.measure_scores import period_sql
from data.queries.process_cases import lead_series
from data.queries.process_load import process_load
from data.queries.process_scope import step_condition
from data.queries.scope import Scope
from data.reading import Reader

_TYPES: Final = dict.fromkeys(("value", "n"), "float64")
_TOOK: Final = {"wait": "s.wait_s", "work": "s.processing_s"}


def case_series(store: Reader, scope: Scope, kind: str, grain: str) -> pd.DataFrame:
    """One row per period: period_start, value, n.

    `lead` is the median lead time in days of the n cases closed in the period, `throughput` their number. The spread of
    single cases says nothing about how sure a median is, so none is given.
    """
    if kind == "lead":
        found = lead_series(store, scope, grain)
        return pd.DataFrame({"period_start": found["period_start"], "value": found["median_s"] / 86400,
                             "n": found["n_cases"].astype(float)})  # fmt: skip
    found = process_load(store, scope, grain)
    closed = found["n_closed"].astype(float)
    return pd.DataFrame({"period_start": found["period_start"], "value": closed, "n": closed})


def step_periods(
    store: Reader, scope: Scope, grain: str, *, kind: str, week_start: str = "mon", item_id: str | None = None
) -> pd.DataFrame:
    """One row per touchpoint and period with steps: item_id, period_start, value, n.

    The value is the median in hours over the n steps of the touchpoint's activities that began in the period: `wait`
    from the latest end so far in the case to the start of the step, `work` from its start to its end. `week_start` is
    that of the scores and changes nothing here.
    """
    where, params = step_condition(replace(scope, start=None, end=None))
    took = _TOOK[kind]
    return store.frame(
        f"""SELECT m.touchpoint_id AS item_id, {period_sql("s.began_at", grain, "mon")} AS period_start,
               median({took}) / 3600 AS value, count(*) AS n
           FROM step_fact s JOIN process_activity a USING (activity_no) JOIN process_log l ON l.log_no = a.log_no
               JOIN activity_map m ON m.source_id = l.source_id AND m.activity = a.activity
           WHERE {where} AND {took} IS NOT NULL AND m.touchpoint_id IS NOT NULL
               AND ($item::VARCHAR IS NULL OR m.touchpoint_id = $item)
               AND ($first::DATE IS NULL OR s.began_at >= $first::DATE)
               AND ($last::DATE IS NULL OR s.began_at < $last::DATE)
           GROUP BY 1, 2 ORDER BY 1, 2""",  # noqa: S608 - fixed names only
        item=item_id,
        first=scope.start,
        last=scope.end,
        dtypes={"item_id": "str", **_TYPES},
        **params,
    )
