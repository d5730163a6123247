"""Every record of a file lands in the cells or is set aside; no cell changes on the way."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from data.ingest import cells, evidence, read
from data.ingest.cells import fast_cells
from data.ingest.counting import count_records
from data.ingest.evidence import evidence_of
from data.ingest.mapped import taken
from data.ingest.model import OddLines, ReadParams
from data.ingest.read import read_table
from tests.data.ingest.workbooks import Day, write_xlsx


@pytest.mark.parametrize("body", ['1,x"y\n', "1,2\n\n3,4\n", "1,2,3\n", '1,"a"b\n', '1, "x"\n', "1,2\r3,4\n"])
def test_the_fast_reader_leaves_irregular_files_alone(tmp_path: Path, body: str) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(("a,b\n" + body).encode())
    assert fast_cells(path, ReadParams(encoding="utf-8", delimiter=","), width=2, into=tmp_path / "cells.arrow") is None


def _written(path: Path, rows: list[list[str]], encoding: str, delimiter: str, line_end: str) -> None:
    with path.open("w", encoding=encoding, newline="") as target:
        csv.writer(target, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows(rows)


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


def test_a_table_of_several_pieces_keeps_its_rows_after_its_pages_are_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "answers.csv"
    rows = [["", "  ", "\u3000"] if i % 3000 == 7 else [f"{i}", "5", f"请假 {i}"] for i in range(10_000)]
    _written(path, [["id", "nps", "why"], *rows], "utf-8", ",", "\n")
    slow = read_table(path)
    monkeypatch.setattr(read, "FAST_BYTES", 0)
    monkeypatch.setattr(cells, "PIECE", 2048)
    fast = read_table(path)
    assert fast.cells["c2"].array.__arrow_array__().num_chunks > 3
    fast.release()
    assert fast.cells.equals(slow.cells)
    assert (fast.aside, fast.n_cells_in) == (slow.aside, slow.n_cells_in)
    assert len(fast.aside) == 4


def test_an_irregular_row_far_down_is_met_after_pieces_were_read(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("a,b\n" + "1,2\n" * 450_000 + "1,2,3\n" + "1,2\n" * 50_000)
    assert fast_cells(path, ReadParams(encoding="utf-8", delimiter=","), width=2, into=tmp_path / "cells.arrow") is None


def test_texts_are_taken_from_chunks_in_the_order_asked_for() -> None:
    texts = pa.chunked_array([["a", "b"], [], ["c", "d", "e"]], type=pa.large_string())
    assert taken(texts, np.array([4, 0, 3, 0, 1])).to_pylist() == ["e", "a", "d", "a", "b"]
    assert taken(texts, np.array([], dtype="int64")).to_pylist() == []


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
    assert (table.params.sheet, table.sheets) == ("Form1", ("Form1",))


def test_the_user_may_choose_header_and_delimiter(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    table = read_table(path, params=ReadParams(delimiter=",", header_rows=0))
    assert table.headers == ()
    assert table.cells["c0"].tolist() == ["a;b", "1;2"]


@pytest.mark.parametrize(
    ("odd", "second", "comment"),
    [
        ("客服态度很好".encode("gb18030"), "gb18030", "客服态度很好"),
        ("très cher, à revoir".encode("cp1252"), "cp1252", "très cher, à revoir"),
        ("还车时找不到桩位，等了很久".encode()[:-1], "utf-8", "还车时找不到桩位，等了很\ufffd"),
    ],
)
def test_lines_in_a_second_encoding_are_read_and_named(tmp_path: Path, odd: bytes, second: str, comment: str) -> None:
    path = tmp_path / "t.csv"
    lines = ["id;comment", *[f"{i};满意，处理很快" for i in range(1, 9)]]
    path.write_bytes("\n".join(lines).encode() + b"\n9;" + odd + b"\n")
    table = read_table(path)
    assert (table.params.encoding, table.params.delimiter) == ("utf-8", ";")
    assert table.odd == OddLines(1, 10, second)
    assert table.cells["c1"].tolist() == ["满意，处理很快"] * 8 + [comment]


def test_titles_above_the_header_are_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Feedback of March,,,\nExported,2026-04-01,,\n\nid,score,region,why\n1,5,N,good\n2,4,S,\n", "utf-8")
    table = read_table(path)
    assert table.headers == (("id", "score", "region", "why"),)
    assert [(row.row_no, row.reason) for row in table.aside] == [(1, "title"), (2, "title")]
    assert table.cells.index.tolist() == [5, 6]
    assert table.n_cells_in == table.cells.size + 8


@pytest.mark.parametrize(
    ("text", "header", "first"),
    [
        ("a,b\n1,2,x\n3,4,\n5,6,y\n", ("a", "b", ""), ["1", "2", "x"]),
        ('"a","b"\n"1",7,8\n"2",9,8\n"3",7,7\n', ("", "a", "b"), ["1", "7", "8"]),
    ],
)
def test_columns_without_a_name_are_kept(tmp_path: Path, text: str, header: tuple[str, ...], first: list[str]) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    table = read_table(path)
    assert table.headers == (header,)
    assert table.cells.iloc[0].tolist() == first
    assert not table.aside


def test_a_very_long_column_is_measured_as_a_short_one(monkeypatch: pytest.MonkeyPatch) -> None:
    column = pd.Series(["5", "", "4", "5", " ", "n/a", "客服", "4", "5", "x "] * 3, dtype="str")
    short = evidence_of(column, 0, ("q", "q", ""), ("q",), ".")
    monkeypatch.setattr(evidence, "VERY_LONG", 0)
    long = evidence_of(column, 0, ("q", "q", ""), ("q",), ".")
    assert long.counts.equals(short.counts)
    assert (long.n_blank, long.n_spaces, long.missing, long.n_distinct) == (
        short.n_blank, short.n_spaces, short.missing, short.n_distinct
    )  # fmt: skip
