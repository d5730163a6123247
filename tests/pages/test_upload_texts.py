"""A file of texts on the upload page: what it is can be changed, and who speaks for the house."""

from __future__ import annotations

import pytest

from tests.pages.bench import drop, enter, imported
from views import upload_draft

RECORD = """Speaker 1 00:00:03
What do you think of the acceptance of our deliveries?
Speaker 2 00:00:12
There are too many documents, I filled them in three times.
Speaker 1 00:00:40
I see.
Speaker 2 00:00:45
And nobody told us when the next one comes.
"""


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_a_text_is_can_be_changed_before_it_is_imported(store, lang):
    app = drop(enter("upload", lang=lang), "talk.txt", RECORD.encode())
    assert not app.exception
    said = {"en": "What is this text?", "zh": "这是什么文本？"}[lang]
    box = next(box for box in app.selectbox if box.label == said)
    assert box.value == "interview"
    app = box.set_value("calls").run()
    app = app.multiselect[0].set_value(["Speaker 1"]).run()
    assert not app.exception
    assert not app.session_state[upload_draft.DRAFT].plan().source.is_solicited
    if lang == "en":
        imported(app)
        assert store.rows("SELECT source_kind, is_solicited FROM survey") == [("calls", False)]
        assert store.rows("SELECT count(*) FROM comment") == [(2,)]
