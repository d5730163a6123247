"""The sample world with its comments read, once per process; a test gets a copy of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from data import runtime
from data.store import Store
from tests.workflows.surveys import AT, read_here
from tests.workflows.voices import INSTANT_ONLY, FakeScorer, RealScorer
from workflows.score_comments import score_comments

Point = Callable[[Path, bool], None]


def _read(sample: Path, folder: Path, scorer: FakeScorer | RealScorer) -> Path:
    copied = shutil.copytree(sample, folder / "store")
    store = Store.open(copied / "throughline.duckdb")
    score_comments(store, scorer, clock=lambda: AT, available=INSTANT_ONLY)
    store.close()
    return copied


def _own(process: Point, folder: Path, tmp_path: Path) -> Store:
    copied = shutil.copytree(folder, tmp_path / "store")
    process(copied / "throughline.duckdb", True)
    return runtime.open_store()


@pytest.fixture(scope="session")
def heard_folder(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _read(sample_folder, tmp_path_factory.mktemp("heard"), RealScorer())


@pytest.fixture(scope="session")
def read_folder(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _read(sample_folder, tmp_path_factory.mktemp("read"), FakeScorer())


@pytest.fixture
def heard_store(process: Point, heard_folder: Path, tmp_path: Path) -> Store:
    """The sample world with every comment read and tagged by the Instant engine."""
    return _own(process, heard_folder, tmp_path)


@pytest.fixture
def read_store(process: Point, read_folder: Path, tmp_path: Path) -> Store:
    """The sample world with every comment read by the simple scorer and tagged by the list that ships."""
    return _own(process, read_folder, tmp_path)


@pytest.fixture
def read_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in this process; in tests/browser and test_inspect_file.py they are read in one of their own."""
    for place in ("views.reading_job", "workflows.import_survey"):
        monkeypatch.setattr(f"{place}.inspect_file", read_here)
