"""Files nobody should open are refused with a reason, in little time, and before any parser sees them."""

from __future__ import annotations

import gzip
import string
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from data.ingest.issues import ISSUES
from data.ingest.model import Limits
from data.ingest.read import read_table
from errors import FileRefused
from tests.data.ingest.workbooks import write_xlsx
from workflows.inspect_file import inspect_file

Make = Callable[[Path], object]


def text(content: str) -> Make:
    return lambda path: path.write_text(content, encoding="utf-8")


def raw(content: bytes) -> Make:
    return lambda path: path.write_bytes(content)


def book(extra: dict[str, str]) -> Make:
    return lambda path: write_xlsx(path, {"Sheet1": [["a"], ["1"]]}, extra)


def twice(path: Path) -> None:
    write_xlsx(path, {"Sheet1": [["a"], ["1"]]})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")


def packed(content: bytes, keep: float = 1.0) -> Make:
    whole = gzip.compress(content)
    return raw(whole[: int(len(whole) * keep)])


FAR = '<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
DEEP = '<worksheet><sheetData><row r="99999999"><c r="A99999999"><v>1</v></c></row></sheetData></worksheet>'
CASES: list[tuple[str, str, Make]] = [
    ("empty.csv", "empty_file", text("")),
    ("blank.csv", "empty_file", text("\n \n,,\n")),
    ("header.csv", "no_data_rows", text("a,b\n")),
    ("picture.csv", "unknown_format", raw(b"\x89PNG\r\n\x1a\n" + bytes(100))),
    ("page.xls", "unknown_format", text("<html><table><tr><td>1</td></tr></table></html>")),
    ("nul.csv", "binary_file", raw(b"a,b\n1,\x00\n")),
    ("noise.csv", "binary_file", raw(bytes(range(1, 32)) * 40)),
    ("quotes.csv", "unclosed_quote", text('a,b\n1,"' + "x" * (9 << 20) + "\n")),
    ("line.csv", "endless_line", text("a,b\n" + "x" * (34 << 20))),
    (
        "other.csv",
        "mostly_ragged",
        text("a,b,c\n" + (",".join("1" * 2_000) + "\n") * 600),
    ),
    ("empty_lines.csv", "blank_lines", text("a,b\n" + "\n" * 1_000_002)),
    ("tight.xlsx", "packed_tightly", book({"xl/media/image1.png": "0" * (65 << 20)})),
    ("wide.csv", "too_many_columns", text(",".join(f"c{i}" for i in range(10_000)) + "\n")),
    ("long.csv", "too_many_rows", text("a\n" + "1\n" * 60)),
    ("large.csv", "too_large", text("a\n" + "1234567890\n" * 20_000)),
    ("bomb.csv.gz", "archive_bomb", packed(b"0" * 400_000)),
    ("cut.csv.gz", "damaged_archive", packed(b"a,b\n" + b"1,2\n" * 20_000, keep=0.5)),
    ("macro.xlsx", "unsafe_workbook", book({"xl/vbaProject.bin": "x"})),
    ("entity.xlsx", "unsafe_workbook", book({"xl/sharedStrings.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'})),
    ("climbing.xlsx", "unsafe_workbook", book({"../../evil.xml": "x"})),
    ("twice.xlsx", "unsafe_workbook", twice),
    ("bomb.xlsx", "archive_bomb", book({"xl/media/image1.png": "0" * 400_000})),
    ("far.xlsx", "too_many_columns", book({"xl/worksheets/sheet9.xml": FAR})),
    ("deep.xlsx", "too_many_rows", book({"xl/worksheets/sheet9.xml": DEEP})),
    ("cut.xlsx", "damaged_workbook", raw(b"PK\x03\x04" + bytes(80))),
]


def _limits(name: str) -> Limits:
    return Limits(
        n_bytes=100_000 if name.startswith(("bomb", "large")) else 100 << 20,
        n_rows=50 if name == "long.csv" else 10_000_000,
    )


@pytest.mark.parametrize(("name", "slug", "make"), CASES, ids=[case[0] for case in CASES])
def test_a_hostile_file_is_refused_with_its_reason(tmp_path: Path, name: str, slug: str, make: Make) -> None:
    path = tmp_path / name
    make(path)
    with pytest.raises(FileRefused) as told:
        read_table(path, limits=_limits(name))
    assert told.value.issue == slug
    assert "{" not in str(told.value)


@pytest.mark.parametrize("end", ["", "4,5\n", '4,5\n6,"7\n8"\n'])
def test_a_quote_that_never_closes_costs_its_own_row(tmp_path: Path, end: str) -> None:
    path = tmp_path / "quote.csv"
    path.write_text('a,b\n1,2\n3,"x\n' + end, encoding="utf-8")
    table = read_table(path)
    assert [(row.row_no, row.reason, row.cells) for row in table.aside] == [(3, "open_quote", ("3", '"x'))]
    assert table.cells["c1"].tolist() == ["2", *(["5"] if end else []), *(["7\n8"] if "7" in end else [])]


def test_a_file_is_opened_in_a_process_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("Timestamp,How satisfied are you? (1-5)\n" + "2024-01-01 10:00:00,4\n" * 5, encoding="utf-8")
    reading = inspect_file(path, name="march.csv")
    assert (reading.verdict, reading.table.name, len(reading.table.cells)) == ("import", "march.csv", 5)
    assert [column.role for column in reading.columns] == ["submitted_at", "score"]


def test_a_refusal_of_the_process_reaches_the_caller(tmp_path: Path) -> None:
    path = tmp_path / "header.csv"
    path.write_text("a,b\n", encoding="utf-8")
    with pytest.raises(FileRefused) as told:
        inspect_file(path)
    assert told.value.issue == "no_data_rows"


@pytest.mark.parametrize("code", sorted(ISSUES))
def test_every_issue_sentence_can_be_filled(code: str) -> None:
    fields = {field for _, field, _, _ in string.Formatter().parse(ISSUES[code].message) if field}
    assert ISSUES[code].severity in ("stop", "ask", "warn", "note")
    assert ISSUES[code].message.format_map(dict.fromkeys(fields, "1")).endswith((".", "?"))


def test_a_stray_quote_never_merges_two_rows_silently(tmp_path: Path) -> None:
    path = tmp_path / "quotes.csv"
    path.write_text(
        'id,score,comment\n1,5,"good\n2,4,bad "q" x\n3,3,"a ""b"" c"\n4,2,"two\nlines, one ""cell"""\n', "utf-8"
    )
    table = read_table(path)
    assert [(row.row_no, row.reason) for row in table.aside] == [(2, "open_quote")]
    assert table.cells["c0"].tolist() == ["2", "3", "4"]
