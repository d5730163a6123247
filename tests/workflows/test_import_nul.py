"""A file with a stray NUL byte is imported whole, and kept as it came."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.store import Store
from tests.workflows.surveys import AT, answers, read_here, write_csv
from workflows.import_survey import import_survey


def test_a_file_with_a_nul_byte_lands_whole_and_its_bytes_are_kept(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflows.import_survey.inspect_file", read_here)
    path = write_csv(tmp_path / "hurt.csv", answers(range(60)))
    path.write_bytes(path.read_bytes().replace(b"when I came back", b"when I c\0ame back", 1))
    outcome = import_survey(store, path, None, name=path.name, at=AT, accept=True)
    assert outcome.counts["responses"] == 60
    assert outcome.counts["cells_in"] == outcome.counts["cells_kept"]
    assert "nul_bytes" in {issue.code for issue in outcome.issues}
    texts = [str(text) for (text,) in store.rows("SELECT text FROM comment")]
    assert not any("\0" in text for text in texts)
    assert "The counter was closed when I came back with the car. 0" in texts
    kept = [file.read_bytes() for file in (store.files / "uploads").rglob("*") if file.is_file()]
    assert path.read_bytes() in kept
