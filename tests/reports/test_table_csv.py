"""A table opens well in a spreadsheet and cannot act there."""

import csv
import io
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.table_csv import csv_bytes, defused

ATTACKS = [
    "=1+1",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    " =HYPERLINK(\"http://x\")",
    "\u00a0=1+1",
    "\u3000=1+1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "\u2028=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(A1)",
    "\x00=1+1",
]  # fmt: skip


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", ATTACKS, ids=[ascii(text) for text in ATTACKS])
def test_a_formula_starts_with_an_apostrophe(text: str) -> None:
    assert defused(text).startswith("'")
    assert defused(text).replace("'", "") == text.replace("'", "")


def test_a_formula_after_a_line_break_inside_a_cell_is_defused_too() -> None:
    assert defused("late\n=1+1") == "late\n'=1+1"
    assert defused("late\r\n @SUM(A1)\n-cmd") == "late\r\n' @SUM(A1)\n'-cmd"


@pytest.mark.parametrize("text", ["-3.5", "+12", "42", "-7%", "late - again", "a=b", "3 + 4", "", "上线支持"])
def test_numbers_and_ordinary_text_stay_as_they_are(text: str) -> None:
    assert defused(text) == text


@given(st.text(max_size=30))
def test_no_cell_begins_with_a_formula_sign(text: str) -> None:
    cell = defused(text)
    assert not cell.lstrip().startswith(("=", "@")) or cell.startswith("'")
    assert cell.replace("'", "") == text.replace("'", "")


def test_the_file_says_that_it_is_utf_8() -> None:
    content = csv_bytes(pd.DataFrame({"name": ["需求澄清"]}), {"name": "触点"})
    assert content.startswith(b"\xef\xbb\xbf")
    assert rows(content) == [["触点"], ["需求澄清"]]


def test_titles_are_defused_as_well() -> None:
    assert rows(csv_bytes(pd.DataFrame({"a": [1]}), {"a": "=cmd"}))[0] == ["'=cmd"]


def test_values_keep_their_kind() -> None:
    frame = pd.DataFrame(
        {
            "n": pd.array([1, None], dtype="Int64"),
            "mean": [-0.5, None],
            "day": [date(2026, 11, 21), None],
            "flag": [True, False],
            "words": pd.array(["a,b", None], dtype="string"),
            "list": [["=1"], None],
        }
    )
    assert rows(csv_bytes(frame))[1:] == [
        ["1", "-0.5", "2026-11-21", "True", "a,b", "['=1']"],
        ["", "", "", "False", "", ""],
    ]


def test_two_columns_of_one_name_both_arrive() -> None:
    frame = pd.DataFrame([[1, 2]], columns=["a", "a"])
    assert rows(csv_bytes(frame)) == [["a", "a"], ["1", "2"]]


def test_a_frame_without_rows_still_has_its_titles() -> None:
    assert rows(csv_bytes(pd.DataFrame({"a": [], "b": []}))) == [["a", "b"]]


def test_the_callers_frame_stays_as_it_was() -> None:
    frame = pd.DataFrame({"a": ["=1"]})
    csv_bytes(frame)
    assert frame["a"].tolist() == ["=1"]
