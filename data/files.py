"""The folder beside the database file: uploads as they came, work in progress, backups.

- `<stem>.files/uploads/<sha256>/` holds `original` and `cells.parquet`
- `<stem>.files/staging/` is emptied at every start
- `<stem>.files/backups/` holds the last few copies of the store
- `<stem>.files/aside/` keeps what was set aside after damage; nothing empties it
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Collection
from pathlib import Path

from data.faults import unwritable

OWNER_FOLDER = 0o700
OWNER_FILE = 0o600


def files_folder(store: Path) -> Path:
    """The folder that belongs to the database file `store`."""
    return store.with_name(store.stem + ".files")


def prepare_folders(store: Path) -> Path:
    """Create the folders, readable by their owner only."""
    files = files_folder(store)
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        for folder in (files, files / "uploads", files / "staging", files / "backups"):
            folder.mkdir(mode=OWNER_FOLDER, exist_ok=True)
    except OSError as error:
        raise unwritable(error, store) from error
    return files


def clear_staging(files: Path) -> None:
    """Remove what a killed process left in staging. Only called by the process that holds the store."""
    for leftover in (files / "staging").iterdir():
        _remove(leftover)


def unknown_uploads(files: Path, known: Collection[str]) -> list[Path]:
    """Upload folders that no upload in the store refers to."""
    return [folder for folder in (files / "uploads").iterdir() if folder.name not in known]


def sweep_uploads(files: Path, known: Collection[str]) -> int:
    """Remove the files of imports that were never committed; the number of folders removed."""
    orphans = unknown_uploads(files, known)
    for orphan in orphans:
        _remove(orphan)
    return len(orphans)


def move_into_place(part: Path, target: Path) -> None:
    """Give a finished file its name, and wait until the name is on the disk."""
    part.replace(target)
    if sys.platform == "win32":
        return
    descriptor = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
