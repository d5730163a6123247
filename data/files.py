"""The folder beside the database file: uploads as they came, work in progress, backups.

<stem>.files/uploads/<sha256>/original, cells.parquet
<stem>.files/staging/    emptied at every start
<stem>.files/backups/    the last few copies of the store
<stem>.files/aside/      what was set aside after damage; never emptied
"""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path

from errors import StoreFull, StoreUnavailable

OWNER_ONLY = 0o700


def files_folder(store: Path) -> Path:
    """The folder that belongs to the database file `store`."""
    return store.with_name(store.stem + ".files")


def prepare_folders(store: Path) -> Path:
    """Create the folders, readable by their owner only."""
    files = files_folder(store)
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        for folder in (files, files / "uploads", files / "staging", files / "backups"):
            folder.mkdir(mode=OWNER_ONLY, exist_ok=True)
    except OSError as error:
        raise _refusal(store, error) from error
    return files


def _refusal(store: Path, error: OSError) -> StoreUnavailable:
    full = "no space left" in str(error).lower()
    return StoreFull(path=store) if full else StoreUnavailable(path=store, reason=error.strerror or str(error))


def sweep(files: Path, known: Collection[str]) -> int:
    """Remove what a killed process left: all of staging, and upload folders whose sha256 no upload has."""
    orphans = [*(files / "staging").iterdir(), *unknown_uploads(files, known)]
    for orphan in orphans:
        _remove(orphan)
    return len(orphans)


def unknown_uploads(files: Path, known: Collection[str]) -> list[Path]:
    """Upload folders that no upload in the store refers to."""
    return [folder for folder in (files / "uploads").iterdir() if folder.name not in known]


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
