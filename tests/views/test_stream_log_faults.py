"""The faults of a log as the page says them: the number, what was done, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.data.queries.logs import written
from tests.workflows.surveys import read_here
from views.stream_log import fault_line

LINES = (
    "A,ask,2026-03-02 09:00:00,2026-03-02 10:00:00,Li",
    "A,check,2026-03-02 12:00:00,2026-03-02 11:00:00,Li",
)


def test_a_fault_names_its_row_and_what_was_done(store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from data.queries.process_issues import process_issues

    monkeypatch.setattr("workflows.import_survey.inspect_file", read_here)
    found = process_issues(store, written(store, tmp_path / "log.csv", LINES))
    lines = [fault_line(dict(row)) for row in found.to_dict("records")]
    told = next(line for line in lines if "ends before" in line)
    assert "counts as a moment at its start" in told
    assert "log.csv: 3" in told.replace("\\", "")
    assert all(line.startswith("- ") for line in lines)
