"""Exports of trackers and service desks as work items: requirements, changes, defects, tickets, tasks."""

from __future__ import annotations

import re

import pandas as pd

from data.ingest.attributes import attribute_object
from data.ingest.batch import Batch
from data.ingest.entities import add_entities
from data.ingest.meaning import map_join, moment
from data.ingest.model import ColumnSpec
from data.ingest.naming import digest
from data.ingest.record_revisions import land
from data.ingest.record_tables import default_item_kind, kind_of_key, kind_of_word, plain_key
from data.ingest.sql import cell, fill, short_hash, text, texts
from data.ingest.values import duration_values
from data.ingest.vendors import rules
from data.transaction import Write

HOURS_PER_DAY = 8.0
STAGED = """
CREATE TEMP TABLE staged_item AS
SELECT <item_id> AS item_id, coalesce(<kind>, $kind) AS kind, <project> AS project_id, <key> AS external_key,
    <title> AS title, <created> AS created_at, <closed> AS closed_at, <baseline> AS in_baseline, <severity> AS severity,
    <injected> AS phase_injected, <found> AS phase_found, <cause> AS cause, <size> AS size,
    CASE WHEN <size> IS NOT NULL THEN $size_unit END AS size_unit, <effort> AS person_days,
    <attributes> AS attributes, $upload_id AS upload_id, s.row_no
FROM staged s <joins>
"""
ORIGINS = "INSERT INTO row_origin SELECT DISTINCT $upload_id, row_no, 'work_item', item_id FROM staged_item"
LAST = """
CREATE TEMP TABLE fresh_item AS
SELECT * FROM staged_item QUALIFY row_number() OVER (PARTITION BY item_id ORDER BY row_no DESC) = 1
"""
KINDS_SEEN = "SELECT DISTINCT <cell> FROM staged s WHERE <cell> IS NOT NULL"
WORD = "(SELECT any_value(<wanted>) FROM item_word w WHERE w.field = <field> AND w.raw = <cell>)"
BARE = r"nullif(regexp_replace(<cell>, '\(#[^()]*\)$', ''), '')"
LOOKUP = "CREATE TEMP TABLE item_word (field VARCHAR, raw VARCHAR, kind VARCHAR, amount DOUBLE, project_id VARCHAR)"
TABLES = ("staged_item", "fresh_item", "item_word")


def write_work_items(write: Write, batch: Batch) -> int:
    """One work item per key, the last row of a key counts; returns the items."""
    write.execute(LOOKUP)
    projects = _projects(write, batch)
    write.insert("item_word", pd.concat([_kinds(write, batch), _efforts(write, batch), projects], ignore_index=True))
    default = default_item_kind(batch.reading.table.headers)
    write.execute(_items_sql(batch), kind=default, size_unit=_size_unit(batch), upload_id=batch.upload_id)
    write.execute(ORIGINS, upload_id=batch.upload_id)
    write.execute(LAST)
    n_items = land(write, "work_item", "fresh_item", upload_id=batch.upload_id)
    for table in TABLES:
        write.execute(f"DROP TABLE {table}")
    return n_items


def filling(batch: Batch, field: str) -> ColumnSpec | None:
    """The column that fills `field`, unless the person gave it another part."""
    return next((c for c in batch.columns if c.fills == field and c.role not in ("other", "empty", "pii")), None)


def _items_sql(batch: Batch) -> str:
    times = [filling(batch, field) for field in ("created_at", "resolved_at", "closed_at")]
    key = filling(batch, "key")
    return fill(
        STAGED,
        item_id=short_hash(text(batch.source_id), cell(key.index) if key else "s.response_id"),
        kind=_word(batch, "type", "kind") if filling(batch, "type") else _word(batch, "key", "kind"),
        project=_word(batch, "project", "project_id"),
        key=_plain(batch, "key"),
        title=_plain(batch, "title"),
        created=_moment(times[0], batch),
        closed=f"coalesce({_moment(times[1], batch)}, {_moment(times[2], batch)})",
        baseline=_baseline(batch),
        severity=_bare(batch, "severity"),
        injected=_bare(batch, "phase_injected"),
        found=_bare(batch, "phase_found"),
        cause=_bare(batch, "cause"),
        size=_size(batch),
        effort=_word(batch, "effort", "amount"),
        attributes=attribute_object(_attribute_columns(batch)),
        joins=" ".join(map_join(column) for column in times if column),
    )


def _attribute_columns(batch: Batch) -> tuple[ColumnSpec, ...]:
    """What has no column of its own and is neither long text nor personal: kept beside the item."""
    own = {"key", "title", "severity", "phase_injected", "phase_found", "cause", "size", "in_baseline"}
    roles = ("segment", "choice", "numeric_attr", "process_metric", "resource", "target_ts", "stage_ts", "theme")
    return tuple(c for c in batch.having(roles) if c.fills not in own | {"created_at"})


def _plain(batch: Batch, field: str) -> str:
    column = filling(batch, field)
    return cell(column.index) if column else "NULL"


def _bare(batch: Batch, field: str) -> str:
    """A choice without the code that a tracker writes behind it: "3(#3)" is "3"."""
    return fill(BARE, cell=_plain(batch, field))


def _moment(column: ColumnSpec | None, batch: Batch) -> str:
    return moment(column, batch.zone) if column and column.date_format else "NULL::TIMESTAMPTZ"


def _word(batch: Batch, field: str, wanted: str) -> str:
    """What the looked-up word of a field's cell means."""
    column = filling(batch, field)
    if column is None:
        return "NULL"
    return fill(WORD, wanted=wanted, field=text(field), cell=cell(column.index))


def _baseline(batch: Batch) -> str:
    column = filling(batch, "in_baseline")
    if column is None:
        return "NULL::BOOLEAN"
    return f"(lower({cell(column.index)}) IN {texts(str(word) for word in rules('work_items')['told_yes'])})"


def _size(batch: Batch) -> str:
    column = filling(batch, "size")
    return f"TRY_CAST(replace({cell(column.index)}, ',', '.') AS DOUBLE)" if column else "NULL::DOUBLE"


def _size_unit(batch: Batch) -> str | None:
    column = filling(batch, "size")
    return plain_key(column.name) if column else None


def _seen(write: Write, column: ColumnSpec | None) -> list[str]:
    return [row[0] for row in write.rows(fill(KINDS_SEEN, cell=cell(column.index)))] if column else []


def _words(field: str, found: dict[str, dict[str, object]]) -> pd.DataFrame:
    """Rows of the look-up table for one field."""
    rows = [{"field": field, "raw": raw, **meant} for raw, meant in found.items()]
    empty = {"field": "str", "raw": "str", "kind": "str", "amount": "float64", "project_id": "str"}
    return pd.DataFrame(rows, columns=list(empty)).astype(empty)


def _kinds(write: Write, batch: Batch) -> pd.DataFrame:
    column = filling(batch, "type")
    if column:
        told = {raw: kind_of_word(raw) for raw in _seen(write, column)}
        return _words("type", {raw: {"kind": kind} for raw, kind in told.items() if kind})
    told = {raw: kind_of_key(raw) for raw in _seen(write, filling(batch, "key"))}
    return _words("key", {raw: {"kind": kind} for raw, kind in told.items() if kind})


def _efforts(write: Write, batch: Batch) -> pd.DataFrame:
    """Person-days per text of the effort column: a day has eight hours, Jira counts seconds, other tools hours."""
    column = filling(batch, "effort")
    raw = pd.Series(_seen(write, column), dtype="str")
    if column is None or raw.empty:
        return _words("effort", {})
    name = plain_key(column.name)
    told = rules("work_items")
    numbers = pd.to_numeric(raw.str.replace(",", ".", regex=False), errors="coerce")
    per_day = HOURS_PER_DAY
    if any(word in name for word in told["days_words"]):
        per_day = 1.0
    elif batch.reading.vendor == "jira" or any(word in name for word in told["seconds_words"]):
        per_day = HOURS_PER_DAY * 3600
    amounts = (numbers / per_day).fillna(duration_values(raw, ".") / (HOURS_PER_DAY * 3600))
    return _words("effort", {text: {"amount": float(n)} for text, n in zip(raw, amounts, strict=True) if n == n})


def _projects(write: Write, batch: Batch) -> pd.DataFrame:
    names = _seen(write, filling(batch, "project"))
    ids = {name: digest(batch.source_id, name) for name in names}
    bare = {name: re.sub(r"\(#[^()]*\)$", "", name) for name in ids}
    rows = [{"project_id": key, "kind": "project", "name": bare[name]} for name, key in ids.items()]
    add_entities(write, batch, "project", rows)
    return _words("project", {name: {"project_id": key} for name, key in ids.items()})
