"""A file of texts on the upload page: what it is can be changed, and who speaks for the house."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest

from i18n import set_language
from tests.pages.bench import drop, enter, imported, press, words
from views import upload_check, upload_draft

pytestmark = pytest.mark.usefixtures("read_in_place")

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


TALK = "\n".join(
    line
    for n in range(4)
    for line in (f"Interviewer: How was step {n} for you?", f"Anna: Step {n} took far too long and nobody called us.")
)
CARDS = {
    "en": {"Utterances": "8", "Comments": "4", "Speakers": "2"},
    "zh": {"发言": "8", "评论": "4", "发言人": "2"},
}
SOURCE = {
    "en": "Source: interview, asked for. Heard: Anna. Speaking for us: Interviewer.",
    "zh": "来源：访谈，征询得到。客户方发言人：Anna。本方发言人：Interviewer。",
}


def cards(app) -> dict[str, str]:
    return {str(metric.label): str(metric.value) for metric in app.metric}


def as_word(text: str) -> bytes:
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("name", "content"), [("talk.txt", TALK.encode()), ("talk.docx", as_word(TALK))])
def test_an_interview_is_told_by_what_was_said_and_by_whom(store, lang, name, content):
    app = drop(enter("upload", lang=lang), name, content)
    assert cards(app) == CARDS[lang]
    assert SOURCE[lang] in [caption.value for caption in app.caption]
    press(app, {"en": "Import", "zh": "导入"}[lang])
    assert app.session_state["upload_job"].done.wait(60)
    app.run()
    assert not app.exception
    assert cards(app) == CARDS[lang] | {{"en": "Rows set aside", "zh": "单独保存的行"}[lang]: "4"}
    said = words(app)
    assert SOURCE[lang] in said
    assert not any("suspect" in text or "可疑" in text for text in said)
    assert store.rows("SELECT count(*) FROM comment") == [(4,)]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_check_of_an_interview_asks_for_no_answers(store, lang):
    app = drop(enter("upload", lang=lang), "talk.txt", TALK.encode())
    assert not app.date_input  # nothing needs a day: the step stays folded
    draft = app.session_state[upload_draft.DRAFT]
    set_language(lang)
    told = {issue.code: upload_check.said(issue) for issue in draft.reading.issues}
    assert "no_timestamp" not in told
    assert {
        "en": "4 rows are words of Interviewer: they are kept, and are not counted as the customer's voice.",
        "zh": "4 行出自「Interviewer」：予以保留，不计为客户之声。",
    }[lang] == told["asker_rows"]
    assert {"en": "The texts carry no day.", "zh": "这些文本没有日期"}[lang] in told["texts_undated"]


def test_a_day_in_the_head_of_a_record_is_told(store):
    app = drop(enter("upload"), "talk.txt", f"Date: 2026-05-12\n\n{TALK}".encode())
    draft = app.session_state[upload_draft.DRAFT]
    told = {issue.code: upload_check.said(issue) for issue in draft.reading.issues}
    assert "texts_undated" not in told
    assert "2026" in told["record_day"]
    assert draft.plan().period == date(2026, 5, 12)


def test_a_list_of_complaints_shows_no_touchpoint_and_no_answers(store):
    rows = [f"TS{n},2026-05-0{n + 1} 10:00,{kind},{text}" for n, (kind, text) in enumerate(COMPLAINED)]
    app = drop(enter("upload"), "list.csv", "\n".join(["Complaint ID,Received at,Type,Complaint", *rows]).encode())
    assert set(cards(app)) == {"Comment columns", "Segments and choices"}
    imported(app)
    assert cards(app)["Comments"] == "4"
    assert "Answers" not in cards(app)
    assert any(text.startswith("Source: complaints, came unasked.") for text in words(app))


COMPLAINED = [
    ("Late", "The parcel came two weeks late and nobody told us"),
    ("Rude", "The engineer did not listen to a word we said"),
    ("Broken", "The system went down on the first day for three hours"),
    ("Late", "The test environment was never ready in time for us"),
]


def test_two_who_ask_are_listed_as_the_language_lists(store):
    talk = TALK.replace("Interviewer: How was step 1", "Moderator: How was step 1")
    app = drop(enter("upload", lang="zh"), "talk.txt", talk.encode())
    set_language("zh")
    told = {issue.code: upload_check.said(issue) for issue in app.session_state[upload_draft.DRAFT].reading.issues}
    assert "出自「Interviewer、Moderator」：" in told["asker_rows"]
