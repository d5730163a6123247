"""Silent loss is noticed and named; a file that is no store is left as it is."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from data.store import Store
from errors import NotAStore, StoreDamaged, StoreRestored
from tests.data.votes import add_votes, start_writer, whole_rooms


def log_of(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


@pytest.fixture
def stopped(killed: Path, store_path: Path) -> Path:
    """A copy of the killed store."""
    shutil.copytree(killed.parent, store_path.parent)
    return store_path


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store whose process was killed: seven rooms, the last ones only in the write-ahead log."""
    store_path = tmp_path_factory.mktemp("killed") / "t.duckdb"
    store = Store.open(store_path)
    add_votes(store, "room0")
    store.backup()
    for number in range(1, 4):
        add_votes(store, f"room{number}")
    store.close()
    process = start_writer(store_path)
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(4)]
    assert lines == ["OPEN\n", "room4\n", "room5\n", "room6\n"]
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return store_path


def cut_the_log(path: Path) -> None:
    os.truncate(log_of(path), log_of(path).stat().st_size * 2 // 3)


def lose_the_log(path: Path) -> None:
    log_of(path).unlink()


def flip_a_bit_of_the_log(path: Path) -> None:
    body = bytearray(log_of(path).read_bytes())
    body[len(body) // 2] ^= 4
    log_of(path).write_bytes(body)


def cut_the_file(path: Path) -> None:
    os.truncate(path, 300_000)


def overwrite_the_file(path: Path) -> None:
    path.write_text("this was a store")


def remove_the_file(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize(
    "harm", [cut_the_log, lose_the_log, flip_a_bit_of_the_log, cut_the_file, overwrite_the_file, remove_the_file]
)
def test_lost_batches_are_named_and_the_last_good_copy_returns(stopped: Path, harm: Callable[[Path], None]) -> None:
    harm(stopped)
    left = stopped.read_bytes() if stopped.exists() else b""
    with pytest.raises(StoreRestored) as damaged:
        Store.open(stopped)
    missing = damaged.value.facts["batches"]
    assert isinstance(missing, list)
    store = Store.open(stopped)
    rooms = whole_rooms(store)
    assert "room0" in rooms
    assert len(missing) >= 1
    n_kept = store.value("SELECT count(*) FROM ledger")
    assert missing[0].batch_no == n_kept + 1
    assert str(missing[0].batch_no) in str(damaged.value)
    aside = stopped.with_name(str(damaged.value.facts["aside"]))
    assert (aside.stat().st_size if aside.exists() else 0) >= min(len(left), 1)
    add_votes(store, "after")
    store.close()
    Store.open(stopped).close()


def test_a_torn_line_in_the_head_is_no_loss(stopped: Path) -> None:
    head = stopped.with_name(stopped.name + ".head")
    head.write_text(head.read_text() + '{"batch_no": 99, "batch')
    store = Store.open(stopped)
    assert {"room0", "room6"} <= whole_rooms(store)
    store.close()


def test_a_lost_head_is_written_anew(stopped: Path) -> None:
    stopped.with_name(stopped.name + ".head").unlink()
    Store.open(stopped).close()
    assert len(stopped.with_name(stopped.name + ".head").read_text().splitlines()) >= 8


def test_without_any_good_copy_the_files_are_still_kept(store_path: Path) -> None:
    store = Store.open(store_path)
    add_votes(store, "only")
    store.close()
    shutil.rmtree(store.files / "backups")
    store_path.write_bytes(b"gone" * 1000)
    with pytest.raises(StoreDamaged) as damaged:
        Store.open(store_path)
    assert not isinstance(damaged.value, StoreRestored)
    assert store_path.with_name(str(damaged.value.facts["aside"])).read_bytes() == b"gone" * 1000
    store = Store.open(store_path)
    assert whole_rooms(store) == set()
    store.close()


def test_files_of_missing_imports_are_kept_for_a_second_try(stopped: Path) -> None:
    store = Store.open(stopped)
    upload = store.files / "uploads" / ("a" * 64)
    upload.mkdir()
    (upload / "original").write_text("id,score")
    store._session.close()
    store._lock.release()
    overwrite_the_file(stopped)
    with pytest.raises(StoreRestored):
        Store.open(stopped)
    kept = list((store.files / "aside").rglob("original"))
    assert [path.read_text() for path in kept] == ["id,score"]


def test_a_text_file_is_no_store_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.duckdb"
    path.write_text("minutes of the meeting\n" * 50)
    with pytest.raises(NotAStore):
        Store.open(path)
    assert path.read_text() == "minutes of the meeting\n" * 50


def test_somebody_elses_database_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "sales.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE sale AS SELECT range AS a FROM range(10)")
    before = path.read_bytes()
    with pytest.raises(NotAStore):
        Store.open(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("body", [b"", b"\0" * 4096])
def test_an_empty_file_is_no_store(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "empty.duckdb"
    path.write_bytes(body)
    with pytest.raises(NotAStore):
        Store.open(path)
    assert path.read_bytes() == body


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "folder.duckdb").mkdir()
    with pytest.raises(NotAStore):
        Store.open(tmp_path / "folder.duckdb")


def test_a_damaged_block_met_by_a_query_is_dealt_with_at_the_next_start(store_path: Path) -> None:
    store = Store.open(store_path)
    add_votes(store, "room0")
    store.backup()
    add_votes(store, "room1")
    store.close()
    store_path.with_name(store_path.name + ".suspect").touch()
    Store.open(store_path).close()
    assert not store_path.with_name(store_path.name + ".suspect").exists(), "read whole and found sound"
