"""The ledger of batches, and its head kept beside the database file.

Every write appends one row to the table `ledger`: number, id, kind, rows, digest, and a digest that runs over all
batches so far. After the commit the same line goes to `<store>.head`. A write-ahead log that was cut short opens
without a word and simply holds fewer batches; the head then lists batches the store does not have.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

KEPT = 2_000
OWNER_ONLY = 0o600


@dataclass(frozen=True)
class Batch:
    """One committed write."""

    batch_no: int
    batch_id: str
    kind: str
    n_rows: int
    digest: str
    running_digest: str
    written_at: str


def running(before: str, digest: str) -> str:
    """The digest over all batches up to this one."""
    return hashlib.sha256(f"{before}|{digest}".encode()).hexdigest()


def head_path(store: Path) -> Path:
    """The file that repeats the newest ledger rows."""
    return store.with_name(store.name + ".head")


def read_head(path: Path) -> list[Batch]:
    """The batches listed in the head, in order; a torn or unreadable line is left out (it was never acknowledged)."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return [batch for line in lines if (batch := _parsed(line)) is not None]


def _parsed(line: str) -> Batch | None:
    try:
        return Batch(**json.loads(line))
    except (ValueError, TypeError):
        return None


def append_head(path: Path, batch: Batch) -> None:
    """Add one batch and wait until it is on the disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, OWNER_ONLY)
    try:
        os.write(descriptor, _line(batch))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_head(path: Path, batches: Iterable[Batch]) -> None:
    """Write the head anew, whole or not at all."""
    fresh = path.with_name(path.name + ".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as sink:
        sink.writelines(_line(batch) for batch in batches)
        sink.flush()
        os.fsync(sink.fileno())
    fresh.replace(path)


def _line(batch: Batch) -> bytes:
    return (json.dumps(asdict(batch)) + "\n").encode()


def missing_batches(head: list[Batch], stored: Iterable[Batch]) -> list[Batch]:
    """Batches of the head that the store does not hold with the same running digest."""
    held = {batch.batch_no: batch.running_digest for batch in stored}
    return [batch for batch in head if held.get(batch.batch_no) != batch.running_digest]


def broken_link(stored: list[Batch]) -> Batch | None:
    """The first batch that does not continue the one before it."""
    for before, batch in itertools.pairwise(stored):
        follows = batch.batch_no == before.batch_no + 1
        if not follows or batch.running_digest != running(before.running_digest, batch.digest):
            return batch
    return None
