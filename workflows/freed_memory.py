"""Giving freed memory back to the system, which the C library of Linux does late and in part.

Batches of texts and frames of pages come and go; without this a process keeps what its busiest second took.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from functools import cache
from typing import Any, Final

import pyarrow as pa

ARENAS: Final = 2
LARGE_BYTES: Final = 65_536
"""From this size on a block is mapped by itself and gone as soon as it is freed; unset, the C library raises its own
bound with every large block, until frames and specifications of charts lie in the heap and hold it open."""
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8  # malloc.h


def give_back() -> bool:
    """Return free memory to the system; False where the C library knows no way."""
    trim = getattr(_library(), "malloc_trim", None)
    return trim is not None and bool(trim(0))


def plain_arrow() -> None:
    """Let Arrow take its memory from the C library, so that `give_back` reaches what it freed."""
    pa.set_memory_pool(pa.system_memory_pool())


def hold_little() -> bool:
    """For a process that waits most of its time; before its threads start. False where the C library knows no way.

    Threads share two pools of memory instead of eight per processor, and large blocks go back when they are freed. A
    process that computes with large blocks all the time would pay for it in speed.
    """
    plain_arrow()
    tune = getattr(_library(), "mallopt", None)
    if tune is None:
        return False
    wanted = {_M_ARENA_MAX: ARENAS, _M_MMAP_THRESHOLD: LARGE_BYTES, _M_TRIM_THRESHOLD: LARGE_BYTES}
    return all([bool(tune(option, value)) for option, value in wanted.items()])


@cache
def _library() -> Any:
    """The C library of the process; None where it is not found (Windows)."""
    name = ctypes.util.find_library("c")
    return ctypes.CDLL(name) if name else None
