"""An import that dies is whole or absent; a full disk costs nothing but the import."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from data.store import Store
from tests.workflows.surveys import dump

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 10
FULL_DISK = """
import resource, sys
from pathlib import Path
from data.store import Store
from errors import StoreFull
from tests.workflows.surveys import AT, dump, read_here, survey
from workflows import import_survey as module

module.inspect_file, import_survey = read_here, module.import_survey

folder = Path(sys.argv[1])
store = Store.open(folder / "f.duckdb")
small, large = survey(folder / "small.csv", range(30)), survey(folder / "large.csv", range(6000), seed=3)
import_survey(store, small, None, name="small.csv", at=AT, accept=True)
before, told = dump(store), 0
limit = store.path.stat().st_size + int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
try:
    import_survey(store, large, None, name="large.csv", at=AT, accept=True)
except StoreFull:
    told = 1
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert told
assert dump(store) == before
assert len(list((store.files / "uploads").iterdir())) == 1
outcome = import_survey(store, large, None, name="large.csv", at=AT, accept=True)
assert outcome.counts["responses"] == 6000
store.close()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_sigkill_at_random_moments_leaves_all_or_none(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.workflows.kill_rounds", str(tmp_path), str(ROUNDS), "7"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=400)
    assert ended.returncode == 0, ended.stderr
    whole, *rounds = [json.loads(line) for line in ended.stdout.splitlines()]
    assert whole["n_live"] == 1
    assert len(rounds) == ROUNDS
    for found in rounds:
        assert found["counts"] in ([0, 0, 0, 0], whole["counts"]), found
        assert found["n_live"] == (1 if found["counts"][0] else 0)
        assert found.get("files", ["cells.parquet", "original"]) == ["cells.parquet", "original"]
        assert found["orphans"] == []
        assert found["as_before"]
    assert {found["n_live"] for found in rounds} >= {0}


@pytest.mark.parametrize("room", [100_000, 700_000])
def test_a_full_disk_leaves_the_store_unchanged_and_the_file_importable(tmp_path: Path, room: int) -> None:
    pytest.importorskip("resource", reason="this system has no file size limit to test with")
    command = [sys.executable, "-c", FULL_DISK, str(tmp_path), str(room)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=200)
    assert ended.returncode == 0, ended.stderr
    store = Store.open(tmp_path / "f.duckdb")
    assert store.value("SELECT count(*) FROM upload WHERE state = 'live'") == 2
    assert dump(store)["score_fact"]
    store.close()
