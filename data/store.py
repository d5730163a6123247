"""The store: one DuckDB file, opened by one process, one cursor per query, one transaction per write.

`Store.open` takes the side lock, checks the disk, opens and checks the file and brings it up to date
(`data.opening`). Versions per area are kept in memory and raised inside each write's own transaction.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from data import ledger, migrate, opening
from data.backup import write_backup
from data.connect import Limits, connect
from data.faults import told
from data.files import prepare_folders, sweep
from data.ledger import Batch
from data.lock import Holder, SideLock
from data.reading import Reader, only_value, read_frame, read_rows
from data.transaction import Write
from data.watchdog import watchdog
from settings import settings

__all__ = ["AREAS", "Reader", "Store", "Write"]

AREAS = ("journey", "feedback", "process", "voices", "work", "room", "setting")


class Store:
    """One open store. Safe to share between threads."""

    def __init__(self, path: Path, files: Path, connection: duckdb.DuckDBPyConnection, lock: SideLock | None) -> None:
        self.path = path
        self.files = files
        self._connection = connection
        self._lock = lock
        self._writing = threading.Lock()
        self._writer: int | None = None
        self._versions: dict[str, int] = {}
        self._last: Batch | None = None

    @classmethod
    def open(cls, path: Path, *, address: str = "") -> Store:
        """Open or create the store at `path`; raises StoreUnavailable or one of its kinds."""
        path = path.expanduser().resolve()
        files = prepare_folders(path)
        lock = SideLock(path, address=address)
        lock.acquire()
        try:
            return cls._opened(path, files, lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def _opened(cls, path: Path, files: Path, lock: SideLock) -> Store:
        limits = Limits(settings().memory_limit, settings().threads)
        if not path.exists():
            fresh = files / "staging" / "new.duckdb"
            new = cls(fresh, files, connect(fresh, files, limits), None)
            new._migrate()
            new._connection.execute("CHECKPOINT")
            new._connection.close()
            fresh.replace(path)
        store = cls(path, files, opening.open_checked(path, files, limits), lock)
        try:
            store._migrate()
            store._load()
            sweep(files, {str(row[0]) for row in store.rows("SELECT sha256 FROM upload")})
        except BaseException:
            store._connection.close()
            raise
        return store

    def close(self) -> None:
        """Close the file and let the next process in."""
        self._connection.close()
        if self._lock is not None:
            self._lock.release()

    @property
    def holder(self) -> Holder | None:
        """What the side lock says about this process."""
        return self._lock.holder if self._lock else None

    def version(self, area: str) -> int:
        """How often `area` has been written; keys every cache."""
        return self._versions[area]

    def frame(self, sql: str, /, *, dtypes: Mapping[str, str] | None = None, **params: object) -> pd.DataFrame:
        """The rows of `sql`; values come in as `$name` parameters, dtypes are fixed by `data.frames`."""
        with self._cursor() as cursor:
            return read_frame(cursor, sql, params, dtypes)

    def rows(self, sql: str, /, **params: object) -> list[tuple[Any, ...]]:
        """The rows of `sql` as tuples of Python values."""
        with self._cursor() as cursor:
            return read_rows(cursor, sql, params)

    def value(self, sql: str, /, **params: object) -> Any:
        """The first column of the only row, None without a row."""
        return only_value(self.rows(sql, **params))

    @contextmanager
    def write(self, kind: str, *areas: str) -> Iterator[Write]:
        """One transaction: all of the block and its ledger row, or nothing. Raises the versions of `areas`."""
        self._check(areas)
        with self._alone(), self._transaction() as cursor:
            write = Write(cursor, self.files, seconds=settings().import_seconds)
            yield write
            batch = self._seal(cursor, kind, write, areas)
            cursor.execute("COMMIT")
            self._landed(batch, areas)

    def backup(self) -> Path:
        """A consistent copy of the store in its backups folder."""
        number = self._last.batch_no if self._last else 0
        return write_backup(self._connection, self.files / "backups", batch_no=number, at=datetime.now(UTC))

    def _check(self, areas: tuple[str, ...]) -> None:
        unknown = set(areas) - set(AREAS)
        if unknown or not areas:
            raise ValueError(f"areas must be some of {AREAS}, not {areas}")
        if self._writer == threading.get_ident():
            raise RuntimeError("a write inside a write")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._writing:
            self._writer = threading.get_ident()
            try:
                yield
            finally:
                self._writer = None

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        seconds = settings().query_seconds
        try:
            with self._connection.cursor() as cursor, watchdog.limit(cursor, seconds):
                yield cursor
        except duckdb.Error as error:
            raise told(error, path=self.path, seconds=seconds) or error from error

    @contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield cursor
            except BaseException as error:
                self._roll_back(cursor)
                if isinstance(error, duckdb.Error):
                    raise told(error, path=self.path, seconds=settings().import_seconds) or error from error
                raise

    def _roll_back(self, cursor: duckdb.DuckDBPyConnection) -> None:
        try:
            cursor.execute("ROLLBACK")
        except duckdb.Error:  # DuckDB has already given the transaction up
            return

    def _seal(self, cursor: duckdb.DuckDBPyConnection, kind: str, write: Write, areas: tuple[str, ...]) -> Batch:
        """Raise the versions and add the ledger row, inside the transaction."""
        before = self._last or Batch(0, "", "", 0, "", "", "")
        at = datetime.now(UTC).isoformat(timespec="microseconds")
        batch = Batch(before.batch_no + 1, uuid.uuid4().hex, kind, write.n_rows, write.digest,
                      ledger.running(before.running_digest, write.digest), at)  # fmt: skip
        cursor.execute("UPDATE area_version SET version = version + 1 WHERE list_contains($areas, area)",
                       {"areas": list(areas)})  # fmt: skip
        cursor.execute(opening.INSERT_BATCH, vars(batch))
        return batch

    def _landed(self, batch: Batch, areas: tuple[str, ...]) -> None:
        self._last = batch
        for area in areas:
            self._versions[area] = self._versions.get(area, 0) + 1
        if self._lock is not None:
            ledger.append_head(ledger.head_path(self.path), batch)

    def _migrate(self) -> None:
        applied = migrate.applied_number(self._connection)
        pending = migrate.pending(applied, migrate.known_migrations())
        if applied:
            self._load()
        if applied and pending:
            self.backup()
        for migration in pending:
            with self._alone(), self._transaction() as cursor:
                write = Write(cursor, self.files, seconds=settings().import_seconds)
                migrate.apply(cursor, migration)
                batch = self._seal(cursor, f"migration {migration.number:04d}", write, AREAS)
                cursor.execute("COMMIT")
                self._landed(batch, AREAS)

    def _load(self) -> None:
        self._versions = dict(self.rows("SELECT area, version FROM area_version"))
        self._last = opening.last_batch(self._connection)
