"""Numbered migrations: applied once, forward only, each inside its own transaction."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data.connect import tables

FOLDER = Path(__file__).resolve().parent / "migrations"
_NAME = re.compile(r"(\d{4})_(\w+)\.sql")


@dataclass(frozen=True)
class Migration:
    """One file of data/migrations."""

    number: int
    name: str
    sql: str

    @property
    def digest(self) -> str:
        """Of the text, so that two stores can be told apart."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def known_migrations(folder: Path = FOLDER) -> list[Migration]:
    """All migrations this version knows, in order."""
    found = [(match, path) for path in sorted(folder.glob("*.sql")) if (match := _NAME.fullmatch(path.name))]
    return [Migration(int(m[1]), m[2], path.read_text(encoding="utf-8")) for m, path in found]


def applied_number(connection: duckdb.DuckDBPyConnection) -> int:
    """The number of the newest migration in the store; 0 for an empty one."""
    if "schema_migration" not in tables(connection):
        return 0
    with connection.cursor() as cursor:
        row = cursor.execute("SELECT coalesce(max(number), 0) FROM schema_migration").fetchone()
    return int(row[0]) if row else 0


def apply(cursor: duckdb.DuckDBPyConnection, migration: Migration) -> None:
    """Run one migration inside the transaction that `cursor` has open."""
    cursor.execute(
        "CREATE TABLE IF NOT EXISTS schema_migration (number INTEGER PRIMARY KEY, name VARCHAR NOT NULL, "
        "digest VARCHAR NOT NULL, applied_at TIMESTAMPTZ NOT NULL)"
    )
    cursor.execute(migration.sql)
    cursor.execute(
        "INSERT INTO schema_migration VALUES ($number, $name, $digest, now())",
        {"number": migration.number, "name": migration.name, "digest": migration.digest},
    )


def pending(applied: int, known: Sequence[Migration]) -> list[Migration]:
    """What is still to run."""
    return [migration for migration in known if migration.number > applied]
