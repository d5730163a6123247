"""The ledger of batches: one row per write, chained by a digest that runs over all of them."""

from __future__ import annotations

import hashlib
import itertools
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

COLUMNS = "batch_no, batch_id, kind, n_rows, digest, running_digest"
INSERT = f"""INSERT INTO ledger ({COLUMNS}, written_at)
    VALUES ($batch_no, $batch_id, $kind, $n_rows, $digest, $running_digest, $written_at)"""  # noqa: S608 - constant
SELECT = f"""SELECT {COLUMNS}, strftime(written_at, '%Y-%m-%dT%H:%M:%S.%f+00:00') FROM ledger
    WHERE batch_no >= $first ORDER BY batch_no"""  # noqa: S608 - constant


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


START = Batch(0, "", "", 0, "", "", "")


def next_batch(before: Batch, *, kind: str, n_rows: int, digest: str, at: datetime) -> Batch:
    """The batch that follows `before`."""
    batch_id = uuid.uuid4().hex
    return Batch(
        before.batch_no + 1,
        batch_id,
        kind,
        n_rows,
        digest,
        _running(before.running_digest, batch_id, digest),
        at.astimezone(UTC).isoformat(timespec="microseconds"),
    )


def _running(before: str, batch_id: str, digest: str) -> str:
    """With the id in it, two stores that went different ways from one copy never agree again."""
    return hashlib.sha256(f"{before}|{batch_id}|{digest}".encode()).hexdigest()


def add_batch(cursor: duckdb.DuckDBPyConnection, batch: Batch) -> None:
    """Write the row of `batch`, inside its own transaction."""
    cursor.execute(INSERT, vars(batch))


def batches(cursor: duckdb.DuckDBPyConnection, *, first: int = 0) -> list[Batch]:
    """The ledger from batch number `first` on."""
    return [Batch(*row) for row in cursor.execute(SELECT, {"first": first}).fetchall()]


def last_batch(cursor: duckdb.DuckDBPyConnection) -> Batch:
    """The newest batch; START in an empty ledger."""
    row = cursor.execute("SELECT max(batch_no) FROM ledger").fetchone()
    found = batches(cursor, first=row[0]) if row and row[0] is not None else []
    return found[-1] if found else START


def missing_batches(listed: Iterable[Batch], stored: Iterable[Batch]) -> list[Batch]:
    """Batches of the head that the store does not hold with the same running digest."""
    held = {batch.batch_no: batch.running_digest for batch in stored}
    return [batch for batch in listed if held.get(batch.batch_no) != batch.running_digest]


def broken_link(stored: Sequence[Batch]) -> Batch | None:
    """The first batch that does not continue the one before it."""
    for before, batch in itertools.pairwise(stored):
        follows = batch.batch_no == before.batch_no + 1
        if not follows or batch.running_digest != _running(before.running_digest, batch.batch_id, batch.digest):
            return batch
    return None


def named(missing: Sequence[Batch], *, at_most: int = 5) -> str:
    """Batches as a person can look for them: number, kind and minute of each."""
    shown = ", ".join(f"{batch.batch_no} ({batch.kind}, {batch.written_at[:16]} UTC)" for batch in missing[:at_most])
    return shown + (f" … +{len(missing) - at_most}" if len(missing) > at_most else "")
