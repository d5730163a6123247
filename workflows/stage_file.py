"""A private copy of an uploaded file: made in pieces, hashed on the way, dropped when no longer needed."""

from __future__ import annotations

import hashlib
import os
import uuid
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from data.ingest.issues import refused
from data.store import Store

PIECE = 1024 * 1024
MOST_NAME = 200


class Source(Protocol):
    """Anything that can be read piece by piece."""

    def read(self, size: int, /) -> bytes:
        """The next `size` bytes."""


@dataclass(frozen=True)
class StagedFile:
    """The private copy: where it lies, what the person called it, its hash and size."""

    path: Path
    name: str
    sha256: str
    n_bytes: int


def stage_file(store: Store, source: Source, *, name: str, limit_mb: int) -> StagedFile:
    """Copy `source` into the store's staging folder, readable by its owner only.

    Raises
    ------
    FileRefused
        The file is empty or larger than `limit_mb`; nothing stays behind.
    """
    folder = store.files / "staging"
    folder.mkdir(parents=True, exist_ok=True)
    name = safe_name(name)
    path = folder / f"{uuid.uuid4().hex}{suffix(name)}"
    digest, n_bytes = hashlib.sha256(), 0
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            while piece := source.read(PIECE):
                n_bytes += len(piece)
                if n_bytes > limit_mb * PIECE:
                    raise refused("too_large", size=f"> {limit_mb}", limit=limit_mb)
                digest.update(piece)
                target.write(piece)
        if n_bytes == 0:
            raise refused("empty_file")
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return StagedFile(path, name, digest.hexdigest(), n_bytes)


def drop_staged(staged: StagedFile) -> None:
    """Remove the private copy; one that is already gone is fine."""
    staged.path.unlink(missing_ok=True)


def safe_name(name: str) -> str:
    r"""The last part of a path without control characters, for display and for the file's type.

    >>> safe_name("C:\\surveys\\2024.csv"), safe_name("../../etc/passwd")
    ('2024.csv', 'passwd')
    """
    last = PurePosixPath(name.replace("\\", "/")).name
    printable = "".join(char for char in last if char.isprintable())
    return printable[-MOST_NAME:] or "file"


def suffix(name: str) -> str:
    """The file type as written in the name, kept because readers look at it; nothing odd gets through.

    >>> suffix("log.csv.gz"), suffix("a.b/c"), suffix("survey.XLSX")
    ('.csv.gz', '', '.xlsx')
    """
    parts = [part for part in PurePosixPath(name.lower()).suffixes[-2:] if part[1:].isalnum() and len(part) <= 6]
    return "".join(parts) if parts[-1:] == [".gz"] else "".join(parts[-1:])
