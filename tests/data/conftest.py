"""A new store for each test of the data layer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.store import Store
from settings import settings
from tests.stores import new_store


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "t.duckdb"


@pytest.fixture
def fresh_store(store_path: Path) -> Iterator[Store]:
    opened = new_store(store_path)
    yield opened
    opened.close()


@pytest.fixture
def quick_limits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("THROUGHLINE_QUERY_SECONDS", "0.3")
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()
