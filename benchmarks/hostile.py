"""Files nobody should open, at full size: how each ends, in how many seconds and with how much memory of its process.

`python -m benchmarks.hostile` prints a table and fails where a file takes more than 10 s or 600 MB, or ends without a
sentence. The files are made anew in a temporary folder.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import xlsxwriter

MEGABYTE = 1 << 20
MOST_SECONDS, MOST_MB = 10.0, 600
Make = Callable[[Path], object]


def line_of_a_gigabyte(path: Path) -> None:
    """One line of 1,000 MB after a plain header."""
    with path.open("wb") as sink:
        sink.write(b"id,comment\n1,")
        for _ in range(1_000):
            sink.write(b"x" * MEGABYTE)


def repeated(piece: bytes, megabytes: int, head: bytes = b"id,comment\n", tail: bytes = b"") -> Make:
    """A file of one piece over and over."""
    return lambda path: path.write_bytes(head + piece * (megabytes * MEGABYTE // len(piece)) + tail)


def recoded(row: str, megabytes: int, encoding: str) -> Make:
    """A file in another encoding whose first data row opens a quotation mark that never closes."""
    n_rows = megabytes * MEGABYTE // len(row.encode(encoding))
    return lambda path: path.write_bytes((OPEN.decode() + row * n_rows).encode(encoding))


def packed(piece: bytes, megabytes: int) -> Make:
    """The same inside a gzip."""

    def make(path: Path) -> None:
        with gzip.open(path, "wb", compresslevel=1) as sink:
            sink.write(b"id,comment\n")
            for _ in range(megabytes):
                sink.write(piece * (MEGABYTE // len(piece)))

    return make


def wide(path: Path) -> None:
    """200,000 columns, 50 rows."""
    line = ",".join(f"c{i}" for i in range(200_000))
    path.write_text("\n".join([line, *[",".join(["1"] * 200_000)] * 50]), encoding="utf-8")


def workbook(parts: dict[str, bytes | int]) -> Make:
    """A small XLSX with parts added or replaced; a number is that many megabytes of zeros."""

    def make(path: Path) -> None:
        plain = path.with_suffix(".plain")
        with xlsxwriter.Workbook(str(plain)) as book:
            sheet = book.add_worksheet("Answers")
            for at, row in enumerate([["id", "score"], ["1", "5"], ["2", "4"]]):
                sheet.write_row(at, 0, row)
        with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                if name not in parts:
                    target.writestr(name, source.read(name))
            for name, content in parts.items():
                _add(target, name, content)
        plain.unlink()

    return make


def _add(target: zipfile.ZipFile, name: str, content: bytes | int) -> None:
    with target.open(name, "w", force_zip64=True) as sink:
        if isinstance(content, bytes):
            sink.write(content)
        else:
            for _ in range(content):
                sink.write(b"0" * MEGABYTE)


def nested(path: Path) -> None:
    """An archive of archives."""
    inner = path.with_suffix(".inner")
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as target:
        _add(target, "zeros.csv", 400)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for number in range(10):
            target.write(inner, f"{number}.zip")
    inner.unlink()


def two_encodings(path: Path) -> None:
    """Half in UTF-8, half in GB18030, as when two exports are joined by hand."""
    lines = "".join(f"{i},还车时找不到桩位，客服态度很好\n" for i in range(100_000))
    path.write_bytes(b"id,comment\n" + lines.encode() + lines.encode("gb18030"))


SHEET = "xl/worksheets/sheet1.xml"
START = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
FAR = START + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
DEEP = START + b"<a>" * 3_000_000 + b"</a>" * 3_000_000 + b"</sheetData></worksheet>"
LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha">' + b"".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">'.replace("&a0;", "&a;").encode() for n in range(1, 12)
)
FORMULAS = b"".join(
    f'{i},"=HYPERLINK(""http://x"",""y"")",<script>alert({i})</script>,@SUM(A1)\n'.encode() for i in range(9)
)
ROW = b"2,plain text of a row\n"
CHINESE_ROW = "2,还车时找不到桩位\n"
OPEN_ROW = b'1,"open\n'
OPEN = b"id,comment\n" + OPEN_ROW
HALF = 50 * MEGABYTE // len(ROW)
FILES: dict[str, Make] = {
    "one line of 1 GB.csv": line_of_a_gigabyte,
    "100 MB of one quotation mark.csv": repeated(b'"', 100),
    "a quotation mark that never closes.csv": repeated(ROW, 100, OPEN),
    "one that never closes, 200 MB.csv": repeated(ROW, 200, OPEN),
    "one half way down that never closes.csv": repeated(ROW * 50, 50, tail=OPEN_ROW + ROW * HALF),
    "one near the end that never closes.csv": repeated(ROW, 100, tail=OPEN_ROW + ROW),
    "one that never closes, CR LF.csv": repeated(ROW.replace(b"\n", b"\r\n"), 100, OPEN.replace(b"\n", b"\r\n")),
    "one that never closes, UTF-16.csv": recoded(ROW.decode(), 100, "utf-16"),
    "one that never closes, GB18030.csv": recoded(CHINESE_ROW, 100, "gb18030"),
    "one that closes 100 MB below.csv": repeated(ROW, 100, OPEN, b'3,close"\n'),
    "a quotation mark open in every row.csv": repeated(b'2,"open,3\n', 100, b"id,comment,score\n"),
    "a quotation mark open in every tenth row.csv": repeated(ROW * 9 + OPEN_ROW, 100),
    "100 MB of delimiters.csv": repeated(b",", 100),
    "100 MB of line ends.csv": repeated(b"\n", 100),
    "100 MB of NUL bytes.csv": repeated(b"\0", 100),
    "a NUL byte at the end of 100 MB.csv": repeated(ROW, 100, tail=b"3,\0\n"),
    "200,000 columns.csv": wide,
    "rows of any width, 100 MB.csv": repeated(b"1\n1,2\n1,2,3,4\n1,2,3,4,5,6,7\n", 100, b"a,b,c\n"),
    "two encodings.csv": two_encodings,
    "formulas and scripts.csv": repeated(FORMULAS, 1, b"id,comment,note,formula\n"),
    "gzip of 3 GB.csv.gz": packed(b"0", 3_000),
    "gzip of 3 GB of rows.csv.gz": packed(ROW, 3_000),
    "gzip of 900 MB in one line.csv.gz": packed(b"1,2,", 900),
    "workbook of 3 GB.xlsx": workbook({"xl/media/image1.png": 3_000}),
    "sheet of 900 MB.xlsx": workbook({SHEET: 900}),
    "a cell at XFD1048576.xlsx": workbook({SHEET: FAR}),
    "elements 3,000,000 deep.xlsx": workbook({SHEET: DEEP}),
    "entities that multiply.xlsx": workbook({"xl/sharedStrings.xml": LAUGHS + b"]><sst>&a11;</sst>"}),
    "archive of archives.xlsx": nested,
    "a picture called table.csv": lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(MEGABYTE)),
    "noise.csv": lambda path: path.write_bytes(bytes(range(256)) * 4_096),
    "empty.csv": lambda path: path.write_bytes(b""),
    "only a header.csv": lambda path: path.write_bytes(b"id,comment\n"),
    "a folder.csv": lambda path: path.mkdir(),
}
ONE = """
import json, resource, sys, time
from pathlib import Path
from errors import FileRefused
from workflows.inspect_file import inspect_file, issue_json
start = time.perf_counter()
try:
    reading = inspect_file(Path(sys.argv[1]))
    told = [issue_json(one, str)["message"] for one in reading.issues]
    end = f"read, {len(reading.table.cells)} rows: {' '.join(map(str, told))}"
except FileRefused as error:
    end = f"refused ({error.issue}): {error}"
child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
print(json.dumps([time.perf_counter() - start, child, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10, end]))
"""


def measured(path: Path) -> tuple[float, int, int, str]:
    """Seconds, peak megabytes of the reading process and of the caller, and how the file ended."""
    done = subprocess.run([sys.executable, "-c", ONE, str(path)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return 0.0, 0, 0, f"CRASHED: {done.stderr[-300:]}"
    seconds, child, caller, end = json.loads(done.stdout)
    return float(seconds), int(child), int(caller), str(end)


def main() -> None:
    """Make, read and remove one file after another."""
    wanted, n_bad = sys.argv[1:], 0
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        for title, make in FILES.items():
            if wanted and not any(word in title for word in wanted):
                continue
            path = Path(name) / title
            make(path)
            seconds, child, caller, end = measured(path)
            is_bad = seconds > MOST_SECONDS or child > MOST_MB or end.startswith("CRASHED")
            n_bad += is_bad
            print(
                f"{'!' if is_bad else ' '} {title:<48}{seconds:>6.1f} s{child:>6} MB{caller:>6} MB  {end[:150]}",
                flush=True,
            )
            path.rmdir() if path.is_dir() else path.unlink()
    print(f"{n_bad} over the limits, {time.perf_counter() - start:.0f} s")
    sys.exit(bool(n_bad))


if __name__ == "__main__":
    main()
