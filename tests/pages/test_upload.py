"""The add-data page: from a dropped file to a journey, and every way in which a file can be bad."""

from __future__ import annotations

import gzip

import pytest

from data.queries import quality
from settings import settings
from tests.pages.bench import SAMPLES, SURVEY, drop, enter, imported, press, words

pytestmark = pytest.mark.usefixtures("read_in_place")
TITLES = {"en": "What do customers say, how does the process run? Add files", "zh": "客户怎么说，流程怎么走？导入文件"}
HOSTILE = "![x](http://a.example/i.png)"


@pytest.fixture
def small_store(store, monkeypatch):
    monkeypatch.setenv("THROUGHLINE_UPLOAD_MB", "1")
    settings.cache_clear()
    return store


def staged(store) -> list[str]:
    return [path.name for path in (store.files / "staging").iterdir()]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_asks_its_question_before_there_is_data(store, lang):
    app = enter("upload", lang=lang)
    assert app.title[0].value == TITLES[lang]
    assert not app.exception
    assert len(app.file_uploader) == 1


def test_a_file_is_shown_but_nothing_is_stored_before_the_person_confirms(store):
    app = drop(enter("upload"), "survey.csv", SURVEY.encode())
    assert app.title[0].value == TITLES["en"]
    assert not app.exception
    assert [label.split("**")[1] for label in (e.label for e in app.expander)] == [
        "1 · Read", "2 · Map", "3 · Check", "4 · Import",
    ]  # fmt: skip
    assert any("80 rows" in text for text in words(app))
    assert quality.uploads(store).empty
    assert len(staged(store)) == 1


def test_an_import_accounts_for_every_row_and_cell_and_opens_the_journey(store):
    app = imported(drop(enter("upload"), "survey.csv", SURVEY.encode()))
    assert not app.exception
    upload = quality.uploads(store).iloc[0]
    assert (upload["n_rows"], upload["n_responses"], upload["n_set_aside"]) == (80, 80, 0)
    assert upload["n_cells_in"] == upload["n_cells_kept"]
    assert any("Rows: 80 in the file = 80 landed + 0 set aside." in text for text in words(app))
    app = press(app, "See your journey")
    assert not app.exception
    assert app.query_params["j"] == upload["journey_id"]


def test_the_recommendation_question_is_no_point_of_the_curve(store):
    imported(drop(enter("upload"), "survey.csv", SURVEY.encode()))
    points = store.rows("SELECT name_en FROM touchpoint ORDER BY touchpoint_id")
    about = dict(store.rows("SELECT about, count(DISTINCT question_id) FROM score_fact GROUP BY about"))
    assert len(points) == 4
    assert about == {"touchpoint": 4, "overall": 1}


def test_an_import_is_undone_in_one_click_and_the_file_stays(store):
    app = imported(drop(enter("upload"), "survey.csv", SURVEY.encode()))
    app = press(app, "Undo this import")
    assert not app.exception
    assert quality.uploads(store)["state"].tolist() == ["undone"]
    assert store.value("SELECT count(*) FROM score_fact") == 0
    assert any("undone" in text for text in words(app))


def test_the_same_file_is_recognised_and_never_counted_twice(store):
    imported(drop(enter("upload"), "survey.csv", SURVEY.encode()))
    app = imported(drop(enter("upload"), "renamed.csv", SURVEY.encode()))
    assert "This file was already imported. Nothing was added a second time." in [box.value for box in app.info]
    assert store.value("SELECT count(*) FROM response") == 80


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "The file is empty"),
        ("headers.csv", b"id,score,why\r\n", "column names but no answers"),
        (
            "picture.csv",
            b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 8,
            "PNG files are not read",
        ),
        (
            "wide.csv",
            (",".join(f"c{n}" for n in range(10_000)) + "\n1\n").encode(),
            "10000 columns",
        ),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence_and_changes_nothing(store, lang, name, content, said):
    app = drop(enter("upload", lang=lang), name, content)
    assert app.title[0].value == TITLES[lang]
    assert not app.exception
    told = " ".join(box.value for box in app.error).replace("\\", "").replace(",", "")
    assert told, words(app)
    assert lang == "zh" or said in told
    assert quality.uploads(store).empty
    assert staged(store) == []


def test_a_file_over_the_limit_is_refused_while_it_is_copied(small_store):
    app = drop(enter("upload"), "big.csv", b"id,score\n" + b"1,5\n" * 300_000)
    assert "the limit is 1 MB" in " ".join(box.value for box in app.error).replace("\\", "")
    assert staged(small_store) == []


def test_a_packed_file_is_read(store):
    app = drop(enter("upload"), "survey.csv.gz", gzip.compress(SURVEY.encode()))
    assert not app.error
    assert any("80 rows" in text for text in words(app))


def test_duplicate_headers_are_kept_apart(store):
    rows = "\n".join(f"{n},{n % 5 + 1},{n % 4 + 1},{(n + 2) % 5 + 1}" for n in range(40))
    app = imported(
        drop(enter("upload"), "twice.csv", f"id,Satisfaction,Satisfaction,Satisfaction with price\n{rows}\n".encode())
    )
    assert not app.exception
    upload = quality.uploads(store).iloc[0]
    assert upload["n_columns"] == 4
    assert upload["n_cells_in"] == upload["n_cells_kept"]


def test_words_of_a_file_never_act_on_the_screen(store):
    rows = "\n".join(
        f'{n},{n % 5 + 1},{(n * 2) % 5 + 1},"=cmd|{n}",{HOSTILE} <img src=x> number {n}' for n in range(40)
    )
    content = f'id,Satisfied {HOSTILE},Satisfied <b>Price</b>,"[a](http://b.example)",why\n{rows}\n'
    app = drop(enter("upload"), f"{HOSTILE}.csv", content.encode())
    assert not app.exception
    shown = words(imported(app))
    assert not app.exception
    assert not [text for text in shown if HOSTILE in text or "<img" in text or "](http" in text]
    report = enter("quality")
    assert not report.exception
    assert not [text for text in words(report) if HOSTILE in text or "<b>" in text or "](http" in text]


@pytest.mark.skipif(not SAMPLES.exists(), reason="the shared sample files are not here")
def test_the_person_chooses_between_columns_and_rows_as_touchpoints(store):
    content = (SAMPLES / "session_feedback_nps.csv").read_bytes()
    app = drop(enter("upload"), "session_feedback_nps.csv", content)
    assert app.radio[0].value is None
    assert next(button for button in app.button if button.label == "Take another file")
    app = imported(app)
    assert not app.exception
    assert store.value("SELECT count(*) FROM touchpoint") == 12
    assert store.value("SELECT count(DISTINCT value) FROM segment_value WHERE dim = 'session'") > 10
