"""Several files dropped together: each has its state, one click imports all that leave nothing to decide."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from data.queries import quality
from tests.pages.bench import SURVEY, drop_all, enter, press, words
from workflows import watch_service

pytestmark = pytest.mark.usefixtures("read_in_place")

SLASHED = "Response ID,Date Submitted,Rate: Speed,Rate: Price\n" + "".join(
    f"R{i},0{1 + i % 9}/0{1 + i % 7}/2026,{1 + i % 5},{1 + i % 3}\n" for i in range(40)
)
EVENTS = "case_id,activity,start_time,end_time\n" + "".join(
    f"C{n // 3},{('Ordered', 'Packed', 'Sent')[n % 3]},2026-03-{n // 3 % 28 + 1:02d} 1{n % 3}:00:00,"
    f"2026-03-{n // 3 % 28 + 1:02d} 1{n % 3}:45:00\n"
    for n in range(90)
)
FILES = {
    "survey.csv": SURVEY.encode(),
    "asks.csv": SLASHED.encode(),
    "empty.csv": b"",
    "log.csv": EVENTS.encode(),
}


def done(app):  # type: ignore[no-untyped-def]
    assert app.session_state["upload_job"].done.wait(60), "the import did not end"
    return app.run()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_files_dropped_together_are_listed_with_their_states(store, lang):
    app = drop_all(enter("upload", lang=lang), FILES)
    assert not app.exception
    assert [file.state for file in app.session_state["upload_pile"]] == ["ready", "needs_you", "refused", "ready"]
    assert len([button for button in app.button if button.key.startswith("upload_open_")]) == 3
    assert quality.uploads(store).empty


def test_one_click_imports_all_recognised_files_and_the_others_stay(store):
    app = done(press(drop_all(enter("upload"), FILES), "Import all 2 recognised files"))
    assert not app.exception
    assert sorted(quality.uploads(store)["kind"]) == ["event_log", "survey_wide"]
    assert sum("in the file =" in text for text in words(app)) == 2
    app = press(app, "Back to the other file")
    assert [file.state for file in app.session_state["upload_pile"]] == ["imported", "needs_you", "refused", "imported"]
    app = press(app, "Decide")
    assert any("asks" in text for text in words(app))
    assert next(button for button in app.button if button.label == "Back to all files")


def test_what_was_decided_on_the_bench_is_kept_in_the_list(store):
    app = press(drop_all(enter("upload"), FILES), "Decide")
    app.radio[0].set_value("day_first").run()
    app = press(app, "Back to all files")
    assert [file.state for file in app.session_state["upload_pile"]].count("ready") == 3
    app = done(press(app, "Import all 3 recognised files"))
    assert len(quality.uploads(store)) == 3


def test_a_file_of_a_watched_folder_is_put_on_the_bench_and_stays_where_it_is(store, tmp_path, monkeypatch):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "new.csv").write_bytes(SURVEY.encode())
    service = watch_service.WatchService(store)
    watch = service.watch(inbox, 60.0)
    for _ in range(2):
        watch.poll(store, lambda: datetime.now(UTC))
    monkeypatch.setattr(watch_service._service, "_current", service)
    app = press(enter("upload"), "Decide")
    if "upload_reading" in app.session_state:
        assert app.session_state["upload_reading"].done.wait(60)
        app.run()
    assert not app.exception
    assert any("new" in text and "80 rows" in text for text in words(app))
    app = done(press(app, "Import"))
    watch.poll(store, lambda: datetime.now(UTC))
    assert watch.waiting() == []
    assert (inbox / "new.csv").read_bytes() == SURVEY.encode()
