"""The store: one DuckDB file, opened by one process, one cursor per query, one transaction per write.

`Store.open` takes the side lock and leaves the rest of the opening to `data.opening`. Versions per area are kept in
memory and raised inside each write's own transaction.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import duckdb
import pandas as pd

from data import head, ledger, opening
from data.backup import copy_database, discard, write_backup
from data.connect import Limits, connect
from data.disk import refuse_network_disk
from data.faults import is_corrupt, told, unwritable
from data.files import OWNER_FILE, move_into_place, prepare_folders
from data.ledger import Batch
from data.lock import Holder, SideLock
from data.reading import Reader, only_value, read_frame, read_rows
from data.recovery import note_suspicion
from data.session import Session
from data.transaction import Write, transaction
from data.versions import AREAS, check_areas, raise_versions, read_versions
from data.watchdog import watchdog
from settings import settings

__all__ = ["AREAS", "Reader", "Store", "Write"]

HEAD_KEPT = 2_000
logger = logging.getLogger(__name__)


class Store:
    """One open store. Safe to share between threads."""

    def __init__(self, path: Path, files: Path, session: Session, lock: SideLock) -> None:
        self.path = path
        self.files = files
        self._session = session
        self._lock = lock
        self._alone = threading.Lock()
        self._writer: int | None = None
        self._is_head_behind = True
        self._is_uncertain = False
        self._versions: dict[str, int] = {}
        self._last = ledger.START
        self._refresh()
        self._write_head()

    @classmethod
    def open(cls, path: Path, *, address: str = "") -> Store:
        """Open or create the store at `path`; raises StoreUnavailable or one of its kinds."""
        path = path.expanduser().resolve()
        refuse_network_disk(path)
        files = prepare_folders(path)
        lock = SideLock(path, address=address)
        lock.acquire()
        try:
            limits = Limits(settings().memory_limit, settings().threads)
            connection = opening.open_file(path, files, limits, at=datetime.now(UTC))
            session = Session(path, connection, lambda: connect(path, files, limits), patience=settings().query_seconds)
            return cls(path, files, session, lock)
        except BaseException:
            lock.release()
            raise

    def close(self) -> None:
        """Close the file and let the next process in."""
        self._session.close()
        self._lock.release()

    @property
    def holder(self) -> Holder:
        """What the side lock says about this process: its address and the token of its loopback route."""
        return self._lock.holder

    def announce(self, address: str) -> None:
        """Write into the side lock where this process serves."""
        self._lock.announce(address)

    def version(self, area: str) -> int:
        """How often `area` has been written; keys every cache."""
        return self._versions[area]

    def frame(self, sql: str, /, *, dtypes: Mapping[str, str] | None = None, **params: object) -> pd.DataFrame:
        """The rows of `sql`; values come in as `$name` parameters, dtypes are fixed by `data.frames`."""
        with self._query() as cursor:
            return read_frame(cursor, sql, params, dtypes)

    def rows(self, sql: str, /, **params: object) -> list[tuple[Any, ...]]:
        """The rows of `sql` as tuples of Python values."""
        with self._query() as cursor:
            return read_rows(cursor, sql, params)

    def value(self, sql: str, /, **params: object) -> Any:
        """The first column of the only row, None without a row."""
        return only_value(self.rows(sql, **params))

    @contextmanager
    def write(self, kind: str, *areas: str) -> Iterator[Write]:
        """One transaction: all of the block and its ledger row, or nothing. Raises the versions of `areas`."""
        check_areas(areas)
        batch: Batch | None = None
        with self._one_writer():
            if self._is_uncertain:
                self._refresh()
            try:
                with self._session.cursor() as cursor, transaction(cursor):
                    write = Write(cursor, self.files, seconds=settings().import_seconds)
                    yield write
                    batch = self._seal(cursor, kind, write, areas)
            except duckdb.Error as error:
                if batch is None or not self._has_landed(batch):
                    self._tell(error, settings().import_seconds)
            if batch is not None:
                self._acknowledge(batch, areas)

    def backup(self) -> Path:
        """A consistent copy of the store in its backups folder, made while it is in use."""
        try:
            with self._session.cursor() as cursor:
                return write_backup(cursor, self.files / "backups", batch_no=self._last.batch_no, at=datetime.now(UTC))
        except duckdb.Error as error:
            self._tell(error, settings().import_seconds)
        except OSError as error:
            raise unwritable(error, self.path) from error

    def rewrite(self) -> None:
        """Write the file anew from its living rows: what was deleted is then no longer readable in it.

        The new file takes the old one's place in one step; a kill leaves the one or the other.
        """
        part = self.files / "staging" / "rewritten.duckdb"

        def copy(cursor: duckdb.DuckDBPyConnection) -> None:
            copy_database(cursor, part)
            cursor.execute("CHECKPOINT")

        try:
            with self._one_writer():
                self._session.swap(copy, lambda: move_into_place(part, self.path))
                self._protect_log()
        except duckdb.Error as error:
            self._tell(error, settings().import_seconds)
        except OSError as error:
            raise unwritable(error, self.path) from error
        finally:
            discard(part)

    @contextmanager
    def _query(self) -> Iterator[duckdb.DuckDBPyConnection]:
        seconds = settings().query_seconds
        try:
            with self._session.cursor() as cursor, watchdog.limit(cursor, seconds):
                yield cursor
        except duckdb.Error as error:
            self._tell(error, seconds)

    def _tell(self, error: duckdb.Error, seconds: float) -> NoReturn:
        if is_corrupt(error):
            note_suspicion(self.path)
        raise told(error, path=self.path, seconds=seconds) or error from error

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        if self._writer == threading.get_ident():
            raise RuntimeError("a write inside a write")
        with self._alone:
            self._writer = threading.get_ident()
            try:
                yield
            finally:
                self._writer = None

    def _seal(self, cursor: duckdb.DuckDBPyConnection, kind: str, write: Write, areas: tuple[str, ...]) -> Batch:
        """Raise the versions and add the ledger row, inside the transaction."""
        raise_versions(cursor, areas)
        batch = ledger.next_batch(self._last, kind=kind, n_rows=write.n_rows, digest=write.digest, at=datetime.now(UTC))
        ledger.add_batch(cursor, batch)
        return batch

    def _has_landed(self, batch: Batch) -> bool:
        """Whether a commit that reported an error is nevertheless in the file; unknown until it could be read."""
        self._is_uncertain = True
        self._refresh()
        return self._last.batch_id == batch.batch_id

    def _acknowledge(self, batch: Batch, areas: tuple[str, ...]) -> None:
        if self._last.batch_id != batch.batch_id:  # else they have just been read from the file
            self._last = batch
            self._versions = self._versions | {area: self._versions[area] + 1 for area in areas}
        self._protect_log()
        self._write_head()

    def _write_head(self) -> None:
        path = head.head_path(self.path)
        try:
            if self._is_head_behind:
                head.replace_head(path, self._recent_batches())
            else:
                head.append_head(path, self._last)
            self._is_head_behind = False
        except OSError as error:  # the write itself is safe; the head is written anew with the next one
            logger.warning("the head of the ledger could not be written: %s", error)
            self._is_head_behind = True

    def _recent_batches(self) -> list[Batch]:
        with self._session.cursor() as cursor:
            return ledger.batches(cursor, first=self._last.batch_no - HEAD_KEPT)

    def _protect_log(self) -> None:
        with suppress(FileNotFoundError):  # a checkpoint has just removed it
            self.path.with_name(self.path.name + ".wal").chmod(OWNER_FILE)

    def _refresh(self) -> None:
        with self._session.cursor() as cursor:
            self._versions = read_versions(cursor)
            self._last = ledger.last_batch(cursor)
        self._is_uncertain = False
