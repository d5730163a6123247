"""Scoring one column of a file from the script door."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from tests.test_cli import cli

ROWS = [
    ("1", "The staff were friendly and helpful", "What was good?"),
    ("2", "", "What was good?"),
    ("3", "Nothing", "What could we do better?"),
    ("4", "=SUM(A1) two lines\nand rude staff", ""),
    ("", "", ""),
    ("6", "等了三个小时，没有人管", ""),
    ("7", "The staff were friendly and helpful", "What was good?"),
    ("Total", "N/A", ""),
    ("9", "Das ist nicht gut und sehr teuer", ""),
    ("10", "スタッフはとても親切でした。 staff price", ""),
]
COLUMNS = ["p_negative", "p_neutral", "p_positive", "is_none", "language", "confidence", "themes"]


@pytest.fixture
def written(tmp_path) -> Path:
    path = tmp_path / "answers.csv"
    with path.open("w", encoding="gb18030", newline="") as sink:
        csv.writer(sink, delimiter=";").writerows([("id", "text", "asked"), *ROWS])
    return path


def test_every_data_row_has_its_row_in_the_order_of_the_file(written, tmp_path):
    out = tmp_path / "out.csv"
    code, told = cli(
        "score", written, "--column", "text", "--question-column", "asked", "--out", out, store=tmp_path / "no.duckdb"
    )
    assert code == 0
    assert not (tmp_path / "no.duckdb").exists()
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = pd.read_csv(out)
    assert list(rows) == COLUMNS
    assert len(rows) == told["n"] == len(ROWS)
    assert told["n_distinct"] == len({(text, asked) for _, text, asked in ROWS})
    assert told["engine"] == "instant"
    assert told["texts_per_second"] > 0
    assert rows["is_none"].tolist() == [False, True, False, False, True, False, False, True, False, False]
    assert rows["language"].tolist()[5:10] == ["zh", "en", "en", "other", "other"]
    assert rows.loc[[0, 2, 6], "p_positive"].min() > 0.6
    assert (rows["p_negative"] > rows["p_positive"])[[3, 5]].all()
    assert rows.iloc[0].equals(rows.iloc[6])
    assert (rows[["p_negative", "p_neutral", "p_positive"]].sum(axis=1) - 1).abs().max() < 1e-5
    parts = ("negative", "neutral", "positive", "none", "other_language")
    assert sum(told["shares"][name] for name in parts) == pytest.approx(1, abs=1e-3)
    assert told["shares"]["other_language"] == 0.2, "texts in other languages have no guessed sign"
    assert "staff_attitude" in rows["themes"][0].split(";")
    assert rows["themes"][8:].isna().all()


def test_a_column_is_named_or_numbered_and_an_unknown_one_is_answered_with_the_list(written, tmp_path):
    out, store = tmp_path / "out.csv", tmp_path / "no.duckdb"
    assert cli("score", written, "--column", "2", "--out", out, store=store)[0] == 0
    code, told = cli("score", written, "--column", "comment", "--out", out, store=store, lang="zh")
    assert (code, told["error"]["code"]) == (2, "unknown_column")
    assert "2 text" in told["error"]["message"]


@pytest.mark.parametrize(
    "options",
    [
        ("--engine", "best"),
        ("--language", "fr"),
        ("--question", "Why?", "--question-column", "asked"),
    ],
)
def test_options_that_cannot_be_are_refused_in_a_sentence(written, tmp_path, options):
    out = tmp_path / "out.csv"
    code, told = cli("score", written, "--column", "text", *options, "--out", out, store=tmp_path / "no.duckdb")
    assert (code, told["error"]["code"]) == (2, "bad_input")
    assert not out.exists()


def test_a_workbook_is_read_like_a_text_file(tmp_path):
    path, out = tmp_path / "answers.xlsx", tmp_path / "out.csv"
    pd.DataFrame({"id": [1, 2, 3], "评论": ["很好", None, "太贵了"]}).to_excel(path, index=False, engine="xlsxwriter")
    code, told = cli("score", path, "--column", "评论", "--out", out, store=tmp_path / "no.duckdb")
    assert (code, told["n"]) == (0, 3)
    assert pd.read_csv(out)["is_none"].tolist() == [False, True, False]
