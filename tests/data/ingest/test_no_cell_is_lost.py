"""Whatever table is written in whatever dialect, encoding and header layout: read back, no cell is lost or changed."""

from __future__ import annotations

import csv
import gzip
import io
import tempfile
from pathlib import Path
from unittest import mock

import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.ingest import read
from data.ingest.model import ReadParams, Table
from data.ingest.read import read_table
from data.ingest.transport import reading_document, reading_of, write_reading_cells
from tests.data.ingest.readings import plain_reading

ANY_TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00\ufeff", exclude_categories=["Cs", "Cc"]), max_size=12
)
WEST = st.text(st.sampled_from("abcXYZ 0159éèäöüßñçàÉÜ£§"), max_size=12)
CHINESE = st.text(st.sampled_from("满意服务态度很好还车时找不到桩位非常一般①，。（）┋a1 "), max_size=12)
ODD = st.sampled_from(
    ["", " ", "NA", "NULL", "nan", "00012", "007", "1E5", "12345678901234567890", "0.10", "-0", "TRUE", "'", "\\",
     "\\n", "a\nb", "\n", 'say "hi"', '"', '""', 'a"b', '"quoted"', "x,y;z|w\tq", ";;;", ",,", "|", "a\tb", " padded ",
     "=1+1", "+1", "-2+3 is a comment", "@SUM(A1)", "02/06/2025", "1.14083E+11", "<b>x</b>", "#", "sep=;"]
)  # fmt: skip
UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030")
LINE_ENDS = ("\n", "\r\n", "\r", "\r\r\n")
NO_CASE_LIMITS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def table_of(draw: st.DrawFn, cells: st.SearchStrategy[str], widths: tuple[int, int]) -> list[list[str]]:
    """Rows of one width; the first cell says which row it is, so that none is blank."""
    width = draw(st.integers(*widths))
    body = draw(st.lists(st.lists(cells, min_size=width - 1, max_size=width - 1), min_size=1, max_size=12))
    return [[f"row {at}", *row] for at, row in enumerate(body)]


@st.composite
def tables(draw: st.DrawFn, cells: st.SearchStrategy[str], widths: tuple[int, int] = (2, 7)) -> list[list[str]]:
    return table_of(draw, cells, widths)


@st.composite
def layouts(draw: st.DrawFn, width: int) -> tuple[list[list[str]], int, int]:
    """What stands above the data: the rows, how many are titles or blank, how many are header rows."""
    top = draw(st.sampled_from([[], [[]], [[""] * width], [["Survey of March"]] if width > 2 else []]))
    kind = draw(st.sampled_from(["one", "long", "qualtrics", "options"])) if width > 3 else "one"
    if kind == "one":
        return [*top, [f"column {i}" for i in range(width)]], len(top), 1
    if kind == "long":
        return [*top, [f"How satisfied,\nor not, are you with {i}?" for i in range(width)]], len(top), 1
    if kind == "qualtrics":
        ids = [f'{{"ImportId":"QID{i}"}}' for i in range(width)]
        return [*top, [f"Q{i}" for i in range(width)], [f"Question {i}" for i in range(width)], ids], len(top), 3
    first = ["Respondent ID", "Which do you use?", *[""] * (width - 2)]
    return [*top, first, ["", *["Response"] * (width - 1)]], len(top), 2


def written(rows: list[list[str]], delimiter: str, line_end: str, *, quote_all: bool) -> str:
    text = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if quote_all or line_end == "\r" else csv.QUOTE_MINIMAL  # as a line feed needs it then
    csv.writer(text, delimiter=delimiter, lineterminator=line_end, quoting=quoting).writerows(rows)
    return text.getvalue()


def read_back(raw: bytes, params: ReadParams | None = None, *, packed: bool = False, suffix: str = ".csv") -> Table:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / f"table{suffix}"
        path.write_bytes(gzip.compress(raw, 1) if packed else raw)
        return read_table(path, params=params)


def assert_nothing_lost(table: Table, body: list[list[str]]) -> None:
    assert table.cells.to_numpy().tolist() == body
    assert table.n_cells_in == table.cells.size + sum(len(row.cells) for row in table.aside)
    assert {row.reason for row in table.aside} <= {"title", "blank"}


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=NO_CASE_LIMITS)
@given(data=st.data())
def test_every_dialect_encoding_and_header_layout(data: st.DataObject) -> None:
    body = data.draw(tables(st.one_of(ANY_TEXT, ODD, CHINESE)))
    above, n_above, n_headers = data.draw(layouts(len(body[0])))
    encoding, delimiter = data.draw(st.sampled_from(UNICODE)), data.draw(st.sampled_from(",;\t|"))
    line_end = data.draw(st.sampled_from(LINE_ENDS))
    text = written([*above, *body], delimiter, line_end, quote_all=data.draw(st.booleans()))
    params = ReadParams(encoding=encoding, delimiter=delimiter, header_rows=n_headers, skip_rows=n_above)
    packed = data.draw(st.booleans())
    with mock.patch.object(read, "FAST_BYTES", data.draw(st.sampled_from([0, 8 << 20]))):
        assert_nothing_lost(read_back(text.encode(encoding), params, packed=packed), body)


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=NO_CASE_LIMITS)
@given(data=st.data())
def test_what_is_not_told_is_found_out(data: st.DataObject) -> None:
    """Delimiter, encoding and header are found where the text gives them away."""
    encoding = data.draw(st.sampled_from([*UNICODE, "cp1252", "mac-roman"]))
    west = encoding in ("cp1252", "mac-roman")
    delimiter = data.draw(st.sampled_from(",;\t|"))
    words = WEST if west else st.one_of(WEST.map(lambda t: t.encode("ascii", "ignore").decode()), CHINESE)
    plain = st.one_of(words, st.sampled_from(["", "NA", "00012", "1E5", "=1+1", "a\nb", 'say "hi"', f"x{delimiter}y"]))
    body = data.draw(tables(plain, (3, 7)))
    body = [[f"{at + 1:05d}", *row[1:]] for at, row in enumerate(body * 3)]
    if west:
        body = [[*row[:-1], "très agréable, wäre schön; voilà"] for row in body]
    elif encoding == "gb18030":
        body = [[*row[:-1], "还车时找不到桩位，客服态度很好"] for row in body]
    above, n_above, n_headers = data.draw(layouts(len(body[0])))
    line_end = "\r" if encoding == "mac-roman" else data.draw(st.sampled_from(LINE_ENDS))
    text = written([*above, *body], delimiter, line_end, quote_all=data.draw(st.booleans()))
    table = read_back(text.encode(encoding), packed=data.draw(st.booleans()))
    assert (table.params.delimiter, table.params.header_rows, table.params.skip_rows) == (delimiter, n_headers, n_above)
    assert_nothing_lost(table, body)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=NO_CASE_LIMITS)
@given(data=st.data())
def test_every_workbook_cell(data: st.DataObject) -> None:
    texts = st.one_of(ANY_TEXT, ODD, CHINESE).filter(lambda text: not text.startswith("_x"))
    body = data.draw(tables(texts))
    above, n_above, n_headers = data.draw(layouts(len(body[0])))
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "table.xlsx"
        with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            sheet = book.add_worksheet()
            for at, row in enumerate([*above, *body]):
                for place_, cell in enumerate(row):
                    sheet.write_string(at, place_, cell)
        table = read_table(path, params=ReadParams(header_rows=n_headers, skip_rows=n_above))
    assert_nothing_lost(table, body)


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=NO_CASE_LIMITS)
@given(body=tables(st.one_of(ANY_TEXT, ODD, CHINESE)))
def test_every_cell_crosses_the_border_of_the_process(body: list[list[str]]) -> None:
    text = written([[f"column {i}" for i in range(len(body[0]))], *body], ",", "\n", quote_all=True)
    table = read_back(text.encode(), ReadParams(encoding="utf-8", delimiter=","))
    with tempfile.TemporaryDirectory() as place:
        told = reading_document(plain_reading(table))
        write_reading_cells(plain_reading(table), Path(place))
        assert reading_of(told, Path(place)).table.cells.equals(table.cells)
