"""Sheets without a tool's columns: answers stay answers, aspects are scores, complaints are texts."""

from __future__ import annotations

import csv
from itertools import cycle, islice
from pathlib import Path

import pytest

from data.ingest.inspect import inspect_table
from data.ingest.model import ColumnSpec, Reading
from data.ingest.proposal import WHY_LINK
from data.ingest.read import read_table
from tests.data.ingest.workbooks import write_xlsx
from workflows.recognised import SURE, needs_look

N = 60
DAYS = [f"2026-09-{1 + i // 6:02d}" for i in range(N)]
WORDS = ["等太久了", "服务员很热情", "", "价格有点贵", "停车不方便", "", "挺好的"]
STORES = ["东门店", "西门店", "北门店"]


def of(values: list[object], n: int = N) -> list[object]:
    return list(islice(cycle(values), n))


def read(tmp_path: Path, columns: dict[str, list[object]], name: str = "t.csv") -> Reading:
    path = tmp_path / name
    with path.open("w", encoding="utf-8-sig", newline="") as sink:
        csv.writer(sink).writerows([list(columns), *zip(*columns.values(), strict=True)])
    return inspect_table(read_table(path))


def column(reading: Reading, name: str) -> ColumnSpec:
    return next(found for found in reading.columns if found.name == name)


STORE_SHEET: dict[str, list[object]] = {
    "序号": list(range(1, N + 1)),
    "门店": of([*STORES]),
    "日期": [*DAYS],
    "服务态度": of([5, 4, 3, 5, 2]),
    "环境卫生": of([4, 5, 1, 3, 5, 4, 4]),
    "推荐意愿(0-10)": of([9, 10, 7, 0, 8, 10, 5, 10]),
    "联系电话": [f"138{12345678 + 97 * i}" for i in range(N)],
    "意见": of([*WORDS]),
}


def test_a_hand_made_sheet_of_single_answers_is_no_series(tmp_path: Path) -> None:
    head, rows = list(STORE_SHEET), [list(row) for row in zip(*STORE_SHEET.values(), strict=True)]
    sums = [["合计", "", "", 228, 220, 440, "", ""], ["平均", "", "", 3.8, 3.7, 7.4, "", ""]]
    above = [["门店满意度调查汇总（2026年9月）"], ["客服部"], []]
    path = write_xlsx(tmp_path / "门店满意度9月.xlsx", {"9月": [*above, head, *rows, *sums]})
    reading = inspect_table(read_table(path))
    assert (reading.kind, len(reading.table.cells)) == ("survey_wide", N)
    assert column(reading, "日期").role == "submitted_at"


@pytest.mark.parametrize("left", ["序号", "联系电话", "意见", "推荐意愿(0-10)", "none"])
def test_each_sign_of_single_answers_is_enough(tmp_path: Path, left: str) -> None:
    """Rows that repeat a day and a store are no series; where they do not, one other sign is enough."""
    signs = {"序号", "联系电话", "意见", "推荐意愿(0-10)"} - {left}
    columns = {name: values for name, values in STORE_SHEET.items() if name not in signs}
    if left != "none":
        columns |= {"日期": [f"2026-{1 + i // 28:02d}-{1 + i % 28:02d}" for i in range(N)]}
        del columns["环境卫生"]
    assert read(tmp_path, columns).kind == "survey_wide"


def test_figures_per_period_and_place_stay_a_series(tmp_path: Path) -> None:
    months: list[object] = [f"2025-{1 + i // 3:02d}" for i in range(36)]
    figures: list[object] = [3.1 + i / 50 for i in range(36)]
    columns = {"月份": months, "门店": of([*STORES], 36), "满意度均值": figures, "投诉数": of([3, 4, 1, 2, 5], 36)}
    assert read(tmp_path, columns).kind == "kpi_series"


def test_aspects_beside_a_known_score_are_scores(tmp_path: Path) -> None:
    reading = read(tmp_path, STORE_SHEET)
    found = {name: column(reading, name) for name in ("服务态度", "环境卫生", "推荐意愿(0-10)")}
    assert [one.scale and (one.scale.low, one.scale.high) for one in found.values()] == [(1, 5), (1, 5), (0, 10)]
    assert found["服务态度"].confidence >= SURE
    alone = read(tmp_path, {name: values for name, values in STORE_SHEET.items() if name != "环境卫生"})
    assert column(alone, "服务态度").role == "score"
    assert needs_look(column(alone, "服务态度"))


def test_two_aspects_without_another_score_are_asked_about_and_codes_stay_choices(tmp_path: Path) -> None:
    visits: dict[str, list[object]] = {"Visits": of([1, 2, 1, 3, 5, 4])}
    grades = visits | {"Name": of(["a b", "c d", "e f"]), "Staff": of([5, 4, 3, 5, 2, 1])}
    reading = read(tmp_path, grades | {"Cleanliness": of([4, 5, 1, 3, 5, 2, 4])})
    assert [column(reading, name).role for name in ("Staff", "Cleanliness", "Visits")] == ["score", "score", "choice"]
    assert needs_look(column(reading, "Staff"))


COMPLAINTS = ["快递三天没到，客服电话打不通", "包装破损，水果压坏了", "退款一直没有到账，催了两次", "发错货，颜色不对"]


def test_a_list_of_complaints_is_a_list_of_texts(tmp_path: Path) -> None:
    rows: dict[str, list[object]] = {"投诉编号": [f"TS{i:04d}" for i in range(N)], "日期": [*DAYS]}
    rows |= {"渠道": of(["电话", "微信", "邮件"]), "投诉内容": of([*COMPLAINTS]), "处理状态": of(["已处理", "处理中"])}
    reading = read(tmp_path, rows, "投诉清单.csv")
    assert reading.kind == "text_list"
    assert [column(reading, name).role for name in ("投诉编号", "投诉内容", "处理状态")] == [
        "response_id", "comment", "segment",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "texts", "role"),
    [
        ("意见", WORDS, "comment"),
        ("退货原因", COMPLAINTS, "comment"),
        ("离职原因", ["薪资", "通勤", "发展"], "choice"),
        ("建议(多选)", ["加座位、减价", "减价", "加座位", "延时、减价", "延时"], "multi_delimited"),
        ("情况", [*COMPLAINTS, "发错货", "颜色不对"], "choice"),
        ("What could we do better?", ["More staff, please", "Shorter waiting time", "Nothing at all"], "comment"),
        ("Anything to report", ["all fine", "my mail is bob@mail.example, thanks", ""], "comment"),
        ("其他情况", ["没有", "请打我电话13812345678联系", ""], "comment"),
        ("Contact desk", ["bob@mail.example desk", "front desk", "back office"], "choice"),
    ],
)
def test_texts_are_told_from_options(tmp_path: Path, name: str, texts: list[object], role: str) -> None:
    reading = read(tmp_path, {"评分(1-5)": of([5, 4, 3, 1]), name: of(texts)})
    assert column(reading, name).role == role


def test_an_order_number_that_repeats_in_a_survey_is_a_key_and_needs_no_look(tmp_path: Path) -> None:
    orders: list[object] = [f"ord-{(7 * i) % 23:05d}" if i % 5 < 2 else "" for i in range(N)]
    reading = read(tmp_path, {"How satisfied are you? (1-5)": of([5, 4, 3, 1]), "Order number": orders})
    found = column(reading, "Order number")
    assert (reading.kind, found.role, found.why[0]) == ("survey_wide", "case_id", WHY_LINK)
    assert not needs_look(found)


def test_numbered_aspects_with_codes_outside_the_scale_are_scores_and_asked_about(tmp_path):
    path = tmp_path / "codes.csv"
    rows = [f"R{i},2025-03-{i % 28 + 1:02d},{i % 7},{(i * 3) % 7},{(i * 5 + 2) % 7},{i % 5 + 1}" for i in range(70)]
    path.write_text(
        "\n".join(["Response ID,Date,Q1. Cleanliness of halls,Q2. Signs,Q3. Food,Q5FLYPERYR", *rows]), encoding="utf-8"
    )
    reading = inspect_table(read_table(path))
    scored = [column for column in reading.columns if column.role == "score"]
    assert [(column.scale.low, column.scale.high) for column in scored] == [(1, 5)] * 3
    assert any(found.code == "sentinel_codes" for found in reading.issues)
