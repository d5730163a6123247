"""How cases run through the log: what follows on what, variants, loops, hand-offs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.ingest.sql import fill
from data.queries.process_clock import CALENDAR, Clock, step_clock
from data.queries.process_scope import case_condition, step_condition
from data.queries.scope import Scope

if TYPE_CHECKING:
    import pandas as pd

    from data.reading import Reader

FOLLOWS = """
WITH <clock> picked AS (
    SELECT s.previous_no, s.activity_no, <times> FROM step_fact s <joins> WHERE s.previous_no IS NOT NULL AND <where>),
told AS (
    SELECT previous_no, activity_no, count(*) AS n, median(waited) AS median_wait_s,
        quantile_cont(waited, 0.85) AS p85_wait_s, avg(waited) AS mean_wait_s, sum(waited) AS total_wait_s
    FROM picked GROUP BY previous_no, activity_no)
SELECT t.previous_no, b.activity AS previous, t.activity_no, a.activity, t.n, t.n / sum(t.n) OVER (
        PARTITION BY t.previous_no) AS share, t.median_wait_s, t.p85_wait_s, t.mean_wait_s, t.total_wait_s
FROM told t JOIN process_activity a ON a.activity_no = t.activity_no
JOIN process_activity b ON b.activity_no = t.previous_no ORDER BY t.n DESC, previous, a.activity
"""
VARIANTS = """
WITH told AS (
    SELECT variant_no, count(*) AS n_cases, min(case_no) AS case_no, any_value(n_steps) AS n_steps,
        median(lead_s) FILTER (NOT is_marked_open AND NOT is_cut) AS median_lead_s
    FROM case_fact c WHERE <where> GROUP BY variant_no),
ranked AS (
    SELECT *, row_number() OVER ranks AS rank, n_cases / sum(n_cases) OVER () AS share,
        sum(n_cases) OVER (ranks ROWS UNBOUNDED PRECEDING) / sum(n_cases) OVER () AS coverage,
        count(*) OVER () AS n_variants
    FROM told WINDOW ranks AS (ORDER BY n_cases DESC, n_steps, case_no))
SELECT k.rank, k.variant_no, k.n_cases, k.share, k.coverage, k.n_variants, k.n_steps, k.median_lead_s,
    (SELECT list(a.activity ORDER BY s.seq) FROM step_fact s JOIN process_activity a USING (activity_no)
     WHERE s.case_no = k.case_no) AS activities
FROM ranked k WHERE k.rank <= $most ORDER BY k.rank
"""
LOOPS = """
WITH back AS (
    SELECT s.previous_no, s.activity_no, s.case_no,
        epoch(s.ended_at - lag(s.ended_at) OVER (PARTITION BY s.case_no, s.activity_no ORDER BY s.visit)) AS extra_s,
        s.visit
    FROM step_fact s WHERE <where>),
told AS (
    SELECT previous_no, activity_no, count(*) AS n_loops, count(DISTINCT case_no) AS n_cases,
        median(extra_s) AS median_extra_s, avg(extra_s) AS mean_extra_s
    FROM back WHERE visit > 1 GROUP BY previous_no, activity_no)
SELECT t.previous_no, b.activity AS previous, t.activity_no, a.activity, t.n_loops, t.n_cases, t.median_extra_s,
    t.mean_extra_s
FROM told t JOIN process_activity a ON a.activity_no = t.activity_no
JOIN process_activity b ON b.activity_no = t.previous_no
ORDER BY t.n_loops DESC, previous, a.activity LIMIT $most
"""
HANDOFFS = """
WITH pair AS (
    SELECT g.resource_no AS giver_no, s.resource_no AS taker_no, s.case_no, s.wait_s
    FROM step_fact s JOIN step_fact g ON g.case_no = s.case_no AND g.seq = s.seq - 1 WHERE s.is_handoff AND <where>)
SELECT p.giver_no, g.resource AS giver, p.taker_no, t.resource AS taker, count(*) AS n,
    count(DISTINCT p.case_no) AS n_cases, median(p.wait_s) AS median_wait_s, avg(p.wait_s) AS mean_wait_s
FROM pair p JOIN process_resource g ON g.resource_no = p.giver_no JOIN process_resource t ON t.resource_no = p.taker_no
GROUP BY ALL ORDER BY n DESC, giver, taker LIMIT $most
"""
_NUMBERS = dict.fromkeys(("previous_no", "activity_no"), "int64")


def directly_follows(store: Reader, scope: Scope, clock: Clock = CALENDAR) -> pd.DataFrame:
    """One row per pair of activities of which the second comes directly after the first, most frequent first.

    Columns: previous_no, previous, activity_no, activity, n (times), share (of what follows on `previous`),
    median_, p85_, mean_ and total_wait_s before the second, seconds.
    """
    where, params = step_condition(scope)
    pieces, days = step_clock(clock)
    return store.frame(fill(FOLLOWS, where=where, **pieces), dtypes=_NUMBERS | {"n": "int64"}, **params, **days)


def variants(store: Reader, scope: Scope, *, most: int = 20) -> pd.DataFrame:
    """One row per variant, the most frequent `most`: rank, variant_no, n_cases, share, coverage (share of all cases in
    this variant and those above it), n_variants (of all), n_steps, median_lead_s, activities (a list in order).
    """
    where, params = case_condition(scope)
    types = dict.fromkeys(("rank", "n_cases", "n_variants", "n_steps"), "int64")
    return store.frame(fill(VARIANTS, where=where), dtypes=types, most=most, **params)


def rework_loops(store: Reader, scope: Scope, *, most: int = 20) -> pd.DataFrame:
    """One row per way back: after `previous` the case returns to an `activity` it had visited before.

    Columns: previous_no, previous, activity_no, activity, n_loops, n_cases, median_extra_s and mean_extra_s (from the
    end of the visit before to the end of this one, seconds).
    """
    where, params = step_condition(scope)
    types = _NUMBERS | {"n_loops": "int64", "n_cases": "int64"}
    return store.frame(fill(LOOPS, where=where), dtypes=types, most=most, **params)


def handoffs(store: Reader, scope: Scope, *, most: int = 20) -> pd.DataFrame:
    """One row per pair of resources, one of which takes over from the other: giver_no, giver, taker_no, taker, n,
    n_cases, median_wait_s, mean_wait_s (before the step that is taken over).
    """
    where, params = step_condition(scope)
    types = dict.fromkeys(("giver_no", "taker_no", "n", "n_cases"), "int64")
    return store.frame(fill(HANDOFFS, where=where), dtypes=types, most=most, **params)
