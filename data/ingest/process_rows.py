"""Event logs, and the milestones of orders beside their reviews, as process cases and events.

An event that two files hold is one row: the newer upload's, the older one waits for an undo. A case belongs to the
first upload that tells of it; `row_origin` notes the others, undo hands it over.
"""

from __future__ import annotations

from data.ingest.batch import Batch
from data.ingest.event_rows import stage_log
from data.ingest.mapping import column_label
from data.ingest.meaning import map_join, moment
from data.ingest.model import ColumnSpec
from data.ingest.record_revisions import land
from data.ingest.roles_named import ANSWERS
from data.ingest.sql import cell, fill, short_hash, text
from data.ingest.vendors import normal_name
from data.transaction import Write

MILESTONE = """
CREATE TEMP TABLE staged_event AS
SELECT <event_id> AS event_id, <case_id> AS case_id, <activity> AS activity, NULL::TIMESTAMPTZ AS enabled_ts,
    NULL::TIMESTAMPTZ AS start_ts, <end> AS end_ts, <target> AS target_ts, <tz_known> AS tz_known,
    NULL::VARCHAR AS resource, NULL::VARCHAR AS lifecycle, NULL::DOUBLE AS cost, NULL::JSON AS attributes, s.row_no
FROM staged s <joins> WHERE <wanted>
"""
FRESH = """
CREATE TEMP TABLE fresh_event AS
SELECT e.event_id, e.case_id,
    row_number() OVER (PARTITION BY e.case_id ORDER BY coalesce(e.start_ts, e.end_ts), e.end_ts, e.row_no) AS seq,
    e.activity, m.touchpoint_id, e.enabled_ts, e.start_ts, e.end_ts, e.target_ts, e.tz_known, e.resource, e.lifecycle,
    e.cost, CASE WHEN e.cost IS NOT NULL THEN $currency END AS currency, e.attributes, $upload_id AS upload_id, e.row_no
FROM staged_event e LEFT JOIN activity_map m ON m.source_id = $source_id AND m.activity = e.activity
QUALIFY row_number() OVER (PARTITION BY e.event_id ORDER BY e.row_no DESC) = 1
"""
CASES = """
INSERT INTO process_case (case_id, source_id, external_key, journey_id, respondent_id, upload_id)
SELECT case_id, $source_id, any_value(external_key), coalesce($journey_id, <placed>),
    any_value(respondent_id), $upload_id
FROM (SELECT <case_id> AS case_id, <case_key> AS external_key, s.respondent_id FROM staged s
      WHERE <case_key> IS NOT NULL)
WHERE case_id NOT IN (SELECT case_id FROM process_case) GROUP BY case_id
"""
# A log that somebody put behind a journey brings its next cases there too.
PLACED = """coalesce((SELECT min(journey_id) FROM process_log WHERE source_id = $source_id),
    (SELECT min(t.journey_id) FROM activity_map m JOIN touchpoint t USING (touchpoint_id)
     WHERE m.source_id = $source_id))"""
CASE_SPANS = """
UPDATE process_case SET opened_at = e.opened_at, closed_at = e.closed_at
FROM (SELECT case_id, min(coalesce(start_ts, end_ts)) AS opened_at, max(coalesce(end_ts, start_ts)) AS closed_at
      FROM event GROUP BY case_id HAVING case_id IN (<cases>)) e
WHERE process_case.case_id = e.case_id
"""
ORIGINS = "INSERT INTO row_origin SELECT DISTINCT $upload_id, row_no, 'event', event_id FROM event_row"
MILESTONE_ROWS = "CREATE TEMP TABLE event_row AS SELECT row_no, event_id, case_id FROM staged_event"
CASE_ORIGINS = """
INSERT INTO row_origin SELECT DISTINCT $upload_id, s.row_no, 'process_case', <case_id> FROM staged s
WHERE <case_key> IS NOT NULL
"""
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
UPDATE process_case SET upload_id = o.upload_id FROM (
    SELECT entity_id, min_by(upload_id, u.upload_no) AS upload_id
    FROM row_origin r JOIN upload u USING (upload_id)
    WHERE entity = 'process_case' AND upload_id <> $upload_id GROUP BY entity_id) o
WHERE process_case.upload_id = $upload_id AND process_case.case_id = o.entity_id
"""
NO_CASE = """
INSERT INTO aside SELECT c.row_no, 'no_case', to_json(c)::VARCHAR FROM read_parquet(<path>) c
WHERE c.row_no IN (SELECT s.row_no FROM staged s WHERE <named> IS NULL)
"""
NO_ACTIVITY = """
INSERT INTO aside SELECT c.row_no, 'no_activity', to_json(c)::VARCHAR FROM read_parquet(<path>) c
WHERE c.row_no IN (SELECT s.row_no FROM staged s WHERE <case_key> IS NULL AND <named> IS NOT NULL)
"""


def write_events(write: Write, batch: Batch) -> int:
    """Cases and events of a log, without the rows that name no case or no step; returns how many events it tells of."""
    for column in batch.plan.with_role("segment"):
        write.execute(
            _case_sql(CASE_SEGMENTS, batch, cell=cell(column.index)),
            dim=column_label(column),
            upload_id=batch.upload_id,
        )
    for aside in (NO_CASE, NO_ACTIVITY):
        write.execute(_case_sql(aside, batch, path=text(str(batch.file.cells)), named=_case_name(batch)))
    _write_cases(write, batch)
    stage_log(write, batch, case_id=case_hash(batch), case_key=_case_key(batch))
    return _land_events(write, batch)


def write_milestones(write: Write, batch: Batch) -> int:
    """Cases beside answers: an event per milestone column, and the answer linked to its case.

    A key alone makes no case: it waits for the process data that holds the case.
    """
    columns = batch.plan.with_role("stage_ts")
    if not columns and (batch.reading.kind in ANSWERS or batch.plan.first("case_id") is None):
        return 0
    _write_cases(write, batch)
    n_events = 0
    for column in columns:
        write.execute(_milestone_sql(batch, column))
        write.execute(MILESTONE_ROWS)
        n_events += _land_events(write, batch)
    write.execute(_case_sql(LINKS, batch), upload_id=batch.upload_id)
    return n_events


def _write_cases(write: Write, batch: Batch) -> None:
    taken: dict[str, object] = {"upload_id": batch.upload_id, "source_id": batch.source_id}
    write.execute(_case_sql(CASES, batch, placed=PLACED), journey_id=batch.journey_id, **taken)
    write.execute(_case_sql(CASE_ORIGINS, batch), upload_id=batch.upload_id)


def _land_events(write: Write, batch: Batch) -> int:
    """The staged events into the store, their rows into `row_origin`; returns how many the file tells of."""
    currency = write.value("SELECT value ->> '$' FROM setting WHERE key = 'currency'") or "CNY"
    taken: dict[str, object] = {"upload_id": batch.upload_id, "source_id": batch.source_id}
    write.execute(FRESH, currency=currency, **taken)
    n_events = land(write, "event", "fresh_event", upload_id=batch.upload_id)
    write.execute(ORIGINS, upload_id=batch.upload_id)
    write.execute(fill(CASE_SPANS, cases="SELECT case_id FROM staged_event"))
    for table in ("staged_event", "fresh_event", "event_row"):
        write.execute(f"DROP TABLE {table}")
    return n_events


def _case_key(batch: Batch) -> str:
    """What names the case of a row; NULL too where an event says no activity, so that the row is no event."""
    activity = batch.plan.first("activity") if batch.reading.kind == "event_log" else None
    name = _case_name(batch)
    return f"CASE WHEN {cell(activity.index)} IS NOT NULL THEN {name} END" if activity else name


def _case_name(batch: Batch) -> str:
    """Its own key or, where the file has none, the answer's."""
    column = batch.plan.first("case_id")
    return cell(column.index) if column else "s.response_id"


def case_hash(batch: Batch) -> str:
    """SQL for the id of a row's case."""
    return short_hash(text(batch.source_id), _case_key(batch))


def _case_sql(template: str, batch: Batch, **parts: str) -> str:
    return fill(template, case_id=case_hash(batch), case_key=_case_key(batch), **parts)


def _milestone_sql(batch: Batch, column: ColumnSpec) -> str:
    activity = column.stage or column_label(column)
    target = _target_of(batch, column)
    return fill(
        MILESTONE,
        event_id=short_hash(case_hash(batch), text(activity)),
        case_id=case_hash(batch),
        activity=text(activity),
        end=moment(column, batch.zone),
        target=moment(target, batch.zone) if target else "NULL::TIMESTAMPTZ",
        tz_known="true" if "%z" in (column.date_format or "") else "false",
        joins=" ".join(dict.fromkeys(map_join(c) for c in (column, target) if c)),
        wanted=f"{_case_key(batch)} IS NOT NULL AND {moment(column, batch.zone)} IS NOT NULL",
    )


def _target_of(batch: Batch, column: ColumnSpec) -> ColumnSpec | None:
    """The promised time that belongs to a milestone: by a word both names share, else to the last milestone."""
    milestones = [c for c in batch.plan.with_role("stage_ts") if c.date_format]
    for target in batch.plan.with_role("target_ts"):
        if not target.date_format:
            continue
        shared = {c.index: len(_stems(c.name) & _stems(target.name)) for c in milestones}
        best = max(shared.values(), default=0)
        # of equals the last one: the promise is about when it ends
        owner = [c for c in milestones if shared[c.index] == best][-1:]
        if owner and owner[0].index == column.index:
            return target
    return None


def _stems(name: str) -> set[str]:
    """The first five letters of the words of a name, those that every date column has left out."""
    return {word[:5] for word in normal_name(name).split() if word not in ("date", "at", "time", "order", "timestamp")}


def hand_over(write: Write, upload_id: str) -> None:
    """Before an upload goes: cases that another upload holds too become that one's."""
    write.execute(TAKE_OVER, upload_id=upload_id)


def respan(write: Write, upload_id: str) -> None:
    """Opening and closing of the upload's cases from the events that are left."""
    cases = "SELECT entity_id FROM row_origin WHERE entity = 'process_case' AND upload_id = $upload_id"
    write.execute(fill(CASE_SPANS, cases=cases), upload_id=upload_id)
