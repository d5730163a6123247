"""Opening a store file: is it one, is it whole, and does it hold every batch its ledger's head lists."""

from __future__ import annotations

from pathlib import Path

import duckdb

from data.connect import Limits, connect, tables
from data.faults import first_line, is_full, is_passing
from data.ledger import Batch
from errors import NotAStore, StoreFull, StoreUnavailable

MAGIC = b"DUCK"
COLUMNS = "batch_no, batch_id, kind, n_rows, digest, running_digest"
INSERT_BATCH = f"""INSERT INTO ledger ({COLUMNS}, written_at)
    VALUES ($batch_no, $batch_id, $kind, $n_rows, $digest, $running_digest, $written_at)"""  # noqa: S608 - constant
SELECT_BATCHES = f"""SELECT {COLUMNS}, strftime(written_at, '%Y-%m-%dT%H:%M:%S.%f+00:00') FROM ledger
    WHERE batch_no >= $first ORDER BY batch_no"""  # noqa: S608 - constant


def open_checked(path: Path, files: Path, limits: Limits) -> duckdb.DuckDBPyConnection:
    """An open connection to a file that is a store."""
    if not looks_like_duckdb(path):
        raise NotAStore(path=path)
    try:
        connection = connect(path, files, limits)
    except duckdb.Error as error:
        if is_full(error):
            raise StoreFull(path=path) from error
        if is_passing(error):
            raise StoreUnavailable(path=path, reason=first_line(error)) from error
        raise
    if not {"ledger", "area_version", "schema_migration"} <= tables(connection):
        connection.close()
        raise NotAStore(path=path)
    return connection


def looks_like_duckdb(path: Path) -> bool:
    """Whether the file starts like a DuckDB file. Only called while nobody, we included, has it open."""
    if not path.is_file():
        return False
    with path.open("rb") as source:
        return source.read(12)[8:] == MAGIC


def batches(connection: duckdb.DuckDBPyConnection, *, first: int = 0) -> list[Batch]:
    """The ledger from batch `first` on."""
    with connection.cursor() as cursor:
        return [Batch(*row) for row in cursor.execute(SELECT_BATCHES, {"first": first}).fetchall()]


def last_batch(connection: duckdb.DuckDBPyConnection) -> Batch | None:
    """The newest batch in the ledger."""
    with connection.cursor() as cursor:
        row = cursor.execute("SELECT max(batch_no) FROM ledger").fetchone()
    found = batches(connection, first=int(row[0])) if row and row[0] is not None else []
    return found[-1] if found else None
