"""docs/data-model.md names every table, and the declared keys as they are."""

from __future__ import annotations

import re
from pathlib import Path

from data.store import Store

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "data-model.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `(\w+)` \| .+ \| ([^|]+) \|$", PAGE, flags=re.MULTILINE))


def test_every_table_is_described(fresh_store: Store) -> None:
    tables = fresh_store.rows("SELECT table_name FROM duckdb_tables() WHERE NOT internal")
    assert {str(name) for (name,) in tables} == set(ROWS)


def test_declared_keys_are_in_bold_and_no_others(fresh_store: Store) -> None:
    keys = fresh_store.rows(
        "SELECT table_name, array_to_string(constraint_column_names, ', ') FROM duckdb_constraints() "
        "WHERE constraint_type = 'PRIMARY KEY'"
    )
    bold = re.compile(r"\*\*([\w, ]+)\*\*")
    told = {table: match[1] for table, key in ROWS.items() if (match := bold.fullmatch(key.strip()))}
    assert told == {str(table): str(columns) for table, columns in keys}


def test_keys_kept_by_the_writer_name_real_columns(fresh_store: Store) -> None:
    columns = set(fresh_store.rows("SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"))
    for table, key in ROWS.items():
        names = re.findall(r"\w+", key)
        assert names, table
        assert {(table, name) for name in names} <= columns


def test_there_are_no_foreign_keys(fresh_store: Store) -> None:
    found = "SELECT count(*) FROM duckdb_constraints() WHERE constraint_type = 'FOREIGN KEY'"
    assert fresh_store.value(found) == 0
