"""Backups: COPY FROM DATABASE into a new file beside the store, the last few kept, and their return."""

from __future__ import annotations

import os
import re
import shutil
from datetime import datetime
from pathlib import Path

import duckdb

from data.connect import quoted_name

KEPT = 5
_NAME = re.compile(r"(\d{12})-(\d{8}T\d{12}Z)\.duckdb")


def write_backup(connection: duckdb.DuckDBPyConnection, folder: Path, *, batch_no: int, at: datetime) -> Path:
    """A consistent copy of the open store as of now; readers and the writer go on meanwhile."""
    target = folder / f"{batch_no:012d}-{at:%Y%m%dT%H%M%S%f}Z.duckdb"
    part = target.with_suffix(".part")
    _discard(part)
    try:
        _copy(connection, part)
    except BaseException:
        _discard(part)
        raise
    part.chmod(0o600)
    part.replace(target)
    prune(folder)
    return target


def _copy(connection: duckdb.DuckDBPyConnection, part: Path) -> None:
    with connection.cursor() as cursor:
        row = cursor.execute("SELECT current_database()").fetchone()
        source = quoted_name(str(row[0]) if row else "")
        cursor.execute(f"ATTACH '{str(part).replace(chr(39), chr(39) * 2)}' AS backup_copy")
        try:
            cursor.execute(f"COPY FROM DATABASE {source} TO backup_copy")
            cursor.execute("CHECKPOINT backup_copy")
        finally:
            cursor.execute("DETACH backup_copy")


def _discard(part: Path) -> None:
    for path in (part, part.with_name(part.name + ".wal")):
        path.unlink(missing_ok=True)


def backups(folder: Path) -> list[Path]:
    """The backups, newest batch first."""
    found = [path for path in folder.glob("*.duckdb") if _NAME.fullmatch(path.name)]
    return sorted(found, key=lambda path: path.name, reverse=True)


def batch_no_of(backup: Path) -> int:
    """The number of the last batch a backup holds, from its name."""
    return int(backup.name.split("-", 1)[0])


def prune(folder: Path, *, kept: int = KEPT) -> None:
    """Keep the newest `kept` backups."""
    for old in backups(folder)[kept:]:
        old.unlink(missing_ok=True)


def put_back(backup: Path, store: Path) -> None:
    """Copy a backup to the store's place, whole or not at all. Neither file may be open."""
    part = store.with_name(store.name + ".restoring")
    shutil.copyfile(backup, part)
    part.chmod(0o600)
    descriptor = os.open(part, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    part.replace(store)
