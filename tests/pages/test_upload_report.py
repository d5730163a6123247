"""The problem report, the templates, the refusal with its way out, and the search in wide files."""

from __future__ import annotations

import csv
import io

import pytest

from i18n import set_language
from tests.pages.bench import drop, enter, press, words
from views import upload_draft, upload_map
from views.upload_report import report_bytes

pytestmark = pytest.mark.usefixtures("read_in_place")

SUMMARY = b"Q1. How satisfied are you?,,\nAnswer Choices,Responses,\nSatisfied,60%,18\n,Answered,30\n,Skipped,2\n"
BAD = "Response ID,Date Submitted,Rate: Speed,Rate: Price,=cmd|why\n" + "".join(
    f"R{i},0{1 + i % 9}/0{1 + i % 7}/2026,{1 + i % 5},{1 + i % 3},=1+{i} was number {i} for us all\n"
    + ("R,1\n" if i == 20 else "")
    for i in range(40)
)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_problem_report_names_severity_column_rows_sentence_and_fix(store, lang):
    app = drop(enter("upload", lang=lang), "bad.csv", BAD.encode())
    assert not app.exception
    draft = app.session_state[upload_draft.DRAFT]
    set_language(lang)
    content = report_bytes(draft.reading, draft.plan())
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(rows) == 1 + len(draft.reading.issues)
    assert all(len(row) == 7 and row[0] and row[4] and row[5] for row in rows[1:])
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "+"))]
    ragged = next(row for row in rows if row[3] == "23")
    assert ("set aside" in ragged[4]) == (lang == "en")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_summary_is_refused_with_the_export_to_choose_and_a_template(store, lang):
    app = drop(enter("upload", lang=lang), "summary.csv", SUMMARY)
    assert not app.exception
    assert len(app.error) == 1
    assert "SurveyMonkey" in app.error[0].value
    assert not [button for button in app.button if button.key.startswith("upload_import")]
    assert len(app.expander) == 1
    assert any(("KPI template" if lang == "en" else "模板") in text for text in words(app))


def test_a_column_of_a_wide_file_is_found_by_its_name_or_a_value(store):
    head = ",".join(["Response ID", *(f"How satisfied are you with item {n}?" for n in range(30)), "Zebra"])
    rows = "\n".join(",".join([f"R{n}", *(str((n * k) % 5 + 1) for k in range(30)), "north"]) for n in range(1, 40))
    app = drop(enter("upload"), "wide.csv", f"{head}\n{rows}\n".encode())
    columns = list(app.session_state[upload_draft.DRAFT].proposed.columns)
    assert [column.name for column in upload_map.found_in(columns, "ZEB")] == ["Zebra"]
    assert [column.name for column in upload_map.found_in(columns, "north")] == ["Zebra"]
    assert len(upload_map.found_in(columns, "satisfied item")) == 30
    assert upload_map.found_in(columns, "nothing") == []


def test_a_cross_table_can_be_loaded_as_figures(store):
    rows = ["Answer,North,South,Total", "Very satisfied,40%,35%,38%",
            "Satisfied,30%,35%,32%", "Not satisfied,30%,30%,30%",
            "Total,100%,100%,100%"]  # fmt: skip
    app = drop(enter("upload"), "table.csv", "\n".join(rows).encode())
    assert any("cross-table" in error.value for error in app.error)
    app = press(app, "Load its figures as a KPI series")
    assert not app.exception
    press(app, "Import")
    assert app.session_state["upload_job"].done.wait(60)
    assert store.value("SELECT count(*) FROM kpi_value") > 0
