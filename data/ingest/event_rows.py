"""The rows of an event log as events: one per row, or one per pair of a start and a complete row.

Pairs are made in the order of time, first in first out, within case, activity and (where the log has one) instance. A
start without an end and an end without a start stay as what they are. Rows of other transitions (suspended, assigned)
stay events of their own with their `lifecycle`; scheduled ones give the time from which the event could have begun.
"""

from __future__ import annotations

from data.ingest.attributes import attribute_object
from data.ingest.batch import Batch
from data.ingest.dates import ZONED, has_zone
from data.ingest.meaning import map_join, moment
from data.ingest.model import ColumnSpec
from data.ingest.sql import cell, fill, short_hash, text, texts
from data.ingest.vendors import normal_name, rules
from data.transaction import Write

BARE = r":\d\d(?:\.\d+)?$"  # a clock time with nothing behind it
TIME_ROLES = ("enabled_ts", "start_ts", "end_ts", "target_ts")
ROWS = """
CREATE TEMP TABLE log_row AS
SELECT <event_id> AS event_id, <case_id> AS case_id, <activity> AS activity, <enabled> AS enabled_ts,
    <start> AS start_ts, <end> AS end_ts, <target> AS target_ts, <resource> AS resource, <lifecycle> AS lifecycle,
    <phase> AS phase, <instance> AS instance, <cost> AS cost, <attributes> AS attributes, s.row_no,
    <zoned> AS is_zoned
FROM staged s <joins> WHERE <wanted>
"""
PLAIN = """
CREATE TEMP TABLE staged_event AS
SELECT event_id, case_id, activity, enabled_ts, start_ts, end_ts, target_ts, <tz_known> AS tz_known, resource,
    lifecycle, cost, attributes, row_no FROM log_row
"""
# How many ends came without a start so far is the highest surplus of ends over starts; the k-th other end belongs to
# the k-th start.
MARKED = """
CREATE TEMP TABLE log_mark AS
SELECT *, coalesce(end_ts, start_ts) AS happened,
    count(*) FILTER (WHERE phase = 'start') OVER before AS n_starts,
    count(*) FILTER (WHERE phase = 'end') OVER before AS n_ends
FROM log_row
WINDOW before AS (PARTITION BY case_id, activity, instance ORDER BY coalesce(end_ts, start_ts),
    CASE phase WHEN 'enabled' THEN 0 WHEN 'start' THEN 1 ELSE 2 END, row_no)
"""
NUMBERED = """
CREATE TEMP TABLE log_number AS
SELECT *, greatest(max(n_ends - n_starts) OVER before, 0) AS n_orphans,
    row_number() OVER (PARTITION BY case_id, activity, instance, phase ORDER BY happened, row_no) AS place
FROM log_mark
WINDOW before AS (PARTITION BY case_id, activity, instance ORDER BY happened,
    CASE phase WHEN 'enabled' THEN 0 WHEN 'start' THEN 1 ELSE 2 END, row_no)
"""
PAIRED = """
CREATE TEMP TABLE log_pair AS
WITH ends AS (
    SELECT *, n_ends - n_orphans AS start_no,
        n_orphans > lag(n_orphans, 1, 0) OVER (PARTITION BY case_id, activity, instance ORDER BY place) AS is_orphan
    FROM log_number WHERE phase = 'end'),
starts AS (SELECT * FROM log_number WHERE phase = 'start')
SELECT b.event_id AS first_id, e.event_id AS last_id, coalesce(b.event_id, e.event_id) AS event_id,
    coalesce(b.case_id, e.case_id) AS case_id, coalesce(b.activity, e.activity) AS activity,
    coalesce(b.instance, e.instance) AS instance, coalesce(e.enabled_ts, b.enabled_ts) AS enabled_ts,
    coalesce(b.start_ts, b.happened) AS start_ts, e.happened AS end_ts, coalesce(e.target_ts, b.target_ts) AS target_ts,
    coalesce(e.resource, b.resource) AS resource, coalesce(e.lifecycle, b.lifecycle) AS lifecycle,
    CASE WHEN b.cost IS NULL OR e.cost IS NULL OR b.cost = e.cost THEN coalesce(e.cost, b.cost) ELSE b.cost + e.cost END
        AS cost, coalesce(e.attributes, b.attributes) AS attributes, least(b.row_no, e.row_no) AS row_no,
    row_number() OVER (PARTITION BY coalesce(b.case_id, e.case_id), coalesce(b.activity, e.activity),
        coalesce(b.instance, e.instance)
        ORDER BY coalesce(b.happened, e.happened), coalesce(b.row_no, e.row_no)) AS place
FROM starts b FULL JOIN ends e ON b.case_id = e.case_id AND b.activity = e.activity AND b.instance = e.instance
    AND b.place = e.start_no AND NOT e.is_orphan
"""
MERGED = """
CREATE TEMP TABLE staged_event AS
SELECT p.event_id, p.case_id, p.activity, coalesce(p.enabled_ts, n.happened) AS enabled_ts, p.start_ts, p.end_ts,
    p.target_ts,    <tz_known> AS tz_known, p.resource, p.lifecycle, p.cost, p.attributes, p.row_no
FROM log_pair p LEFT JOIN log_number n ON n.phase = 'enabled' AND n.case_id = p.case_id AND n.activity = p.activity
    AND n.instance = p.instance AND n.place = p.place
UNION ALL
SELECT o.event_id, o.case_id, o.activity, o.enabled_ts, CASE WHEN o.phase = 'enabled' THEN NULL ELSE o.start_ts END,
    CASE WHEN o.phase = 'enabled' THEN NULL ELSE o.happened END, o.target_ts, <tz_known>, o.resource, o.lifecycle,
    o.cost, o.attributes, o.row_no
FROM log_number o LEFT JOIN log_pair p ON o.phase = 'enabled' AND p.case_id = o.case_id AND p.activity = o.activity
    AND p.instance = o.instance AND p.place = o.place
WHERE o.phase = 'other' OR (o.phase = 'enabled' AND p.event_id IS NULL)
"""
# Every row of the file leads to the event it became a part of.
PARTS = """
CREATE TEMP TABLE event_row AS
SELECT l.row_no, coalesce(b.event_id, e.event_id, n.event_id, l.event_id) AS event_id, l.case_id
FROM log_number l LEFT JOIN log_pair b ON l.phase = 'start' AND b.first_id = l.event_id
    LEFT JOIN log_pair e ON l.phase = 'end' AND e.last_id = l.event_id
    LEFT JOIN log_pair n ON l.phase = 'enabled' AND n.case_id = l.case_id AND n.activity = l.activity
        AND n.instance = l.instance AND n.place = l.place
"""
PLAIN_PARTS = "CREATE TEMP TABLE event_row AS SELECT row_no, event_id, case_id FROM staged_event"
TABLES = ("log_row", "log_mark", "log_number", "log_pair")


def stage_log(write: Write, batch: Batch, *, case_id: str, case_key: str) -> None:
    """Fill `staged_event` (one row per event) and `event_row` (which row became part of which event)."""
    write.execute(_rows_sql(batch, case_id, case_key))
    zoned = any("%z" in (c.date_format or "") for role in TIME_ROLES for c in batch.plan.with_role(role))
    known = "true" if zoned else "false"
    if _has_pairs(write, batch):
        for statement in (MARKED, NUMBERED, PAIRED, fill(MERGED, tz_known=known), PARTS):
            write.execute(statement)
    else:
        write.execute(fill(PLAIN, tz_known="is_zoned"))
        write.execute(PLAIN_PARTS)
    for table in TABLES:
        write.execute(f"DROP TABLE IF EXISTS {table}")


def _has_pairs(write: Write, batch: Batch) -> bool:
    """Whether starts and ends stand in rows of their own: a lifecycle says it and no row holds both."""
    if batch.plan.first("lifecycle") is None or not write.value("SELECT count(*) FROM log_row WHERE phase = 'start'"):
        return False
    return not write.value("SELECT count(*) FROM log_row WHERE start_ts IS NOT NULL AND end_ts IS NOT NULL")


def _rows_sql(batch: Batch, case_id: str, case_key: str) -> str:
    times = {role: batch.plan.first(role) for role in TIME_ROLES}
    event, activity = batch.plan.first("event_id"), batch.plan.first("activity")
    costs = batch.plan.with_role("cost")
    return fill(
        ROWS,
        event_id=short_hash(text(batch.source_id), cell(event.index) if event else "s.response_id"),
        case_id=case_id,
        activity=f"coalesce({cell(activity.index)}, '')" if activity else "''",
        enabled=_moment(times["enabled_ts"], batch),
        start=_moment(times["start_ts"], batch),
        end=_moment(times["end_ts"], batch),
        target=_moment(times["target_ts"], batch),
        resource=_plain(batch, "resource"),
        lifecycle=_plain(batch, "lifecycle"),
        phase=_phase(batch),
        instance=_instance(batch),
        cost=_cost(batch, costs),
        zoned=_zoned(batch),
        attributes=attribute_object(_attribute_columns(batch, costs)),
        joins=" ".join(map_join(column) for column in times.values() if column),
        wanted=f"{case_key} IS NOT NULL",
    )


def _zoned(batch: Batch) -> str:
    """Whether the times of a row carry a zone: two systems may have written the log. As the file, where it has none."""
    columns = [column for role in TIME_ROLES for column in batch.plan.with_role(role) if column.date_format]
    told = [f"CASE WHEN {cell(column.index)} IS NOT NULL THEN {_zone_of(column)} END" for column in columns]
    by_file = "true" if any(has_zone(column.date_format or "") for column in columns) else "false"
    return f"coalesce({', '.join([*told, by_file])})"


def _zone_of(column: ColumnSpec) -> str:
    """Whether a zone stands behind the clock time; where the format wants one, whether none is missing."""
    value, fmt = cell(column.index), column.date_format or ""
    if "%z" in fmt:
        return f"NOT regexp_matches({value}, '{BARE}')"
    return "true" if has_zone(fmt) else f"regexp_matches({value}, '{ZONED}')"


def _attribute_columns(batch: Batch, costs: tuple[ColumnSpec, ...]) -> list[ColumnSpec]:
    """What describes the event; the parts of a cost where there are several, and more than one resource."""
    described = batch.having(("process_metric", "numeric_attr", "choice", "step_no", "channel", "stage_ts"))
    more = batch.plan.with_role("resource")[1:]
    return [*described, *(costs if len(costs) > 1 else ()), *more]


def _cost(batch: Batch, columns: tuple[ColumnSpec, ...]) -> str:
    """The sum of all cost columns; NULL where none holds a number."""
    if not columns:
        return "NULL::DOUBLE"
    parts = [_amount(batch, column) for column in columns]
    if len(parts) == 1:
        return parts[0]
    total = " + ".join(f"coalesce({part}, 0)" for part in parts)
    return f"CASE WHEN coalesce({', '.join(parts)}) IS NOT NULL THEN {total} END"


def _amount(batch: Batch, column: ColumnSpec) -> str:
    value = cell(column.index)
    comma = batch.reading.table.params.decimal == ","
    plain = f"replace(replace({value}, '.', ''), ',', '.')" if comma else f"replace({value}, ',', '')"
    return f"TRY_CAST({plain} AS DOUBLE)"


def _phase(batch: Batch) -> str:
    """start, end, enabled or other, by the words of the lifecycle column."""
    column = batch.plan.first("lifecycle")
    if column is None:
        return "'end'"
    value = f"lower({cell(column.index)})"
    cases = " ".join(
        f"WHEN {value} IN {texts(str(word) for word in words)} THEN '{phase}'"
        for phase, words in rules("process")["lifecycle"].items()
    )
    return f"CASE WHEN {value} IS NULL THEN 'end' {cases} ELSE 'other' END"


def _instance(batch: Batch) -> str:
    """What tells repetitions of an activity in one case apart, where the log says it."""
    names = {normal_name(str(name)) for name in rules("process")["instance"]}
    column = next((c for c in batch.columns if normal_name(c.name) in names and is_staged(c)), None)
    return f"coalesce({cell(column.index)}, '')" if column else "''"


def is_staged(column: ColumnSpec) -> bool:
    """Whether the cells of the column are among the staged ones."""
    return column.role in ("event_id", "segment", "numeric_attr", "process_metric", "step_no", "choice")


def _moment(column: ColumnSpec | None, batch: Batch) -> str:
    return moment(column, batch.zone) if column and column.date_format else "NULL::TIMESTAMPTZ"


def _plain(batch: Batch, role: str) -> str:
    column = batch.plan.first(role)
    return cell(column.index) if column else "NULL::VARCHAR"
