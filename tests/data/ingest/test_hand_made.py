"""Sheets made by hand: the table is found, its header levels are joined, everything around it is kept with a reason."""

from __future__ import annotations

import zipfile
from collections import Counter
from pathlib import Path

import pytest

from data.ingest.inspect import inspect_table
from data.ingest.model import Reading, ReadParams
from data.ingest.read import read_table
from errors import FileRefused
from tests.data.ingest.hand_made import grouped_rows, satisfaction, several_tables
from tests.data.ingest.workbooks import write_xlsx

OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def roles(reading: Reading) -> dict[str, str]:
    return {column.name: column.role for column in reading.columns}


def kept(reading: Reading) -> bool:
    """Cells in = cells of the table + cells set aside, a blank line as wide as the table."""
    table = reading.table
    beside = sum(table.n_columns if row.reason == "blank" else len(row.cells) for row in table.aside)
    return table.n_cells_in == len(table.cells) * table.n_columns + beside


def reasons(reading: Reading) -> Counter[str]:
    return Counter(row.reason for row in reading.table.aside)


def test_a_summary_sheet_with_titles_merged_header_and_totals_reads_as_a_survey(tmp_path: Path) -> None:
    reading = inspect_table(read_table(satisfaction(tmp_path / "s.xlsx")))
    table = reading.table
    assert (len(table.cells), table.params.skip_rows, table.params.header_rows, table.sheets) == (24, 3, 2, ("满意度",))
    assert [column.role for column in reading.columns] == [
        "response_id", "respondent_id", "submitted_at", "score", "score", "score", "outcome", "comment",
    ]  # fmt: skip
    assert {(c.scale.low, c.scale.high) for c in reading.columns if c.scale} == {(1.0, 5.0)}
    assert [c.label for c in reading.columns if c.scale] == ["产品质量", "交付及时性", "服务态度"]
    assert reasons(reading) == {"title": 2, "blank": 1, "note": 2, "totals": 2}
    assert kept(reading)


def test_the_largest_of_several_tables_is_read_and_the_others_are_kept_aside(tmp_path: Path) -> None:
    path = several_tables(tmp_path / "b.xlsx")
    reading = inspect_table(read_table(path))
    assert (len(reading.table.cells), reading.table.headers[0][:2]) == (30, ("Project", "Date"))
    assert roles(reading)["Meaning"] == "other"
    assert reasons(reading) == {"other_block": 3, "title": 1}
    assert {"rows_beside", "columns_beside"} <= {issue.code for issue in reading.issues}
    assert kept(reading)
    upper = read_table(path, params=ReadParams(format="xlsx", sheet="Data", header_rows=1, skip_rows=0))
    assert upper.headers[0][:3] == ("Quarter", "Projects", "On time")
    assert upper.cells["c0"].tolist() == ["Q1", "Q2"]


def test_merged_departments_hold_for_each_row_and_subtotals_are_no_values(tmp_path: Path) -> None:
    reading = inspect_table(read_table(grouped_rows(tmp_path / "g.xlsx")))
    assert reading.table.cells["c0"].value_counts().tolist() == [3, 3, 3, 3]
    assert reasons(reading) == {"title": 1, "totals": 5}
    assert (reading.kind, roles(reading)["解决率"]) == ("kpi_series", "kpi_value")
    assert kept(reading)


def test_true_false_dates_errors_and_round_numbers_become_plain_text(tmp_path: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(tmp_path / "t.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["id", "share", "ok", "sum"])
    sheet.write_row(1, 0, [1, 0.1 + 0.2, True])
    sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
    sheet.write_row(2, 0, [2, 0.5, False, 7])
    book.close()
    table = read_table(tmp_path / "t.xlsx")
    assert table.cells.iloc[0].tolist()[:3] == ["1", "0.3", "TRUE"]
    assert table.cells.iloc[1].tolist() == ["2", "0.5", "FALSE", "7"]


def test_totals_between_rows_are_words_for_totals_not_answers(tmp_path: Path) -> None:
    rows = [["Region", "Month", "Complaints"], ["North", "Jan", 4], ["South", "Jan", 6], ["Total", "Jan", 99]]
    rows += [["North", "Feb", 3], ["South", "Feb", 2], ["Total", "Feb", 77]]
    table = inspect_table(read_table(write_xlsx(tmp_path / "t.xlsx", {"a": rows}))).table
    assert len(table.cells) == 6  # full rows whose numbers are no sums: a region may be called Total


def ods(path: Path, rows: str, kind: str = "spreadsheet") -> Path:
    """A spreadsheet of OpenOffice written by hand; `rows` is the markup of its rows."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{OFFICE}:office:1.0" '
        f'xmlns:table="{OFFICE}:table:1.0" xmlns:text="{OFFICE}:text:1.0" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Answers">{rows}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    manifest = (
        f'<manifest:manifest xmlns:manifest="{OFFICE}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="application/vnd.oasis.opendocument.{kind}"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return path


def ods_row(*cells: object, extra: str = "") -> str:
    def markup(cell: object) -> str:
        if isinstance(cell, int):
            return f'<table:table-cell office:value-type="float" office:value="{cell}"{extra}/>'
        return f'<table:table-cell office:value-type="string"{extra}><text:p>{cell}</text:p></table:table-cell>'

    return f"<table:table-row>{''.join(map(markup, cells))}</table:table-row>"


def test_an_open_document_sheet_is_read_and_a_repeated_cell_that_fills_memory_is_refused(tmp_path: Path) -> None:
    rows = (
        ods_row("客户满意度调查")
        + ods_row("序号", "满意度", "意见")
        + "".join(ods_row(i, i % 5 + 1, f"第{i}条意见：交付太慢") for i in range(1, 9))
    )
    table = read_table(ods(tmp_path / "a.ods", rows))
    assert (len(table.cells), table.headers, table.params.format) == (8, (("序号", "满意度", "意见"),), "ods")
    bomb = ods_row("id", "x") + ods_row(1, 2, extra=' table:number-columns-repeated="16000"') * 2
    with pytest.raises(FileRefused, match="columns"):
        read_table(ods(tmp_path / "b.ods", bomb))
    with pytest.raises(FileRefused, match="OpenDocument"):
        read_table(ods(tmp_path / "c.ods", "", kind="text"))


def test_a_csv_saved_from_such_a_sheet_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "满意度.csv"
    rows = [
        "满意度调查表,,,,,", "部门：质量部,,日期：2026-05-31,,编制：张三,", "序号,客户,满意度评分,,,意见",
        ",,质量,交付,服务,",
        *(f"{i},客户{i},{i % 5 + 1},{i % 4 + 2},{i % 3 + 3},第{i}条：希望更快响应" for i in range(1, 13)),
        "平均,,2.9,3.3,4,",
        "注：5分为非常满意,,,,,",
    ]  # fmt: skip
    path.write_text("\n".join(rows) + "\n", encoding="gb18030")
    reading = inspect_table(read_table(path))
    assert (len(reading.table.cells), reading.table.params.skip_rows, reading.table.params.header_rows) == (12, 2, 2)
    assert [column.label for column in reading.columns if column.scale] == ["质量", "交付", "服务"]
    assert reasons(reading) == {"title": 2, "totals": 1, "note": 1}
    assert kept(reading)
