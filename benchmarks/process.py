"""Event-log statistics at full size against the engine's own SQL with the same figures.

Ours read the numbered steps; the floor computes the same from cases, activities, places and times alone, with
windows and lists. Where pm4py is installed by hand, it is timed on a part of the log and its time scaled up.
"""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.clock import median_seconds
from data.ingest.step_fact import rebuild_steps
from data.queries.process_cases import lead_times
from data.queries.process_flow import directly_follows, variants
from data.queries.scope import Scope
from data.store import Store

SOURCE = "bench"
PER_CASE = 5
PEER_EVENTS = 500_000
TIMES = 5
# Five steps a case; in some a step is repeated, in some left out, so that there are several variants.
EVENTS = """
INSERT INTO event (event_id, case_id, seq, activity, start_ts, end_ts, tz_known, resource, upload_id, row_no)
SELECT 'e' || i, 'c' || c, p, ['receive', 'check', 'approve', 'ship', 'close'][(CASE
        WHEN hash(c, 7) % 7 = 0 AND p = 4 THEN 2 WHEN hash(c, 11) % 11 = 0 AND p = 2 THEN 3 ELSE p END)::BIGINT],
    begun, begun + to_seconds((hash(i, 3) % 3000)::BIGINT), true, 'user' || hash(i, 2) % 50, 'bench', i
FROM (SELECT i, i // $per AS c, 1 + i % $per AS p, TIMESTAMPTZ '2023-01-01 00:00:00+00'
        + to_seconds((((i // $per) * 37) % 90000000 + (i % $per) * 7200 + hash(i) % 3600)::BIGINT) AS begun
      FROM range($n) r(i))
"""
CASES = """
INSERT INTO process_case (case_id, source_id, external_key, opened_at, closed_at, upload_id)
SELECT case_id, $source, case_id, min(start_ts), max(end_ts), 'bench' FROM event GROUP BY case_id
"""
BARE_LEAD = """
SELECT count(*) AS n_cases, avg(took) AS mean_s, median(took) AS median_s, quantile_cont(took, 0.85) AS p85_s
FROM (SELECT epoch(max(ended_at) - min(began_at)) AS took FROM step_fact GROUP BY case_no)
"""
BARE_VARIANTS = """
SELECT path, count(*) AS n_cases FROM (
    SELECT list(activity_no ORDER BY began_at, ended_at, seq) AS path FROM step_fact GROUP BY case_no)
GROUP BY path ORDER BY n_cases DESC LIMIT 20
"""
BARE_FOLLOWS = """
SELECT previous_no, activity_no, count(*) AS n, median(waited) AS median_wait_s, avg(waited) AS mean_wait_s,
    quantile_cont(waited, 0.85) AS p85_wait_s
FROM (SELECT activity_no, lag(activity_no) OVER w AS previous_no, greatest(epoch(began_at - max(ended_at) OVER (
        PARTITION BY case_no ORDER BY began_at, ended_at, seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)), 0)
        AS waited
      FROM step_fact WINDOW w AS (PARTITION BY case_no ORDER BY began_at, ended_at, seq))
WHERE previous_no IS NOT NULL GROUP BY ALL ORDER BY n DESC, previous_no, activity_no
"""


@dataclass(frozen=True)
class Timed:
    """Seconds of ours, of the engine's SQL with the same figures, and of pm4py (None: not installed)."""

    what: str
    seconds: float
    floor: float
    peer: float | None


def big_log(path: Path, n_events: int) -> float:
    """A store with a log of `n_events`; returns the seconds that deriving its steps took."""
    store = Store.open(path)
    try:
        with store.write("bench", "process") as write:
            write.execute(EVENTS, n=n_events, per=PER_CASE)
            write.execute(CASES, source=SOURCE)
            start = time.perf_counter()
            n_steps = rebuild_steps(write)
            spent = time.perf_counter() - start
            if n_steps != n_events:
                raise RuntimeError(f"{n_steps} steps of {n_events} events")
        return spent
    finally:
        store.close()


def measured(path: Path) -> list[Timed]:
    """Lead time, variants, directly-follows with waits; raises where ours and the engine's figures differ."""
    store = Store.open(path)
    try:
        _check(store)
        peers = _peers(store)
        scope = Scope(SOURCE)
        asked: dict[str, tuple[Callable[[], object], str]] = {
            "lead time": (lambda: lead_times(store, scope), BARE_LEAD),
            "variants": (lambda: variants(store, scope), BARE_VARIANTS),
            "directly follows with waits": (lambda: directly_follows(store, scope), BARE_FOLLOWS),
        }
        return [
            Timed(
                what,
                median_seconds(ours, TIMES),
                median_seconds(lambda sql=sql: _plain(store, sql), TIMES),
                peers.get(what),
            )  # type: ignore[misc]
            for what, (ours, sql) in asked.items()
        ]
    finally:
        store.close()


def _check(store: Store) -> None:
    scope = Scope(SOURCE)
    lead = lead_times(store, scope).set_index("basis").loc["all", ["n_cases", "mean_s", "median_s", "p85_s"]]
    follows = directly_follows(store, scope).sort_values(["n", "previous_no", "activity_no"])
    plain = _plain(store, BARE_FOLLOWS).sort_values(["n", "previous_no", "activity_no"])
    columns = ["n", "median_wait_s", "mean_wait_s", "p85_wait_s"]
    same = (
        np.allclose(lead.astype(float), _plain(store, BARE_LEAD).iloc[0].astype(float)),
        variants(store, scope)["n_cases"].tolist() == _plain(store, BARE_VARIANTS)["n_cases"].tolist(),
        np.allclose(follows[columns].astype(float), plain[columns].astype(float)),
    )
    if not all(same):
        raise RuntimeError(f"figures differ: {same}")


def _plain(store: Store, sql: str) -> pd.DataFrame:
    """The engine's answer, without the limit that screens have."""
    with store.write("bench", "process") as write:
        return write.frame(sql)


def _peers(store: Store) -> dict[str, float]:
    """pm4py on the first events of the log, scaled up to all of them; empty where it is not installed."""
    if importlib.util.find_spec("pm4py") is None:
        return {}
    import pm4py

    frame = store.frame(
        """SELECT 'c' || s.case_no AS "case:concept:name", a.activity AS "concept:name", s.began_at AS start_timestamp,
               s.ended_at AS "time:timestamp"
           FROM step_fact s JOIN process_activity a USING (activity_no) WHERE s.case_no <= $cases
           ORDER BY s.case_no, s.seq""",
        cases=PEER_EVENTS // PER_CASE,
    )
    log = frame.assign(
        **{name: pd.to_datetime(frame[name], utc=True) for name in ("start_timestamp", "time:timestamp")}
    )
    scale = int(store.value("SELECT count(*) FROM step_fact")) / max(len(log), 1)
    return {
        "lead time": scale * median_seconds(lambda: pm4py.get_all_case_durations(log), times=1),
        "variants": scale * median_seconds(lambda: pm4py.get_variants(log), times=1),
        "directly follows with waits": scale * median_seconds(lambda: pm4py.discover_performance_dfg(log), times=1),
    }
