"""Large text tables: DuckDB splits them into text cells with our dialect, if it finds the records that we count."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.ingest.counting import count_records
from data.ingest.mapped import mapped_table
from data.ingest.mended import Mended
from data.ingest.model import ReadParams
from data.ingest.records import FIELD_LIMIT, holds_rows

FAST_BYTES = 8 << 20
LONG = 100_000
PIECE = 200_000
SMALL_PIECE = 4_000
PIECE_CELLS = 4_000_000
LINE_FEED = duckdb.CSVLineTerminator.LINE_FEED  # told where it must not be guessed from a line end inside a cell
NEVER = "\x00"  # no cell is NULL: a file with NUL bytes was refused before


class Irregular(Exception):
    """DuckDB does not read the file as we do."""


@dataclass(frozen=True)
class FastCells:
    """The data rows as row_no, c0.. in a mapped file, and the rows of nothing but blanks with their record numbers.

    `n_rows` counts both; `release` gives the pages of the file back to the system until they are looked at again.
    """

    table: pa.Table
    blank: list[tuple[int, tuple[str, ...]]]
    n_rows: int
    release: Callable[[], None]


def fast_cells(plain: Path, params: ReadParams, *, width: int, into: Path, threads: int = 2) -> FastCells | None:
    """The data rows of a plain UTF-8 text, left in the Arrow file `into`; None when it must be read row by row.

    That is when DuckDB does not see the records that are counted here, or a quoted cell holds whole rows.
    """
    above = params.skip_rows + params.header_rows
    delimiter = params.delimiter or ","
    counted = count_records(plain, delimiter.encode(), threads=threads)
    if counted is None:
        return None
    with closing(_pieces(plain, delimiter, width, above, threads)) as pieces:
        return _cells(pieces, into, delimiter, width, counted - above)


def mended_cells(mended: Mended, params: ReadParams, *, width: int, into: Path, threads: int = 2) -> FastCells | None:
    """The rows of a mended text under their record numbers, as `fast_cells`."""
    delimiter = params.delimiter or ","
    with closing(_pieces(mended.path, delimiter, width, 0, threads, LINE_FEED)) as pieces:
        return _cells(_numbered(pieces, mended), into, delimiter, width, mended.n_rows)


def _numbered(pieces: Iterable[pa.Table], mended: Mended) -> Generator[pa.Table]:
    for piece in pieces:
        row_nos = mended.row_nos(piece.column(0).to_numpy() - 1)
        yield piece.set_column(0, piece.field(0), pa.array(row_nos))


def _cells(pieces: Generator[pa.Table], into: Path, delimiter: str, width: int, n_expected: int) -> FastCells | None:
    """The pieces in the file `into`; None when they are not the rows that were counted."""
    written = _write(pieces, into, delimiter, width)
    if written is None or written[0] != n_expected:
        return None
    table, release = mapped_table(into)
    return FastCells(table, written[1], written[0], release)


def _write(
    pieces: Generator[pa.Table], into: Path, delimiter: str, width: int
) -> tuple[int, list[tuple[int, tuple[str, ...]]]] | None:
    """Write the pieces without their blank rows: how many rows there were, and the blank ones."""
    n_rows = 0
    blank: list[tuple[int, tuple[str, ...]]] = []
    with pa.OSFile(str(into), "wb") as sink, pa.ipc.new_file(sink, _schema(width)) as writer:
        try:
            for piece in pieces:
                if _holds_rows(piece, delimiter, width):
                    return None
                at = _blank_rows(piece)
                n_rows += piece.num_rows
                if len(at):
                    blank += [(row["row_no"], tuple(row.values())[1:]) for row in piece.take(at).to_pylist()]
                    piece = piece.take(np.delete(np.arange(piece.num_rows), at))
                writer.write_table(piece)
        except Irregular:
            return None
    return n_rows, blank


def _schema(width: int) -> pa.Schema:
    return pa.schema([("row_no", pa.int64()), *((f"c{i}", pa.large_string()) for i in range(width))])


def _blank_rows(piece: pa.Table) -> np.ndarray:
    """Places of the rows whose cells are all blank."""
    at = np.arange(piece.num_rows)
    for column in piece.columns[1:]:
        texts = column if len(at) == piece.num_rows else column.take(at)
        at = at[pc.equal(pc.utf8_trim_whitespace(texts), "").to_numpy(zero_copy_only=False)]
        if not len(at):
            break
    return at


def _holds_rows(table: pa.Table, delimiter: str, width: int) -> bool:
    """Whether a stray quotation mark took whole rows into a cell."""
    for name in table.column_names[1:] if width > 2 else ():
        ends = pc.count_substring(table.column(name), "\n")
        if not pc.any(pc.greater(ends, 0)).as_py():
            continue
        marks = pc.count_substring(table.column(name), delimiter)
        same = pc.equal(marks, pc.multiply(ends, width - 1))
        for row in table.filter(pc.and_(pc.greater(ends, 0), same)).to_pylist():
            cells = [row[f"c{place}"] for place in range(width)]
            if holds_rows(row[name], cells, delimiter):
                return True
    return False


def _pieces(
    path: Path, delimiter: str, width: int, above: int, threads: int, line_end: duckdb.CSVLineTerminator | None = None
) -> Generator[pa.Table]:
    """Every cell as text, some rows at a time and in their order; Irregular sends the file to the row reader."""
    cells = ", ".join(f"coalesce(c{i}, '') AS c{i}" for i in range(width))
    try:
        with duckdb.connect(config={"threads": threads, "preserve_insertion_order": True}) as connection:
            relation = connection.read_csv(
                str(path),
                columns={f"c{i}": "VARCHAR" for i in range(width)},
                delimiter=delimiter,
                quotechar='"',
                escapechar='"',
                header=False,
                skiprows=above,
                auto_detect=False,
                null_padding=False,
                strict_mode=True,
                max_line_size=FIELD_LIMIT,
                na_values=[NEVER],
                lineterminator=line_end,
            )
            numbered = relation.project(f"(row_number() OVER () + {above})::BIGINT AS row_no, {cells}")
            n_rows = min(max(PIECE_CELLS // width, SMALL_PIECE), PIECE)
            for batch in numbered.to_arrow_reader(n_rows):
                yield pa.Table.from_batches([batch]).cast(_schema(width))
    except (duckdb.Error, OSError) as error:  # Arrow passes the engine's errors on as errors of a stream
        raise Irregular from error


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


def arrow_of_frame(cells: pd.DataFrame) -> pa.Table:
    """The cells as an Arrow table row_no, c0.., sharing the memory of the frame."""
    names = [f"c{place}" for place in range(cells.shape[1])]
    columns = [pa.array(cells.iloc[:, place].array, from_pandas=True) for place in range(cells.shape[1])]
    return pa.table([pa.array(cells.index.to_numpy(dtype="int64")), *columns], names=["row_no", *names])
