"""Event logs, and the milestones of orders beside their reviews, as process cases and events.

An event that two files hold is one row: the first upload owns it, `row_origin` notes the others, undo hands it over.
"""

from __future__ import annotations

from data.ingest.batch import Batch
from data.ingest.mapping import column_label
from data.ingest.meaning import map_join, moment
from data.ingest.model import ColumnSpec
from data.ingest.sql import cell, fill, short_hash, text
from data.transaction import Write

STAGED_EVENTS = """
CREATE TEMP TABLE staged_event AS
SELECT <event_id> AS event_id, <case_id> AS case_id, <activity> AS activity, <enabled> AS enabled_ts,
    <start> AS start_ts, <end> AS end_ts, <target> AS target_ts, <tz_known> AS tz_known,
    <resource> AS resource, <lifecycle> AS lifecycle,
    <cost> AS cost, <attributes> AS attributes, s.row_no
FROM staged s <joins> WHERE <wanted>
"""
EVENTS = """
INSERT INTO event (event_id, case_id, seq, activity, touchpoint_id, enabled_ts, start_ts, end_ts, target_ts, tz_known,
    resource, lifecycle, cost, currency, attributes, upload_id, row_no)
SELECT e.event_id, e.case_id,
    row_number() OVER (PARTITION BY e.case_id ORDER BY coalesce(e.start_ts, e.end_ts), e.end_ts, e.row_no), e.activity,
    m.touchpoint_id, e.enabled_ts, e.start_ts, e.end_ts, e.target_ts, e.tz_known, e.resource, e.lifecycle, e.cost,
    CASE WHEN e.cost IS NOT NULL THEN $currency END, e.attributes, $upload_id, e.row_no
FROM staged_event e LEFT JOIN activity_map m ON m.source_id = $source_id AND m.activity = e.activity
WHERE e.event_id NOT IN (SELECT event_id FROM event)
"""
CASES = """
INSERT INTO process_case (case_id, source_id, external_key, journey_id, respondent_id, upload_id)
SELECT case_id, $source_id, any_value(external_key), $journey_id, any_value(respondent_id), $upload_id
FROM (SELECT <case_id> AS case_id, <case_key> AS external_key, s.respondent_id FROM staged s
      WHERE <case_key> IS NOT NULL)
WHERE case_id NOT IN (SELECT case_id FROM process_case) GROUP BY case_id
"""
CASE_SPANS = """
UPDATE process_case SET opened_at = e.opened_at, closed_at = e.closed_at
FROM (SELECT case_id, min(coalesce(start_ts, end_ts)) AS opened_at, max(coalesce(end_ts, start_ts)) AS closed_at
      FROM event GROUP BY case_id) e
WHERE process_case.case_id = e.case_id AND process_case.case_id IN (<cases>)
"""
ORIGINS = "INSERT INTO row_origin SELECT DISTINCT $upload_id, row_no, '<entity>', <id> FROM staged_event"
CASE_SEGMENTS = """
INSERT INTO segment_value (owner_kind, owner_id, dim, value, upload_id)
SELECT DISTINCT 'case', <case_id>, $dim, <cell>, $upload_id FROM staged s
WHERE <cell> IS NOT NULL AND <case_key> IS NOT NULL
"""
LINKS = """
INSERT INTO link (response_id, case_id, method, confidence, upload_id)
SELECT DISTINCT s.response_id, <case_id>, 'row', 1.0, $upload_id FROM staged s WHERE <case_key> IS NOT NULL
"""
TAKE_OVER = """
UPDATE <table> SET upload_id = o.upload_id<row> FROM (
    SELECT entity_id, min_by(upload_id, (u.upload_no, r.row_no)) AS upload_id,
           min_by(row_no, (u.upload_no, r.row_no)) AS row_no
    FROM row_origin r JOIN upload u USING (upload_id)
    WHERE entity = <entity> AND upload_id <> $upload_id GROUP BY entity_id) o
WHERE <table>.upload_id = $upload_id AND <table>.<key> = o.entity_id
"""


def write_events(write: Write, batch: Batch) -> int:
    """Cases and events of an event log; returns the number of events in the file."""
    for column in batch.plan.with_role("segment"):
        write.execute(
            _case_sql(CASE_SEGMENTS, batch, cell=cell(column.index)),
            dim=column_label(column),
            upload_id=batch.upload_id,
        )
    return _write(write, batch, [_log_sql(batch)])


def write_milestones(write: Write, batch: Batch) -> int:
    """Cases beside answers: an event per milestone column, and the answer linked to its case."""
    columns = batch.plan.with_role("stage_ts")
    if not columns and batch.plan.first("case_id") is None:
        return 0
    n_events = _write(write, batch, [_milestone_sql(batch, column) for column in columns])
    write.execute(_case_sql(LINKS, batch), upload_id=batch.upload_id)
    return n_events


def _write(write: Write, batch: Batch, selects: list[str]) -> int:
    taken: dict[str, object] = {"upload_id": batch.upload_id, "source_id": batch.source_id}
    write.execute(_case_sql(CASES, batch), journey_id=batch.journey_id, **taken)
    currency = write.value("SELECT value ->> '$' FROM setting WHERE key = 'currency'") or "CNY"
    n_events = 0
    for select in selects:
        n_events += write.execute(select)
        write.execute(EVENTS, currency=currency, **taken)
        for entity in ("event", "process_case"):
            write.execute(
                fill(ORIGINS, entity=entity, id="event_id" if entity == "event" else "case_id"),
                upload_id=batch.upload_id,
            )
        write.execute(fill(CASE_SPANS, cases="SELECT case_id FROM staged_event"))
        write.execute("DROP TABLE staged_event")
    return n_events


def _case_key(batch: Batch) -> str:
    """What names the case: its own key or, where the file has none, the answer's."""
    column = batch.plan.first("case_id")
    return cell(column.index) if column else "s.response_id"


def case_hash(batch: Batch) -> str:
    """SQL for the id of a row's case."""
    return short_hash(text(batch.source_id), _case_key(batch))


def _case_sql(template: str, batch: Batch, **parts: str) -> str:
    return fill(template, case_id=case_hash(batch), case_key=_case_key(batch), **parts)


def _log_sql(batch: Batch) -> str:
    times = {role: batch.plan.first(role) for role in ("enabled_ts", "start_ts", "end_ts", "target_ts")}
    event = batch.plan.first("event_id")
    cost, activity = batch.plan.first("cost"), batch.plan.first("activity")
    zoned = any(column is not None and "%z" in (column.date_format or "") for column in times.values())
    return fill(
        STAGED_EVENTS,
        event_id=short_hash(text(batch.source_id), cell(event.index) if event else "s.response_id"),
        case_id=case_hash(batch),
        activity=f"coalesce({cell(activity.index)}, '')" if activity else "''",
        enabled=_moment(times["enabled_ts"], batch),
        start=_moment(times["start_ts"], batch),
        end=_moment(times["end_ts"], batch),
        target=_moment(times["target_ts"], batch),
        tz_known="true" if zoned else "false",
        resource=_plain(batch, "resource"),
        lifecycle=_plain(batch, "lifecycle"),
        cost=f"TRY_CAST(replace({cell(cost.index)}, ',', '.') AS DOUBLE)" if cost else "NULL",
        attributes=attributes(batch, ("process_metric", "numeric_attr", "choice")),
        joins=" ".join(map_join(column) for column in times.values() if column),
        wanted=f"{_case_key(batch)} IS NOT NULL",
    )


def _milestone_sql(batch: Batch, column: ColumnSpec) -> str:
    activity = column.stage or column_label(column)
    return fill(
        STAGED_EVENTS,
        event_id=short_hash(case_hash(batch), text(activity)),
        case_id=case_hash(batch),
        activity=text(activity),
        enabled="NULL::TIMESTAMPTZ",
        start="NULL::TIMESTAMPTZ",
        end=moment(column, batch.zone),
        target="NULL::TIMESTAMPTZ",
        tz_known="true" if "%z" in (column.date_format or "") else "false",
        resource="NULL",
        lifecycle="NULL",
        cost="NULL",
        attributes="NULL",
        joins=map_join(column),
        wanted=f"{_case_key(batch)} IS NOT NULL AND {moment(column, batch.zone)} IS NOT NULL",
    )


def _moment(column: ColumnSpec | None, batch: Batch) -> str:
    return moment(column, batch.zone) if column else "NULL::TIMESTAMPTZ"


def _plain(batch: Batch, role: str) -> str:
    column = batch.plan.first(role)
    return cell(column.index) if column else "NULL"


def attributes(batch: Batch, roles: tuple[str, ...]) -> str:
    """SQL for a JSON object of the cells of some roles, NULL without such columns."""
    columns = batch.having(roles)
    pairs = ", ".join(f"{text(column_label(c))}, {cell(c.index)}" for c in columns)
    return f"json_object({pairs})" if pairs else "NULL"


def hand_over(write: Write, upload_id: str) -> None:
    """Before an upload goes: cases and events that another upload holds too become that one's."""
    for table, key, row in (("event", "event_id", ", row_no = o.row_no"), ("process_case", "case_id", "")):
        write.execute(fill(TAKE_OVER, table=table, key=key, row=row, entity=text(table)), upload_id=upload_id)


def respan(write: Write, upload_id: str) -> None:
    """Opening and closing of the upload's cases from the events that are left."""
    cases = "SELECT entity_id FROM row_origin WHERE entity = 'process_case' AND upload_id = $upload_id"
    write.execute(fill(CASE_SPANS, cases=cases), upload_id=upload_id)
