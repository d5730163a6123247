"""Imports of a clean survey and a clean event log of a million rows, each in a process of its own.

Held against the engine's `read_csv` + `CREATE TABLE` on the same file, and against `pandas.read_csv`. An import keeps
the file and every cell, recognises each column from all of its values, and writes typed rows in one transaction.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd

SURVEY = """
SELECT 'R' || lpad(i::VARCHAR, 8, '0') AS "Response ID",
    strftime(TIMESTAMP '2026-01-01' + to_seconds(i % 20000000), '%Y-%m-%d %H:%M:%S') AS "Date Submitted",
    hash(i, 1) % 11 AS "How likely are you to recommend us? (0-10)",
    1 + hash(i, 2) % 5 AS "How satisfied are you? (1-5)",
    'Region ' || hash(i) % 9 AS Region, if(hash(i, 9) % 3 = 0, 'Web', 'Phone') AS Channel, 18 + hash(i, 5) % 70 AS Age,
    if(hash(i, 4) % 2 = 0, 'en', 'de') AS Language, 'C' || hash(i, 7) % 300000 AS "Customer ID",
    if(hash(i, 8) % 2 = 0, 'It took longer than I was told, case ' || hash(i) % 99991, '') AS Comments
FROM range(<n>) rows(i)
"""
EVENTS = """
SELECT 'K' || lpad((i // 5)::VARCHAR, 8, '0') AS case_id,
    ['receive', 'check', 'approve', 'ship', 'close'][(1 + i % 5)::BIGINT] AS activity,
    strftime(begun, '%Y-%m-%d %H:%M:%S') AS start_time,
    strftime(begun + to_seconds((hash(i) % 3000)::BIGINT), '%Y-%m-%d %H:%M:%S') AS end_time,
    'user' || hash(i, 2) % 50 AS resource
FROM (SELECT i, TIMESTAMP '2026-01-01' + to_seconds(((i // 5) * 37 + (i % 5) * 3600) % 20000000) AS begun
      FROM range(<n>) rows(i))
"""


@dataclass(frozen=True)
class Import:
    """Seconds of one import, of the engine and of pandas on the same file; peak memory of the reading process in MB."""

    seconds: float
    floor: float
    pandas: float
    child_mb: int


def clean_file(path: Path, select: str, n_rows: int) -> Path:
    """A CSV of `n_rows` made by the engine."""
    with duckdb.connect() as engine:
        engine.execute(f"COPY ({select.replace('<n>', str(n_rows))}) TO '{path}' (HEADER)")
    return path


def measured(path: Path) -> Import:
    """One import of `path`, in a process of its own so that its children's memory can be told."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.imports", str(path)], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-500:])
    return Import(**json.loads(done.stdout))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _bare(path: Path, store: Path) -> None:
    with duckdb.connect(str(store)) as engine:
        engine.execute("SET threads = 2")
        engine.execute("CREATE TABLE bare AS SELECT * FROM read_csv($path)", {"path": str(path)})


def _import(path: Path, folder: Path) -> float:
    from data.store import Store
    from workflows.import_survey import import_survey

    store = Store.open(folder / "import.duckdb")
    try:
        at = datetime.now(UTC)
        return _seconds(lambda: import_survey(store, path, None, name=path.name, at=at, accept=True))
    finally:
        store.close()


def main() -> None:
    """Measure the file named on the command line; prints one JSON object."""
    path = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        floor = min(_seconds(lambda number=number: _bare(path, folder / f"{number}.duckdb")) for number in range(3))
        pandas = _seconds(lambda: pd.read_csv(path))
        seconds = _import(path, folder)
    child_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    print(json.dumps({"seconds": seconds, "floor": floor, "pandas": pandas, "child_mb": child_mb}))


if __name__ == "__main__":
    main()
