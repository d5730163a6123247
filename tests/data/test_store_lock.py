"""One process owns the store; the next one is told who, quickly."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from data.lock import holder, holder_path
from data.store import Store
from errors import StoreBusy
from tests.data.votes import add_votes, start_writer, whole_rooms


def test_a_second_start_names_the_holder_within_two_seconds(store_path: Path) -> None:
    process = start_writer(store_path)
    assert process.stdout is not None
    assert process.stdout.readline() == "OPEN\n"
    started = time.monotonic()
    with pytest.raises(StoreBusy) as refused:
        Store.open(store_path)
    assert time.monotonic() - started < 2
    assert refused.value.facts["pid"] == process.pid
    assert refused.value.facts["address"] == "http://127.0.0.1:8501"
    known = holder(store_path)
    assert known is not None
    assert (known.pid, known.address) == (process.pid, "http://127.0.0.1:8501")
    process.kill()
    process.communicate()
    assert holder(store_path) is None, "a killed process holds nothing"
    Store.open(store_path).close()


def test_the_same_process_cannot_open_it_twice(fresh_store: Store) -> None:
    with pytest.raises(StoreBusy, match=str(os.getpid())):
        Store.open(fresh_store.path)


def test_the_holder_carries_address_and_token_for_the_owner_only(fresh_store: Store) -> None:
    fresh_store.announce("http://127.0.0.1:9000")
    path = holder_path(fresh_store.path)
    known = json.loads(path.read_text())
    assert (known["pid"], known["address"]) == (os.getpid(), "http://127.0.0.1:9000")
    assert known["token"] == fresh_store.holder.token
    assert len(known["token"]) >= 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_after_close_nobody_holds_it_and_the_token_is_gone(store_path: Path) -> None:
    store = Store.open(store_path)
    token = store.holder.token
    store.close()
    assert holder(store_path) is None
    assert token not in holder_path(store_path).read_text()


def test_all_files_are_the_owners_only(fresh_store: Store) -> None:
    add_votes(fresh_store, "a")
    fresh_store.backup()
    folder = fresh_store.path.parent
    loose = [
        path.name for path in folder.rglob("*") if stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    assert loose == []


def test_reading_or_copying_beside_the_app_does_not_let_a_second_writer_in(fresh_store: Store) -> None:
    """Our own process never opens the database file, so DuckDB's lock holds even without ours."""
    add_votes(fresh_store, "a")
    fresh_store.backup()
    intruder = f"import duckdb; duckdb.connect({str(fresh_store.path)!r}).execute('CREATE TABLE x (a INT)')"
    ended = subprocess.run([sys.executable, "-c", intruder], capture_output=True, text=True, check=False)
    assert "Could not set lock" in ended.stderr
    assert whole_rooms(fresh_store) == {"a"}


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.05, 0.11, 0.23, 0.4])
def test_killed_at_any_moment_the_store_holds_whole_batches(store_path: Path, delay: float) -> None:
    process = start_writer(store_path)
    assert process.stdout is not None
    assert process.stdout.readline() == "OPEN\n"
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    acknowledged = set(process.communicate()[0].split())
    store = Store.open(store_path)
    rooms = whole_rooms(store)
    assert acknowledged <= rooms
    assert len(rooms - acknowledged) <= 1, "at most the commit in flight"
    assert store.value("SELECT count(*) FROM ledger WHERE kind = 'votes'") == len(rooms)
    store.close()
