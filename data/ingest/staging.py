"""Temporary tables of one import: the file's rows with their keys, and the meaning of each distinct value.

`row_key` has one row per landed row, `staged` adds the text cells, `value_map` one row per column and distinct text.
They live in the transaction's cursor and vanish with it.
"""

from __future__ import annotations

import pandas as pd

from data.ingest.batch import Batch
from data.ingest.meaning import MAPPED, meanings
from data.ingest.sql import cell, fill, text, trimmed
from data.ingest.states import states
from data.transaction import Write

CELLS = "read_parquet(<path>)"
ROW_KEY = """
CREATE TEMP TABLE row_key AS SELECT s.row_no, <key> AS key, 1::INTEGER AS occurrence FROM <cells> s WHERE <wanted>
"""
ROW_KEY_COUNTED = """
CREATE OR REPLACE TEMP TABLE row_key AS
SELECT row_no, key, row_number() OVER (PARTITION BY key ORDER BY row_no)::INTEGER AS occurrence,
       count(*) OVER (PARTITION BY key)::INTEGER AS n_same FROM row_key
"""
STAGED = """
CREATE TEMP TABLE staged AS
SELECT substr(md5(concat_ws(chr(31), $survey_id, k.key<occurrence>)), 1, 20) AS response_id,
       $base + <first_row> AS response_no, <item_no> AS item_no, <touchpoint> AS touchpoint_id,
       <respondent> AS respondent_id, s.*
FROM <cells> s JOIN row_key k USING (row_no) <joins>
"""
FIRST_ROWS = "JOIN (SELECT key, min(row_no) AS row_no FROM row_key GROUP BY key) f ON f.key = k.key"
LAST_NO = "SELECT coalesce(max(response_no), 0) FROM response"


def stage_rows(write: Write, batch: Batch) -> None:
    """Fill `row_key` and `staged`; repeated answers are set aside as decided."""
    cells = fill(CELLS, path=text(str(batch.file.cells)))
    write.execute("CREATE TEMP TABLE aside (row_no BIGINT, reason VARCHAR, cells VARCHAR)")
    write.execute(fill(ROW_KEY, key=_key(batch), cells=cells, wanted="true"))
    repeats = 0 if batch.is_long else _count_repeats(write)
    if batch.is_long:
        write.execute(ROW_KEY_COUNTED)
    if repeats:
        _settle_repeats(write, batch, cells)
    write.execute(
        _staged_sql(batch, cells, repeated=bool(repeats)), survey_id=batch.survey_id, base=write.value(LAST_NO)
    )


def _staged_sql(batch: Batch, cells: str, *, repeated: bool) -> str:
    touchpoint, joins = _row_touchpoint(batch)
    if batch.is_long:
        joins += " " + FIRST_ROWS
    return fill(
        STAGED,
        cells=cells,
        joins=joins,
        touchpoint=touchpoint,
        respondent=_respondent(batch),
        occurrence=", CASE WHEN k.occurrence > 1 THEN k.occurrence END" if repeated else "",
        first_row="f.row_no" if batch.is_long else "k.row_no",
        item_no="k.occurrence - 1" if batch.is_long else "0",
    )


def _key(batch: Batch) -> str:
    """The vendor's answer id; where there is none, or Excel damaged it, all raw cells."""
    width = batch.reading.table.n_columns
    whole = f"md5(concat_ws(chr(31), {', '.join(f'coalesce({cell(i)}, chr(0))' for i in range(width))}))"
    column = batch.plan.first("response_id")
    damaged = column is not None and any(i.column == column.index for i in batch.issues_of("damaged_ids"))
    if column is None or damaged:
        return whole
    return f"coalesce('id:' || {trimmed(column.index)}, {whole})"


def _count_repeats(write: Write) -> int:
    """How many rows share their key with an earlier one; their occurrence is numbered then."""
    n_repeats = int(write.value("SELECT count(*) - count(DISTINCT key) FROM row_key"))
    if n_repeats:
        write.execute(ROW_KEY_COUNTED)
    return n_repeats


def _settle_repeats(write: Write, batch: Batch, cells: str) -> None:
    """Set all but the latest (or first) of equal keys aside; "all" keeps them apart by their occurrence."""
    choice = repeats_kept(batch)
    if choice == "all":
        return
    dropped = "occurrence > 1" if choice == "first" else "occurrence < n_same"
    write.execute(
        fill(
            "INSERT INTO aside SELECT row_no, 'duplicate', to_json(s)::VARCHAR FROM <cells> s "
            "WHERE row_no IN (SELECT row_no FROM row_key WHERE <dropped>)",
            cells=cells,
            dropped=dropped,
        )
    )
    write.execute(fill("DELETE FROM row_key WHERE <dropped>", dropped=dropped))
    write.execute("UPDATE row_key SET occurrence = 1")


def repeats_kept(batch: Batch) -> str:
    """Which of equal answers are kept: as decided; undecided, rows without an id stay apart and ids keep the latest."""
    decided = next(
        (value for key, value in batch.plan.decisions.items() if key.partition(":")[0] == "duplicate_rows"), None
    )
    if decided is not None:
        return str(decided)
    return "latest" if batch.plan.first("response_id") else "all"


def _row_touchpoint(batch: Batch) -> tuple[str, str]:
    """The touchpoint a row names, as expression and join."""
    column = batch.plan.first("touchpoint")
    if not batch.is_by_row or column is None:
        return "NULL::VARCHAR", ""
    pairs = ", ".join(f"({text(str(value))}, {text(found)})" for value, found in batch.touchpoints.items())
    return "n.touchpoint_id", f"LEFT JOIN (VALUES {pairs}) n(name, touchpoint_id) ON n.name = {trimmed(column.index)}"


def _respondent(batch: Batch) -> str:
    """Hash of the source and the person's key; an e-mail address serves where the file has no key."""
    column = batch.plan.first("respondent_id")
    if column is not None:
        key = trimmed(column.index)
    else:
        mail = next((c for c in batch.plan.with_role("pii") if c.pii_type == "email"), None)
        if mail is None:
            return "NULL::VARCHAR"
        key = f"lower({trimmed(mail.index)})"
    return (
        f"CASE WHEN lower({key}) NOT IN {states('anonymous')} "
        f"THEN substr(md5(concat_ws(chr(31), {text(batch.source_id)}, {key})), 1, 20) END"
    )


def map_values(write: Write, batch: Batch) -> None:
    """Fill `value_map` with what each distinct text of a score, time or duration column means."""
    write.execute(
        "CREATE TEMP TABLE value_map (col_no INTEGER, raw VARCHAR, num DOUBLE, norm DOUBLE, ts TIMESTAMPTZ, "
        "is_na BOOLEAN, na_reason VARCHAR)"
    )
    frames = [_column_meanings(write, batch, column.index) for column in batch.having(MAPPED)]
    filled = [frame for frame in frames if not frame.empty]
    if filled:
        write.insert("value_map", pd.concat(filled, ignore_index=True))


def _column_meanings(write: Write, batch: Batch, index: int) -> pd.DataFrame:
    column = next(c for c in batch.columns if c.index == index)
    found = write.frame(
        fill(
            "SELECT DISTINCT <cell> AS raw FROM staged s WHERE <some> IS NOT NULL",
            cell=cell(index),
            some=trimmed(index),
        )
    )
    return meanings(found["raw"], column, zone=batch.zone, decimal=batch.reading.table.params.decimal)
