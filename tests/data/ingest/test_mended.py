"""A large text with stray quotation marks, ragged rows or blank lines: read at once, and as row by row."""

from __future__ import annotations

import csv
import tempfile
from io import StringIO
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data.ingest import line_kinds, mended, read, records, split
from data.ingest.mended import mended_copy
from data.ingest.model import Limits, ReadParams, RowAside
from data.ingest.read import read_table
from data.ingest.records import split_records
from data.ingest.split import frame_of, split_rows
from errors import FileRefused

PIECES = st.sampled_from(
    ["1", "2", "a", "满意", " ", ",", ",", ",", '"', '"', '""', "\n", "\n", "\n", "\r\n", "\r", '"\n', '\n"', '2,"x"\n',
     '1,"open\n', "1,2\n", "3,4,\n", 'R1,"a,b\nR2,c"\n', ',"', '",', '"5,\n6"', "x" * 40]
)  # fmt: skip
Outcome = tuple[list[list[str]], list[int], list[RowAside], int]


def by_row(text: str, width: int, n_above: int) -> Outcome:
    """Cells, record numbers, rows set aside and cells in, as the row reader has them."""
    body = list(enumerate(split_records(StringIO(text, newline=""), ","), 1))[n_above:]
    cells, aside, n_cells = split_rows(iter(body), width, Limits())
    return cells.to_numpy().tolist(), cells.index.tolist(), aside, n_cells


def at_once(text: str, width: int, n_above: int, window: int) -> Outcome:
    """The same by way of a mended copy, which is read strictly; its blank rows are set aside later."""
    params = ReadParams(delimiter=",", header_rows=n_above)
    with tempfile.TemporaryDirectory() as place, mock.patch.object(line_kinds, "WINDOW", window):
        path = Path(place) / "t.csv"
        path.write_bytes(text.encode())
        copy = mended_copy(path, params, width=width, limits=Limits(), into=Path(place) / "mended.csv")
        assert copy is not None
        with copy.path.open(encoding="utf-8", newline="") as source:
            rows = list(csv.reader(source, strict=True))
    assert len(rows) == copy.n_rows
    assert all(len(row) == width for row in rows)
    numbered = list(zip(copy.row_nos(np.arange(len(rows))).tolist(), rows, strict=True))
    full = [(no, row) for no, row in numbered if any(map(str.strip, row))]
    blank = [RowAside(no, "blank", tuple(row)) for no, row in numbered if not any(map(str.strip, row))]
    cells = frame_of([row for _, row in full], [no for no, _ in full], width)
    n_cells = copy.n_rows * width + copy.n_cells_aside
    aside = sorted([*copy.aside, *blank], key=lambda row: row.row_no)
    return cells.to_numpy().tolist(), cells.index.tolist(), aside, n_cells


@settings(max_examples=600, deadline=None, derandomize=True)
@given(
    pieces=st.lists(PIECES, max_size=40),
    width=st.integers(1, 3),
    n_above=st.integers(0, 2),
    window=st.sampled_from([7, 64, 1 << 20]),
)
@example(['1,"open\n', *['2,"x"\n'] * 9, '3,"'], 2, 0, 7)
@example(['"open', *["\n1"] * 30, '"', "\n"], 1, 0, 7)
@example(["1\n", *["\n"] * 9, "2\n", "\n", "3\r", "\r\n", "4"], 1, 1, 7)
def test_a_mended_text_holds_what_the_row_reader_finds(
    pieces: list[str], width: int, n_above: int, window: int
) -> None:
    text = "".join(pieces)
    assert at_once(text, width, n_above, window) == by_row(text, width, n_above)


ROW = '2,"plain ""text"" of a row, 还车难"\n'
SHAPES = {
    "first": '1,"open\n' + ROW * 200,
    "middle": ROW * 100 + '1,"open\n' + ROW * 100,
    "last": ROW * 200 + '1,"open\n',
    "last without an end": ROW * 200 + '1,"open',
    "two": ROW * 50 + '1,"open\n' + ROW * 50 + '1,"open, too\n' + ROW * 50,
    "every other": (ROW + '1,"open\n') * 100,
    "over two lines": '1,"open\n' + '2,"two\nlines"\n' * 100,
    "ragged": ROW * 100 + "1,2,3\n1\n" + ROW * 100,
    "blank lines": (ROW + "\n") * 100,
    "header over two lines": ROW * 10,
}


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_large_text_with_a_fault_reads_as_a_small_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shape: str, encoding: str, line_end: str
) -> None:
    path = tmp_path / "t.csv"
    head = 'id,"comment,\nif any"\n' if shape.startswith("header") else "id,comment\n"
    path.write_bytes((head + SHAPES[shape]).replace("\n", line_end).encode(encoding))
    params = ReadParams(encoding=encoding, delimiter=",")
    slow = read_table(path, params=params)
    monkeypatch.setattr(read, "FAST_BYTES", 0)
    monkeypatch.setattr(read, "split_rows", mock.Mock(side_effect=AssertionError("read row by row")))
    monkeypatch.setattr(line_kinds, "WINDOW", 1 << 12)
    fast = read_table(path, params=params)
    assert fast.cells.equals(slow.cells)
    assert (fast.aside, fast.n_cells_in, fast.headers) == (slow.aside, slow.n_cells_in, slow.headers)
    assert fast.n_cells_in == fast.cells.size + sum(len(row.cells) for row in fast.aside)


@pytest.mark.parametrize(
    ("limit", "value", "text", "width", "slug", "row"),
    [
        ("MOST_STRAY", 20, "1,2\n" * 99 + '1,"open\n' * 20, 2, "unclosed_quote", 101),
        ("MOST_RAGGED", 40, "1,2\n" * 99 + "1\n" * 40, 2, "mostly_ragged", 101),
        ("MOST_ASIDE", 20, "1,2\n" + "1,2,3\n" * 20, 2, "mostly_ragged", 3),
        ("MOST_EMPTY", 20, "1,2\n" * 5 + "\n" * 21 + "1,2\n", 2, "blank_lines", 7),
        ("MOST_READ_AGAIN", 9, 'R1,x,"a\nR2,3,b"\n', 3, "unclosed_quote", 2),
    ],
)
def test_too_many_faults_are_refused_alike_at_once_and_row_by_row(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: int, text: str, width: int, slug: str, row: int
) -> None:
    for module in (split, mended, records):
        if hasattr(module, limit):
            monkeypatch.setattr(module, limit, value)
    monkeypatch.setattr(split, "MOST_STRAY", 20)
    for way in (lambda: by_row("a,b\n" + text, width, 1), lambda: at_once("a,b\n" + text, width, 1, 64)):
        with pytest.raises(FileRefused) as told:
            way()
        assert told.value.issue == slug
        assert f"row {row}" in str(told.value) or f"line {row}" in str(told.value)


@pytest.mark.parametrize("n_rows", [3, 400_000], ids=["row by row", "large"])
def test_a_quotation_mark_within_a_quoted_cell_is_kept(tmp_path: Path, n_rows: int) -> None:
    rows = [f"{n},plain text of a row" for n in range(n_rows)]
    rows[1] = '1,"The 5" bracket broke'
    rows[2] = '2,"The 5" bracket broke"'
    path = tmp_path / "bracket.csv"
    path.write_text("id,comment\n" + "\n".join(rows) + "\n", encoding="utf-8")
    table = read_table(path)
    assert table.cells.iloc[1:3, 1].tolist() == ['"The 5" bracket broke', 'The 5" bracket broke']
    assert len(table.cells) == n_rows
