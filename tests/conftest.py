"""Fixtures of all tests: a store of its own per test, the sample world built once, the screen as a user meets it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SAMPLE_AT = datetime(2026, 11, 2, 8, tzinfo=UTC)
SAMPLE_SCALE = 0.1


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the store of the sample world at a tenth of its size, built once and closed."""
    from data.store import Store
    from workflows.build_sample import ensure_sample

    folder = tmp_path_factory.mktemp("sample")
    store = Store.open(folder / "throughline.duckdb")
    try:
        ensure_sample(store, scale=SAMPLE_SCALE, at=SAMPLE_AT)
    finally:
        store.close()
    return folder


@pytest.fixture
def process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[[Path, bool], None]]:
    """Point this process at a store file; afterwards nothing of it is left open or cached.

    It asks for `tmp_path` so that the store is closed before its folder is removed.
    """
    import streamlit as st

    from data import runtime
    from i18n import set_language
    from settings import settings
    from views.cached import forget_all

    def point(path: Path, sample: bool) -> None:
        monkeypatch.setenv("THROUGHLINE_STORE", str(path))
        monkeypatch.setenv("THROUGHLINE_SAMPLE", str(sample).lower())
        _forget()

    def _forget() -> None:
        settings.cache_clear()
        runtime.close_store()
        st.cache_data.clear()
        forget_all()
        set_language("en")

    yield point
    _forget()


@pytest.fixture
def store(process: Callable[[Path, bool], None], tmp_path: Path):  # type: ignore[no-untyped-def]
    """An empty store that this process owns."""
    from data import runtime
    from tests.stores import lay_store

    process(lay_store(tmp_path / "throughline.duckdb"), False)
    return runtime.open_store()


@pytest.fixture
def sample_store(process: Callable[[Path, bool], None], sample_folder: Path, tmp_path: Path):  # type: ignore[no-untyped-def]
    """A copy of the sample world that this process owns and a test may change."""
    from data import runtime

    copied = tmp_path / "store"
    shutil.copytree(sample_folder, copied)
    process(copied / "throughline.duckdb", True)
    return runtime.open_store()


@pytest.fixture(scope="module")
def shown_folder(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One copy of the sample world for all tests of a file that only look at it."""
    return shutil.copytree(sample_folder, tmp_path_factory.mktemp("shown") / "store")


@pytest.fixture
def sample_view(shown_folder: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """The sample world for a test that changes nothing: what pages computed for an earlier test of the file is kept.

    Answers kept in the process are keyed by store and version, so they are right as long as nobody writes.
    """
    from data import runtime
    from data.versions import AREAS
    from i18n import set_language
    from settings import settings

    def close() -> None:
        settings.cache_clear()
        runtime.close_store()
        set_language("en")

    monkeypatch.setenv("THROUGHLINE_STORE", str(shown_folder / "throughline.duckdb"))
    monkeypatch.setenv("THROUGHLINE_SAMPLE", "true")
    close()
    store = runtime.open_store()
    before = [store.version(area) for area in AREAS]
    yield store
    changed = [store.version(area) for area in AREAS] != before
    close()
    assert not changed, "a test that only looks has written to the store"


@pytest.fixture
def app() -> Callable[..., object]:
    """The screen, entered through screen.py on a page, with a query string."""
    from streamlit.testing.v1 import AppTest

    def opened(page: str = "pages/journey/home.py", **query: str) -> AppTest:
        screen = AppTest.from_file(str(ROOT / "screen.py"), default_timeout=60)
        for key, value in query.items():
            screen.query_params[key] = value
        if page != "pages/journey/home.py":
            screen.switch_page(page)
        return screen.run()

    return opened


@pytest.fixture(autouse=True, scope="session")
def _at_home() -> Iterator[None]:
    """Pages are found from the root of the tree, wherever the tests are started."""
    before = Path.cwd()
    os.chdir(ROOT)
    yield
    os.chdir(before)


HEAVY = ("test_killed_scoring", "test_evidence", "test_cli", "test_killed_import", "test_voices", "test_control",
         "test_upload", "test_journey", "test_stream")  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take longest come first: two workers then end at about the same time."""
    items.sort(key=lambda item: HEAVY.index(item.path.stem) if item.path.stem in HEAVY else len(HEAVY))
