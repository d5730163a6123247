"""A template, filled in, is recognised and imports without a question, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.ingest.plan import open_questions, propose_plan
from data.store import Store
from errors import UnknownId
from reports import templates
from reports.templates import KINDS, template_bytes, template_rows
from tests.stores import new_store
from tests.workflows.surveys import AT, read_here
from workflows import import_survey as module

READ_AS = {
    "survey": "survey_wide",
    "events": "event_log",
    "work_items": "work_items",
    "kpi": "kpi_series",
    "costs": "cost_table",
    "owners": "owners",
}
LANDED = {"survey": "response", "events": "event", "work_items": "work_item", "kpi": "kpi_value", "costs": "cost"}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    def read(source: Path, *, name: str | None = None, **_others: object):
        return read_here(source, name=name)

    monkeypatch.setattr(module, "inspect_file", read)
    opened = new_store(tmp_path / "t.duckdb")
    yield opened
    opened.close()


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_filled_template_imports_without_a_question(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, lang: str
) -> None:
    path = tmp_path / f"{kind}.xlsx"
    filled = [*template_rows(kind, lang), *_typed(kind, lang)]
    monkeypatch.setattr(templates, "template_rows", lambda *_asked: filled)
    path.write_bytes(template_bytes(kind, lang))
    reading = read_here(path)
    assert reading.kind == READ_AS[kind]
    assert open_questions(reading, propose_plan(reading)) == []
    assert {column.role for column in reading.columns} & {"empty"} == set()
    outcome = module.import_survey(store, path, None, name=path.name, at=AT)
    counts = outcome.counts
    assert counts["cells_in"] == counts["cells_kept"]
    if kind in LANDED:
        assert store.value(f"SELECT count(*) FROM {LANDED[kind]}") == counts["rows"] == 14


def _typed(kind: str, lang: str) -> list[list[str]]:
    """Twelve more rows as a person would type them: the examples with other keys and days."""
    _, first, second = template_rows(kind, lang)
    rows = []
    for number in range(12):
        source = (first, second)[number % 2]
        rows.append([_changed(cell, number) for cell in source])
    return rows


def _changed(cell: str, number: int) -> str:
    if cell.startswith("2026-03-"):
        return f"2026-03-{number + 11:02d}{cell[10:]}"
    if cell == "2026-03":
        return f"2027-{number // 2 + 1:02d}"
    head, _, tail = cell.rpartition("-")
    if head in ("A", "C", "PO", "REQ", "BUG") and tail.isdigit():
        return f"{head}-{int(tail) + 10 + number}"
    return cell


def test_another_kind_is_refused() -> None:
    with pytest.raises(UnknownId):
        template_bytes("invoices", "en")
