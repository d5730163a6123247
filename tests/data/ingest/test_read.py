"""Every record of a file lands in the cells or is set aside; no cell changes on the way."""

from __future__ import annotations

import csv
import gzip
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.ingest import read
from data.ingest.cells import count_records, fast_cells, frame_of_arrow, stage_cells
from data.ingest.model import ReadParams
from data.ingest.read import read_table
from tests.data.ingest.workbooks import Day, write_xlsx

PLAIN = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00\r\ufeff", exclude_categories=["Cs", "Cc"]), max_size=12
)
CELLS = st.one_of(
    PLAIN, st.sampled_from(["", "NA", "NULL", "00012", "1E5", "a\nb", 'say "hi"', "x,y;z|w\tq", "-2+3", "=1+1"])
)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"])


def _written(path: Path, rows: list[list[str]], encoding: str, delimiter: str, line_end: str) -> None:
    with path.open("w", encoding=encoding, newline="") as target:
        csv.writer(target, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows(rows)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    data=st.data(),
    width=st.integers(2, 5),
    encoding=ENCODINGS,
    delimiter=st.sampled_from(",;\t|"),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_a_table_survives_any_dialect(
    data: st.DataObject, width: int, encoding: str, delimiter: str, line_end: str
) -> None:
    body = data.draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=12))
    rows = [[f"column {i}" for i in range(width)], *body]
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "table.csv"
        _written(path, rows, encoding, delimiter, line_end)
        blank = [row for row in body if not any(cell.strip() for cell in row)]
        if len(blank) == len(body):
            return
        params = ReadParams(encoding=encoding, delimiter=delimiter)
        table = read_table(path, params=params)
    kept = [row for row in body if row not in blank]
    assert table.cells.to_numpy().tolist() == kept
    assert table.n_cells_in == table.cells.size + sum(len(row.cells) for row in table.aside)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=12),
    st.sampled_from(["utf-8", "utf-16", "gb18030"]),
)
def test_the_fast_reader_agrees_with_the_row_reader(body: list[list[str]], encoding: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "table.csv"
        _written(path, [["a", "b", "c"], *body], encoding, ",", "\n")
        found = fast_cells(path, ReadParams(encoding=encoding, delimiter=","), width=3)
    if found is not None:
        assert frame_of_arrow(found).to_numpy().tolist() == body
        assert found.column("row_no").to_pylist() == list(range(2, len(body) + 2))


@pytest.mark.parametrize("body", ['1,x"y\n', "1,2\n\n3,4\n", "1,2,3\n", '1,"a"b\n', '1, "x"\n', "1,2\r3,4\n"])
def test_the_fast_reader_leaves_irregular_files_alone(tmp_path: Path, body: str) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(("a,b\n" + body).encode())
    assert fast_cells(path, ReadParams(encoding="utf-8", delimiter=","), width=2) is None


def test_a_large_file_reads_as_a_small_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "answers.csv"
    rows = [
        ["id", "nps", "why"],
        *[[f"{i:05d}", str(i % 11), f'ticket {i}, "late"\nagain'] for i in range(500)],
        ["", " ", ""],
    ]
    _written(path, rows, "utf-8", ",", "\r\n")
    slow = read_table(path)
    monkeypatch.setattr(read, "FAST_BYTES", 0)
    fast = read_table(path)
    assert fast.cells.equals(slow.cells)
    assert (fast.aside, fast.n_cells_in) == (slow.aside, slow.n_cells_in)


def test_cells_are_staged_as_text_with_their_record_number(tmp_path: Path) -> None:
    path, out = tmp_path / "t.csv", tmp_path / "cells.parquet"
    path.write_text('a,b\n007,"x\ny"\n1E5,NULL\n', encoding="utf-8")
    assert stage_cells(path, ReadParams(encoding="utf-8", delimiter=","), out, width=2) == 2
    import pyarrow.parquet as pq

    assert pq.read_table(out).to_pylist() == [
        {"row_no": 2, "c0": "007", "c1": "x\ny"},
        {"row_no": 3, "c0": "1E5", "c1": "NULL"},
    ]


def test_records_are_counted_apart_from_the_engine(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('a,b\n1,"x\n""y"""\n2,z', encoding="utf-8")
    assert count_records(path, b",") == 3


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16-le"),
        ("gb18030", "gb18030"),
        ("utf-16-le", "utf-16-le"),
    ],
)
def test_chinese_text_is_read_in_each_encoding(tmp_path: Path, encoding: str, name: str) -> None:
    path = tmp_path / "t.csv"
    rows = ["序号,您的意见或建议,满意度"] + [f"{i},还车时找不到桩位，客服态度很好┋处理也快,非常满意" for i in range(30)]
    if encoding == "utf-16-le":
        rows[0] = "serial number of the answer,comment,rating"
    path.write_bytes("\n".join(rows).encode(encoding))
    table = read_table(path)
    assert table.params.encoding == name
    assert table.cells["c2"].unique().tolist() == ["非常满意"]


def test_western_text_without_a_mark_is_windows_1252(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(
        "Ort;Kommentar\nKöln;schöne Räder – gerne wieder\nMünchen;zu teuer für ein Wochenende\n".encode("cp1252")
    )
    table = read_table(path)
    assert (table.params.encoding, table.params.delimiter) == ("cp1252", ";")
    assert table.cells["c0"].tolist() == ["Köln", "München"]


def test_rows_of_another_width_are_set_aside_with_their_cells(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,2\n3\n4,5,6\n7,8,,\n\n9,10\n", encoding="utf-8")
    table = read_table(path)
    assert table.cells.index.tolist() == [2, 5, 7]
    assert [(row.row_no, row.reason, row.cells) for row in table.aside] == [
        (3, "ragged", ("3",)),
        (4, "ragged", ("4", "5", "6")),
    ]


def test_ids_stay_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("id,v\n00000001,x\n1E5,NA\n12345678901234567890,NULL\n", encoding="utf-8")
    table = read_table(path)
    assert table.cells["c0"].tolist() == ["00000001", "1E5", "12345678901234567890"]
    assert table.cells["c1"].tolist() == ["x", "NA", "NULL"]


def test_a_line_end_of_two_returns_is_one(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,b\r\r\n1,2\r\r\n3,4\r\r\n")
    assert read_table(path).cells.to_numpy().tolist() == [["1", "2"], ["3", "4"]]


def test_a_gzip_and_a_first_line_for_excel_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(b"sep=;\na;b\n1;2\n"))
    table = read_table(path)
    assert (table.params.format, table.params.delimiter, table.params.skip_rows) == ("csv.gz", ";", 1)
    assert table.cells.to_numpy().tolist() == [["1", "2"]]


def test_a_workbook_gives_whole_numbers_and_iso_dates(tmp_path: Path) -> None:
    rows = [["ID", "Start time", "Score"], [1, Day(45300.5), 5], [2, Day(45301.25), 4.5]]
    table = read_table(write_xlsx(tmp_path / "t.xlsx", {"Form1": rows, "Notes": [["x"], ["y"]]}))
    assert table.cells.to_numpy().tolist() == [["1", "2024-01-09 12:00:00", "5"], ["2", "2024-01-10 06:00:00", "4.5"]]
    assert (table.params.sheet, table.sheets) == ("Form1", ("Form1", "Notes"))


def test_the_user_may_choose_header_and_delimiter(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    table = read_table(path, params=ReadParams(delimiter=",", header_rows=0))
    assert table.headers == ()
    assert table.cells["c0"].tolist() == ["a;b", "1;2"]
