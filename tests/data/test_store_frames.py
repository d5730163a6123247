"""Frames leave the store with dtypes fixed by the SQL type, whatever values they hold."""

from __future__ import annotations

import pandas as pd
import pytest

from data.frames import dtype_of
from data.store import Store

EXAMPLES = {
    "VARCHAR": ("'x'", "str"),
    "JSON": ("'{}'", "str"),
    "UUID": ("uuid()", "str"),
    "BOOLEAN": ("true", "boolean"),
    "TINYINT": ("1", "Int64"),
    "INTEGER": ("1", "Int64"),
    "BIGINT": ("9007199254740993", "Int64"),
    "UBIGINT": ("18446744073709551615", "UInt64"),
    "HUGEINT": ("1", "float64"),
    "DOUBLE": ("1.5", "float64"),
    "FLOAT": ("1.5", "float64"),
    "DECIMAL(9, 2)": ("1.25", "float64"),
    "DATE": ("DATE '2026-03-01'", "datetime64[us]"),
    "TIMESTAMP": ("TIMESTAMP '2026-03-01 08:00:00'", "datetime64[us]"),
    "TIMESTAMPTZ": ("TIMESTAMPTZ '2026-03-01 08:00:00Z'", "datetime64[us, UTC]"),
    "INTERVAL": ("INTERVAL 90 MINUTE", "timedelta64[us]"),
}


@pytest.mark.parametrize("sql_type", EXAMPLES)
def test_the_dtype_follows_from_the_sql_type(fresh_store: Store, sql_type: str) -> None:
    value, dtype = EXAMPLES[sql_type]
    filled = f"SELECT ({value})::{sql_type} AS c"
    empty = f"SELECT NULL::{sql_type} AS c"
    for sql in (filled, empty, f"{filled} UNION ALL {empty}", f"{filled} WHERE false"):
        column = fresh_store.frame(sql)["c"]
        assert str(column.dtype) == dtype, sql
    assert fresh_store.frame(empty)["c"].isna().tolist() == [True]


def test_values_arrive_whole(fresh_store: Store) -> None:
    row = fresh_store.frame(
        "SELECT 9007199254740993 AS big, 1.25::DECIMAL(9,2) AS money, '客户' AS text, false AS flag, [1, 2] AS list,"
        " TIMESTAMPTZ '2026-03-01 08:00:00+08' AS moment"
    ).iloc[0]
    assert (row["big"], row["money"], row["text"], row["flag"]) == (9007199254740993, 1.25, "客户", False)
    assert row["moment"] == pd.Timestamp("2026-03-01 00:00", tz="UTC")
    assert list(row["list"]) == [1, 2]


def test_a_caller_may_fix_a_column_further(fresh_store: Store) -> None:
    frame = fresh_store.frame("SELECT count(*) AS n, 'a' AS kind", dtypes={"n": "int64", "kind": "category"})
    assert [str(dtype) for dtype in frame.dtypes] == ["int64", "category"]


def test_a_name_that_occurs_twice_is_an_error(fresh_store: Store) -> None:
    with pytest.raises(ValueError, match="twice"):
        fresh_store.frame("SELECT 1 AS a, 2 AS a")


def test_every_column_of_the_schema_has_a_plain_dtype(fresh_store: Store) -> None:
    """Weights and vectors are bytes; every other column has a dtype of its own, whole numbers with room for hashes."""
    types = fresh_store.rows("SELECT DISTINCT data_type FROM duckdb_columns() WHERE NOT internal")
    assert {dtype_of(str(name)) for (name,) in types if name != "BLOB"} <= {
        "str", "boolean", "Int64", "UInt64", "float64", "datetime64[us]", "datetime64[us, UTC]"
    }  # fmt: skip


def test_a_write_sees_the_same_types(fresh_store: Store) -> None:
    with fresh_store.write("people", "work") as write:
        write.execute("INSERT INTO person VALUES ('p', 'Li', NULL)")
        assert [str(dtype) for dtype in write.frame("SELECT * FROM person").dtypes] == ["str", "str", "str"]
