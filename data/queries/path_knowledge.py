"""What is known of each case when it moves on from a stage, and what became of it: nothing that came later.

docs/methods/performance-models.md defines every column.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from data.ingest.sql import fill
from data.queries.curve import CLUSTER_GROUPS
from data.queries.process_open import IS_OPEN, OPEN_RULE
from data.queries.process_paths import walk_sql
from data.queries.scope import Scope
from data.queries.segments import condition
from data.reading import Reader

# A case has passed a stage when the first step of a later stage begins; that moment is the horizon of what is known.
KNOWN: Final = """
<rule> finished AS (
    SELECT c.case_id FROM case_fact c JOIN log_rule r USING (log_no) WHERE NOT c.is_marked_open AND NOT (<is_open>)),
ranks AS (
    SELECT stage_id, row_number() OVER (ORDER BY position, stage_id) AS rank FROM stage
    WHERE journey_id = $journey),
stepped AS (SELECT w.*, k.rank FROM walk w JOIN cases c USING (case_id) LEFT JOIN ranks k ON k.stage_id = w.stage_id
    WHERE NOT c.is_cut),
due AS (SELECT case_id, end_ts FROM event WHERE end_ts > target_ts AND case_id IN (SELECT case_id FROM cases)),
-- A date is the case's own where its steps agree on it; dates that differ from step to step are those of the steps.
dated AS (
    SELECT case_id, min(target_ts) AS due_at FROM event WHERE case_id IN (SELECT case_id FROM cases) GROUP BY case_id
    HAVING count(target_ts) > 1 AND 2 * count(target_ts) >= count(*) AND min(target_ts) = max(target_ts)),
held AS (
    SELECT c.case_id, any_value(p.external_key) AS case_key, any_value(p.project_id) AS project,
        any_value(c.account_id) AS account_id, bool_or(c.case_id IN (SELECT case_id FROM finished)) AS is_closed,
        least(min(p.opened_at), min(s.begun)) AS started, max(s.done) AS ended, sum(s.cost) AS cost_all
    FROM cases c JOIN process_case p USING (case_id) JOIN stepped s USING (case_id) GROUP BY c.case_id),
passed AS (
    SELECT s.case_id, k.rank, min(s.begun) FILTER (s.rank > k.rank) AS moved_at
    FROM stepped s CROSS JOIN (SELECT DISTINCT rank FROM ranks) k
    GROUP BY s.case_id, k.rank HAVING moved_at IS NOT NULL AND count(*) FILTER (s.rank <= k.rank) > 0),
done_by AS (
    SELECT p.case_id, p.rank, count(*) AS n_steps, count(*) - count(DISTINCT s.activity) AS n_again,
        count(*) FILTER (s.is_handoff) AS n_handed,
        count(*) FILTER (s.is_handoff AND s.turn = 1) AS n_handed_once,
        coalesce(sum(s.wait_hours) FILTER (s.turn = 1), 0) / 24 AS wait_days,
        coalesce(sum(s.wait_hours), 0) AS wait_hours, sum(epoch(s.done - s.begun)) / 3600 AS work_hours,
        sum(s.cost) AS cost,
        (SELECT count(*) FROM due d WHERE d.case_id = p.case_id AND d.end_ts <= p.moved_at) AS n_late
    FROM passed p JOIN stepped s ON s.case_id = p.case_id AND s.begun <= p.moved_at AND s.done <= p.moved_at
    GROUP BY ALL),
scored AS (
    SELECT l.case_id, f.norm, k.rank, coalesce(r.served_at, r.submitted_at) AS moment
    FROM score_fact f JOIN response r USING (response_no) JOIN link l USING (response_id)
    JOIN question q USING (question_id) LEFT JOIN ranks k ON k.stage_id = q.stage_id
    WHERE <where> AND l.target = 'process_case' AND f.about = 'overall' AND f.comparison_group LIKE 'csat|%'),
last_ranks AS (SELECT max(rank) - 1 AS rank FROM ranks),
felt AS (
    SELECT p.case_id, p.rank, avg(s.norm) FILTER (s.moment <= p.moved_at) AS score,
        avg(s.norm) FILTER (s.moment > p.moved_at AND s.rank >= (SELECT rank FROM last_ranks)) AS score_after
    FROM passed p JOIN scored s USING (case_id) GROUP BY ALL)
"""


def known_by_stage(store: Reader, scope: Scope) -> pd.DataFrame:
    """One row per case and stage that it has passed, whatever the period; without cases that began before the log.

    Columns: case_key, project (the case itself without one), project_name, account, cluster_group, rank (of the
    stage), started_at, passed_at, ended_at (missing while open by `process_open`), as_of (end of the log), due_at
    (committed for the whole case: the same on at least half of its steps and on no step another), all in seconds
    since 1970; what is known when the stage is passed: elapsed_hours, n_steps, n_again, n_handed, wait_hours,
    work_hours, cost, n_late, score (mean overall satisfaction so far, missing without an answer), n_handed_once and
    wait_days (of first visits only); what became of it: lead_hours and cost_all (missing while open), score_after
    (mean overall satisfaction of the last two stages, of answers given after the stage was passed).
    """
    whole = scope.between(None, None)
    tables, params = walk_sql(store, whole)
    where, told = condition(whole)
    known = fill(KNOWN, where=where, rule=OPEN_RULE, is_open=IS_OPEN)
    counts = ("rank", "cluster_group", "n_steps", "n_again", "n_handed", "n_handed_once", "n_late")
    numbers = ("started_at", "passed_at", "ended_at", "as_of", "elapsed_hours", "wait_hours", "wait_days", "work_hours",
               "cost", "score", "due_at", "lead_hours", "cost_all", "score_after")  # fmt: skip
    return store.frame(
        f"""WITH {tables}, {known}
            SELECT coalesce(h.case_key, h.case_id) AS case_key, coalesce(h.project, h.case_id) AS project,
                coalesce(any_value(j.name), any_value(h.project), h.case_id) AS project_name,
                any_value(a.name) AS account, p.rank, epoch(h.started) AS started_at, epoch(p.moved_at) AS passed_at,
                CASE WHEN h.is_closed THEN epoch(h.ended) END AS ended_at,
                epoch((SELECT max(done) FROM walk)) AS as_of,
                (coalesce(any_value(g.cluster_no), hash(coalesce(h.account_id, h.case_id))) % {CLUSTER_GROUPS})::INTEGER
                    AS cluster_group,
                epoch(p.moved_at - h.started) / 3600 AS elapsed_hours, any_value(d.n_steps) AS n_steps,
                any_value(d.n_again) AS n_again, any_value(d.n_handed) AS n_handed,
                any_value(d.n_handed_once) AS n_handed_once,
                any_value(d.wait_hours) AS wait_hours, any_value(d.wait_days) AS wait_days,
                any_value(d.work_hours) AS work_hours, any_value(d.cost) AS cost, any_value(d.n_late) AS n_late,
                any_value(f.score) AS score, any_value(epoch(t.due_at)) AS due_at,
                CASE WHEN h.is_closed THEN epoch(h.ended - h.started) / 3600 END AS lead_hours,
                CASE WHEN h.is_closed THEN h.cost_all END AS cost_all,
                any_value(f.score_after) AS score_after
            FROM passed p JOIN held h USING (case_id) JOIN done_by d ON d.case_id = p.case_id AND d.rank = p.rank
            LEFT JOIN felt f ON f.case_id = p.case_id AND f.rank = p.rank
            LEFT JOIN dated t ON t.case_id = p.case_id
            LEFT JOIN project j ON j.project_id = h.project
            LEFT JOIN customer_account a ON a.account_id = h.account_id
            LEFT JOIN cluster g ON g.cluster_id = 'c:a:' || h.account_id
            GROUP BY h.case_id, h.case_key, h.project, h.account_id, h.started, h.ended, h.is_closed, h.cost_all,
                p.rank, p.moved_at
            ORDER BY p.rank, h.started, h.case_id""",  # noqa: S608 - fixed names only
        dtypes={**dict.fromkeys(("case_key", "project", "project_name", "account"), "str"),
                **dict.fromkeys(counts, "int64"),
                **dict.fromkeys(numbers, "float64")},
        **{**params, **told},
    )  # fmt: skip
