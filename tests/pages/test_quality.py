"""The data quality page: what is in, what was set aside, the report, undo."""

from __future__ import annotations

import pytest

from data.queries import quality
from i18n import set_language
from tests.pages.bench import SURVEY, drop, enter, imported, press, words
from views import quality_account, quality_detail, quality_list

pytestmark = pytest.mark.usefixtures("read_in_place")

TITLES = {"en": "Which data lie behind the figures?", "zh": "数字背后是哪些数据？"}
RAGGED = SURVEY + "\r\nR900,2026-01-01 10:00:00,5,too few cells"


@pytest.fixture
def filled(store):
    imported(drop(enter("upload"), "survey.csv", RAGGED.encode()))
    return store


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_empty_store_says_what_to_do(store, lang):
    app = enter("quality", lang=lang)
    assert app.title[0].value == TITLES[lang]
    assert not app.exception
    assert not app.dataframe


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_row_of_a_file_is_accounted_for(filled, lang):
    app = enter("quality", lang=lang)
    assert app.title[0].value == TITLES[lang]
    assert not app.exception
    upload = quality.uploads(filled).iloc[0]
    assert (upload["n_rows"], upload["n_set_aside"]) == (81, 1)
    assert upload["n_landed"] + upload["n_set_aside"] == upload["n_rows"]
    assert any("80" in text and "81" in text for text in words(app))


def test_a_link_opens_the_report_of_one_upload(filled):
    imported(drop(enter("upload"), "second.csv", SURVEY.replace("R1,", "X1,").encode()))
    first = quality.uploads(filled)["upload_id"].iloc[-1]
    app = enter("quality", sel=first)
    assert not app.exception
    assert app.header[0].value.replace("\\", "") == "survey.csv"


def test_the_report_names_columns_issues_and_rows_set_aside(filled):
    upload = next(quality.uploads(filled).itertuples(index=False))
    detail = quality_detail.loaders_data.UploadDetail(
        quality.upload_columns(filled, upload.upload_id),
        quality.upload_issues(filled, upload.upload_id),
        quality.rows_aside(filled, upload.upload_id),
    )
    report = quality_detail.report_frame(upload, detail)
    assert set(report["part"]) == {"issue", "column", "row set aside"}
    assert (report["part"] == "column").sum() == 8
    assert report.loc[report["part"] == "row set aside", "what"].tolist() == ["other number of cells than the header"]


def test_undo_asks_first_and_then_takes_the_scores_out(filled):
    app = press(enter("quality"), "Yes, undo it")
    assert not app.exception
    assert quality.uploads(filled)["state"].tolist() == ["undone"]
    assert filled.value("SELECT count(*) FROM score_fact") == 0


def test_sample_data_leave_in_one_step_and_are_never_counted_with_real_data(sample_store):
    app = enter("quality")
    assert not app.exception
    assert any("sample data" in text for text in words(app))
    app = press(app, "Yes, remove them")
    assert not app.exception
    assert not (quality.uploads(sample_store)["state"] == "live").any()


def test_sentences_of_stored_issues_follow_the_language(filled):
    issues = quality.upload_issues(filled, quality.uploads(filled)["upload_id"].iloc[0])
    try:
        set_language("en")
        english = quality_detail.issue_texts(issues)
        set_language("zh")
        assert len(quality_detail.issue_texts(issues)) == len(english) > 0
    finally:
        set_language("en")


def test_the_answer_counts_live_real_uploads_only(filled):
    uploads = quality.uploads(filled)
    assert quality_list.answer_sentence(uploads).startswith("**1 upload** holds **81** rows; **1** of them")
    assert "**0 uploads**" in quality_list.answer_sentence(uploads.assign(state="undone"))


def test_the_frames_keep_their_types_on_an_empty_store(store):
    uploads = quality.uploads(store)
    assert uploads.empty
    assert str(uploads["n_rows"].dtype) == "int64"
    assert str(uploads["is_sample"].dtype) == "bool"


def test_an_undone_upload_comes_back_by_a_click(filled):
    app = enter("quality")
    press(app, "Yes, undo it")
    assert filled.value("SELECT state FROM upload") == "undone"
    press(app, "Bring it back")
    assert not app.exception
    assert filled.value("SELECT state FROM upload") == "live"
    assert any("is back" in box.value for box in app.info)


@pytest.mark.parametrize(("lang", "said"), [("en", "Columns:"), ("zh", "列")])
def test_the_account_holds_cells_rows_with_reasons_and_columns(filled, lang, said):
    set_language(lang)
    upload = next(quality.uploads(filled).itertuples(index=False))
    columns, aside = quality.upload_columns(filled, upload.upload_id), quality.rows_aside(filled, upload.upload_id)
    told = quality_account.lines(upload, columns["role"], aside["reason"], quality_detail.reason_label)
    assert len(told) == 3
    assert quality_detail.reason_label("ragged") in told[1]
    assert said in told[2]
    assert str(len(columns)) in told[2]
