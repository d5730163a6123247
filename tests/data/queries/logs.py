"""Event logs for the tests: written as files and taken through the import, columns said where names do not tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.ingest.model import ColumnSpec, Reading, ReadParams
from data.ingest.read import read_table
from data.store import Store
from tests.stores import new_store
from tests.workflows.surveys import read_here
from workflows import import_survey as module
from workflows.import_survey import import_survey

SHARED = Path(__file__).resolve().parents[4] / "shared"
SAMPLES = SHARED / "samples"
REFS = SHARED / "specs" / "refs"
AT = datetime(2026, 4, 1, 8, tzinfo=UTC)
STAMP = "%Y-%m-%d %H:%M:%S"
HEADER = "case_id,activity,start_time,end_time,resource"


def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A new store whose imports read their files in this process."""
    monkeypatch.setattr(module, "inspect_file", read_here)
    made = new_store(tmp_path / "t.duckdb")
    yield made
    made.close()


def as_log(store: Store, path: Path, columns: Sequence[ColumnSpec], monkeypatch: pytest.MonkeyPatch) -> str:
    """Import a log whose columns are said; returns the id of its source."""

    def inspect(source: Path, *, name: str | None = None, params: ReadParams | None = None, **_: object) -> Reading:
        table = read_table(source, params=params, name=name)
        return Reading(table, "unknown", "event_log", "import", tuple(columns), ())

    monkeypatch.setattr(module, "inspect_file", inspect)
    outcome = import_survey(store, path, None, name=path.name, at=AT, accept=True)
    return source_of(store, outcome.upload_id)


def source_of(store: Store, upload_id: str) -> str:
    return str(store.value("SELECT source_id FROM upload WHERE upload_id = $id", id=upload_id))


def written(store: Store, path: Path, lines: Sequence[str], header: str = HEADER) -> str:
    """Import the lines as a log with `header`; returns the id of its source."""
    path.write_text("\n".join([header, *lines]), encoding="utf-8")
    outcome = import_survey(store, path, None, name=path.name, at=AT, accept=True)
    return source_of(store, outcome.upload_id)
