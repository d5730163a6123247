"""What capability studies are made from: one value per case and stage, answers below the floor, linked waits."""

from __future__ import annotations

from typing import Final

import pandas as pd

from data.ingest.sql import fill
from data.queries.curve import CLUSTER_GROUPS
from data.queries.process_clock import CALENDAR, WORK_DAY, Clock, day_params, worked_sql
from data.queries.scope import Scope
from data.queries.segments import DATE_COLUMN, condition
from data.queries.setting import setting
from data.queries.work_calendar import working_days, working_week
from data.reading import Reader

# Working time grows with time, so that of the latest moment is the largest.
# Times that contradict themselves are left out, never turned into a wait of zero.
_CASES: Final = """
SELECT e.case_id, any_value(c.account_id) AS account_id,
    (max(coalesce(e.end_ts, e.start_ts)) AT TIME ZONE $zone)::DATE::TIMESTAMP AS done_on,
    sum(CASE WHEN e.start_ts >= e.enabled_ts THEN <waited> END) / 3600.0 AS wait_hours,
    CASE WHEN max(coalesce(e.end_ts, e.start_ts)) >= min(coalesce(least(e.enabled_ts, e.start_ts), e.start_ts))
        THEN <led> / 3600.0 END AS lead_hours
FROM event e JOIN process_case c USING (case_id) LEFT JOIN touchpoint t ON t.touchpoint_id = e.touchpoint_id <joins>
WHERE c.journey_id = $journey AND coalesce(e.stage_id, t.stage_id) = $stage
GROUP BY e.case_id
"""
_BY_CALENDAR: Final = {
    "clock": "",
    "joins": "",
    "waited": "date_diff('second', e.enabled_ts, e.start_ts)",
    "led": """date_diff('second', min(coalesce(least(e.enabled_ts, e.start_ts), e.start_ts)),
            max(coalesce(e.end_ts, e.start_ts)))""",
}
_MOMENTS: Final = {name: f"(e.{column} AT TIME ZONE $zone)"
                   for name, column in (("ws", "start_ts"), ("wq", "enabled_ts"), ("we", "end_ts"))}  # fmt: skip
_EVENT_DAYS: Final = """
SELECT (min(coalesce(least(e.enabled_ts, e.start_ts), e.start_ts)) AT TIME ZONE $zone)::DATE AS first,
    (max(greatest(e.start_ts, coalesce(e.end_ts, e.start_ts))) AT TIME ZONE $zone)::DATE AS last
FROM event e JOIN process_case c USING (case_id) WHERE c.journey_id = $journey
"""
_DONE: Final = """
WITH <clock> cases AS (<cases>)
SELECT * FROM cases WHERE done_on IS NOT NULL AND ($start::DATE IS NULL OR done_on >= $start::DATE)
    AND ($end::DATE IS NULL OR done_on < $end::DATE) ORDER BY done_on, case_id
"""
_LINKED: Final = """
WITH <clock> cases AS (<cases>), scored AS (
    SELECT l.case_id, avg(f.norm - t.floor) AS score, avg(t.floor) AS floor, count(*) AS n_answers
    FROM score_fact f JOIN response r ON r.response_no = f.response_no JOIN link l ON l.response_id = r.response_id
    JOIN touchpoint t ON t.touchpoint_id = f.touchpoint_id
    WHERE <where> AND f.about = 'touchpoint' AND t.stage_id = $stage AND t.floor IS NOT NULL
    GROUP BY l.case_id)
SELECT c.case_id, c.wait_hours, c.lead_hours, s.score, s.floor, s.n_answers,
    coalesce(c.account_id, c.case_id) AS account
FROM cases c JOIN scored s USING (case_id) ORDER BY c.case_id
"""
_CASE_TYPES: Final = {"case_id": "str", "account_id": "str", "wait_hours": "float64", "lead_hours": "float64"}


def stage_clock(store: Reader, journey_id: str) -> Clock:
    """The working time of a journey over all days of its events; the calendar's where there are none."""
    first, last = store.rows(_EVENT_DAYS, journey=journey_id, zone=setting(store, "time_zone"))[0]
    if first is None:
        return CALENDAR
    return Clock(working_days(store, working_week(store, journey_id), first, last))


def _timed(template: str, clock: Clock, **parts: str) -> tuple[str, dict[str, object]]:
    """A query over the cases of a stage with their hours by `clock`, and the clock's parameters."""
    if clock.days is None:
        return fill(template, clock="", cases=fill(_CASES, **_BY_CALENDAR), **parts), {}
    at = {name: worked_sql(moment, name) for name, moment in _MOMENTS.items()}
    joins = " ".join(f"LEFT JOIN work_day {name} ON {name}.day = {moment}::DATE" for name, moment in _MOMENTS.items())
    cases = fill(
        _CASES,
        joins=joins,
        waited=f"{at['ws']} - {at['wq']}",
        led=f"(max(coalesce({at['we']}, {at['ws']})) - min(coalesce(least({at['wq']}, {at['ws']}), {at['ws']})))",
    )
    return fill(template, clock=WORK_DAY, cases=cases, **parts), day_params(clock.days)


def stage_cases(store: Reader, scope: Scope, stage_id: str, clock: Clock = CALENDAR) -> pd.DataFrame:
    """One row per case that passed a stage, by the day it left it.

    Columns: case_id, account_id, done_on; wait_hours between "enabled" and start, summed over the stage's steps, NaN
    where the log says none; lead_hours from the first sign of the stage to its last. Hours are counted by `clock`.
    Segments of answers do not narrow cases.
    """
    sql, days = _timed(_DONE, clock)
    return store.frame(
        sql,
        journey=scope.journey_id, stage=stage_id, start=scope.start, end=scope.end, zone=setting(store, "time_zone"),
        dtypes=_CASE_TYPES, **days,
    )  # fmt: skip


def linked_cases(store: Reader, scope: Scope, stage_id: str, clock: Clock = CALENDAR) -> pd.DataFrame:
    """One row per case of a stage with linked answers about it: wait_hours, lead_hours, account, score, floor.

    `score` is the mean of its answers, each less the expectation floor of its touchpoint: points of 100, 0 = at the
    floor. Touchpoints without a floor are left out. Hours are counted by `clock`.
    """
    where, params = condition(scope)
    sql, days = _timed(_LINKED, clock, where=where)
    return store.frame(
        sql,
        stage=stage_id, zone=setting(store, "time_zone"), **params, **days,
        dtypes={"case_id": "str", "account": "str", "wait_hours": "float64", "lead_hours": "float64",
                "score": "float64", "floor": "float64", "n_answers": "int64"},
    )  # fmt: skip


def floor_misses(store: Reader, scope: Scope) -> pd.DataFrame:
    """One row per touchpoint with a floor and cluster group: touchpoint_id, cluster_group, n answers, s below it."""
    where, params = condition(scope)
    return store.frame(
        f"""SELECT f.touchpoint_id, (f.cluster_no % {CLUSTER_GROUPS})::INTEGER AS cluster_group, count(*) AS n,
               count(*) FILTER (f.norm < t.floor) AS s
           FROM score_fact f JOIN touchpoint t USING (touchpoint_id)
           WHERE {where} AND f.about = 'touchpoint' AND t.floor IS NOT NULL AND t.retired_at IS NULL
           GROUP BY ALL ORDER BY ALL""",  # noqa: S608 - fixed names only
        dtypes={"touchpoint_id": "str", "cluster_group": "int64", "n": "int64", "s": "int64"},
        **params,
    )


def floor_miss_periods(store: Reader, scope: Scope, grain: str) -> pd.DataFrame:
    """One row per touchpoint with a floor and period with answers: period_start, n answers, s below the floor."""
    where, params = condition(scope)
    day = DATE_COLUMN[scope.basis]
    return store.frame(
        f"""SELECT f.touchpoint_id, date_trunc($grain, f.{day})::TIMESTAMP AS period_start, count(*) AS n,
               count(*) FILTER (f.norm < t.floor) AS s
           FROM score_fact f JOIN touchpoint t USING (touchpoint_id)
           WHERE {where} AND f.about = 'touchpoint' AND t.floor IS NOT NULL AND t.retired_at IS NULL
               AND f.{day} IS NOT NULL
           GROUP BY ALL ORDER BY ALL""",  # noqa: S608 - fixed names only
        grain=grain,
        dtypes={"touchpoint_id": "str", "n": "int64", "s": "int64"},
        **params,
    )
