"""Large text tables: DuckDB splits them into text cells with our dialect, if it finds the records that we count."""

from __future__ import annotations

import codecs
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from data.ingest.decode import CHUNK, Encoding, chunks
from data.ingest.model import ReadParams

FAST_BYTES = 8 << 20
LONG = 100_000
MOST_CELL = 8 << 20
NEVER = "\x00"  # no cell is NULL: a file with NUL bytes was refused before
_QUOTE, _NEWLINE, _RETURN = 0x22, 0x0A, 0x0D


def stage_cells(path: Path, params: ReadParams, out_parquet: Path, *, width: int, threads: int = 2) -> int | None:
    """Write the data rows of a text table as row_no, c0.. (all text); None when the reader must go row by row.

    `params` must be those of a finished reading. The number of records is counted here, apart from DuckDB.
    """
    table = fast_cells(path, params, width=width, threads=threads)
    if table is None:
        return None
    with duckdb.connect() as connection:
        connection.register("cells", table)
        connection.execute("COPY cells TO $out (FORMAT parquet, COMPRESSION zstd)", {"out": str(out_parquet)})
    return int(table.num_rows)


def fast_cells(path: Path, params: ReadParams, *, width: int, threads: int = 2) -> pa.Table | None:
    """The data rows as an Arrow table row_no, c0..; None when DuckDB does not see the records that are there."""
    encoding = codec_of(params)
    above = params.skip_rows + params.header_rows
    with _utf8_copy(path, encoding) as plain:
        counted = count_records(plain, (params.delimiter or ",").encode())
        if counted is None or counted <= above:
            return None
        table = _read(plain, params, width, above, threads)
    return table if table is not None and table.num_rows == counted - above else None


def codec_of(params: ReadParams) -> Encoding:
    """The codec that opens a file already read once."""
    name = params.encoding or "utf-8"
    return Encoding(name, "utf-16" if name.startswith("utf-16") else name)


@contextmanager
def _utf8_copy(path: Path, encoding: Encoding) -> Iterator[Path]:
    """The file itself when it is plain UTF-8, else a decoded copy that is removed afterwards."""
    with path.open("rb") as source:
        head = source.read(3)
    if encoding.codec == "utf-8" and not head.startswith((b"\x1f\x8b", codecs.BOM_UTF8)):
        yield path
        return
    number, name = tempfile.mkstemp(suffix=".csv")
    try:
        decoder = codecs.getincrementaldecoder(encoding.codec)(errors="strict")
        with os.fdopen(number, "wb") as target:
            for chunk in chunks(path):
                target.write(decoder.decode(chunk).encode("utf-8"))
            target.write(decoder.decode(b"", final=True).encode("utf-8"))
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def count_records(path: Path, delimiter: bytes) -> int | None:
    """Records of a UTF-8 table by its line ends outside quotes; None when quotes or line ends are irregular.

    A quote may open a cell only at its start and close it only at its end; blank lines are irregular too.
    """
    inside, n, previous = 0, 0, b"\n"
    with path.open("rb") as source:
        while chunk := source.read(CHUNK * 8):
            found = _count(chunk, inside, previous, delimiter)
            if found is None:
                return None
            n, inside, previous = n + found[0], found[1], chunk[-1:]
    if inside:
        return None
    return n if previous == b"\n" else n + 1


def _count(chunk: bytes, inside: int, previous: bytes, delimiter: bytes) -> tuple[int, int] | None:
    values = np.frombuffer(previous + chunk, dtype=np.uint8)
    quotes = np.flatnonzero(values[1:] == _QUOTE) + 1
    ends = _outside(np.flatnonzero(values[1:] == _NEWLINE) + 1, quotes, inside)
    returns = _outside(np.flatnonzero(values[:-1] == _RETURN), quotes, inside)
    before = values[quotes[inside::2] - 1]
    if not np.isin(before, (_NEWLINE, _QUOTE, delimiter[0])).all() or (values[ends - 1] == _NEWLINE).any():
        return None
    if (values[returns + 1] != _NEWLINE).any() or (values[returns[returns > 0] - 1] == _NEWLINE).any():
        return None
    return len(ends), (inside + len(quotes)) & 1


def _outside(positions: np.ndarray, quotes: np.ndarray, inside: int) -> np.ndarray:
    """Those positions that lie outside quoted cells."""
    return positions[((np.searchsorted(quotes, positions) + inside) & 1) == 0] if len(positions) else positions


def _read(path: Path, params: ReadParams, width: int, above: int, threads: int) -> pa.Table | None:
    """Every cell as text; anything DuckDB finds irregular sends the file to the row reader."""
    cells = ", ".join(f"coalesce(c{i}, '') AS c{i}" for i in range(width))
    try:
        with duckdb.connect(config={"threads": threads, "preserve_insertion_order": True}) as connection:
            relation = connection.read_csv(
                str(path),
                columns={f"c{i}": "VARCHAR" for i in range(width)},
                delimiter=params.delimiter or ",",
                quotechar='"',
                escapechar='"',
                header=False,
                skiprows=above,
                auto_detect=False,
                null_padding=False,
                strict_mode=True,
                max_line_size=MOST_CELL,
                na_values=[NEVER],
            )
            return relation.project(f"(row_number() OVER () + {above})::BIGINT AS row_no, {cells}").to_arrow_table()
    except duckdb.Error:
        return None


def frame_of_arrow(table: pa.Table) -> pd.DataFrame:
    """The Arrow table as the frame of a Table: index row_no, columns of dtype "str".

    Columns of a long table leave it as they enter the frame: it is not held twice where the caller lets go.
    """
    is_long = table.num_rows > LONG
    numbers = table.column("row_no").to_numpy()
    columns: dict[str, pd.Series] = {}
    for name in table.column_names:
        if name == "row_no":
            continue
        columns[name] = pd.Series(pd.array(table.column(name).cast(pa.large_string()), dtype="str"))
        if is_long:
            table = table.drop_columns([name])
    frame = pd.DataFrame(columns, copy=False)
    frame.index = pd.Index(numbers, dtype="int64", name="row_no")
    return frame
