"""The head of the ledger: its newest rows, repeated in a file beside the database.

A write-ahead log that was cut short opens without a word and simply holds fewer batches. The head is written
after each commit, so it then lists batches the store does not have.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from data.files import OWNER_FILE, move_into_place
from data.ledger import Batch


def head_path(store: Path) -> Path:
    """The file that repeats the newest ledger rows."""
    return store.with_name(store.name + ".head")


def read_head(path: Path) -> list[Batch]:
    """The batches listed, in order. A torn or unreadable line is left out: its write was never acknowledged."""
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
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, OWNER_FILE)
    try:
        os.write(descriptor, _line(batch))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_head(path: Path, batches: Iterable[Batch]) -> None:
    """Write the head anew, whole or not at all."""
    fresh = path.with_name(path.name + ".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_FILE)
    with os.fdopen(descriptor, "wb") as sink:
        sink.writelines(_line(batch) for batch in batches)
        sink.flush()
        os.fsync(sink.fileno())
    move_into_place(fresh, path)


def _line(batch: Batch) -> bytes:
    return (json.dumps(asdict(batch)) + "\n").encode()
