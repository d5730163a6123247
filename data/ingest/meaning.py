"""What the distinct texts of one column mean: a number on a scale, a moment, a duration."""

from __future__ import annotations

import re

import pandas as pd

from data.ingest.batch import TIMES, Batch
from data.ingest.model import ColumnSpec
from data.ingest.sql import cell, fill, text
from data.ingest.values import duration_values, score_values, time_values
from data.transaction import Write

MAPPED = frozenset({"score", "rank", "duration_s", *TIMES})
COLUMNS = ("col_no", "raw", "num", "norm", "ts", "is_na", "na_reason")
VALUE_MAP = """
CREATE TEMP TABLE value_map (col_no INTEGER, raw VARCHAR, num DOUBLE, norm DOUBLE, ts TIMESTAMPTZ, is_na BOOLEAN,
    na_reason VARCHAR)
"""
DISTINCT = "SELECT DISTINCT <cell> AS raw FROM staged s WHERE <cell> IS NOT NULL"
PLAIN_FORMAT = re.compile(r"%Y([-/.])%m\1%d([ T]%H:%M(:%S)?)?")
MANY = 50_000
LOG_TIMES = frozenset({"enabled_ts", "start_ts", "end_ts"})


def map_values(write: Write, batch: Batch) -> None:
    """Fill `value_map`: one row per column and distinct text of a score, rank, time or duration."""
    write.execute(VALUE_MAP)
    columns = [column for column in batch.having(MAPPED) if not is_read_by_engine(column)]
    frames = [_column_meanings(write, batch, column) for column in columns]
    filled = [frame for frame in frames if not frame.empty]
    if filled:
        write.insert("value_map", pd.concat(filled, ignore_index=True))


def is_read_by_engine(column: ColumnSpec) -> bool:
    """Whether a time column has too many distinct texts for a map and a format that the engine reads alike."""
    return column.role in TIMES and column.n_distinct > MANY and bool(PLAIN_FORMAT.fullmatch(column.date_format or ""))


def moment(column: ColumnSpec, zone: str) -> str:
    """SQL for the instant in a time cell; `map_join` brings in what it needs."""
    if not is_read_by_engine(column):
        return f"m{column.index}.ts"
    told, fmt = cell(column.index), column.date_format or ""
    read = f"(try_strptime({told}, {text(fmt)}) AT TIME ZONE {text(zone)})"
    if column.role not in LOG_TIMES:
        return read
    return f"coalesce({read}, try_strptime({told}, {text(fmt + '%z')}))"


def map_join(column: ColumnSpec) -> str:
    """The join that looks a cell up in the map."""
    if is_read_by_engine(column):
        return ""
    index = column.index
    return f"LEFT JOIN value_map m{index} ON m{index}.col_no = {index} AND m{index}.raw = {cell(index)}"


def _column_meanings(write: Write, batch: Batch, column: ColumnSpec) -> pd.DataFrame:
    found = write.frame(fill(DISTINCT, cell=cell(column.index)))
    return meanings(found["raw"], column, zone=batch.zone, decimal=batch.reading.table.params.decimal)


def meanings(texts: pd.Series, column: ColumnSpec, *, zone: str, decimal: str) -> pd.DataFrame:
    """One row per distinct text: col_no, raw, num, norm, ts, is_na, na_reason."""
    raw = pd.Series(texts.astype("str").to_numpy(), dtype="str")
    if column.role in TIMES:
        meant = {"ts": time_values(raw, column.date_format or "", zone, is_mixed=column.role in LOG_TIMES)[0]}
    elif column.role == "duration_s":
        meant = {"num": duration_values(raw, decimal)}
    else:
        meant = _scores(raw, column, decimal)
    blank: dict[str, object] = {"num": float("nan"), "norm": float("nan"), "is_na": False, "na_reason": ""}
    blank["ts"] = pd.Series(pd.NaT, index=raw.index, dtype="datetime64[us, UTC]")
    columns = {**blank, **{name: series.array for name, series in meant.items()}}
    frame = pd.DataFrame({**columns, "raw": raw, "col_no": column.index}, index=raw.index)
    types = {"num": "float64", "norm": "float64", "is_na": "bool", "na_reason": "str", "ts": "datetime64[us, UTC]"}
    return frame[list(COLUMNS)].astype(types)


def _scores(raw: pd.Series, column: ColumnSpec, decimal: str) -> dict[str, pd.Series]:
    if column.scale is not None:
        scored = score_values(raw, column.scale, decimal)
        return {
            "num": scored["native"],
            "norm": scored["norm"],
            "is_na": scored["is_na"],
            "na_reason": scored["na_reason"],
        }
    numbers = pd.to_numeric(raw.str.replace(decimal, ".", regex=False), errors="coerce")
    return {"num": numbers, "is_na": numbers.isna(), "na_reason": numbers.isna().map({True: "unparsed", False: ""})}
