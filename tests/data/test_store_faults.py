"""When DuckDB or the disk fails in the middle, the store says so and goes on."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

import data.store
from data import connect, head
from data.faults import told
from data.store import Store
from data.transaction import transaction
from errors import QueryTooSlow, StoreFull, StoreUnavailable
from tests.data.votes import add_votes, whole_rooms

HERE = Path("t.duckdb")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (duckdb.TransactionException("Failed to commit: Could not write file: No space left on device"), StoreFull),
        (duckdb.IOException("Could not write file: File too large"), StoreFull),
        (duckdb.FatalException("Failed to create checkpoint because of error: fsync failed!"), StoreUnavailable),
        (duckdb.TransactionException("Failed to commit: Could not fsync: Input/output error"), StoreUnavailable),
        (duckdb.OutOfMemoryException("could not allocate block"), StoreUnavailable),
        (duckdb.Error("Corrupt database file: computed checksum"), StoreUnavailable),
        (duckdb.InterruptException("Interrupted!"), QueryTooSlow),
    ],
)
def test_errors_of_the_machine_become_sentences(error: duckdb.Error, kind: type[StoreUnavailable]) -> None:
    assert type(told(error, path=HERE, seconds=10)) is kind


def test_errors_of_our_own_do_not() -> None:
    assert told(duckdb.ParserException("syntax error"), path=HERE, seconds=10) is None


def test_after_a_fatal_error_the_file_is_opened_again(fresh_store: Store) -> None:
    add_votes(fresh_store, "a")
    before = fresh_store._session._connection
    fresh_store._session._is_broken = True
    assert whole_rooms(fresh_store) == {"a"}
    assert fresh_store._session._connection is not before
    add_votes(fresh_store, "b")
    assert whole_rooms(fresh_store) == {"a", "b"}
    with pytest.raises(duckdb.PermissionException):
        fresh_store.rows("SELECT * FROM read_csv('/etc/passwd')")


def test_opening_again_waits_for_the_queries_that_still_run(fresh_store: Store) -> None:
    entered, seen = threading.Event(), []

    def hold() -> None:
        with fresh_store._session.cursor() as cursor:
            entered.set()
            time.sleep(0.3)
            seen.append(cursor.execute("SELECT 1").fetchall())

    thread = threading.Thread(target=hold)
    thread.start()
    entered.wait()
    fresh_store._session._is_broken = True
    assert fresh_store.value("SELECT 2") == 2
    assert seen == [[(1,)]]
    thread.join()


def test_a_query_inside_a_broken_write_does_not_wait_for_itself(fresh_store: Store) -> None:
    def write() -> None:
        with fresh_store.write("votes", "room"):
            fresh_store._session._is_broken = True
            fresh_store.value("SELECT 1")

    started = time.monotonic()
    with pytest.raises(StoreUnavailable):
        write()
    assert time.monotonic() - started < 2
    add_votes(fresh_store, "a")
    assert whole_rooms(fresh_store) == {"a"}


def failing_after(is_landed: bool):  # type: ignore[no-untyped-def]
    @contextmanager
    def commit_that_fails(cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
        if is_landed:
            with transaction(cursor):
                yield
            raise duckdb.FatalException("Failed to create checkpoint because of error: fsync failed!")
        with transaction(cursor):
            yield
            raise duckdb.TransactionException("Failed to commit: Could not write file: No space left on device")

    return commit_that_fails


def test_a_commit_that_landed_is_acknowledged_even_if_it_reported_an_error(
    fresh_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fresh_store.version("room")
    with monkeypatch.context() as patch:
        patch.setattr(data.store, "transaction", failing_after(is_landed=True))
        add_votes(fresh_store, "a")
    assert whole_rooms(fresh_store) == {"a"}
    assert (
        fresh_store.version("room")
        == before + 1
        == fresh_store.value("SELECT version FROM area_version WHERE area = 'room'")
    )
    add_votes(fresh_store, "b")


def test_a_commit_that_did_not_land_is_an_error(fresh_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = fresh_store.version("room")
    with monkeypatch.context() as patch:
        patch.setattr(data.store, "transaction", failing_after(is_landed=False))
        with pytest.raises(StoreFull):
            add_votes(fresh_store, "a")
    assert whole_rooms(fresh_store) == set()
    assert fresh_store.version("room") == before
    add_votes(fresh_store, "b")
    assert fresh_store.value("SELECT max(batch_no) - count(*) FROM ledger") == 0


def test_a_head_that_cannot_be_written_fails_no_write_and_is_made_up_for(
    fresh_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = head.head_path(fresh_store.path)
    n_before = len(head.read_head(path))  # the migrations
    with monkeypatch.context() as patch:
        patch.setattr(head, "append_head", full)
        add_votes(fresh_store, "a")
    assert len(head.read_head(path)) == n_before
    add_votes(fresh_store, "b")
    assert [batch.batch_no for batch in head.read_head(path)] == list(range(1, n_before + 3))


def test_settings_come_in_the_order_that_keeps_each_possible(tmp_path: Path) -> None:
    names = [statement.split()[1] for statement in connect._settings(tmp_path, connect.Limits("1GB", 2))]
    assert [name for name in names if name != "GLOBAL"] == [
        "memory_limit", "threads", "allocator_flush_threshold", "allocator_bulk_deallocation_flush_threshold",
        "allocator_background_threads", "temp_directory", "max_temp_directory_size", "autoinstall_known_extensions",
        "autoload_known_extensions", "allow_community_extensions", "allowed_directories", "enable_external_access",
        "lock_configuration",
    ]  # fmt: skip
