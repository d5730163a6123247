"""The way of each case: its steps in order, the picture of all ways, and the cases and comments behind one of them.

A case of the picture has ended in the period; an open case has not gone its way yet.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from data.ingest.sql import fill
from data.queries.process_scope import case_condition
from data.queries.scope import Scope
from data.queries.setting import setting
from data.reading import Reader

STEPS: Final = """
cases AS (
    SELECT c.case_id, c.case_no, c.is_cut, any_value(p.account_id) AS account_id, max(p.closed_at) AS closed_at
    FROM case_fact c JOIN process_case p USING (case_id) WHERE <where> GROUP BY c.case_id, c.case_no, c.is_cut),
placed AS (
    SELECT c.case_id, a.activity, m.touchpoint_id, t.stage_id, s.resource_no, s.is_handoff, s.seq AS pos,
        s.visit AS turn, s.began_at AT TIME ZONE $zone AS begun, s.ended_at AT TIME ZONE $zone AS done,
        s.queue_s / 3600 AS wait_hours, s.cost, n.activity AS next_activity
    FROM step_fact s JOIN cases c USING (case_no) JOIN process_activity a USING (activity_no)
    JOIN process_log l ON l.log_no = s.log_no LEFT JOIN process_activity n ON n.activity_no = s.next_no
    LEFT JOIN activity_map m ON m.source_id = l.source_id AND m.activity = a.activity
    LEFT JOIN touchpoint t ON t.touchpoint_id = m.touchpoint_id),
-- A step without a stage belongs to the stage that most often comes before it.
homes AS (
    SELECT activity, mode(stage_id) AS stage_id FROM (
        SELECT activity, coalesce(
            last_value(stage_id IGNORE NULLS) OVER (PARTITION BY case_id ORDER BY pos),
            first_value(stage_id IGNORE NULLS) OVER (PARTITION BY case_id ORDER BY pos
                ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)) AS stage_id
        FROM placed) GROUP BY activity),
walk AS (
    SELECT s.* REPLACE (coalesce(s.stage_id, h.stage_id) AS stage_id), lead(s.begun) OVER own AS next_begun,
        lag(s.done) OVER own AS before_done, lag(s.resource_no) OVER own AS before_resource,
        count(*) OVER (PARTITION BY s.case_id) AS n_steps
    FROM placed s JOIN homes h USING (activity) WINDOW own AS (PARTITION BY s.case_id ORDER BY s.pos))
"""
OVER: Final = "over AS (SELECT * FROM walk WHERE case_id IN (SELECT case_id FROM cases WHERE closed_at IS NOT NULL))"


def walk_sql(store: Reader, scope: Scope, *, only: str = "") -> tuple[str, dict[str, object]]:
    """The common tables `cases` (of the scope) and `walk` (their steps in order), after WITH, and their parameters.

    `only` is a query whose case_id limit the cases further.
    """
    where, params = case_condition(scope)
    if only:
        where += f" AND c.case_id IN ({only})"
    return fill(STEPS, where=where), {**params, "zone": str(setting(store, "time_zone"))}


def every_period(scope: Scope) -> Scope:
    """The same scope without a period: what a case did is looked at whole."""
    return scope.between(None, None)


def over_sql(store: Reader, scope: Scope) -> tuple[str, dict[str, object]]:
    """The common tables up to `over`: the steps of the cases of the scope that are over."""
    tables, params = walk_sql(store, scope)
    return f"{tables}, {OVER}", params


def path_nodes(store: Reader, scope: Scope) -> pd.DataFrame:
    """One row per activity in the order in which cases reach it.

    Columns: activity, stage_id (missing without any), touchpoint_id, n_cases, n_steps, n_again (cases that come back to
    it), place (mean place in the case, 0 to 1), n_first and n_last (cases that begin and end with it).
    """
    tables, params = over_sql(store, scope)
    return store.frame(
        f"""WITH {tables}
            SELECT activity, mode(stage_id) AS stage_id, mode(touchpoint_id) AS touchpoint_id,
                count(DISTINCT case_id) AS n_cases, count(*) AS n_steps, count(*) FILTER (turn = 2) AS n_again,
                avg((pos - 1) / greatest(n_steps - 1, 1)) AS place, count(*) FILTER (pos = 1) AS n_first,
                count(*) FILTER (pos = n_steps) AS n_last
            FROM over GROUP BY activity ORDER BY place, activity""",  # noqa: S608 - fixed names only
        dtypes={
            **dict.fromkeys(("activity", "stage_id", "touchpoint_id"), "str"),
            **dict.fromkeys(("n_cases", "n_steps", "n_again", "n_first", "n_last"), "int64"),
        },
        **params,
    )


def path_edges(store: Reader, scope: Scope) -> pd.DataFrame:
    """One row per pair of steps that follow each other: activity, other, n_cases, n (times), median_hours between."""
    tables, params = over_sql(store, scope)
    return store.frame(
        f"""WITH {tables}
            SELECT activity, next_activity AS other, count(DISTINCT case_id) AS n_cases, count(*) AS n,
                median(greatest(epoch(next_begun - done) / 3600, 0)) AS median_hours
            FROM over WHERE next_activity IS NOT NULL GROUP BY ALL
            ORDER BY n_cases DESC, activity, other""",  # noqa: S608 - fixed names only
        dtypes={**dict.fromkeys(("activity", "other"), "str"), **dict.fromkeys(("n_cases", "n"), "int64")},
        **params,
    )


def variants(store: Reader, scope: Scope, *, most: int = 200) -> pd.DataFrame:
    """One row per way through a whole case, the most frequent first.

    Columns: way (activities joined by the sign 31), n_steps, n_cases, n_variants (of all), n_all (cases), median_hours.
    """
    tables, params = over_sql(store, scope)
    return store.frame(
        f"""WITH {tables},
            ways AS (SELECT case_id, string_agg(activity, chr(31) ORDER BY pos) AS way, count(*) AS n_steps,
                epoch(max(done) - min(begun)) / 3600 AS hours FROM over GROUP BY case_id)
            SELECT way, any_value(n_steps) AS n_steps, count(*) AS n_cases, count(*) OVER () AS n_variants,
                sum(count(*)) OVER () AS n_all, median(hours) AS median_hours
            FROM ways GROUP BY way ORDER BY n_cases DESC, way LIMIT $most""",  # noqa: S608 - fixed names only
        dtypes={"way": "str", **dict.fromkeys(("n_steps", "n_cases", "n_variants", "n_all"), "int64")},
        most=most,
        **params,
    )
