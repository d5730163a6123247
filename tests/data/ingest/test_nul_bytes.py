"""A stray NUL byte is damage in one row of a text: the file is read and the line is named; many make no text."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from data.ingest.inspect import inspect_table
from data.ingest.read import read_table
from data.ingest.transport import reading_document, reading_of, write_reading_cells
from errors import FileRefused

ROWS = [f"R{n},2026-05-{n % 28 + 1:02d},{n % 5 + 1},The desk answered in {n} days" for n in range(60)]
PLAIN = "\n".join(["Response ID,Date,Overall satisfaction (1-5),Comment", *ROWS]) + "\n"


def damaged(text: str, *lines: int) -> bytes:
    """The text with a NUL byte before the last sign of each of these lines, counted from 1."""
    told = text.splitlines()
    for line in lines:
        told[line - 1] = told[line - 1][:-1] + "\0" + told[line - 1][-1]
    return ("\n".join(told) + "\n").encode()


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("t.csv", bytes),
        ("t.csv.gz", gzip.compress),
        ("marked.csv", lambda raw: b"\xef\xbb\xbf" + raw),
        ("zh.csv", lambda raw: raw.replace(b"desk", "柜台的工作人员".encode()).decode().encode("gb18030")),
    ],
)
def test_one_nul_byte_costs_no_row_and_its_line_is_named(
    tmp_path: Path, name: str, pack: Callable[[bytes], bytes]
) -> None:
    whole, hurt = tmp_path / f"whole_{name}", tmp_path / name
    whole.write_bytes(pack(PLAIN.encode()))
    hurt.write_bytes(pack(damaged(PLAIN, 8)))
    reading = inspect_table(read_table(hurt))
    assert reading.table.cells.equals(read_table(whole).cells)
    assert [(i.severity, i.n, i.facts["line"]) for i in reading.issues if i.code == "nul_bytes"] == [("warn", 1, 8)]


def test_several_are_counted_and_outlive_the_way_to_another_process(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(damaged(PLAIN, 5, 9, 30))
    reading = inspect_table(read_table(path))
    write_reading_cells(reading, tmp_path)
    back = reading_of(reading_document(reading), tmp_path)
    assert back.table.nul is not None
    assert (back.table.nul.n, back.table.nul.first) == (3, 5)


def test_a_text_without_any_says_nothing_of_them(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(PLAIN.encode())
    reading = inspect_table(read_table(path))
    assert reading.table.nul is None
    assert "nul_bytes" not in {issue.code for issue in reading.issues}


def test_a_transcript_with_one_is_read(tmp_path: Path) -> None:
    talk = "".join(f"Interviewer: How was step {n}?\nAnna: Step {n} took far too long for us.\n" for n in range(8))
    path = tmp_path / "talk.txt"
    path.write_bytes(damaged(talk, 4))
    reading = inspect_table(read_table(path))
    assert reading.kind == "transcript"
    assert not any("\0" in text for text in reading.table.cells.iloc[:, -1])
    assert [issue.facts["line"] for issue in reading.issues if issue.code == "nul_bytes"] == [4]


@pytest.mark.parametrize("content", [damaged(PLAIN, *range(2, 20)), b"a,b\n1,\0\n2,3\n"])
def test_many_or_too_dense_make_no_text(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(FileRefused) as told:
        read_table(path)
    assert told.value.issue == "binary_file"
