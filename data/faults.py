"""What DuckDB's errors mean for a person: full disk, too slow, out of memory, damaged, or a mistake of ours."""

from __future__ import annotations

from pathlib import Path

import duckdb

from errors import QueryTooSlow, StoreFull, StoreUnavailable, ThroughlineError

FULL = ("no space left", "file too large", "disk quota exceeded", "not enough space", "disk full")
PASSING = (*FULL, "permission denied", "could not set lock", "input/output error", "read-only file system",
           "too many open files", "cannot allocate memory", "no such file or directory")  # fmt: skip


def is_full(error: BaseException) -> bool:
    """Whether the disk (or the file size limit) is the cause."""
    return any(words in str(error).lower() for words in FULL)


def is_passing(error: duckdb.Error) -> bool:
    """Whether the cause lies outside the file, so that trying again later may work."""
    if isinstance(error, duckdb.OutOfMemoryException):
        return True
    return any(words in str(error).lower() for words in PASSING)


def is_corrupt(error: BaseException) -> bool:
    """Whether the file itself is damaged."""
    return "corrupt" in str(error).lower()


def is_fatal(error: BaseException) -> bool:
    """Whether DuckDB refuses every further query until the file is opened again."""
    return isinstance(error, duckdb.FatalException | duckdb.InternalException) or "has been invalidated" in str(error)


def told(error: duckdb.Error, *, path: Path, seconds: float) -> ThroughlineError | None:
    """The error to show for `error`, or None when it is a mistake in our own SQL and must stay loud."""
    if is_full(error):
        return StoreFull(path=path)
    if isinstance(error, duckdb.InterruptException):
        return QueryTooSlow(seconds=f"{seconds:g}")
    if isinstance(error, duckdb.IOException) or is_passing(error) or is_fatal(error) or is_corrupt(error):
        return StoreUnavailable(path=path, reason=first_line(error))
    return None


def unwritable(error: OSError, path: Path) -> StoreUnavailable:
    """A file of ours beside the store that could not be written."""
    return StoreFull(path=path) if is_full(error) else StoreUnavailable(path=path, reason=error.strerror or str(error))


def first_line(error: BaseException) -> str:
    """The error's own words, one line."""
    return str(error).strip().split("\n", 1)[0]
