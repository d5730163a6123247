"""Speed and memory of reading comments, each against its bar: beside peers, on the page, in the script, in memory.

`make bench` prints these lines first; alone: `python -m benchmarks.voices`.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from benchmarks.first_result import readings
from benchmarks.memory import memory
from benchmarks.peers import duels
from benchmarks.score_command import commands


class Measured(Protocol):
    """One line of the table with its bar."""

    @property
    def holds(self) -> bool: ...

    def line(self) -> str: ...


def measured() -> Iterator[Measured]:
    """Every line, one after the other."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield from duels()
        yield from readings(folder)
        yield from commands(folder)
        yield memory(folder)


def report() -> list[str]:
    """Print every line; returns those whose bar is missed."""
    missed = []
    for row in measured():
        line = row.line() if row.holds else f"{row.line()}  MISSED"
        print(line, flush=True)
        if not row.holds:
            missed.append(line)
    return missed


if __name__ == "__main__":
    sys.exit(1 if report() else 0)
