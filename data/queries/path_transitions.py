"""From touchpoint to touchpoint: who goes on, who leaves, how long it takes, and what the scores on both sides say.

docs/methods/paths.md states when a customer counts as gone.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from data.ingest.sql import fill
from data.queries.curve import CLUSTER_GROUPS
from data.queries.process_paths import every_period, walk_sql
from data.queries.scope import Scope
from data.queries.segments import condition
from data.reading import Reader

SILENCE: Final = 0.95  # a case is silent when it has waited longer than this share of the passages that went on
# Consecutive steps at one touchpoint are one visit. A visit has ended in going on, in leaving, or not yet.
VISITS: Final = """
touched AS (SELECT * FROM walk WHERE touchpoint_id IS NOT NULL),
marked AS (
    SELECT *, (touchpoint_id <> lag(touchpoint_id, 1, '') OVER (PARTITION BY case_id ORDER BY pos))::INTEGER AS is_new
    FROM touched),
numbered AS (SELECT *, sum(is_new) OVER (PARTITION BY case_id ORDER BY pos) AS visit_no FROM marked),
visits AS (
    SELECT case_id, visit_no, any_value(touchpoint_id) AS touchpoint_id, min(begun) AS begun, max(done) AS done
    FROM numbered GROUP BY case_id, visit_no),
followed AS (
    SELECT *, lead(touchpoint_id) OVER own AS other, lead(begun) OVER own AS other_begun,
        CASE WHEN lead(begun) OVER own >= done THEN epoch(lead(begun) OVER own - done) / 3600
            WHEN lead(begun) OVER own < done THEN 0 END AS gap_hours
    FROM visits WINDOW own AS (PARTITION BY case_id ORDER BY visit_no)),
usual AS (SELECT touchpoint_id, quantile_cont(gap_hours, $silence) AS hours FROM followed GROUP BY touchpoint_id),
last_stage AS (
    SELECT stage_id FROM stage WHERE journey_id = $journey ORDER BY position DESC, stage_id DESC LIMIT 1),
passages AS (
    SELECT f.case_id, f.touchpoint_id, f.gap_hours,
        CASE WHEN f.other IS NOT NULL THEN f.other
            WHEN t.stage_id IN (SELECT * FROM last_stage) THEN 'end'
            WHEN c.closed_at IS NOT NULL THEN 'left'
            WHEN epoch((SELECT max(done) FROM walk) - f.done) / 3600 > u.hours THEN 'left' END AS went_to,
        t.channel, o.channel AS other_channel,
        (coalesce(k.cluster_no, hash(coalesce(c.account_id, c.case_id))) % <groups>)::INTEGER AS cluster_group
    FROM followed f JOIN cases c USING (case_id) JOIN usual u USING (touchpoint_id)
    JOIN touchpoint t ON t.touchpoint_id = f.touchpoint_id LEFT JOIN touchpoint o ON o.touchpoint_id = f.other
    LEFT JOIN cluster k ON k.cluster_id = 'c:a:' || c.account_id
    WHERE true <period>)
"""
TIMES: Final = """
ranked AS (
    SELECT touchpoint_id, went_to, gap_hours, row_number() OVER own AS place, count(*) OVER (
        PARTITION BY touchpoint_id, went_to) AS n
    FROM passages WHERE gap_hours IS NOT NULL WINDOW own AS (PARTITION BY touchpoint_id, went_to ORDER BY gap_hours))
SELECT touchpoint_id, went_to, any_value(n) AS n, median(gap_hours) AS median_hours,
    quantile_cont(gap_hours, 0.85) AS p85_hours,
    min(gap_hours) FILTER (place >= greatest(1, floor(n / 2.0 - 0.98 * sqrt(n)))) AS low_hours,
    min(gap_hours) FILTER (place >= least(n, ceil(1 + n / 2.0 + 0.98 * sqrt(n)))) AS high_hours
FROM ranked GROUP BY touchpoint_id, went_to ORDER BY touchpoint_id, went_to
"""
_TEXT: Final = {"touchpoint_id": "str", "went_to": "str"}


def passages_sql(store: Reader, scope: Scope) -> tuple[str, dict[str, object]]:
    """The common tables up to `passages` (visits that ended in the period) and their parameters."""
    tables, params = walk_sql(store, every_period(scope))
    period = ""
    for name, sign in (("start", ">="), ("end", "<")):
        day = getattr(scope, name)
        if day is not None:
            period += f" AND CAST(f.done AT TIME ZONE $zone AS DATE) {sign} ${name}"
            params[name] = day
    visits = fill(VISITS, groups=str(CLUSTER_GROUPS), period=period)
    return f"{tables}, {visits}", {**params, "silence": SILENCE}


def passage_sums(store: Reader, scope: Scope) -> pd.DataFrame:
    """One row per touchpoint, where its visits went (a touchpoint, "left", "end", missing = undecided), cluster group.

    Columns: touchpoint_id, went_to, cluster_group, n visits, n_channel (to another channel), n_known (both channels
    known).
    """
    tables, params = passages_sql(store, scope)
    return store.frame(
        f"""WITH {tables}
            SELECT touchpoint_id, went_to, cluster_group, count(*) AS n,
                count(*) FILTER (channel <> other_channel) AS n_channel,
                count(*) FILTER (channel IS NOT NULL AND other_channel IS NOT NULL) AS n_known
            FROM passages GROUP BY ALL ORDER BY ALL""",  # noqa: S608 - fixed names only
        dtypes={**_TEXT, **dict.fromkeys(("cluster_group", "n", "n_channel", "n_known"), "int64")},
        **params,
    )


def passage_times(store: Reader, scope: Scope) -> pd.DataFrame:
    """One row per pair of touchpoints: n, median_hours between (95 % interval low_hours to high_hours), p85_hours."""
    tables, params = passages_sql(store, scope)
    return store.frame(f"WITH {tables}, {TIMES}", dtypes={**_TEXT, "n": "int64"}, **params)


def passage_score_sums(store: Reader, scope: Scope) -> pd.DataFrame:
    """One row per pair of touchpoints and cluster group: n cases that rate both sides, s = sum of the change, s_before.

    A case's score at a touchpoint is the mean of its answers; both sides on one metric and scale.
    """
    tables, params = passages_sql(store, scope)
    where, told = condition(scope)
    return store.frame(
        f"""WITH {tables},
            rated AS (SELECT l.case_id, f.touchpoint_id, f.comparison_group, avg(f.norm) AS score
                FROM score_fact f JOIN response r USING (response_no) JOIN link l ON l.response_id = r.response_id
                WHERE {where} AND f.about = 'touchpoint' AND l.target = 'process_case' GROUP BY ALL),
            went AS (SELECT DISTINCT case_id, touchpoint_id, went_to, cluster_group FROM passages
                WHERE went_to IS NOT NULL)
            SELECT w.touchpoint_id, w.went_to, w.cluster_group, count(*) AS n, sum(b.score - a.score) AS s,
                sum(a.score) AS s_before
            FROM went w JOIN rated a ON a.case_id = w.case_id AND a.touchpoint_id = w.touchpoint_id
            JOIN rated b ON b.case_id = w.case_id AND b.touchpoint_id = w.went_to
                AND b.comparison_group = a.comparison_group
            GROUP BY ALL ORDER BY ALL""",  # noqa: S608 - fixed names only
        dtypes={**_TEXT, "cluster_group": "int64", "n": "int64", "s": "float64", "s_before": "float64"},
        **{**params, **told},
    )


def passage_cases(store: Reader, scope: Scope, touchpoint_id: str, went_to: str, *, most: int = 200) -> pd.DataFrame:
    """One row per passage of one kind, longest wait first: case_key, account, gap_hours, n (before the list is cut)."""
    tables, params = passages_sql(store, scope)
    return store.frame(
        f"""WITH {tables}
            SELECT coalesce(any_value(p.external_key), g.case_id) AS case_key, any_value(a.name) AS account,
                g.gap_hours, count(*) OVER () AS n
            FROM passages g JOIN process_case p USING (case_id) LEFT JOIN customer_account a USING (account_id)
            WHERE g.touchpoint_id = $touchpoint AND g.went_to = $went_to
            GROUP BY g.case_id, g.gap_hours ORDER BY g.gap_hours DESC NULLS LAST, g.case_id LIMIT $rows""",  # noqa: S608
        dtypes={"case_key": "str", "account": "str", "gap_hours": "float64", "n": "int64"},
        touchpoint=touchpoint_id,
        went_to=went_to,
        rows=most,
        **params,
    )


def passage_comments(store: Reader, scope: Scope, touchpoint_id: str, went_to: str, *, most: int = 4) -> pd.DataFrame:
    """One row per comment of the cases of one kind of passage, by those who rated its end (of leaving: its beginning).

    Columns: text, norm (their score there, lowest first), n (comments before the list is cut).
    """
    tables, params = passages_sql(store, scope)
    where, told = condition(scope)
    return store.frame(
        f"""WITH {tables},
            rated AS (SELECT f.response_no, avg(f.norm) AS norm
                FROM score_fact f JOIN response r USING (response_no) JOIN link l ON l.response_id = r.response_id
                WHERE {where} AND f.about = 'touchpoint' AND l.target = 'process_case' AND l.case_id IN (
                    SELECT case_id FROM passages WHERE touchpoint_id = $touchpoint AND went_to = $went_to)
                    AND f.touchpoint_id = CASE WHEN $went_to IN ('left', 'end') THEN $touchpoint ELSE $went_to END
                GROUP BY f.response_no)
            SELECT c.text, rated.norm, count(*) OVER () AS n FROM rated JOIN comment c USING (response_no)
            QUALIFY row_number() OVER (PARTITION BY c.text_hash ORDER BY rated.norm, c.comment_id) = 1
            ORDER BY rated.norm, c.comment_id LIMIT $rows""",  # noqa: S608 - fixed names only
        dtypes={"text": "str", "norm": "float64", "n": "int64"},
        **{**params, **told, "touchpoint": touchpoint_id, "went_to": went_to, "rows": most},
    )
