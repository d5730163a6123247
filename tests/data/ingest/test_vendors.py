"""Each vendor's shape is read into the roles that its columns have, from small files with invented answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.ingest.inspect import inspect_table
from data.ingest.model import ColumnSpec, Reading
from data.ingest.read import read_table
from tests.data.ingest.workbooks import Day, write_xlsx

FIXTURES = Path(__file__).parents[2] / "fixtures"


def reading_of(name: str) -> Reading:
    return inspect_table(read_table(FIXTURES / name))


def column(reading: Reading, start: str) -> ColumnSpec:
    return next(found for found in reading.columns if start in found.name)


def codes(reading: Reading) -> set[str]:
    return {issue.code for issue in reading.issues}


ROLES: dict[str, tuple[str, int, list[str]]] = {
    "qualtrics.csv": ("qualtrics", 3, [
        "started_at", "submitted_at", "response_type", "pii", "progress", "duration_s", "finished", "recorded_at",
        "response_id", "pii", "pii", "pii", "respondent_id", "pii", "pii", "channel", "language", "choice", "score",
        "score", "score", "score", "comment", "score"]),
    "qualtrics_legacy.csv": ("qualtrics_legacy", 2, [
        "response_id", "response_set", "pii", "respondent_id", "pii", "pii", "response_type", "started_at",
        "submitted_at", "finished", "score", "score", "score", "comment", "empty"]),
    "surveymonkey.csv": ("surveymonkey", 2, [
        "response_id", "collector_id", "started_at", "submitted_at", "pii", "pii", "pii", "pii", "custom_data",
        "multi_option", "multi_option", "multi_option", "other_text", "score", "score", "score", "score", "score",
        "segment", "comment"]),
    "google_forms.csv": ("google_forms", 1, [
        "submitted_at", "score", "score", "score", "score", "multi_delimited", "comment", "segment"]),
    "alchemer.csv": ("alchemer", 1, [
        "response_id", "started_at", "submitted_at", "finished", "respondent_id", "language", "score", "multi_option",
        "multi_option", "comment"]),
    "wenjuanxing.csv": ("wenjuanxing", 1, [
        "response_id", "submitted_at", "duration_s", "channel", "channel", "pii", "segment", "score", "score", "score",
        "multi_delimited", "score", "comment", "pii", "pii", "score"]),
    "wenjuanxing_numbers.csv": ("wenjuanxing", 1, [
        "response_id", "submitted_at", "duration_s", "channel", "channel", "pii", "score", "score", "multi_option",
        "multi_option", "multi_option", "comment", "other"]),
    "typeform.csv": ("typeform", 1, [
        "response_id", "score", "score", "choice", "comment", "finished", "started_at", "recorded_at", "submitted_at",
        "pii", "other", "other"]),
    "limesurvey.csv": ("limesurvey", 1, [
        "response_id", "submitted_at", "progress", "language", "other", "started_at", "recorded_at", "score", "score",
        "comment"]),
    "event_log.csv": ("event_log", 1, ["case_id", "activity", "end_ts", "resource", "lifecycle", "cost"]),
    "kpi.csv": ("kpi_series", 1, ["kpi_date", "kpi_value", "kpi_value", "kpi_n", "segment"]),
    "nhs_like.csv": ("unknown", 1, [
        "response_id", "segment", "question_id", "theme", "comment", "score", "submitted_at"]),
    "app_reviews.csv": ("google_play", 1, [
        "segment", "segment", "language", "device", "submitted_at", "derived", "score", "comment", "comment", "url"]),
    "excel_european.csv": ("unknown", 1, ["respondent_id", "submitted_at", "score", "numeric_attr", "comment"]),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(ROLES))
def test_every_column_gets_its_role(name: str) -> None:
    vendor, header_rows, roles = ROLES[name]
    reading = reading_of(name)
    assert (reading.vendor, reading.table.params.header_rows) == (vendor, header_rows)
    assert [found.role for found in reading.columns] == roles
    assert all(found.why[0] and 0 < found.confidence <= 1 for found in reading.columns)


def test_a_summary_export_is_refused() -> None:
    reading = reading_of("surveymonkey_summary.csv")
    assert (reading.verdict, codes(reading)) == ("reject", {"summary_export_not_responses"})


def test_qualtrics_as_utf16_tabs_reads_the_same(tmp_path: Path) -> None:
    import csv

    with (FIXTURES / "qualtrics.csv").open(encoding="utf-8", newline="") as source:
        rows = list(csv.reader(source))
    path = tmp_path / "export.tsv"
    with path.open("w", encoding="utf-16", newline="") as target:
        csv.writer(target, delimiter="\t").writerows(rows)
    reading = inspect_table(read_table(path))
    assert (reading.table.params.encoding, reading.table.params.delimiter) == ("utf-16-le", "\t")
    assert [found.role for found in reading.columns] == ROLES["qualtrics.csv"][2]


def test_wenjuanxing_saved_by_a_chinese_excel_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes((FIXTURES / "wenjuanxing.csv").read_text(encoding="utf-8").encode("gb18030"))
    reading = inspect_table(read_table(path))
    assert [found.role for found in reading.columns] == ROLES["wenjuanxing.csv"][2]
    assert "not_utf8" in codes(reading)


def test_microsoft_forms_reads_date_cells_and_multiple_answers(tmp_path: Path) -> None:
    head = [
        "ID",
        "Start time",
        "Completion time",
        "Email",
        "Name",
        "How satisfied are you?\n(1 = not at all, 5 = very)",
        "What did you rent?",
        "Comments",
    ]
    rows = [
        [
            i + 1,
            Day(45300.5 + i),
            Day(45300.51 + i),
            "anonymous",
            "",
            1 + i % 5,
            "Bike;Helmet;" if i % 2 else "Bike;",
            f"Answer number {i} was typed by a person at home",
        ]
        for i in range(24)
    ]
    reading = inspect_table(read_table(write_xlsx(tmp_path / "forms.xlsx", {"Form1": [head, *rows]})))
    assert reading.vendor == "microsoft_forms"
    assert [found.role for found in reading.columns] == [
        "response_id",
        "started_at",
        "submitted_at",
        "pii",
        "pii",
        "score",
        "multi_delimited",
        "comment",
    ]
    assert reading.columns[6].delimiter == ";"


def test_what_a_rating_is_about_follows_its_words() -> None:
    qualtrics = reading_of("qualtrics.csv")
    abouts = {found.label: found.about for found in qualtrics.columns if found.role == "score"}
    assert abouts == {
        "Booking in the app": "touchpoint", "Picking up the bike": "touchpoint", "Returning the bike": "touchpoint",
        "How likely are you to recommend us to a friend?": "overall",
        "Overall, how satisfied are you with your rental?": "overall"}  # fmt: skip
    chinese = reading_of("wenjuanxing.csv")
    assert [found.about for found in chinese.columns if found.role == "score"] == [
        *["touchpoint"] * 3,
        *["overall"] * 2,
    ]


def test_the_rows_of_a_matrix_form_one_family_on_one_scale() -> None:
    reading = reading_of("surveymonkey.csv")
    family = [found for found in reading.columns if found.matrix == "Please rate the following:"]
    assert [found.label for found in family] == ["App", "Station", "Staff"]
    assert {(found.scale.low, found.scale.high) for found in family if found.scale} == {(1, 5)}


def test_issues_name_what_the_file_shows() -> None:
    assert {"test_response", "partial_responses", "very_few_rows", "pii_found"} <= codes(reading_of("qualtrics.csv"))
    assert "totals_row" in codes(reading_of("google_forms.csv"))
    assert "decimal_comma" in codes(reading_of("excel_european.csv"))
    assert "partial_responses" in codes(reading_of("limesurvey.csv"))


def test_missing_codes_of_a_tool_are_no_answer() -> None:
    rated = column(reading_of("wenjuanxing_numbers.csv"), "还车满意度")
    assert rated.scale is not None
    assert "-3" in rated.scale.na


def test_an_option_with_a_comma_is_one_option(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    options = ["Yes, but not sure I have time", "Yes, on my own", "No"]
    rows = [
        ["Timestamp", "Would you like to learn more?"],
        *[[f"2024-01-01 10:{i:02d}:00", options[i % 3]] for i in range(30)],
    ]
    path.write_text("\n".join(f'{a},"{b}"' for a, b in rows), encoding="utf-8")
    assert inspect_table(read_table(path)).columns[1].role == "choice"


def test_a_monthly_score_table_is_a_series_not_a_survey(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    lines = [f"2023-{m:02d}-01,{40 + m},{20 + m},{5 + m},{70 + m},{m * 3 - 10}" for m in range(1, 13)]
    path.write_text("month,promoters,passives,detractors,responses,nps\n" + "\n".join(lines), encoding="utf-8")
    reading = inspect_table(read_table(path))
    assert reading.kind == "kpi_series"
    assert [found.role for found in reading.columns] == ["kpi_date", *["kpi_value"] * 3, "kpi_n", "kpi_value"]


def test_coded_ratings_share_the_scale_of_their_question(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    rows = [
        f"{i},{i % 7},{(i * 3) % 7},{(i * 5) % 6},{(i * 2) % 7},{i % 4},{[0, 7, 9, 10, 11][i % 5]}"
        for i in range(1, 210)
    ]
    path.write_text("RESPNUM,Q7A_DESK,Q7B_ROOM,Q7C_FOOD,Q7D_WHOLE,Q8USE,NETPRO\n" + "\n".join(rows), encoding="utf-8")
    reading = inspect_table(read_table(path))
    rated = reading.columns[1:5]
    assert [(c.role, c.scale and (c.scale.low, c.scale.high), c.about) for c in rated] == [
        *[("score", (1, 5), "touchpoint")] * 3,
        ("score", (1, 5), "overall"),
    ]
    assert reading.columns[5].role == "choice"
    nps = reading.columns[6].scale
    assert nps is not None
    assert (nps.metric, nps.na) == ("nps", ("11",))
