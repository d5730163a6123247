"""Undo and redo of every file in a folder: the tables before, between and after, compared row by row.

    python -m benchmarks.undo_redo FOLDER

Prints one line per file and fails when a table differs or a row or cell is not accounted for. Files that are refused
are named as such.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from data.store import Store
from errors import FileRefused
from workflows.import_survey import import_survey
from workflows.undo_upload import redo_upload, undo_upload

AT = datetime(2026, 4, 1, 8, 0, tzinfo=UTC)
LOG_TABLES = frozenset({"upload", "issue", "ledger", "area_version", "schema_migration"})
ENDINGS = (".csv", ".tsv", ".gz", ".xls", ".xlsx", ".ods", ".xes", ".txt", ".docx")
TABLES = "SELECT table_name FROM duckdb_tables() WHERE NOT internal AND NOT temporary ORDER BY 1"
UNACCOUNTED = """
SELECT count(*) FROM upload u WHERE n_cells_in <> n_cells_kept OR n_rows <> n_set_aside + (
        SELECT count(DISTINCT row_no) FROM row_origin o WHERE o.upload_id = u.upload_id AND row_no > 0)
    OR n_set_aside <> (SELECT count(*) FROM upload_row_aside a WHERE a.upload_id = u.upload_id AND a.reason <> '')
"""


@dataclass(frozen=True)
class Trial:
    """What came of one file; `differing` are tables that were not as before, between or after."""

    name: str
    state: str
    seconds: float
    n_rows: int = 0
    differing: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether everything was exact."""
        return not self.differing


def dump(store: Store) -> dict[str, list[str]]:
    """The rows of every table but the logs, as sorted texts."""
    names = [str(row[0]) for row in store.rows(TABLES) if row[0] not in LOG_TABLES]
    return {name: sorted(map(repr, store.rows(f'SELECT * FROM "{name}"'))) for name in names}


def differing(one: dict[str, list[str]], other: dict[str, list[str]], when: str) -> list[str]:
    """The tables in which two dumps differ."""
    return [f"{name} {when}" for name in one if one[name] != other[name]]


@contextmanager
def fresh_store() -> Iterator[Store]:
    """An empty store that vanishes."""
    with tempfile.TemporaryDirectory(prefix="throughline-") as folder:
        store = Store.open(Path(folder) / "t.duckdb")
        try:
            yield store
        finally:
            store.close()


def trial(path: Path) -> Trial:
    """Import, undo and redo one file in an empty store."""
    started = time.monotonic()
    with fresh_store() as store:
        before = dump(store)
        try:
            outcome = import_survey(store, path, None, name=path.name, at=AT, accept=True)
        except FileRefused as refusal:
            return Trial(path.name, f"refused ({refusal.issue})", time.monotonic() - started)
        lost = ["rows or cells unaccounted"] if store.value(UNACCOUNTED) else []
        between = dump(store)
        undo_upload(store, outcome.upload_id, at=AT)
        undone = dump(store)
        redo_upload(store, outcome.upload_id)
        wrong = differing(before, undone, "after undo") + differing(between, dump(store), "after redo") + lost
        n_rows = outcome.counts["rows"]
    return Trial(path.name, "exact" if not wrong else "WRONG", time.monotonic() - started, n_rows, tuple(wrong))


def main(folder: Path) -> int:
    """Run all files of `folder`; the exit code says whether all were exact."""
    paths = sorted(path for path in folder.iterdir() if path.name.lower().endswith(ENDINGS))
    trials = [trial(path) for path in paths]
    for one in trials:
        told = ", ".join(one.differing)
        print(f"{one.name:48} {one.state:14} {one.n_rows:8,} rows {one.seconds:6.1f} s  {told}")
    return 0 if trials and all(one.holds for one in trials) else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
