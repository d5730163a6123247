"""Exports of Chinese survey tools: the tool, the roles and the scales are read from what the tool writes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import xlsxwriter

from data.ingest.inspect import inspect_table
from data.ingest.label_zh import degree_scale
from data.ingest.labels import label_scale
from data.ingest.model import Reading
from data.ingest.read import read_table
from data.ingest.values import duration_values
from tests.data.ingest import chinese_tools as tools


def read(tmp_path: Path, made: tuple[list[str], tools.Rows], name: str, encoding: str = "utf-8-sig") -> Reading:
    path = tmp_path / name
    with path.open("w", encoding=encoding, newline="") as sink:
        writer = csv.writer(sink)
        writer.writerow(made[0])
        writer.writerows(made[1])
    return inspect_table(read_table(path))


def roles(reading: Reading) -> list[str]:
    return [column.role for column in reading.columns]


def scales(reading: Reading) -> list[tuple[str, float, float]]:
    return [(c.scale.metric, c.scale.low, c.scale.high) for c in reading.columns if c.role == "score" and c.scale]


SYSTEM = ["response_id", "submitted_at", "duration_s", "channel", "channel", "pii"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_wenjuanxing_by_text(tmp_path: Path, encoding: str) -> None:
    reading = read(tmp_path, tools.wenjuanxing_text(), "285123456_按文本_客户满意度_40_40.csv", encoding)
    assert reading.vendor == "wenjuanxing"
    assert roles(reading) == [
        *SYSTEM, "segment", "multi_delimited", "score", "score", "score", "score", "comment", "other",
    ]  # fmt: skip
    assert scales(reading) == [("csat", 1.0, 5.0)] * 3 + [("nps", 0.0, 10.0)]
    assert reading.columns[8].label == "交付及时性"
    assert "(跳过)" in (reading.columns[8].scale.na if reading.columns[8].scale else ())


def test_wenjuanxing_by_number_leaves_skipped_answers_out(tmp_path: Path) -> None:
    reading = read(tmp_path, tools.wenjuanxing_numbers(), "285123456_2.csv")
    assert roles(reading) == [*SYSTEM, "segment", *["multi_option"] * 3, *["score"] * 3, *["rank"] * 3, "comment"]
    assert scales(reading) == [("csat", 1.0, 5.0)] * 3
    assert all("-3" in column.scale.na for column in reading.columns if column.role == "score" and column.scale)


def test_wenjuanxing_as_workbook_with_true_dates_reads_the_same(tmp_path: Path) -> None:
    header, rows = tools.wenjuanxing_text()
    book = xlsxwriter.Workbook(str(tmp_path / "285123456_按文本_客户满意度_40_40.xlsx"))
    sheet = book.add_worksheet("Sheet1")
    for number, row in enumerate([header, *rows]):
        sheet.write_row(number, 0, row)
    book.close()
    reading = inspect_table(read_table(tmp_path / "285123456_按文本_客户满意度_40_40.xlsx"))
    assert (reading.vendor, len(reading.table.cells), roles(reading)[:6]) == ("wenjuanxing", 40, SYSTEM)


def test_tencent_with_places_and_persons_behind_the_questions(tmp_path: Path) -> None:
    reading = read(tmp_path, tools.tencent(), "客户调研_36_36.csv")
    assert reading.vendor == "tencent_survey"
    assert roles(reading) == [
        "response_id", "started_at", "submitted_at", "duration_s", "choice", "multi_delimited", "score", "score",
        "score", "score", "comment", "segment", "segment", "segment", "segment", "respondent_id", "pii", "custom_data",
    ]  # fmt: skip
    assert scales(reading) == [("rating", 1.0, 5.0)] * 3 + [("csat", 1.0, 10.0)]


def test_a_form_tool_with_its_columns_at_the_end_and_chinese_times(tmp_path: Path) -> None:
    reading = read(tmp_path, tools.jinshuju(), "培训反馈.csv")
    assert roles(reading) == [
        "response_id", "pii", "pii", "score", "score", "score", "score", "choice", "comment", "pii", "submitted_at",
        "recorded_at", "device", "device", "device", "segment", "pii",
    ]  # fmt: skip
    assert scales(reading) == [("csat", 1.0, 5.0)] + [("agreement", 1.0, 5.0)] * 3


def test_an_export_of_codes(tmp_path: Path) -> None:
    reading = read(tmp_path, tools.coded(), "export_code.csv")
    assert roles(reading)[:4] == ["response_id", "started_at", "submitted_at", "duration_s"]
    assert roles(reading)[9:15] == ["multi_option"] * 3 + ["score"] * 3
    assert roles(reading)[-1] == "comment"


def test_numbers_with_words_and_degrees_are_scales(tmp_path: Path) -> None:
    reading = read(tmp_path, tools.labelled(), "满意度.csv")
    assert roles(reading) == ["submitted_at", "score", "score", "score", "score", "score", "comment"]
    assert [(low, high) for _, low, high in scales(reading)] == [(1.0, 5.0)] * 3 + [(0.0, 10.0), (1.0, 5.0)]
    effort = reading.columns[5]
    assert effort.scale is not None
    labels = dict(effort.scale.labels)
    easy_is_high = labels["非常轻松"] > labels["非常费力"]
    assert easy_is_high != effort.scale.lower_is_better


def test_degrees_of_any_judgement_are_ranked_and_denials_are_no_scale() -> None:
    found = degree_scale({"非常及时": 5, "比较及时": 4, "一般": 3, "不太及时": 2, "非常不及时": 1})
    assert found is not None
    assert [found.labels[word] for word in ("非常不及时", "不太及时", "一般", "比较及时", "非常及时")] == [
        1,
        2,
        3,
        4,
        5,
    ]
    slow = degree_scale({"非常慢": 2, "比较慢": 3, "一般": 3, "比较快": 1, "非常快": 1})
    assert slow is not None
    assert slow.labels["非常慢"] == 1.0
    assert degree_scale({"经常": 3, "很少": 2, "不经常": 4}) is None
    assert label_scale({"愿意": 10, "不愿意": 4}) is None


def test_durations_in_chinese_words() -> None:
    import pandas as pd

    told = pd.Series(["1分30秒", "45秒", "1小时2分3秒", "00:01:30", "90"], dtype="str")
    assert duration_values(told).tolist() == [90.0, 45.0, 3723.0, 90.0, 90.0]
