"""The uploaded file on disk: uploads/<sha256>/original and cells.parquet, synced before a commit names them."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from data.ingest.cells import arrow_of_frame

PIECE = 1024 * 1024
OWNER_ONLY = 0o600
ROWS_PER_GROUP = 122_880


def copy_of(path: Path, staging: Path) -> tuple[Path, str, int]:
    """A synced private copy of `path` in `staging`, its SHA-256 and its size."""
    target = staging / f"{uuid.uuid4().hex}.original"
    digest, n_bytes = hashlib.sha256(), 0
    try:
        with (
            path.open("rb") as source,
            os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as sink,
        ):
            while piece := source.read(PIECE):
                digest.update(piece)
                sink.write(piece)
                n_bytes += len(piece)
            _synced(sink.fileno(), sink)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return target, digest.hexdigest(), n_bytes


def _synced(number: int, sink: object) -> None:
    flush = getattr(sink, "flush", None)
    if flush is not None:
        flush()
    os.fsync(number)


def write_cells(cells: pd.DataFrame, target: Path) -> None:
    """The cells as one wide Parquet file: row_no, c0 ..., all text."""
    table = arrow_of_frame(cells)
    texts = pa.schema([pa.field(name, pa.int64() if name == "row_no" else pa.string()) for name in table.column_names])
    with pq.ParquetWriter(target, texts, compression="zstd", compression_level=1) as writer:
        for start in range(0, max(table.num_rows, 1), ROWS_PER_GROUP):
            writer.write_table(table.slice(start, ROWS_PER_GROUP).cast(texts))


def settle(original: Path, cells: Path, folder: Path, *, cells_name: str) -> Path:
    """Move both files to their place and sync them and their folders; returns the path of the cells."""
    folder.mkdir(mode=0o700, exist_ok=True)
    for source, name in ((cells, cells_name), (original, "original")):
        with source.open("rb") as opened:
            os.fsync(opened.fileno())
        source.replace(folder / name)
    for place in (folder, folder.parent):
        number = os.open(place, os.O_RDONLY)
        try:
            with suppress(OSError):  # some systems cannot sync a folder
                os.fsync(number)
        finally:
            os.close(number)
    return folder / cells_name


def forget(folder: Path) -> None:
    """Remove the files of an import that did not happen."""
    if folder.exists():
        shutil.rmtree(folder)
