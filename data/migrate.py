"""Numbered migrations: applied once, forward only, each inside its own transaction, after a backup."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from data.connect import tables
from data.ledger import add_batch, last_batch, next_batch
from data.transaction import transaction
from data.versions import AREAS, raise_versions

FOLDER = Path(__file__).resolve().parent / "migrations"
TABLE = """CREATE TABLE IF NOT EXISTS schema_migration (number INTEGER PRIMARY KEY, name VARCHAR NOT NULL,
    digest VARCHAR NOT NULL, applied_at TIMESTAMPTZ NOT NULL)"""
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


def bring_up_to_date(
    connection: duckdb.DuckDBPyConnection, known: Sequence[Migration], *, back_up: Callable[[], object], at: datetime
) -> list[Migration]:
    """Run what is pending; `back_up` comes first where there is something to lose. Returns what was run."""
    applied = applied_number(connection)
    pending = [migration for migration in known if migration.number > applied]
    if pending and applied:
        back_up()
    for migration in pending:
        with connection.cursor() as cursor, transaction(cursor):
            _apply(cursor, migration, at)
    return pending


def _apply(cursor: duckdb.DuckDBPyConnection, migration: Migration, at: datetime) -> None:
    cursor.execute(TABLE)
    cursor.execute(migration.sql)
    cursor.execute(
        "INSERT INTO schema_migration VALUES ($number, $name, $digest, $at)",
        {"number": migration.number, "name": migration.name, "digest": migration.digest, "at": at},
    )
    raise_versions(cursor, AREAS)
    kind = f"migration {migration.number:04d}"
    add_batch(cursor, next_batch(last_batch(cursor), kind=kind, n_rows=0, digest=migration.digest, at=at))
