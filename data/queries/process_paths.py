"""The way of each case: its steps in order, the picture of all ways, and the cases and comments behind one of them.

A case of the picture has ended in the period; an open case has not gone its way yet.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from data.ingest.sql import fill
from data.queries.scope import Scope
from data.queries.setting import setting
from data.reading import Reader

NOT_WORK: Final = ("schedule", "assign", "withdraw", "reassign", "autoskip", "manualskip", "pi_abort", "ate_abort")

STEPS: Final = """
cases AS (
    SELECT c.case_id, any_value(c.account_id) AS account_id, max(c.closed_at) AS closed_at
    FROM process_case c WHERE c.journey_id = $journey <narrowed> GROUP BY c.case_id),
placed AS (
    SELECT e.event_id, e.case_id, e.activity, e.touchpoint_id, coalesce(e.stage_id, t.stage_id) AS stage_id, e.resource,
        coalesce(e.start_ts, e.end_ts) AS begun, greatest(coalesce(e.end_ts, e.start_ts), begun) AS done, e.target_ts,
        CASE WHEN e.start_ts >= e.enabled_ts THEN epoch(e.start_ts - e.enabled_ts) / 3600 END AS wait_hours, e.seq
    FROM event e JOIN cases USING (case_id) LEFT JOIN touchpoint t USING (touchpoint_id)
    WHERE coalesce(e.start_ts, e.end_ts) IS NOT NULL
        AND (e.lifecycle IS NULL OR NOT list_contains($not_work, lower(e.lifecycle)))),
steps AS (
    SELECT *, row_number() OVER (PARTITION BY case_id ORDER BY begun, done, seq) AS pos,
        count(*) OVER (PARTITION BY case_id) AS n_steps, max(done) OVER (PARTITION BY case_id) AS ended
    FROM placed),
-- A step without a stage belongs to the stage that most often comes before it.
homes AS (
    SELECT activity, mode(stage_id) AS stage_id FROM (
        SELECT activity, coalesce(
            last_value(stage_id IGNORE NULLS) OVER (PARTITION BY case_id ORDER BY pos),
            first_value(stage_id IGNORE NULLS) OVER (PARTITION BY case_id ORDER BY pos
                ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)) AS stage_id
        FROM steps) GROUP BY activity),
walk AS (
    SELECT s.* REPLACE (coalesce(s.stage_id, h.stage_id) AS stage_id),
        lead(s.activity) OVER own AS next_activity, lead(s.begun) OVER own AS next_begun,
        lag(s.done) OVER own AS before_done, lag(s.resource) OVER own AS before_resource,
        row_number() OVER (PARTITION BY s.case_id, s.activity ORDER BY s.pos) AS turn
    FROM steps s JOIN homes h USING (activity) WINDOW own AS (PARTITION BY s.case_id ORDER BY s.pos))
"""
OVER: Final = """
over AS (
    SELECT * FROM walk WHERE case_id IN (SELECT case_id FROM cases WHERE closed_at IS NOT NULL) <period>)
"""
MEMBERS: Final = """ AND (
    c.case_id IN (SELECT owner_id FROM segment_value WHERE owner_kind = 'case' AND <chosen>)
    OR c.account_id IN (SELECT owner_id FROM segment_value WHERE owner_kind = 'account' AND <chosen>)
    OR c.respondent_id IN (SELECT owner_id FROM segment_value WHERE owner_kind = 'respondent' AND <chosen>)
    OR c.case_id IN (SELECT l.case_id FROM link l JOIN segment_value v ON v.owner_id = l.response_id
        WHERE v.owner_kind = 'response' AND <chosen>))"""


def walk_sql(scope: Scope, *, is_narrowed: bool) -> tuple[str, dict[str, object]]:
    """The common tables up to `walk` (after WITH) and their parameters; narrowed to the cases of the segments."""
    params: dict[str, object] = {"journey": scope.journey_id, "not_work": list(NOT_WORK)}
    narrowed = ""
    for number, dim in enumerate(sorted({dim for dim, _ in scope.segments}) if is_narrowed else ()):
        narrowed += fill(MEMBERS, chosen=f"dim = $dim{number} AND list_contains($values{number}, value)")
        params |= {f"dim{number}": dim, f"values{number}": [value for key, value in scope.segments if key == dim]}
    return fill(STEPS, narrowed=narrowed), params


def over_sql(store: Reader, scope: Scope) -> tuple[str, dict[str, object]]:
    """The common tables up to `over`: the steps of the cases of the segments that ended in the period."""
    tables, params = walk_sql(scope, is_narrowed=True)
    period = ""
    for name, sign in (("start", ">="), ("end", "<")):
        day = getattr(scope, name)
        if day is not None:
            period += f" AND CAST(ended AT TIME ZONE $zone AS DATE) {sign} ${name}"
            params |= {name: day, "zone": str(setting(store, "time_zone"))}
    return f"{tables}, {fill(OVER, period=period)}", params


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
