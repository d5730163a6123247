"""What only the person knows: the date of the answers, what words count as, which journey is the pattern."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from data.queries import quality
from tests.pages.bench import drop, enter, imported, press, words
from views import upload_draft
from workflows.map_columns import edit_columns

pytestmark = pytest.mark.usefixtures("read_in_place")

UNDATED = "\n".join(
    [
        "Welcome,Room,Price,Why?",
        *(f"{n % 5 + 1},{n * 3 % 5 + 1},{n * 7 % 5 + 1},Because of reason {n} and more" for n in range(40)),
    ]
)
WORDS = "\n".join(
    [
        "How was the welcome?,Room,Price",
        *(f"{('meh', 'super', 'okayish')[n % 3]},{n * 3 % 5 + 1},{n * 7 % 5 + 1}" for n in range(45)),
    ]
)
EVENTS = "\n".join(
    ["case id,activity,timestamp"]
    + [f"C{n // 3},{('ordered', 'packed', 'sent')[n % 3]},2024-01-{n % 28 + 1:02d} 10:00:00" for n in range(60)]
)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_file_without_dates_takes_the_date_that_the_person_gives(store, lang):
    app = drop(enter("upload", lang=lang), "undated.csv", UNDATED.encode())
    assert not app.exception
    app = app.date_input[0].set_value(date(2025, 3, 14)).run()
    assert not app.exception
    assert app.session_state[upload_draft.DRAFT].choices.period == date(2025, 3, 14)


def test_the_given_date_reaches_every_answer(store):
    app = drop(enter("upload"), "undated.csv", UNDATED.encode())
    app = app.date_input[0].set_value(date(2025, 3, 14)).run()
    imported(app)
    found = store.rows("SELECT DISTINCT strftime(submitted_at, '%Y-%m'), time_precision FROM response")
    assert found == [("2025-03", "month")]


def test_an_event_log_is_told_in_events(store):
    app = drop(enter("upload"), "events.csv", EVENTS.encode())
    assert any("60 rows become process events" in text for text in words(app))
    app = imported(app)
    assert any("60 events of" in text for text in words(app))
    assert not any("responses" in text for text in words(app))
    assert int(quality.uploads(store).iloc[0]["n_events"]) == 60


def test_a_sample_journey_can_be_copied_and_takes_the_file(sample_store):
    app = drop(enter("upload"), "undated.csv", UNDATED.encode())
    token = app.session_state[upload_draft.DRAFT].token
    app.session_state[f"upload_step_map_{token}|en_"] = True  # unfolds the step
    app = app.run()
    offer = next(button.label for button in app.button if button.label.startswith("Copy “"))
    app = press(app, offer)
    assert not app.exception
    chosen = app.session_state[upload_draft.DRAFT].choices.journey_id
    rows = sample_store.rows("SELECT is_sample, name_en FROM journey WHERE journey_id = $id", id=chosen)
    assert rows[0][0] is False
    assert rows[0][1].endswith(", copy")


def test_words_that_nobody_can_rank_are_counted_as_the_person_says(store):
    app = drop(enter("upload"), "words.csv", WORDS.encode())
    upload = app.session_state[upload_draft.DRAFT]
    column = next(c for c in upload.reading.columns if c.name.startswith("How was the welcome"))
    assert column.role == "choice"
    reading = edit_columns(upload.reading, {column.index: {"role": "score"}})
    asked = [issue for issue in reading.issues if issue.code == "unknown_labels"]
    assert [issue.column for issue in asked] == [column.index]
    assert asked[0].n == 45
    app.session_state[upload_draft.DRAFT] = replace(upload, reading=reading)
    app = app.run()
    assert not app.exception
    boxes = {box.label.strip("“”"): box for box in app.selectbox if box.label.startswith("“")}
    boxes["meh"].set_value(2.0)
    boxes["super"].set_value(5.0)
    app = press(app, "Count them so")
    assert not app.exception
    plan = app.session_state[upload_draft.DRAFT].plan()
    ranked = plan.columns[column.index].scale
    assert dict(ranked.labels) == {"meh": 2.0, "super": 5.0}
