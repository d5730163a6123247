"""Files that people hand over as they are: a third header row, the same table twice, amounts with signs, odd dates."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from data.ingest.evidence import plain_numbers
from data.ingest.inspect import inspect_table
from data.ingest.labels import label_scale
from data.ingest.model import Reading
from data.ingest.read import read_table
from data.ingest.values import time_values
from tests.data.ingest.workbooks import write_xlsx
from workflows.inspect_file import inspection_json


def reading_of(path: Path, text: str) -> Reading:
    path.write_text(text, encoding="utf-8", newline="")
    return inspect_table(read_table(path))


def roles(reading: Reading) -> dict[str, str]:
    return {column.name: column.role for column in reading.columns}


def codes(reading: Reading) -> set[str]:
    return {issue.code for issue in reading.issues}


@pytest.mark.parametrize("end", ["\n", "\r\r\n"])
def test_a_third_header_row_of_stem_and_option_is_no_answer(tmp_path: Path, end: str) -> None:
    rows = [
        ",,,,Q1,,Q2",
        "Respondent ID,Collector ID,Start Date,End Date,Rate the shop:,,Comments",
        "Respondent ID,Collector ID,Start Date,End Date,Rate the shop: - Staff,Rate the shop: - Stock,Response",
        *(f"{i},7,03/{i:02}/2025 08:00:05 AM,03/{i:02}/2025 08:09:05 AM,{i % 5 + 1},{(i + 2) % 5 + 1},Stock {i} is low"
          for i in range(1, 21)),
    ]  # fmt: skip
    reading = reading_of(tmp_path / "s.csv", end.join(rows) + end)
    assert (reading.vendor, reading.table.params.header_rows, len(reading.table.cells)) == ("surveymonkey", 3, 20)
    told = [(c.name, c.role) for c in reading.columns[3:]]
    assert told == [
        ("End Date", "submitted_at"), ("Rate the shop: | Staff", "score"), ("Rate the shop: | Stock", "score"),
        ("Comments", "comment"),
    ]  # fmt: skip


def test_a_second_table_under_the_same_header_is_more_answers(tmp_path: Path) -> None:
    head = ("Date", "Score (1-5)", "Comment")
    said = [(f"2025-03-{i:02}", i % 5 + 1, f"The desk was closed on day {i}") for i in range(1, 19)]
    rows = [("North",), head, *said[:10], (), ("South",), head, *said[10:]]
    table = read_table(write_xlsx(tmp_path / "b.xlsx", {"S": rows}))
    assert table.cells.iloc[:, 0].tolist() == [day for day, *_ in said]
    assert [(row.row_no, row.reason) for row in table.aside] == [
        (1, "title"), (13, "blank"), (14, "note"), (15, "other_block"),
    ]  # fmt: skip
    assert table.n_cells_in == len(table.cells) * 3 + sum(
        3 if r.reason == "blank" else len(r.cells) for r in table.aside
    )


def test_the_document_says_when_lower_is_better_and_what_belongs_together(tmp_path: Path) -> None:
    rows = "\n".join(f"{i % 7 + 1},{i % 5 + 1},{(i + 1) % 5 + 1}" for i in range(30))
    reading = reading_of(tmp_path / "d.csv", f"How likely are you to cancel? (1-7),Rate [Staff],Rate [Stock]\n{rows}\n")
    columns = inspection_json(reading, str)["columns"]
    assert isinstance(columns, list)
    assert [(c.get("direction"), c.get("matrix")) for c in columns] == [
        ("lower_is_better", None), (None, "Rate"), (None, "Rate"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "numbers", "high"),
    [
        (["Schlecht", "Befriedigend", "Gut", "Sehr gut"], [1, 2, 3, 4], 4),
        (["Mangelhaft", "Ausreichend", "Befriedigend", "Gut", "Sehr gut"], [1, 2, 3, 4, 5], 5),
        (["Ungenügend", "Mangelhaft", "Ausreichend", "Befriedigend", "Gut", "Sehr gut"], [1, 2, 3, 4, 5, 6], 6),
        (["Sehr schlecht", "Befriedigend", "Gut", "Sehr gut"], [1, 3, 4, 5], 5),
        (["Muy difícil", "Difícil", "Normal", "Fácil", "Muy fácil"], [1, 2, 3, 4, 5], 5),
        (["Not at all disappointed", "Somewhat disappointed", "Very disappointed"], [1, 2, 3], 3),
    ],
)
def test_the_worst_word_of_a_complete_scale_is_its_lowest(words: list[str], numbers: list[float], high: float) -> None:
    found = label_scale(dict.fromkeys(words, 12))
    assert found is not None
    assert ([found.labels[word] for word in words], found.high, found.unsure) == (numbers, high, False)


def test_who_would_miss_the_product_values_it_and_the_direction_is_asked(tmp_path: Path) -> None:
    said = ["Not at all disappointed", "Somewhat disappointed", "Very disappointed"]
    rows = "\n".join(f"{i},{said[i % 3]}" for i in range(30))
    reading = reading_of(tmp_path / "m.csv", f"No.,How disappointed if you could no longer use it?\n{rows}\n")
    scale = reading.columns[1].scale
    assert scale is not None
    assert (scale.low, scale.high, scale.lower_is_better) == (1.0, 3.0, False)
    assert [i.facts["lo"] for i in reading.issues if i.code == "direction_guess"] == [said[0]]


def test_amounts_with_currencies_and_grouped_thousands_are_numbers(tmp_path: Path) -> None:
    costs = "\n".join(f'Rework,Delivery,2025-{m:02}-01,"$1,{m}08.00",USD' for m in (1, 2, 3, 4, 5, 6, 7, 8, 9))
    reading = reading_of(tmp_path / "c.csv", f"Cost item,Touchpoint,Month,Amount,Currency\n{costs}\n")
    assert (reading.kind, roles(reading)["Amount"], reading.columns[1].fills) == ("cost_table", "cost", "item")
    months = "\n".join(f"{m:02}.2024;{m},3;8{m},5 %;1.{m}60,50" for m in range(1, 10))
    reading = reading_of(tmp_path / "k.csv", f"Monat;Durchlaufzeit (Tage);Erstlösungsquote;Kosten je Fall\n{months}\n")
    assert reading.kind == "kpi_series"
    assert list(roles(reading).values()) == ["kpi_date", "kpi_value", "kpi_value", "kpi_value"]


@pytest.mark.parametrize("times", [1, 200])
def test_signs_of_money_and_share_are_left_out(times: int) -> None:
    point = ["$1,708.00", "-$5", "5 USD", "¥100", "85 %", "USD 1,000"]
    comma = ["1.160,50", "1.200", "1.200.000,00 €", "85,5 %"]
    wrong = ["5$x", "x", "$", "0x1"]
    values = plain_numbers(pd.Series((point + wrong) * times, dtype="str"), ".")[:10]
    assert values.dropna().tolist() == [1708.0, -5.0, 5.0, 100.0, 85.0, 1000.0]
    assert plain_numbers(pd.Series(comma * times, dtype="str"), ",")[:4].tolist() == [1160.5, 1200.0, 1_200_000.0, 85.5]
    assert plain_numbers(pd.Series(["1.160", "995,5"] * times, dtype="str"), ",")[:2].tolist() == [1.16, 995.5]
    assert plain_numbers(pd.Series(["1,3", "2,4", "1,4"] * times, dtype="str"), ".").isna().all()  # two codes ticked


def test_days_as_a_spreadsheet_counts_them_are_dates_under_a_name_that_says_so(tmp_path: Path) -> None:
    rows = "\n".join(f'{45700 + i * 0.37:.4f},{i % 5 + 1},"{4 - i % 4},{i % 7}",{45700 + i}' for i in range(30))
    reading = reading_of(tmp_path / "s.csv", f"Date of answer,Score (1-5),Average,Amount\n{rows}\n")
    assert list(roles(reading).values()) == ["submitted_at", "score", "numeric_attr", "other"]
    assert reading.columns[0].date_format == "excel_serial"
    values, precision = time_values(pd.Series(["45700.5", "45701", "60001", "x"], dtype="str"), "excel_serial", "UTC")
    assert [str(day) for day in values[:2]] == ["2025-02-12 12:00:00+00:00", "2025-02-13 00:00:00+00:00"]
    assert (values[2:].isna().all(), precision) == (True, "second")


def test_names_and_phone_numbers_do_not_make_reviews(tmp_path: Path) -> None:
    rows = "\n".join(
        f"C{i},Ada{i} van der Berg{i},+31 6 123450{i:02},{'NS'[i % 2]},{i + 10}.5,{('No', 'Yes')[i % 2]}"
        for i in range(30)
    )
    reading = reading_of(tmp_path / "c.csv", f"CustomerNo,FullName,Phone,Region,Monthly fee,Cancelled\n{rows}\n")
    assert (reading.kind, roles(reading)["FullName"]) == ("customer_table", "pii")


def test_the_only_date_is_the_time_of_the_answer(tmp_path: Path) -> None:
    rows = "\n".join(
        f"{i},{i % 5 + 1},The line was long on day {i},2025-03-{i % 28 + 1:02} 08:00:00" for i in range(30)
    )
    reading = reading_of(tmp_path / "t.csv", f"ID,Rate the visit,Comment,Created At\n{rows}\n")
    assert roles(reading)["Created At"] == "submitted_at"
    head = "ID,UUID,Rate the visit,Comment,Page,Referrer,Created At,User Agent,Location Code"
    rows = "\n".join(
        f"{i},{i:032x},{i % 5 + 1},Slow on day {i},/a,,2025-03-01 08:00:00 -0400,Mozilla,DC" for i in range(30)
    )
    assert reading_of(tmp_path / "g.csv", f"{head}\n{rows}\n").vendor == "touchpoints"


def test_dates_in_two_orders_are_named_with_a_row_of_each(tmp_path: Path) -> None:
    rows = "\n".join(("03/26/2025,2", "25/03/2025,5")[i % 2] for i in range(30))
    found = [i for i in reading_of(tmp_path / "o.csv", f"Date,Rating (1-5)\n{rows}\n").issues if i.column == 0]
    assert [(i.code, i.rows, i.facts["a"], i.facts["b"]) for i in found] == [
        ("mixed_date_orders", (2, 3), "03/26/2025", "25/03/2025")
    ]


def test_what_a_test_or_a_tool_documents_is_not_asked(tmp_path: Path) -> None:
    rows = "\n".join(f"{i},A,{i % 6 + 1}" for i in range(60))
    reading = reading_of(tmp_path / "f.csv", f"Response ID,Ward,FFT answer\n{rows}\n")
    scale = reading.columns[2].scale
    assert scale is not None
    assert (scale.high, "6" in scale.na, "sentinel_codes" in codes(reading)) == (5.0, True, False)
    head = "Response ID,IP Address,Response Status,Time Taken to Complete (Seconds),Seq. Number,Shop,Rate it (1-5)"
    rows = [f"{i},192.0.2.1,Completed,9,{i},{shop},{(i + n) % 5 + 1}" for i in range(20) for n, shop in enumerate("AB")]
    rows += [f"{i},192.0.2.1,Completed,9,{i},A,3" for i in range(20, 30)]
    looped, twice = ("\n".join([head, *some]) + "\n" for some in (rows, rows + rows[:1]))
    assert "duplicate_rows" not in codes(reading_of(tmp_path / "q.csv", looped))
    assert "duplicate_rows" in codes(reading_of(tmp_path / "t.csv", twice))
