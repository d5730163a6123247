"""What happens when the store lost batches or cannot be read: nothing is thrown away, the last good copy returns.

The database file, its log and the ledger's head are set aside under one timestamp. The newest of these takes their
place: a backup, or what is left of the store itself when that opens and its ledger is unbroken.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import duckdb

from data import ledger
from data.backup import backups, copy_database, discard
from data.faults import is_full
from data.files import OWNER_FOLDER, move_into_place, unknown_uploads
from data.head import head_path
from data.ledger import Batch
from errors import N_, StoreDamaged, StoreFull, StoreRestored

logger = logging.getLogger(__name__)


class Damage(Exception):
    """The file cannot be read, or lacks batches that were acknowledged."""


def suspicion(path: Path) -> Path:
    """A mark beside the store: a query met a damaged block, so the next opening reads the whole file."""
    return path.with_name(path.name + ".suspect")


def note_suspicion(path: Path) -> None:
    """Leave the mark; without it the damage is still told each time a query meets it."""
    try:
        suspicion(path).touch()
    except OSError as error:
        logger.warning("%s could not be marked: %s", path, error)


def set_aside_and_restore(path: Path, files: Path, listed: Sequence[Batch], *, at: datetime) -> NoReturn:
    """Replace the closed, damaged store and say so: StoreRestored, or StoreDamaged when there is no good copy."""
    part = path.with_name(path.name + ".restoring")
    aside = path.with_name(f"{path.name}.aside-{at:%Y%m%dT%H%M%SZ}")
    if path.exists() and not _ledger_of(path):  # the log may be what is damaged: the file alone is the last checkpoint
        _move(_log(path), _log(aside))
    stored = _restore_best(path, files, part)
    _move(path, aside)
    _move(_log(path), _log(aside))
    if stored:
        move_into_place(part, path)
    _move(head_path(path), head_path(aside))
    suspicion(path).unlink(missing_ok=True)
    missing = ledger.missing_batches(listed, stored)
    _keep_uploads(path, files, f"{at:%Y%m%dT%H%M%SZ}")
    _report(aside, missing)
    kind = StoreRestored if stored else StoreDamaged
    raise kind(path=path, aside=aside.name, missing=ledger.named(missing) or N_("nothing"), batches=missing)


def _restore_best(path: Path, files: Path, part: Path) -> list[Batch]:
    """Copy the readable file with the most batches to `part`; its ledger, empty when there is none."""
    candidates = [copy for copy in (path, *backups(files / "backups")) if copy.is_file()]
    ledgers = {copy: _ledger_of(copy) for copy in candidates}
    for copy in sorted(candidates, key=lambda copy: len(ledgers[copy]), reverse=True):
        if ledgers[copy] and _is_copied(copy, part, path):
            return ledgers[copy]
    return []


def _ledger_of(copy: Path) -> list[Batch]:
    """The unbroken ledger of a closed file; empty when the file cannot be read."""
    try:
        with duckdb.connect(str(copy)) as connection:
            stored = ledger.batches(connection)
    except duckdb.Error as error:
        logger.warning("%s cannot be used: %s", copy.name, error)
        return []
    return [] if ledger.broken_link(stored) else stored


def _is_copied(source: Path, part: Path, path: Path) -> bool:
    """Copy a closed file through DuckDB, which checks every block on the way."""
    try:
        with duckdb.connect(str(source)) as connection:
            copy_database(connection, part)
    except duckdb.Error as error:
        discard(part)
        if is_full(error):
            raise StoreFull(path=path) from error
        logger.warning("%s cannot be used: %s", source.name, error)
        return False
    return True


def _log(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _move(path: Path, target: Path) -> None:
    if path.exists():
        path.replace(target)


def _keep_uploads(path: Path, files: Path, stamp: str) -> None:
    """Files of imports that went missing stay, so that they can be imported again."""
    known: set[str] = set()
    if path.exists():
        with duckdb.connect(str(path)) as connection:
            known = {str(row[0]) for row in connection.execute("SELECT sha256 FROM upload").fetchall()}
    unknown = unknown_uploads(files, known)
    if unknown:
        folder = files / "aside" / stamp
        folder.mkdir(parents=True, mode=OWNER_FOLDER, exist_ok=True)
        for upload in unknown:
            upload.replace(folder / upload.name)


def _report(aside: Path, missing: Sequence[Batch]) -> None:
    logger.error("the store was set aside as %s; missing: %s", aside.name, ledger.named(missing))
    report = aside.with_name(aside.name + ".missing.json")
    report.write_text(json.dumps([asdict(batch) for batch in missing], indent=1), encoding="utf-8")
