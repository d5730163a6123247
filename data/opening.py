"""Opening a store file: is it one, is it whole, does it hold every acknowledged batch, is it of this version."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import duckdb

from data import ledger, migrate
from data.backup import is_due, write_backup
from data.connect import Limits, connect, tables
from data.faults import first_line, is_corrupt, is_full, is_passing
from data.files import OWNER_FILE, clear_staging, move_into_place, sweep_uploads
from data.head import head_path, read_head
from data.ingest.step_fact import rebuild_steps
from data.ledger import Batch
from data.recovery import Damage, set_aside_and_restore, suspicion
from data.transaction import Write, transaction
from data.versions import read_versions
from errors import N_, NotAStore, StoreFull, StoreUnavailable
from settings import settings

logger = logging.getLogger(__name__)

MAGIC = b"DUCK"
OURS = {"ledger", "area_version", "schema_migration"}


def open_file(path: Path, files: Path, limits: Limits, *, at: datetime) -> duckdb.DuckDBPyConnection:
    """An open, whole and current store. The caller holds the side lock."""
    listed = read_head(head_path(path))
    clear_staging(files)
    if not path.exists() and not listed:
        _create(path, files, limits, at)
    elif not listed:
        _refuse_foreign(path)
    try:
        connection = _connected(path, files, limits, listed)
        try:
            _prepare(connection, path, files, listed, at)
        except BaseException:
            connection.close()
            raise
    except Damage as damage:
        logger.error("%s: %s", path, damage)
        set_aside_and_restore(path, files, listed, at=at)
    return connection


def _create(path: Path, files: Path, limits: Limits, at: datetime) -> None:
    """Build the new store aside and give it its name when it is complete, so that a kill leaves none or a whole one."""
    fresh = files / "staging" / "new.duckdb"
    try:
        with connect(fresh, files, limits) as connection:
            migrate.bring_up_to_date(connection, migrate.known_migrations(), back_up=_nothing, at=at)
            connection.execute("CHECKPOINT")
    except duckdb.Error as error:
        raise _outside(error, path) or error from error
    fresh.chmod(OWNER_FILE)
    move_into_place(fresh, path)


def _nothing() -> None:
    """A new store has nothing to back up."""


def _refuse_foreign(path: Path) -> None:
    """Raise NotAStore for a file that is none; the file stays as it is, byte for byte."""
    if not _looks_like_duckdb(path):
        raise NotAStore(path=path)
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            is_ours = tables(connection) >= OURS
    except duckdb.Error as error:
        raise StoreUnavailable(path=path, reason=first_line(error)) from error
    if not is_ours:
        raise NotAStore(path=path)


def _looks_like_duckdb(path: Path) -> bool:
    """Whether the file starts like a DuckDB file. Only called while this process has it closed."""
    if not path.is_file():
        return False
    with path.open("rb") as source:
        return source.read(12)[8:] == MAGIC


def _connected(path: Path, files: Path, limits: Limits, listed: Sequence[Batch]) -> duckdb.DuckDBPyConnection:
    if not path.exists():
        raise Damage("the database file is gone")
    try:
        connection = connect(path, files, limits)
    except duckdb.Error as error:
        raise _meaning(error, path, listed) from error
    path.chmod(OWNER_FILE)
    return connection


def _meaning(error: duckdb.Error, path: Path, listed: Sequence[Batch]) -> Exception:
    """Damage only where the file is known to be ours and the cause lies in it."""
    return _outside(error, path) or (
        Damage(first_line(error)) if listed else StoreUnavailable(path=path, reason=first_line(error))
    )


def _outside(error: duckdb.Error, path: Path) -> StoreUnavailable | None:
    if is_full(error):
        return StoreFull(path=path)
    return StoreUnavailable(path=path, reason=first_line(error)) if is_passing(error) else None


def _prepare(
    connection: duckdb.DuckDBPyConnection, path: Path, files: Path, listed: Sequence[Batch], at: datetime
) -> None:
    try:
        _check_ledger(connection, listed)
        _bring_up_to_date(connection, path, files, at)
        _back_up_if_due(connection, path, files, at)
        known = {str(row[0]) for row in connection.execute("SELECT sha256 FROM upload").fetchall()}
    except duckdb.Error as error:
        if is_corrupt(error):
            raise _meaning(error, path, listed) from error
        raise _outside(error, path) or error from error
    sweep_uploads(files, known)


def _check_ledger(connection: duckdb.DuckDBPyConnection, listed: Sequence[Batch]) -> None:
    """Raise Damage when the ledger is broken or lacks batches that its head lists."""
    if not tables(connection) >= OURS:
        raise Damage("the file is not the store it was")
    read_versions(connection)
    stored = ledger.batches(connection, first=listed[0].batch_no if listed else 0)
    broken = ledger.broken_link(stored)
    if broken:
        raise Damage(f"the ledger breaks at batch {broken.batch_no}")
    missing = ledger.missing_batches(listed, stored)
    if missing:
        raise Damage(f"missing batches: {ledger.named(missing)}")


def _bring_up_to_date(connection: duckdb.DuckDBPyConnection, path: Path, files: Path, at: datetime) -> None:
    known = migrate.known_migrations()
    if migrate.applied_number(connection) > max(migration.number for migration in known):
        raise StoreUnavailable(path=path, reason=N_("it was made by a newer version of Throughline."))
    migrate.bring_up_to_date(connection, known, back_up=lambda: _back_up(connection, files, at), at=at)
    _derive_missing(connection, files)


def _derive_missing(connection: duckdb.DuckDBPyConnection, files: Path) -> None:
    """The steps of event logs that an older version imported."""
    with connection.cursor() as cursor, transaction(cursor):
        write = Write(cursor, files, seconds=settings().import_seconds)
        if write.value("SELECT EXISTS (FROM event) AND NOT EXISTS (FROM process_log)"):
            rebuild_steps(write)


def _back_up_if_due(connection: duckdb.DuckDBPyConnection, path: Path, files: Path, at: datetime) -> None:
    """Once a day, and when a query met a damaged block: copying reads every block, so it finds all damage."""
    batch_no = ledger.last_batch(connection).batch_no
    has_writes = batch_no > migrate.applied_number(connection)
    is_wanted = has_writes and is_due(files / "backups", batch_no=batch_no, at=at)
    if not is_wanted and not suspicion(path).exists():
        return
    if shutil.disk_usage(files).free < 2 * path.stat().st_size:
        logger.warning("no room for a backup of %s", path)
        return
    _back_up(connection, files, at)
    suspicion(path).unlink(missing_ok=True)


def _back_up(connection: duckdb.DuckDBPyConnection, files: Path, at: datetime) -> Path:
    return write_backup(connection, files / "backups", batch_no=ledger.last_batch(connection).batch_no, at=at)
