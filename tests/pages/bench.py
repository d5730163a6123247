"""Entering the data pages: an empty store of its own, the app through its screen door, a file put on the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from data import runtime
from data.store import Store
from settings import settings

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT.parent / "shared" / "samples"
SURVEY = "\r\n".join(
    [
        "Response ID,Date Submitted,Ordering: Website,Ordering: Advice,Delivery: Speed,Delivery: Driver,"
        "How likely are you to recommend us (0-10)?,Why?",
        *(
            f"R{n},2026-0{n % 6 + 1}-{n % 27 + 1:02d} 10:{n % 60:02d}:00,{n % 5 + 1},{(n * 3) % 5 + 1},{n % 3 + 1},"
            f"{5 - n % 2},{n % 11},Because the {['parcel', 'website', 'driver', 'price'][n % 4]} was number {n} for us"
            for n in range(80)
        ),
    ]
)


def fresh_store(folder: Path, monkeypatch: pytest.MonkeyPatch, **environment: str) -> Iterator[Store]:
    """An open empty store in `folder`, known to the screen as the store of this process."""
    monkeypatch.setenv("THROUGHLINE_STORE", str(folder / "bench.duckdb"))
    monkeypatch.setenv("THROUGHLINE_SAMPLE", "false")
    for name, value in environment.items():
        monkeypatch.setenv(f"THROUGHLINE_{name.upper()}", value)
    runtime.close_store()
    settings.cache_clear()
    st.cache_data.clear()
    yield runtime.open_store()
    runtime.close_store()
    settings.cache_clear()
    st.cache_data.clear()


def enter(page: str, *, lang: str = "en", **query: str) -> AppTest:
    """The app on one of the data pages, through `screen.py`."""
    app = AppTest.from_file(str(ROOT / "screen.py"), default_timeout=60)
    app.query_params["lang"] = lang
    app.run()
    app.switch_page(f"pages/data/{page}.py")
    app.query_params["lang"] = lang
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def drop(app: AppTest, name: str, content: bytes) -> AppTest:
    """Put a file on the add-data page."""
    return app.file_uploader[0].set_value((name, content, "application/octet-stream")).run()


def press(app: AppTest, label: str) -> AppTest:
    """Press the button called `label`."""
    return next(button for button in app.button if button.label == label).click().run()


def imported(app: AppTest) -> AppTest:
    """Answer what is asked as proposed, import, and wait for the end."""
    if app.radio and app.radio[0].value is None:
        app.radio[0].set_value("columns").run()
    if any(button.label == "Use every proposed answer" for button in app.button):
        press(app, "Use every proposed answer")
    for radio in [radio for radio in app.radio if radio.label == "Your answer"]:
        radio.set_value("no_answer").run()
    press(app, "Import")
    assert app.session_state["upload_job"].done.wait(60), "the import did not end"
    return app.run()


def words(app: AppTest) -> list[str]:
    """Every text of the page that is drawn as Markdown."""
    places = (app.markdown, app.caption, app.info, app.error, app.warning, app.title, app.header, app.subheader)
    return [str(element.value) for elements in places for element in elements] + [e.label for e in app.expander]
