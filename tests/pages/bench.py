"""Entering the data pages as a user does: through the screen door, with a file to put on the page."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from i18n import set_language

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT.parent / "shared" / "samples"
SURVEY = "\r\n".join(
    [
        "Response ID,Date Submitted,How satisfied were you with ordering? [Website],"
        "How satisfied were you with ordering? [Advice],How satisfied were you with the delivery? [Speed],"
        "How satisfied were you with the delivery? [Driver],"
        "How likely are you to recommend us (0-10)?,Why?",
        *(
            f"R{n},2026-0{n % 6 + 1}-{n % 27 + 1:02d} 10:{n % 60:02d}:00,{n % 5 + 1},{(n * 3) % 5 + 1},{n % 3 + 1},"
            f"{5 - n % 2},{n % 11},Because the {['parcel', 'website', 'driver', 'price'][n % 4]} was number {n} for us"
            for n in range(80)
        ),
    ]
)


def enter(page: str, *, lang: str = "en", **query: str) -> AppTest:
    """The app on one of the data pages, through `screen.py`."""
    set_language(lang)  # AppTest words the options of a choice in the thread of the test
    app = AppTest.from_file(str(ROOT / "screen.py"), default_timeout=60)
    app.switch_page(f"pages/data/{page}.py")
    app.query_params["lang"] = lang
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def drop(app: AppTest, name: str, content: bytes) -> AppTest:
    """Put a file on the add-data page and wait until it has been read."""
    return drop_all(app, {name: content})


def drop_all(app: AppTest, files: dict[str, bytes]) -> AppTest:
    """Put several files on the page at once and wait until they have been read."""
    put = [(name, content, "application/octet-stream") for name, content in files.items()]
    app.file_uploader[0].set_value(put).run()
    if "upload_reading" in app.session_state:
        assert app.session_state["upload_reading"].done.wait(60), "the reading did not end"
        app.run()
    return app


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
