"""Kept files without a person: written anew beside the old ones, which they replace once the store has forgotten them.

The rows keep their numbers and places; their cells are empty. Mentions in other cells become a mark. A text table keeps
its dialect and encoding, a workbook becomes an XLSX of the same sheets, any other kind a CSV of its cells.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import xlsxwriter

from data.files import OWNER_FILE, move_into_place
from data.ingest.decode import encoding_of
from data.ingest.model import ReadParams
from data.ingest.plain import file_records
from data.ingest.workbook import cell_text, open_workbook

NEXT = ".next"
ERASED = "[erased]"
TEXTS = frozenset({"csv", "csv.gz", "gz", "tsv", "text"})
WORKBOOKS = frozenset({"xlsx", "xls", "ods", "xlsb"})


def pattern_of(terms: Collection[str]) -> str | None:
    """A case-blind pattern for any of the terms."""
    return "(?i)" + "|".join(map(re.escape, sorted(terms, key=len, reverse=True))) if terms else None


def redact_cells(path: Path, rows: Collection[int], terms: Collection[str]) -> None:
    """Write `<path>.next`: the cells with `rows` emptied and `terms` replaced, row group by row group."""
    source, pattern = pq.ParquetFile(path), pattern_of(terms)
    target = _next(path)
    with pq.ParquetWriter(target, source.schema_arrow, compression="zstd", compression_level=1) as writer:
        gone = pa.array(sorted(rows), type=pa.int64())
        for group in range(source.num_row_groups):
            writer.write_table(_without(source.read_row_group(group), gone, pattern))
    source.close()
    _sync(target)


def _without(table: pa.Table, gone: pa.Array, pattern: str | None) -> pa.Table:
    is_gone = pc.is_in(table.column("row_no"), value_set=gone)
    columns = {"row_no": table.column("row_no")}
    for name in table.column_names[1:]:
        cells = table.column(name)
        if pattern:
            cells = pc.replace_substring_regex(cells, pattern=pattern, replacement=ERASED)
        columns[name] = pc.if_else(is_gone, pa.scalar("", type=cells.type), cells)
    return pa.table(columns, schema=table.schema)


def redact_original(
    path: Path, params: ReadParams, rows: Mapping[str, Collection[int]], terms: Collection[str], cells: Path
) -> None:
    """Write `<path>.next` for the file as it came; `rows` are row numbers per sheet ("" where there are no sheets)."""
    pattern = re.compile(pattern_of(terms) or "$^")
    if params.format in WORKBOOKS:
        _redact_workbook(path, rows, pattern)
    elif params.delimiter and params.encoding:
        _redact_text(path, params, rows.get("", ()), pattern)
    else:
        _cells_as_csv(path, cells)
    _sync(_next(path))


def _redact_text(path: Path, params: ReadParams, rows: Collection[int], pattern: re.Pattern[str]) -> None:
    encoding = encoding_of(path, params.encoding)
    gone = frozenset(rows)
    with _opened(path, encoding.codec) as sink:
        writer = csv.writer(sink, delimiter=params.delimiter or ",", lineterminator="\r\n")
        for row_no, row in enumerate(file_records(path, encoding, params.delimiter or ","), start=1):
            writer.writerow([""] * len(row) if row_no in gone else [pattern.sub(ERASED, cell) for cell in row])


@contextmanager
def _opened(path: Path, codec: str) -> Iterator[IO[str]]:
    """A text file at `<path>.next`, packed when `path` is."""
    with path.open("rb") as probe:
        is_packed = probe.read(2) == b"\x1f\x8b"
    with (
        _next(path).open("wb") as plain,
        gzip.GzipFile(fileobj=plain, mode="wb", mtime=0) if is_packed else plain as raw,
    ):
        sink = io.TextIOWrapper(cast(IO[bytes], raw), encoding=codec, newline="")
        yield sink
        sink.flush()
        sink.detach()


def _redact_workbook(path: Path, rows: Mapping[str, Collection[int]], pattern: re.Pattern[str]) -> None:
    book = open_workbook(path)
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(_next(path)), options) as target:
        for name in book.sheet_names:
            sheet, gone = target.add_worksheet(name[:31]), frozenset(rows.get(name, ()))
            for place, row in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False)):
                if place + 1 not in gone:
                    texts = [pattern.sub(ERASED, cell_text(cell)) for cell in row]
                    sheet.write_row(place, 0, texts)


def _cells_as_csv(path: Path, cells: Path) -> None:
    table = pq.read_table(_next(cells) if _next(cells).exists() else cells)
    with _next(path).open("w", encoding="utf-8", newline="") as sink:
        table.drop_columns(["row_no"]).to_pandas().to_csv(sink, index=False, header=False)


def _next(path: Path) -> Path:
    return path.with_name(path.name + NEXT)


def _sync(path: Path) -> None:
    path.chmod(OWNER_FILE)
    with path.open("rb") as written:
        os.fsync(written.fileno())


def settle(folders: Sequence[Path]) -> int:
    """Put the redacted files in their place; repeating it is harmless. Returns the number of files replaced."""
    n_files = 0
    for folder in folders:
        for fresh in sorted(folder.glob(f"*{NEXT}")):
            move_into_place(fresh, fresh.with_name(fresh.name.removesuffix(NEXT)))
            n_files += 1
    return n_files


def forget_prepared(uploads: Path) -> None:
    """Remove redacted files of an erasure that never came about."""
    for fresh in uploads.glob(f"*/*{NEXT}"):
        fresh.unlink()
