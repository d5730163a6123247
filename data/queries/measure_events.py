"""Events that can be told one by one: complaints, defects that escaped, cases that took a rare step, lowest answers.

Each kind is read from its units: what could have been an event, in order of time, with the event's id where it was one.
Counts per period, the days between two events and the units without one between them come from the same rows.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

import pandas as pd

from data.kpi_catalogue.definitions import words
from data.queries.kpi_derived import word_pattern
from data.queries.kpi_records_items import IN_OPERATION
from data.queries.measure_scores import period_sql
from data.queries.process_scope import LOGS, case_condition
from data.queries.scope import Scope
from data.queries.segments import DATE_COLUMN, condition
from data.queries.setting import setting
from data.reading import Reader

FEWEST: Final = 5  # events that give four gaps, the least a chart can be made of
FEWEST_ANSWERS: Final = 20  # every touchpoint has a few lowest answers; the list names those with a series worth seeing
MOST_SHARE: Final = 0.25  # of cases that take a step: more is no exception any more
MOST_PER_WEEK: Final = 2.0
_TYPES: Final = {
    **dict.fromkeys(("event_id", "shown", "what", "project"), "str"),
    "days": "float64",
    "units": "float64",
}

_DEFECTS: Final = """
SELECT (w.created_at AT TIME ZONE $zone) AS happened_at, w.row_no AS tie,
    CASE WHEN {operation} {and_severity} THEN w.item_id END AS event_id
FROM work_item w JOIN upload u USING (upload_id)
WHERE (u.journey_id = $journey OR u.journey_id IS NULL) AND w.kind = 'defect' AND w.created_at IS NOT NULL"""
_COMPLAINTS: Final = f"""
SELECT happened_at, tie, event_id FROM (
    SELECT coalesce(r.served_at, r.submitted_at) AT TIME ZONE $zone AS happened_at, r.response_no AS tie,
        r.response_id AS event_id
    FROM response r JOIN survey v USING (survey_id)
    WHERE r.journey_id = $journey AND r.is_current AND v.source_kind = 'complaints') WHERE happened_at IS NOT NULL
UNION ALL
SELECT c.ended_at, NULL, NULL FROM case_fact c WHERE c.log_no IN ({LOGS})"""  # noqa: S608 - fixed
# a case without the step is known to be without it when it ends
_CASES: Final = """
SELECT coalesce(f.happened_at, c.ended_at) AS happened_at, c.case_no AS tie,
    CASE WHEN f.happened_at IS NOT NULL THEN c.case_id END AS event_id
FROM case_fact c LEFT JOIN (
    SELECT s.case_no, min(s.began_at) AS happened_at FROM step_fact s JOIN process_activity a USING (activity_no)
    WHERE s.log_no IN ({logs}) AND {took} GROUP BY 1) f USING (case_no)
WHERE {where}"""
_ANSWERS: Final = """
SELECT f.{day}::TIMESTAMP AS happened_at, f.response_no AS tie,
    CASE WHEN f.norm <= 0 THEN f.response_no::VARCHAR END AS event_id
FROM score_fact f WHERE {where} AND f.about = 'touchpoint' AND f.touchpoint_id = $item AND f.{day} IS NOT NULL"""
# no file of complaints says from when to when it holds all of them
_KNOWN: Final = """happened_at BETWEEN (SELECT min(happened_at) FROM unit WHERE event_id IS NOT NULL)
    AND (SELECT max(happened_at) FROM unit WHERE event_id IS NOT NULL)"""
_ITEM_TOLD: Final = """
SELECT item_id AS event_id, coalesce(w.external_key, w.item_id) AS shown, p.name AS project,
    concat_ws(' · ', w.severity, w.phase_found, w.cause) AS what
FROM work_item w LEFT JOIN project p USING (project_id)"""
_CASE_TOLD: Final = """
SELECT case_id AS event_id, any_value(coalesce(c.external_key, c.case_id)) AS shown, any_value(p.name) AS project,
    '' AS what FROM process_case c LEFT JOIN project p USING (project_id) GROUP BY case_id"""
_RESPONSE_TOLD: Final = """
SELECT {key} AS event_id, r.response_id AS shown, p.name AS project, v.title AS what
FROM response r JOIN survey v USING (survey_id) LEFT JOIN project p USING (project_id) WHERE r.is_current"""
_TOLD: Final = {
    "escaped": _ITEM_TOLD, "severe": _ITEM_TOLD, "rework": _CASE_TOLD, "activity": _CASE_TOLD,
    "complaints": _RESPONSE_TOLD.format(key="r.response_id"),
    "lowest": _RESPONSE_TOLD.format(key="r.response_no::VARCHAR"),
}  # fmt: skip


def measure_events(store: Reader, scope: Scope, kind: str, item_id: str) -> pd.DataFrame:
    """One row per event of the scope's period in time order.

    Columns: happened_at (time of the house; midnight where only the day is known), event_id, shown, what, project; days
    and units since the event before: time, and units that were no event. The first event of all has neither; the first
    of the period has that to the event before it.
    """
    units, params = _units(store, scope, kind, item_id)
    return store.frame(
        f"""WITH unit AS ({units}),
           numbered AS (SELECT *, row_number() OVER (ORDER BY happened_at, tie, event_id) AS place FROM unit),
           event AS (
               SELECT happened_at, event_id, place,
                   epoch(happened_at - lag(happened_at) OVER in_time) / 86400.0 AS days,
                   place - lag(place) OVER in_time - 1 AS units
               FROM numbered WHERE event_id IS NOT NULL WINDOW in_time AS (ORDER BY place)),
           told AS ({_TOLD[kind]})
           SELECT happened_at, event_id, coalesce(shown, event_id) AS shown, what, project, days, units
           FROM event LEFT JOIN told USING (event_id)
           WHERE ($first::DATE IS NULL OR happened_at >= $first::DATE)
               AND ($last::DATE IS NULL OR happened_at < $last::DATE)
           ORDER BY place""",  # noqa: S608 - fixed statements
        first=scope.start,
        last=scope.end,
        dtypes=_TYPES,
        **params,
    )


def event_periods(
    store: Reader, scope: Scope, kind: str, item_id: str, grain: str, *, week_start: str = "mon"
) -> pd.DataFrame:
    """One row per period with units: period_start, value (events), n (units, the events among them)."""
    units, params = _units(store, scope, kind, item_id)
    return store.frame(
        f"""WITH unit AS ({units})
           SELECT {period_sql("happened_at", grain, week_start)} AS period_start, count(event_id) AS value,
               count(*) AS n
           FROM unit WHERE {_KNOWN if kind == "complaints" else "true"}
               AND ($first::DATE IS NULL OR happened_at >= $first::DATE)
               AND ($last::DATE IS NULL OR happened_at < $last::DATE)
           GROUP BY 1 ORDER BY 1""",  # noqa: S608 - fixed statements
        first=scope.start,
        last=scope.end,
        dtypes={"value": "float64", "n": "float64"},
        **params,
    )


def _units(store: Reader, scope: Scope, kind: str, item_id: str) -> tuple[str, dict[str, Any]]:
    """The units of a kind at all times, and the parameters that the statement names."""
    always = replace(scope, start=None, end=None)
    params: dict[str, Any] = {"journey": scope.journey_id}
    if kind in ("escaped", "severe"):
        sql = _DEFECTS.format(operation=IN_OPERATION, and_severity="AND w.severity = $item" * (kind == "severe"))
    elif kind == "complaints":
        sql = _COMPLAINTS
    elif kind == "lowest":
        where, params = condition(always)
        sql = _ANSWERS.format(day=DATE_COLUMN[scope.basis], where=where)
    else:
        where, params = case_condition(always)
        sql = _CASES.format(logs=LOGS, where=where, took="s.visit > 1" if kind == "rework" else "a.activity = $item")
    known = {
        "item": item_id,
        "zone": str(setting(store, "time_zone")),
        "operation": word_pattern(words()["operation"]),
    }
    return sql, params | {name: value for name, value in known.items() if re.search(rf"\${name}\b", sql)}


def event_list(store: Reader, journey_id: str) -> pd.DataFrame:
    """One row per kind of event with enough of them, in the columns of `data.queries.measures.measure_list`."""
    return store.frame(
        _LIST,
        journey=journey_id,
        operation=word_pattern(words()["operation"]),
        dtypes={name: "str" for name in ("code", "kind", "item_id", "name_en", "name_zh", "unit", "direction", "grain")}
        | dict.fromkeys(("target", "lower_spec", "upper_spec"), "float64"),
    )


_LIST: Final = f"""
WITH escape AS (
    SELECT w.severity FROM work_item w JOIN upload u USING (upload_id)
    WHERE (u.journey_id = $journey OR u.journey_id IS NULL) AND w.kind = 'defect' AND w.created_at IS NOT NULL
        AND {IN_OPERATION}),
log AS ({LOGS}),
cases AS (
    SELECT count(*) AS n, greatest(1.0, epoch(max(ended_at) - min(ended_at)) / 604800) AS weeks
    FROM case_fact WHERE log_no IN (SELECT log_no FROM log)),
taken AS (
    SELECT a.activity, count(DISTINCT s.case_no) AS n, min(m.touchpoint_id) AS touchpoint_id
    FROM step_fact s JOIN process_activity a USING (activity_no) JOIN process_log l ON l.log_no = a.log_no
        LEFT JOIN activity_map m ON m.source_id = l.source_id AND m.activity = a.activity
    WHERE s.log_no IN (SELECT log_no FROM log) GROUP BY a.activity),
again AS (SELECT count(DISTINCT case_no) AS n FROM step_fact WHERE visit > 1 AND log_no IN (SELECT log_no FROM log)),
low AS (
    SELECT touchpoint_id, count(*) FILTER (norm <= 0) AS n, greatest(1.0, date_diff('day', min(answered_on),
        max(answered_on)) / 7.0) AS weeks
    FROM score_fact WHERE journey_id = $journey AND about = 'touchpoint' GROUP BY touchpoint_id),
found AS (
    SELECT 0 AS part, 'escaped' AS kind, $journey AS item_id, NULL AS touchpoint_id, NULL AS stage_id, NULL AS name_en,
        NULL AS name_zh, 'down' AS direction, 0 AS place FROM escape HAVING count(*) >= {FEWEST}
    UNION ALL
    SELECT 1, 'severe', severity, NULL, NULL, severity, severity, 'down', count(*) FROM escape
    WHERE trim(severity) <> '' GROUP BY severity
    HAVING count(*) >= {FEWEST} AND count(*) < (SELECT count(*) FROM escape)
    UNION ALL
    SELECT 2, 'rework', $journey, NULL, NULL, NULL, NULL, 'down', 0 FROM again, cases
    WHERE again.n >= {FEWEST} AND again.n <= {MOST_SHARE} * cases.n
    UNION ALL
    SELECT 3, 'activity', activity, touchpoint_id, NULL, activity, activity, '', taken.n FROM taken, cases
    WHERE taken.n >= {FEWEST} AND taken.n <= {MOST_SHARE} * cases.n AND taken.n < {MOST_PER_WEEK} * cases.weeks
    UNION ALL
    SELECT 4, 'lowest', t.touchpoint_id, t.touchpoint_id, t.stage_id, t.name_en, t.name_zh, 'down',
        100 * s.position + t.position
    FROM low JOIN touchpoint t USING (touchpoint_id) JOIN stage s ON s.stage_id = t.stage_id
    WHERE t.retired_at IS NULL AND low.n >= {FEWEST_ANSWERS} AND low.n < low.weeks)
SELECT kind || ':' || item_id AS code, kind, item_id, touchpoint_id, stage_id, coalesce(name_en, name_zh) AS name_en,
    coalesce(name_zh, name_en) AS name_zh, 'count' AS unit, direction, NULL::DOUBLE AS target,
    NULL::DOUBLE AS lower_spec, NULL::DOUBLE AS upper_spec, 'week' AS grain
FROM found ORDER BY part, place, item_id
"""  # noqa: S608 - fixed names only
