"""Backups equal the store, are made while it is in use, and only the last few are kept."""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from data.backup import KEPT, backups, is_due, uploads_of
from data.store import Store
from tests.data.votes import ROWS, add_votes, whole_rooms

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def everything(connection: duckdb.DuckDBPyConnection) -> dict[str, object]:
    """Schema and contents of every table, and the sequences."""
    columns = (
        "SELECT table_name, column_name, data_type, is_nullable, column_default FROM duckdb_columns() ORDER BY ALL"
    )
    keys = "SELECT table_name, constraint_text FROM duckdb_constraints() ORDER BY ALL"
    found: dict[str, object] = {
        name: connection.execute(sql).fetchall()
        for name, sql in {
            "columns": columns.replace(" ORDER", " WHERE NOT internal ORDER"),
            "keys": keys,
            "sequences": "SELECT sequence_name, last_value FROM duckdb_sequences() ORDER BY ALL",
        }.items()
    }
    tables = connection.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
    for (table,) in tables:
        found[table] = connection.execute(f"SELECT COLUMNS(*)::VARCHAR FROM {table} ORDER BY ALL").fetchall()
    return found


def test_a_backup_equals_the_store(store_path: Path) -> None:
    store = Store.open(store_path)
    add_votes(store, "a")
    assert store.value("SELECT nextval('upload_seq')") == 1
    copy = store.backup()
    store.close()
    with duckdb.connect(str(copy), read_only=True) as restored:
        found = everything(restored)
    with duckdb.connect(str(store_path), read_only=True) as original:
        assert found == everything(original)
    assert len(found) > 40


def test_a_backup_put_in_the_stores_place_opens(store_path: Path, tmp_path: Path) -> None:
    store = Store.open(store_path)
    add_votes(store, "a")
    copy = store.backup()
    store.close()
    elsewhere = tmp_path / "restored.duckdb"
    copy.rename(elsewhere)
    store = Store.open(elsewhere)
    assert whole_rooms(store) == {"a"}
    store.close()


def test_a_backup_beside_a_busy_writer_holds_whole_batches(fresh_store: Store) -> None:
    done = threading.Event()

    def write() -> None:
        number = 0
        while not done.is_set():
            add_votes(fresh_store, f"r{number}")
            number += 1

    thread = threading.Thread(target=write)
    thread.start()
    copies = [fresh_store.backup() for _ in range(5)]
    done.set()
    thread.join()
    for copy in copies:
        with duckdb.connect(str(copy), read_only=True) as kept:
            votes = kept.execute("SELECT count(*) FROM vote GROUP BY room_id").fetchall()
            (rooms,) = kept.execute("SELECT count(*) FROM workshop").fetchone() or (None,)
        assert votes == [(ROWS,)] * (rooms or 0)


def test_only_the_last_few_backups_are_kept(fresh_store: Store) -> None:
    folder = fresh_store.files / "backups"
    for number in range(7):
        add_votes(fresh_store, f"r{number}", 1)
        newest = fresh_store.backup()
    kept = backups(folder)
    assert len(kept) == 5
    assert kept[0] == newest
    assert sorted(path.suffix for path in folder.iterdir()) == [".duckdb"] * 5 + [".uploads"] * 5


def test_a_backup_is_due_once_a_day_when_something_was_written(tmp_path: Path) -> None:
    assert is_due(tmp_path, batch_no=3, at=NOON)
    (tmp_path / f"{3:012d}-20260301T110000000000Z.duckdb").touch()
    assert not is_due(tmp_path, batch_no=4, at=NOON)
    assert is_due(tmp_path, batch_no=4, at=NOON + timedelta(days=1))
    assert not is_due(tmp_path, batch_no=3, at=NOON + timedelta(days=1))


def test_what_a_killed_import_left_is_swept_at_the_next_start(store_path: Path) -> None:
    store = Store.open(store_path)
    orphan = store.files / "uploads" / ("f" * 64)
    kept = store.files / "uploads" / ("e" * 64)
    for folder in (orphan, kept):
        folder.mkdir()
        (folder / "original").write_text("id")
    (store.files / "staging" / "half.parquet").write_text("x")
    with store.write("import", "feedback") as write:
        write.execute(
            "INSERT INTO upload (upload_id, upload_no, file_name, sha256, size_bytes, uploaded_at, kind, state, n_rows,"
            " n_set_aside, n_cells_in, n_cells_kept)"
            " VALUES ('u', 1, 'f.csv', $sha, 1, now(), 'survey', 'undone', 0, 0, 0, 0)",
            sha=kept.name,
        )
    store.close()
    store = Store.open(store_path)
    assert not orphan.exists()
    assert (kept / "original").exists()
    assert os.listdir(store.files / "staging") == []
    store.close()


def test_kept_files_are_linked_into_backups_and_go_with_them(store_path: Path) -> None:
    store = Store.open(store_path)
    kept = store.files / "uploads" / "abc" / "original"
    kept.parent.mkdir()
    kept.write_bytes(b"a,b\n1,2\n")
    first = store.backup()
    linked = uploads_of(first) / "abc" / "original"
    assert linked.read_bytes() == b"a,b\n1,2\n"
    assert linked.stat().st_ino == kept.stat().st_ino
    kept.unlink()
    assert linked.read_bytes() == b"a,b\n1,2\n"
    for number in range(KEPT):
        add_votes(store, str(number))
        store.backup()
    store.close()
    assert not uploads_of(first).exists()
    assert len(list(first.parent.glob("*.uploads"))) == len(backups(first.parent)) == KEPT
