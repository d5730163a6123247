"""One store per process, whoever asks first."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from data import runtime
from settings import settings


@pytest.fixture
def named_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    runtime.close_store()
    monkeypatch.setenv("THROUGHLINE_STORE", str(tmp_path / "named.duckdb"))
    settings.cache_clear()
    yield tmp_path / "named.duckdb"
    runtime.close_store()
    monkeypatch.undo()
    settings.cache_clear()


def test_threads_that_ask_at_once_get_one_store(named_store: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        stores = list(pool.map(lambda _: runtime.store(), range(16)))
    assert {id(store) for store in stores} == {id(runtime.open_store())}
    assert stores[0].path == named_store


def test_after_closing_the_next_use_opens_again(named_store: Path) -> None:
    first = runtime.open_store(address="http://127.0.0.1:8501")
    assert first.holder.address == "http://127.0.0.1:8501"
    runtime.close_store()
    assert runtime.store() is not first
    assert runtime.store().value("SELECT 1") == 1


def test_a_store_that_cannot_be_opened_is_tried_again(named_store: Path) -> None:
    named_store.write_text("not a store")
    for _ in range(2):
        with pytest.raises(OSError, match="not a Throughline store"):
            runtime.store()
    named_store.unlink()
    assert runtime.store().value("SELECT 1") == 1


LEAVES_A_QUERY_RUNNING = """
import threading, time
from data import runtime
query = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range + b.range = 3"
threading.Thread(target=lambda: runtime.store().value(query), daemon=True).start()
time.sleep(0.5)
"""


def test_a_process_that_ends_within_a_query_ends_well(named_store: Path) -> None:
    command = [sys.executable, "-c", LEAVES_A_QUERY_RUNNING]
    ended = subprocess.run(
        command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 0, ended.stderr
