"""Seconds until 10,000 comments are read: the background service as the server runs it, its child process included.

The clock starts when the service does and stops when the query of the page finds no comment unread, first by Instant,
then by Standard. `cold` includes the start of the reading process, `warm` finds it started, as it is when the rows of
a file are in: the server starts it as soon as the import begins (`score_service.expect`).
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.comments import comments
from benchmarks.stores import JOURNEY, big_store
from data.queries import voice_rows
from data.queries.scope import Scope
from data.queries.setting import write_setting
from data.queries.text_work import scored_by
from data.store import Store
from workflows.score_child import ScoringChild
from workflows.score_service import ScoreService

N_COMMENTS = 10_000
MOST_SECONDS = {"instant": 1.0, "standard": 20.0}
LOOK = 0.01
GIVE_UP = 300.0


@dataclass(frozen=True)
class Reading:
    """Seconds from the start of the service until all comments were readable by an engine."""

    what: str
    seconds: float
    at_most: float | None

    @property
    def holds(self) -> bool:
        """Whether it was in time."""
        return self.at_most is None or self.seconds <= self.at_most

    def line(self) -> str:
        """One line for the table."""
        bar = "start included, no bar" if self.at_most is None else f"bar {self.at_most:g} s"
        return f"{self.what:<46}{self.seconds:>10.2f} s{'':28}{bar}"


def readings(folder: Path) -> list[Reading]:
    """Instant and Standard, cold and warm."""
    found = []
    for start in ("cold", "warm"):
        path = folder / f"comments_{start}.duckdb"
        comment_store(path, N_COMMENTS)
        seconds = _timed(path, is_warm=start == "warm")
        found += [
            Reading(
                f"{N_COMMENTS:,} comments, {engine}, {start} start", seconds[engine], most if start == "warm" else None
            )
            for engine, most in MOST_SECONDS.items()
        ]
    return found


def comment_store(path: Path, n: int) -> None:
    """A store with n responses and as many different comments, half of them Chinese, to be read up to Standard."""
    big_store(path, 8 * n)
    rng = np.random.default_rng(4)
    texts = comments("en", n - n // 2, rng) + comments("zh", n // 2, rng)
    number = np.arange(n)
    frame = pd.DataFrame(
        {
            "comment_id": [f"c{one}" for one in number],
            "response_id": [f"r{one}" for one in number],
            "response_no": number,
            "question_id": [f"q_{one % 24}" for one in number],
            "touchpoint_id": [f"{JOURNEY}.tp_{one % 24}" for one in number],
            "text": rng.permutation(np.array(texts, dtype=object)),
            "upload_id": "bench",
        }
    )
    hashes = [hashlib.md5(text.encode(), usedforsecurity=False).hexdigest() for text in frame["text"]]
    store = Store.open(path)
    try:
        with store.write("comments", "feedback") as write:
            write.insert("comment", frame.assign(text_hash=hashes))
        write_setting(store, "text_engine", "standard", by="bench", at=datetime.now(UTC))
    finally:
        store.close()


def _timed(path: Path, *, is_warm: bool) -> dict[str, float]:
    store = Store.open(path)
    child = ScoringChild()
    if is_warm:
        child.start()
        child.ask({"kind": "engines"}, pd.DataFrame())  # answered once it is loaded
    service = ScoreService(store, child=lambda: child)
    try:
        begun = time.perf_counter()
        service.start()
        return {engine: _seconds_until_read(store, service, engine, begun) for engine in MOST_SECONDS}
    finally:
        service.close()
        store.close()


def _seconds_until_read(store: Store, service: ScoreService, engine: str, begun: float) -> float:
    while not _is_read(store, engine):
        if service.state.problem or time.perf_counter() - begun > GIVE_UP:
            raise RuntimeError(f"{engine} did not read all comments: {service.state.problem or 'too slow'}")
        time.sleep(LOOK)
    seconds = time.perf_counter() - begun
    unread = int(voice_rows.sentiment_sums(store, Scope(JOURNEY))["n_unread"].sum())
    if unread:
        raise RuntimeError(f"the page finds {unread:,} comments unread")
    return seconds


def _is_read(store: Store, engine: str) -> bool:
    engines = ("standard",) if engine == "standard" else ("instant", "standard")
    by = scored_by(store)
    return int(by.loc[by["engine"].isin(engines), "n"].sum()) >= N_COMMENTS
