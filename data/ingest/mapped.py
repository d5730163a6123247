"""A table in an Arrow file that is mapped, not held: its pages can be given back while nobody looks at them."""

from __future__ import annotations

import mmap
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa


def write_table(table: pa.Table, path: Path, release: Callable[[], None]) -> None:
    """The table as an Arrow file that `mapped_table` opens; `release` is called before each of its pieces."""
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        for batch in table.to_batches():
            release()
            writer.write_batch(batch)


def mapped_table(path: Path) -> tuple[pa.Table, Callable[[], None]]:
    """The table in `path`, and what gives its pages back: the system reads them again when they are looked at."""
    with path.open("rb") as source:
        pages = mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)
    table = pa.ipc.open_file(pa.BufferReader(pa.py_buffer(pages))).read_all()
    return table, partial(_give_back, pages)


def _give_back(pages: mmap.mmap) -> None:
    if hasattr(mmap, "MADV_DONTNEED"):  # elsewhere the system takes pages when it needs them
        pages.madvise(mmap.MADV_DONTNEED)


def taken(texts: pa.Array | pa.ChunkedArray, places: np.ndarray) -> pa.Array:
    """The texts at `places`, chunk by chunk: taking from all chunks at once would put them together first."""
    chunks = texts.chunks if isinstance(texts, pa.ChunkedArray) else [texts]
    starts = np.cumsum([0, *map(len, chunks)])
    order = np.argsort(places, kind="stable")
    bounds = np.searchsorted(places[order], starts)
    parts = [
        chunk.take(pa.array(places[order[low:high]] - start))
        for chunk, start, low, high in zip(chunks, starts[:-1], bounds[:-1], bounds[1:], strict=True)
        if high > low
    ]
    if not parts:
        return pa.array([], type=texts.type)
    back = np.empty(len(order), dtype=np.int64)
    back[order] = np.arange(len(order))
    return pa.concat_arrays(parts).take(pa.array(back))
