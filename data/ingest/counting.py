"""How many records a text table has, by its line ends outside quotes; several pieces of it are counted at a time."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np

from data.ingest.decode import CHUNK
from data.ingest.records import FIELD_LIMIT

_QUOTE, _NEWLINE, _RETURN = 0x22, 0x0A, 0x0D


def count_records(path: Path, delimiter: bytes, *, threads: int = 2) -> int | None:
    """Records of a UTF-8 table by its line ends outside quotes; None when quotes or line ends are irregular.

    A quote may open a cell only at its start and close it only at its end; blank lines and endless cells are irregular
    too.
    """
    n, last, inside, n_quoted = 0, b"\n", 0, 0
    waiting: deque[Future[int | None]] = deque()
    with path.open("rb") as source, ThreadPoolExecutor(threads) as pool:
        while True:
            chunk = source.read(CHUNK * 4)
            if chunk:
                waiting.append(pool.submit(_count, chunk, inside, last, delimiter))
                n_quotes = chunk.count(b'"')
                inside, last = (inside + n_quotes) & 1, chunk[-1:]
                n_quoted = n_quoted + len(chunk) if inside and not n_quotes else 0
                if n_quoted > FIELD_LIMIT:
                    return None
            while waiting and (len(waiting) > threads or not chunk):
                found = waiting.popleft().result()
                if found is None:
                    return None
                n += found
            if not chunk:
                return None if inside else n + (last != b"\n")


def _count(chunk: bytes, inside: int, previous: bytes, delimiter: bytes) -> int | None:
    """Line ends outside quotes; `inside` is 1 where the chunk begins in a quoted cell, after the byte `previous`."""
    if not inside and b'"' not in chunk and b"\r" not in chunk and previous != b"\r":
        return None if b"\n\n" in previous + chunk else chunk.count(b"\n")
    values = np.frombuffer(previous + chunk, dtype=np.uint8)
    quotes = np.flatnonzero(values[1:] == _QUOTE) + 1
    ends = _outside(np.flatnonzero(values[1:] == _NEWLINE) + 1, quotes, inside)
    returns = _outside(np.flatnonzero(values[:-1] == _RETURN), quotes, inside)
    before = values[quotes[inside::2] - 1]
    if not np.isin(before, (_NEWLINE, _QUOTE, delimiter[0])).all() or (values[ends - 1] == _NEWLINE).any():
        return None
    if (values[returns + 1] != _NEWLINE).any() or (values[returns[returns > 0] - 1] == _NEWLINE).any():
        return None
    return len(ends)


def _outside(positions: np.ndarray, quotes: np.ndarray, inside: int) -> np.ndarray:
    """Those positions that lie outside quoted cells."""
    return positions[((np.searchsorted(quotes, positions) + inside) & 1) == 0] if len(positions) else positions
