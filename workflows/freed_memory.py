"""Giving freed memory back to the system, which the C library of Linux does late and in part.

Batches of texts and frames of pages come and go; without this a process keeps what its busiest second took.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from functools import cache
from typing import Any, Final

ARENAS: Final = 2
_M_ARENA_MAX: Final = -8  # malloc.h


def give_back() -> bool:
    """Return free memory to the system; False where the C library knows no way."""
    trim = getattr(_library(), "malloc_trim", None)
    return trim is not None and bool(trim(0))


def few_arenas() -> bool:
    """Let the threads of this process share two pools of memory instead of eight per processor; before they start."""
    tune = getattr(_library(), "mallopt", None)
    return tune is not None and bool(tune(_M_ARENA_MAX, ARENAS))


@cache
def _library() -> Any:
    """The C library of the process; None where it is not found (Windows)."""
    name = ctypes.util.find_library("c")
    return ctypes.CDLL(name) if name else None
