"""One owning process per store: a lock on a side file that says who holds it.

The database file itself is never opened by us: closing any plain handle on it would drop DuckDB's own lock.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from data.faults import unwritable
from data.files import OWNER_FILE
from errors import StoreBusy

PATIENCE_SECONDS = 0.5


@dataclass(frozen=True)
class Holder:
    """Who owns a store: process, since when, where it serves ("" = nowhere), the token of its loopback route."""

    pid: int
    since: str
    address: str
    token: str


def lock_path(store: Path) -> Path:
    """The side file that is locked."""
    return store.with_name(store.name + ".lock")


def holder_path(store: Path) -> Path:
    """Where the holder is written: the lock file; beside it on Windows, whose locks also stop readers."""
    return store.with_name(store.name + ".holder") if sys.platform == "win32" else lock_path(store)


def holder(store: Path) -> Holder | None:
    """The process that holds `store` now, or None when nobody does."""
    recorded = _recorded(holder_path(store))
    if recorded is None or not _is_locked(lock_path(store)):
        return None
    return recorded


def _recorded(path: Path) -> Holder | None:
    try:
        return Holder(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):  # absent, or being written at this moment
        return None


def _is_locked(path: Path) -> bool:
    try:
        with FileLock(path, timeout=0, mode=OWNER_FILE):
            return False
    except Timeout:
        return True
    except OSError:  # not ours to lock: then it is somebody else's
        return True


class SideLock:
    """The lock of one store, held from `acquire` to `release`."""

    def __init__(self, store: Path, *, address: str = "") -> None:
        self._store = store
        self._lock = FileLock(lock_path(store), mode=OWNER_FILE, thread_local=False)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self.holder = Holder(os.getpid(), now, address, secrets.token_urlsafe(32))

    def acquire(self) -> None:
        """Take the lock or raise StoreBusy naming the holder, well within two seconds."""
        try:
            self._lock.acquire(timeout=PATIENCE_SECONDS, poll_interval=0.05)
        except Timeout:
            raise self._busy() from None
        except OSError as error:
            raise unwritable(error, self._store) from error
        try:
            self._write(asdict(self.holder))
        except OSError as error:
            self._lock.release()
            raise unwritable(error, self._store) from error

    def announce(self, address: str) -> None:
        """Write where this process serves, once it knows."""
        self.holder = replace(self.holder, address=address)
        self._write(asdict(self.holder))

    def release(self) -> None:
        """Forget the holder and let the next process in."""
        if self._lock.is_locked:
            self._write({})
            self._lock.release()

    def _write(self, body: dict[str, object]) -> None:
        """In place, so that a full disk still has the room."""
        path = holder_path(self._store)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, OWNER_FILE)
        with os.fdopen(descriptor, "wb") as sink:
            path.chmod(OWNER_FILE)
            sink.write(json.dumps(body).encode())
            sink.truncate()

    def _busy(self) -> StoreBusy:
        other = _recorded(holder_path(self._store))
        if other is None:
            return StoreBusy(path=self._store, pid="?", address="?", since="?")
        return StoreBusy(path=self._store, pid=other.pid, address=other.address or "-", since=other.since)
