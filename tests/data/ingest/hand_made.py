"""Workbooks as people make them: titles, merged headers, totals, several tables on one sheet."""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path

import xlsxwriter

NAMES = ("研发部", "质量部", "交付部", "市场部")
SAID = ("交付比计划晚了一周，希望提前沟通", "项目经理很专业，响应很快", "", "测试环境经常不可用")


def satisfaction(path: Path, n: int = 24) -> Path:
    """Title and date above, two header rows with merged cells, sums and notes below, a hidden sheet."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("满意度")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.merge_range(0, 0, 0, 7, "2026年客户满意度调查汇总表")
    sheet.write_row(1, 0, ["编制部门：质量部", None, None, "统计日期：2026-05-31"])
    top = 3
    for column, name in enumerate(("序号", "客户名称", "调查日期")):
        sheet.merge_range(top, column, top + 1, column, name)
    sheet.merge_range(top, 3, top, 5, "满意度评分（1-5分）")
    sheet.write_row(top + 1, 3, ["产品质量", "交付及时性", "服务态度"])
    sheet.merge_range(top, 6, top + 1, 6, "是否续约")
    sheet.merge_range(top, 7, top + 1, 7, "意见建议")
    rng = random.Random(3)
    row = top + 2
    sums = [0, 0, 0]
    for number in range(1, n + 1):
        scores = [rng.randint(2, 5) for _ in range(3)]
        sums = [a + b for a, b in zip(sums, scores, strict=True)]
        sheet.write_row(row, 0, [number, f"客户{number:02d}有限公司"])
        sheet.write_datetime(row, 2, datetime(2026, 5, 1 + number % 28), day)
        sheet.write_row(row, 3, [*scores, number % 3 != 0, SAID[number % 4] + (str(number) if number % 4 != 2 else "")])
        row += 1
    sheet.write_row(row, 0, ["合计", None, None, *sums])
    sheet.write_row(row + 1, 0, ["平均分", None, None, *[round(total / n, 2) for total in sums]])
    sheet.write(row + 3, 0, "注：评分1分为非常不满意，5分为非常满意。")
    sheet.write(row + 4, 0, "制表：张三")
    hidden = book.add_worksheet("参数")
    hidden.write_column(0, 0, ["a", "b", "c"])
    hidden.write_column(0, 1, [1, 2, 3])
    hidden.hide()
    book.close()
    return path


def several_tables(path: Path) -> Path:
    """A summary on top, the list below, a legend beside the list; the first column is blank."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Data")
    sheet.write_row(0, 1, ["Quarter", "Projects", "On time"])
    sheet.write_row(1, 1, ["Q1", 12, 0.83])
    sheet.write_row(2, 1, ["Q2", 15, 0.9])
    sheet.write(4, 1, "Customer feedback by project")
    sheet.write_row(5, 1, ["Project", "Date", "Delivery", "Support", "Comment"])
    for number in range(30):
        said = f"Point {number}: the release notes came late again" if number % 3 else ""
        sheet.write_row(
            6 + number, 1, [f"P{number:03d}", f"2026-04-{number % 28 + 1:02d}", number % 5 + 1, number % 4 + 2, said]
        )
    sheet.write_row(5, 8, ["Value", "Meaning"])
    for place, word in enumerate(("very poor", "poor", "fair", "good", "very good")):
        sheet.write_row(6 + place, 8, [place + 1, word])
    book.close()
    return path


def grouped_rows(path: Path) -> Path:
    """Departments merged over their rows, a subtotal under each."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("投诉统计")
    sheet.merge_range(0, 0, 0, 4, "各部门投诉统计")
    sheet.write_row(1, 0, ["部门", "月份", "投诉数", "已解决", "解决率"])
    row = 2
    for name in NAMES:
        sheet.merge_range(row, 0, row + 2, 0, name)
        for month in range(1, 4):
            sheet.write_row(
                row + month - 1, 1, [f"2026-{month:02d}", 10 + month, 8 + month, round((8 + month) / (10 + month), 4)]
            )
        sheet.write_row(row + 3, 0, ["小计", None, 36, 30, 0.8333])
        row += 4
    sheet.write_row(row, 0, ["总计", None, 144, 120, 0.8333])
    book.close()
    return path
