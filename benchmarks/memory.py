"""Memory of the app with Standard loaded: a real server on the sample, its page of voices open, its reading process.

Counted is PSS: pages of memory that both processes share count half in each, so the sum is what the machine gives. The
peak is the largest sum seen while comments are read; `steady` is the sum once all are read and both processes wait.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.server import ROOT, serving
from data.lock import holder
from data.queries.setting import write_setting
from data.queries.text_work import n_distinct_texts, scored_by
from data.store import Store
from server.visit import Tab
from workflows.build_sample import ensure_sample

MOST_MB = 600
LOOK = 0.25
STILL = 24
"""Looks in a row without work of the reading process after which everything is read."""
GIVE_UP = 900.0
CHILD = "workflows.score_process"


@dataclass(frozen=True)
class Memory:
    """Megabytes; `missing` tells why nothing was measured."""

    server: int = 0
    child: int = 0
    peak: int = 0
    missing: str = ""

    @property
    def holds(self) -> bool:
        """Whether both processes together stay below the bar, steadily and at their peak."""
        return not self.missing and max(self.server + self.child, self.peak) <= MOST_MB

    def line(self) -> str:
        """One line for the table."""
        what = "memory, server and reading process, Standard"
        if self.missing:
            return f"{what:<46}NOT MEASURED: {self.missing}"
        parts = f"{self.server} MB server + {self.child} MB reading process"
        return f"{what:<46}{self.server + self.child:>10} MB{self.peak:>12} MB peak{'':11}{parts}; bar {MOST_MB} MB"


def memory(folder: Path) -> Memory:
    """Serve a sample store of its own, open the page, wait until Standard has read every comment."""
    if not Path("/proc/self/smaps_rollup").exists():
        return Memory(missing="this system does not tell PSS")
    path = folder / "memory.duckdb"
    sample_store(path)
    served = serving(ROOT / "app.py", environment={"THROUGHLINE_STORE": str(path)})
    with served as port, Tab(port, page="voices", query="lang=en") as tab:
        tab.rerun()
        if tab.exceptions or tab.not_found:
            raise RuntimeError(f"the page was not drawn: {tab.exceptions[:1]}")
        found = _watched(path)
    _check(path)
    return found


def sample_store(path: Path) -> None:
    """The sample world, to be read up to Standard."""
    store = Store.open(path)
    try:
        ensure_sample(store, at=datetime.now(UTC))
        write_setting(store, "text_engine", "standard", by="bench", at=datetime.now(UTC))
    finally:
        store.close()


def _watched(path: Path) -> Memory:
    """Looks at both processes until the one that reads has stood still for a while."""
    owner = holder(path)
    if owner is None:
        raise RuntimeError("no server holds the store")
    peak = still = spent = 0
    until = time.monotonic() + GIVE_UP
    while time.monotonic() < until:
        children = [pid for pid in _children(owner.pid) if CHILD in _words(pid)]
        server, child = _pss(owner.pid), sum(_pss(pid) for pid in children)
        peak = max(peak, server + child)
        now = sum(_ticks(pid) for pid in children)
        still = still + 1 if children and now == spent else 0
        spent = now
        if still == STILL:
            return Memory(server, child, peak)
        time.sleep(LOOK)
    raise TimeoutError(f"not read within {GIVE_UP:.0f} s")


def _check(path: Path) -> None:
    store = Store.open(path)
    try:
        by = scored_by(store)
        if int(by.loc[by["engine"] == "standard", "n"].sum()) < n_distinct_texts(store):
            raise RuntimeError("Standard has not read every comment")
    finally:
        store.close()


def _children(pid: int) -> list[int]:
    lists = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(child) for told in lists for child in told.split()]


def _words(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def _ticks(pid: int) -> int:
    """Processor time so far, in ticks of the system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _pss(pid: int) -> int:
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in told.splitlines() if line.startswith("Pss:")) >> 10
