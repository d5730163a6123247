"""Demand and load of a value stream: cases opened, hours that could be worked, and hours worked inside each step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from data.ingest.sql import fill
from data.queries.process_clock import CALENDAR, Clock, step_clock, worked_hours
from data.queries.process_scope import case_condition
from data.queries.scope import Scope
from data.queries.stream import stream_sql
from data.queries.work_calendar import working_clock
from data.reading import Reader

EXTENT: Final = "SELECT min(c.began_at), max(c.ended_at) FROM case_fact c WHERE <where>"
OPENED: Final = """
SELECT count(*) FROM case_fact c WHERE <where> AND NOT c.is_cut AND c.began_at >= $since AND c.began_at <= $until
"""
WORKED: Final = """
WITH <clock> <tables>, picked AS (SELECT s.activity_no, s.log_no, <times> FROM step s <joins>)
SELECT l.source_id, a.activity, coalesce(sum(took), 0) / 3600 AS worked_hours
FROM picked JOIN process_activity a USING (activity_no) JOIN process_log l ON l.log_no = picked.log_no
GROUP BY ALL ORDER BY ALL
"""


@dataclass(frozen=True)
class Demand:
    """What came in and what could be worked.

    Attributes
    ----------
    n_opened : cases that began in the window; those begun before the log do not count.
    window_hours : hours of the period that the log covers, from its first event to its last.
    available_hours : working hours of one person in that window.
    by_working_time : False where no working hour lies in the window: then every hour counts as one.
    """

    n_opened: int
    window_hours: float
    available_hours: float
    by_working_time: bool


def stream_demand(store: Reader, scope: Scope) -> tuple[Demand, pd.DataFrame]:
    """Demand in the period of a scope, and one row per step of its finished cases: source_id, activity, worked_hours.

    `worked_hours` are the hours between start and end of the visits, by the same clock as the available hours.
    """
    whole, params = case_condition(Scope(scope.journey_id))
    first, last = store.rows(fill(EXTENT, where=whole), **params)[0]
    if first is None:
        return Demand(0, 0.0, 0.0, False), _worked(store, scope, CALENDAR)
    since = first if scope.start is None else max(pd.Timestamp(first), pd.Timestamp(scope.start))
    until = last if scope.end is None else min(pd.Timestamp(last), pd.Timestamp(scope.end))
    since, until = pd.Timestamp(since), max(pd.Timestamp(since), pd.Timestamp(until))
    window = (until - since).total_seconds() / 3600
    clock = working_clock(store, scope.journey_id)
    available = worked_hours(clock.days, since, until) if clock.days is not None else 0.0
    is_worked = available > 0
    where, params = case_condition(scope.between(None, None))
    moments = {"since": since.to_pydatetime(), "until": until.to_pydatetime()}
    opened = store.rows(fill(OPENED, where=where), **params, **moments)[0][0]
    demand = Demand(int(opened), window, available if is_worked else window, is_worked)
    return demand, _worked(store, scope, clock if is_worked else CALENDAR)


def _worked(store: Reader, scope: Scope, clock: Clock) -> pd.DataFrame:
    tables, params = stream_sql(scope)
    pieces, more = step_clock(clock)
    sql = fill(WORKED, tables=tables, **pieces)
    return store.frame(sql, dtypes={"source_id": "str", "activity": "str"}, **params, **more)
