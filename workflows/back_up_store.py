"""A backup on request, and what lies in the folder beside the store."""

from __future__ import annotations

from pathlib import Path

from data.store import Store


def back_up_store(store: Store) -> Path:
    """Copy the whole store into its backup folder while it is in use; the path of the copy."""
    return store.backup()


def backups(store: Store) -> list[Path]:
    """The backups kept, newest first."""
    folder = store.files / "backups"
    found = folder.glob("*.duckdb") if folder.is_dir() else iter(())
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def folder_bytes(folder: Path) -> int:
    """Bytes of all files below `folder`."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else 0
