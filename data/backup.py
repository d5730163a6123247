"""Backups: COPY FROM DATABASE into a new file beside the store, the kept files linked beside it, the last few kept."""

from __future__ import annotations

import os
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from data.connect import quoted, quoted_name
from data.files import OWNER_FILE, OWNER_FOLDER, move_into_place

KEPT = 5
EVERY = timedelta(days=1)
STAMP = "%Y%m%dT%H%M%S%fZ"
_NAME = re.compile(r"\d{12}-\d{8}T\d{12}Z\.duckdb")


def write_backup(cursor: duckdb.DuckDBPyConnection, folder: Path, *, batch_no: int, at: datetime) -> Path:
    """A consistent copy of the open store as of now; readers and the writer go on meanwhile."""
    target = folder / f"{batch_no:012d}-{at.astimezone(UTC):{STAMP}}.duckdb"
    part = target.with_suffix(".part")
    try:
        copy_database(cursor, part)
        link_uploads(folder.parent / "uploads", uploads_of(target))
        move_into_place(part, target)
    finally:
        discard(part)
    prune(folder)
    return target


def uploads_of(backup: Path) -> Path:
    """The folder beside a backup that holds the uploads it names."""
    return backup.with_suffix(".uploads")


def link_uploads(uploads: Path, target: Path) -> None:
    """Link every kept file into `target`: no bytes are copied where the disk knows hard links."""
    target.mkdir(mode=OWNER_FOLDER, exist_ok=True)
    for kept in uploads.glob("*/*"):
        linked = target / kept.parent.name / kept.name
        linked.parent.mkdir(mode=OWNER_FOLDER, exist_ok=True)
        try:
            os.link(kept, linked)
        except OSError:  # no hard links on this disk
            shutil.copy2(kept, linked)


def copy_database(cursor: duckdb.DuckDBPyConnection, part: Path) -> None:
    """Copy the open store into the new file `part`, on the disk when this returns."""
    discard(part)
    row = cursor.execute("SELECT current_database()").fetchone()
    source, copy = quoted_name(str(row[0]) if row else ""), quoted_name(f"copy_{part.stem}")
    cursor.execute(f"ATTACH {quoted(str(part))} AS {copy}")
    try:
        cursor.execute(f"COPY FROM DATABASE {source} TO {copy}")
        cursor.execute(f"CHECKPOINT {copy}")
    finally:
        cursor.execute(f"DETACH {copy}")
    part.chmod(OWNER_FILE)


def discard(part: Path) -> None:
    """Remove an unfinished copy."""
    for path in (part, part.with_name(part.name + ".wal")):
        path.unlink(missing_ok=True)


def backups(folder: Path) -> list[Path]:
    """The backups, newest batch first."""
    found = [path for path in folder.glob("*.duckdb") if _NAME.fullmatch(path.name)]
    return sorted(found, key=lambda path: path.name, reverse=True)


def batch_no_of(backup: Path) -> int:
    """The number of the last batch a backup holds, from its name."""
    return int(backup.name.split("-", 1)[0])


def is_due(folder: Path, *, batch_no: int, at: datetime) -> bool:
    """Whether the newest backup lacks batches and is a day old."""
    newest = next(iter(backups(folder)), None)
    if newest is None:
        return True
    made_at = datetime.strptime(newest.stem.split("-", 1)[1], STAMP).replace(tzinfo=UTC)
    return batch_no_of(newest) < batch_no and at - made_at >= EVERY


def remove_all(folder: Path) -> int:
    """Remove every backup with the files linked beside it; the number of backups there were."""
    held = backups(folder)
    prune(folder, kept=0)
    for left in folder.glob("*.part*"):
        left.unlink()
    return len(held)


def prune(folder: Path, *, kept: int = KEPT) -> None:
    """Keep the newest `kept` backups."""
    for old in backups(folder)[kept:]:
        old.unlink(missing_ok=True)
    named = {uploads_of(backup) for backup in backups(folder)}
    for left in folder.glob("*.uploads"):
        if left not in named:
            shutil.rmtree(left)
