"""Texts a second of `cli.py score --json`, as it says itself, and the seconds of the whole command."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.comments import comments
from benchmarks.peers import one_thread
from benchmarks.server import ROOT

BARS = {"instant": (10_000, None), "standard": (10_000, 500.0), "accurate": (500, 25.0)}
"""Rows of the file, and texts a second at least."""


@dataclass(frozen=True)
class Command:
    """One run; `used` is the engine that scored, another than `engine` where that one is not installed."""

    engine: str
    used: str
    n: int
    rate: float
    seconds: float
    at_least: float | None

    @property
    def holds(self) -> bool:
        """Whether the engine asked for scored, and fast enough."""
        return self.used == self.engine and (self.at_least is None or self.rate >= self.at_least)

    def line(self) -> str:
        """One line for the table."""
        what = f"cli.py score, {self.n:,} rows, {self.engine}"
        bar = "" if self.at_least is None else f"; bar {self.at_least:g} /s"
        instead = "" if self.used == self.engine else f"; NOT MEASURED: scored by {self.used}"
        return f"{what:<46}{self.rate:>9,.0f} /s{self.seconds:>12.2f} s{'':13}the whole command{bar}{instead}"


def commands(folder: Path) -> list[Command]:
    """Each engine on a file of its own, half of it Chinese."""
    return [_run(folder, engine, n, at_least) for engine, (n, at_least) in BARS.items()]


def _run(folder: Path, engine: str, n: int, at_least: float | None) -> Command:
    path = folder / f"{engine}.csv"
    rng = np.random.default_rng(6)
    texts = comments("en", n - n // 2, rng) + comments("zh", n // 2, rng)
    with path.open("w", encoding="utf-8", newline="") as sink:
        csv.writer(sink).writerows([("Response ID", "Comment"), *enumerate(texts, 1)])
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "cli.py", "score", str(path), "--column", "Comment", "--engine", engine,
         "--out", str(folder / f"{engine}_scored.csv"), "--json"],
        cwd=ROOT, capture_output=True, text=True, env=one_thread(),
    )  # fmt: skip
    seconds = time.perf_counter() - begun
    if done.returncode != 0:
        raise RuntimeError((done.stderr or done.stdout)[-500:])
    told = json.loads(done.stdout)
    return Command(engine, str(told["engine"]), int(told["n"]), float(told["texts_per_second"]), seconds, at_least)
