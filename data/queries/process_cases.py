"""Cases of the event log: how many, how long, how often at the first attempt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from data.ingest.sql import fill
from data.queries.curve import CLUSTER_GROUPS
from data.queries.process_clock import CALENDAR, Clock, case_clock
from data.queries.process_open import IS_OPEN, OPEN_RULE
from data.queries.process_scope import case_condition
from data.queries.scope import Scope

if TYPE_CHECKING:
    import pandas as pd

    from data.reading import Reader

BASES = ("all", "closed")
# The lead time of a case that its own system calls open, or whose beginning the log does not hold, is not known.
PICKED = """
WITH <clock> <rule> picked AS (
    SELECT c.*, <lead> AS took, r.until_at, <is_open> AS is_open, c.is_marked_open OR c.is_cut AS is_unknown
    FROM case_fact c JOIN log_rule r USING (log_no) <joins> WHERE <where>)
"""
COUNTS = f"""{PICKED}
SELECT count(*) AS n_cases, count(*) FILTER (is_open) AS n_open, count(*) FILTER (is_cut) AS n_cut,
    count(*) FILTER (n_steps = 1) AS n_single, count(DISTINCT variant_no) AS n_variants, sum(n_steps) AS n_steps,
    count(*) FILTER (n_steps = n_activities AND NOT is_open AND NOT is_cut) AS n_first_pass,
    count(*) FILTER (NOT is_open AND NOT is_cut) AS n_finished,
    coalesce(sum(n_steps - n_activities), 0) AS n_repeats, coalesce(sum(n_handoffs), 0) AS n_handoffs,
    min(began_at) AS first_at, max(ended_at) AS last_at
FROM picked
"""  # noqa: S608 - fixed text
LEAD = f"""{PICKED}
SELECT b.basis, count(*) AS n_cases, avg(took) AS mean_s, median(took) AS median_s,
    quantile_cont(took, 0.85) AS p85_s, stddev_samp(took) AS sd_s, min(took) AS min_s, max(took) AS max_s
FROM picked, (VALUES ('all'), ('closed')) b(basis)
WHERE NOT is_unknown AND (b.basis = 'all' OR NOT is_open) GROUP BY b.basis ORDER BY b.basis
"""  # noqa: S608 - fixed text
SERIES = f"""{PICKED}
SELECT date_trunc($grain, ended_at)::TIMESTAMP AS period_start, count(*) AS n_cases, avg(took) AS mean_s,
    median(took) AS median_s, quantile_cont(took, 0.85) AS p85_s, stddev_samp(took) AS sd_s, <low> AS low_s,
    <high> AS high_s
FROM picked WHERE NOT is_unknown AND NOT is_open GROUP BY period_start ORDER BY period_start
"""  # noqa: S608 - fixed text
# docs/methods/median-interval.md: ranks of the 95 % interval; fewer than six values have none of that coverage
LEAST_RANKED = 6
RANKED = "CASE WHEN count(*) >= {least} THEN list_sort(list(took))[CAST({rank} AS INTEGER)] END"
LOW_RANK = "greatest(1, floor(count(*) / 2 - 1.96 * sqrt(count(*)) / 2))"
HIGH_RANK = "least(count(*), ceil(1 + count(*) / 2 + 1.96 * sqrt(count(*)) / 2))"
PERIOD_CASES = f"""{PICKED}
SELECT k.case_id, p.external_key, a.name AS account, k.began_at, k.ended_at, k.took AS took_s, k.n_steps, v.activity,
    epoch(least(k.until_at, CAST($period AS TIMESTAMP) + CAST('1 ' || $grain AS INTERVAL)) - k.began_at) AS age_s,
    count(*) OVER () AS n_cases
FROM picked k JOIN process_case p USING (case_id) LEFT JOIN customer_account a ON a.account_id = p.account_id
JOIN process_activity v ON v.activity_no = k.last_activity_no
WHERE <behind> ORDER BY <longest> DESC, k.case_id LIMIT $most
"""  # noqa: S608 - fixed text
BEHIND = {
    "lead": "NOT k.is_unknown AND NOT k.is_open AND date_trunc($grain, k.ended_at)::TIMESTAMP = $period",
    "closed": "NOT k.is_open AND date_trunc($grain, k.ended_at)::TIMESTAMP = $period",
    "begun": "NOT k.is_cut AND date_trunc($grain, k.began_at)::TIMESTAMP = $period",
    "progress": "(k.is_cut OR date_trunc($grain, k.began_at)::TIMESTAMP <= $period) "
                "AND (k.is_open OR date_trunc($grain, k.ended_at)::TIMESTAMP > $period)",
}  # fmt: skip
GROUPS = f"""{PICKED}, middle AS (
    SELECT median(took) AS median_s, quantile_cont(took, 0.85) AS p85_s FROM picked
    WHERE <basis>)
SELECT (hash(coalesce(p.account_id, p.respondent_id, p.case_id)) % <groups>)::INTEGER AS cluster_group, count(*) AS n,
    sum(took) AS s, sum(took * took) AS s2, count(*) FILTER (took <= median_s) AS n_half,
    count(*) FILTER (took <= p85_s) AS n_most
FROM picked k JOIN process_case p USING (case_id), middle WHERE <basis> GROUP BY cluster_group ORDER BY cluster_group
"""  # noqa: S608 - fixed text
QUANTILES = f"{PICKED} SELECT unnest(quantile_cont(took, $shares)) AS took FROM picked WHERE <basis>"  # noqa: S608
WHICH = {"all": "NOT is_unknown", "closed": "NOT is_unknown AND NOT is_open"}
COUNT_TYPES = dict.fromkeys(("n_cases", "n_open", "n_cut", "n_single", "n_variants", "n_first_pass", "n_finished"),
                            "int64")  # fmt: skip
GROUP_TYPES = {"cluster_group": "int64", "n": "int64", "n_half": "int64", "n_most": "int64"}


def case_counts(store: Reader, scope: Scope) -> pd.DataFrame:
    """One row: n_cases, n_open, n_cut (begun before the log), n_single (one step), n_variants, n_steps, n_repeats,
    n_handoffs; n_finished (neither open nor cut) and n_first_pass of them without a repeat; first_at, last_at.
    """
    return _asked(store, COUNTS, scope, CALENDAR, dtypes=COUNT_TYPES)


def lead_times(store: Reader, scope: Scope, clock: Clock = CALENDAR) -> pd.DataFrame:
    """One row per basis: mean_s, median_s, p85_s, sd_s, min_s, max_s over n_cases.

    "all" holds every case but those that their own system calls open or that begin before the log; "closed" leaves out
    those that look open by the rule of `process_open` too.
    """
    return _asked(store, LEAD, scope, clock, dtypes={"basis": "str", "n_cases": "int64"})


def lead_series(store: Reader, scope: Scope, grain: str = "month", clock: Clock = CALENDAR) -> pd.DataFrame:
    """One row per period in which cases closed: period_start, n_cases, mean_s, median_s, p85_s, sd_s, low_s, high_s.

    low_s and high_s are the 95 % interval of the median by ranks, missing below six cases.
    """
    ends = {"low": LOW_RANK, "high": HIGH_RANK}
    pieces = {name: RANKED.format(least=LEAST_RANKED, rank=rank) for name, rank in ends.items()}
    types = {"n_cases": "int64", "low_s": "float64", "high_s": "float64"}
    return _asked(store, SERIES, scope, clock, dtypes=types, pieces=pieces, grain=grain)


def period_cases(
    store: Reader, scope: Scope, figure: str, grain: str, period: date, clock: Clock = CALENDAR, *, most: int = 500
) -> pd.DataFrame:
    """One row per case behind a figure of one period, the longest first: case_id, external_key, account, began_at,
    ended_at, took_s (first to last step), n_steps, activity (last step), age_s (of the calendar: from the first step to
    the end of the period, or of the log where that is earlier); n_cases is how many there are in all.

    `figure` is "lead" or "closed" (closed in the period), "begun" or "progress" (open at its end); `period` is its
    first day. The scope's own days narrow the lead times only, as in `lead_series` and `process_load`.
    """
    whole = scope if figure == "lead" else replace(scope, start=None, end=None)
    types = {"n_steps": "int64", "n_cases": "int64"}
    pieces = {"behind": BEHIND[figure], "longest": "age_s" if figure == "progress" else "k.took"}
    return _asked(store, PERIOD_CASES, whole, clock, dtypes=types, pieces=pieces, grain=grain,
                  period=period, most=most)  # fmt: skip


def lead_groups(store: Reader, scope: Scope, clock: Clock = CALENDAR, *, basis: str = "all") -> pd.DataFrame:
    """One row per cluster group (account, else respondent, else case): cluster_group, n, s, s2 of lead times, and how
    many lie at or below the median (n_half) and the 85 % point (n_most) of all.
    """
    pieces = {"basis": WHICH[basis], "groups": str(CLUSTER_GROUPS)}
    return _asked(store, GROUPS, scope, clock, dtypes=GROUP_TYPES, pieces=pieces)


def lead_quantiles(
    store: Reader, scope: Scope, shares: Sequence[float], clock: Clock = CALENDAR, *, basis: str = "all"
) -> list[float]:
    """The lead times in seconds below which these shares of the cases lie; empty without cases."""
    asked = [min(max(float(share), 0.0), 1.0) for share in shares]
    found = _asked(store, QUANTILES, scope, clock, pieces={"basis": WHICH[basis]}, shares=asked)
    return [float(value) for value in found["took"]]


def _asked(
    store: Reader,
    sql: str,
    scope: Scope,
    clock: Clock,
    *,
    dtypes: dict[str, str] | None = None,
    pieces: dict[str, str] | None = None,
    **params: object,
) -> pd.DataFrame:
    where, scoped = case_condition(scope)
    told, days = case_clock(clock)
    parts = told | {"where": where, "rule": OPEN_RULE, "is_open": IS_OPEN} | (pieces or {})
    return store.frame(fill(sql, **parts), dtypes=dtypes, **scoped, **days, **params)
