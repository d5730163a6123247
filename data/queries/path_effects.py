"""What a case did on its way (paths, loops, hand-offs, delays) and what its answers said afterwards, as sums.

docs/methods/paths.md states which answers a feature is held against.
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

MOST_FEATURES: Final = 300
KINDS: Final = ("path", "edge", "loop", "handoff", "wait", "late")

# What is known of a case at a time: that something could have been there, and whether it was. A delay is a wait longer
# than three of four waits before that step.
SEEN: Final = """
waits AS (
    SELECT case_id, activity, stage_id, begun,
        coalesce(wait_hours, CASE WHEN begun >= before_done THEN epoch(begun - before_done) / 3600 END) AS hours
    FROM walk),
long_waits AS (SELECT activity, quantile_cont(hours, 0.75) AS hours FROM waits GROUP BY activity),
seen AS (
    SELECT case_id, 'loop' AS kind, activity, stage_id, begun AS known_at, turn > 1 AS is_there FROM walk
    UNION ALL SELECT e.case_id, 'late', e.activity, h.stage_id, e.end_ts, e.end_ts > e.target_ts
        FROM event e JOIN cases USING (case_id) JOIN (
            SELECT activity, mode(stage_id) AS stage_id FROM walk GROUP BY activity) h USING (activity)
        WHERE e.target_ts IS NOT NULL AND e.end_ts IS NOT NULL
    UNION ALL SELECT case_id, 'wait', activity, stage_id, begun, w.hours > l.hours
        FROM waits w JOIN long_waits l USING (activity) WHERE w.hours IS NOT NULL
    UNION ALL SELECT case_id, 'handoff', activity, stage_id, begun, is_handoff
        FROM walk WHERE resource_no IS NOT NULL AND before_resource IS NOT NULL),
closed AS (SELECT case_id FROM cases WHERE closed_at IS NOT NULL),
passed AS (
    SELECT case_id, stage_id AS place, stage_id, string_agg(activity, chr(31) ORDER BY pos) AS way,
        max(done) AS known_at
    FROM walk GROUP BY case_id, stage_id HAVING max(pos) < any_value(n_steps) OR case_id IN (SELECT * FROM closed)
    UNION ALL SELECT case_id, '', max_by(stage_id, pos), string_agg(activity, chr(31) ORDER BY pos), max(done)
    FROM walk WHERE case_id IN (SELECT * FROM closed) GROUP BY case_id)
"""
# One row per case and feature that could have been there: since when that is known, and since when it is there.
HAD: Final = """
ways AS (
    SELECT activity, next_activity AS other, count(DISTINCT case_id) AS n_cases FROM walk
    WHERE next_activity <> activity GROUP BY ALL HAVING n_cases >= $least_cases
    ORDER BY n_cases DESC, activity, other LIMIT $most),
left_from AS (
    SELECT case_id, activity, any_value(stage_id) AS stage_id, min(next_begun) AS known_at FROM walk
    WHERE next_activity IS NOT NULL GROUP BY ALL),
went AS (SELECT case_id, activity, next_activity AS other, min(next_begun) AS known_at FROM walk GROUP BY ALL),
paths AS (
    SELECT place, way, count(*) AS n_cases FROM passed GROUP BY ALL HAVING n_cases >= $least_cases
    ORDER BY n_cases DESC, place, way LIMIT $most),
had AS (
    SELECT case_id, kind, activity, '' AS other, any_value(stage_id) AS stage_id, min(known_at) AS known_at,
        min(known_at) FILTER (is_there) AS there_at FROM seen GROUP BY ALL
    UNION ALL SELECT f.case_id, 'edge', f.activity, y.other, f.stage_id, f.known_at, g.known_at
        FROM left_from f JOIN ways y USING (activity)
        LEFT JOIN went g ON g.case_id = f.case_id AND g.activity = f.activity AND g.other = y.other
    UNION ALL SELECT p.case_id, 'path', p.place, w.way, p.stage_id, p.known_at,
            CASE WHEN p.way = w.way THEN p.known_at END
        FROM passed p JOIN paths w USING (place)),
features AS (
    SELECT row_number() OVER (ORDER BY kind, activity, other) AS feature_no, kind, activity, other,
        mode(stage_id) AS stage_id, count(there_at) AS n_cases, count(*) AS n_reached
    FROM had GROUP BY kind, activity, other
    HAVING n_cases >= $least_cases AND n_reached - n_cases >= $least_cases
    ORDER BY least(n_cases, n_reached - n_cases) DESC, kind, activity, other LIMIT $most)
"""
RANKS: Final = """
ranks AS (
    SELECT stage_id, row_number() OVER (ORDER BY position, stage_id) AS rank FROM stage
    WHERE journey_id = $journey),
case_numbers AS (SELECT case_id, case_no FROM cases)
"""
# One row per score that answers a question about a touchpoint, or about satisfaction with the whole. Those of one
# question, scale and quarter are compared with each other only (`stratum`).
ANSWERS: Final = f"""
{RANKS},
said AS (
    SELECT n.case_no, f.response_no, f.norm, (f.cluster_no % <groups>)::INTEGER AS cluster_group, k.rank,
        coalesce(f.touchpoint_id, 'overall:' || coalesce(q.stage_id, '')) AS target,
        coalesce(r.served_at, r.submitted_at) AS moment,
        dense_rank() OVER (ORDER BY f.touchpoint_id, q.stage_id, f.comparison_group, date_trunc('quarter',
            coalesce(f.served_on, f.answered_on))) AS stratum
    FROM score_fact f JOIN response r USING (response_no) JOIN link l USING (response_id)
    JOIN case_numbers n ON n.case_id = l.case_id
    JOIN question q USING (question_id) LEFT JOIN touchpoint t ON t.touchpoint_id = f.touchpoint_id
    LEFT JOIN ranks k ON k.stage_id = coalesce(t.stage_id, q.stage_id)
    WHERE <where> AND l.target = 'process_case' AND coalesce(r.served_at, r.submitted_at) IS NOT NULL
        AND (f.about = 'touchpoint' OR (f.about = 'overall' AND f.comparison_group LIKE 'csat|%')))
"""  # noqa: S608 - fixed names only


def path_features(store: Reader, scope: Scope, *, least_cases: int, is_answered: bool = True) -> pd.DataFrame:
    """One row per feature that at least `least_cases` cases have and as many could have had but do not.

    Columns: feature_no, kind (one of KINDS), activity (for a path its stage, empty for the whole case), other (the next
    step of an edge; the steps of a path joined by the sign 31), stage_id, n_cases, n_reached. Without `is_answered`
    cases that no answer of the scope belongs to are looked at too.
    """
    tables, params = _walks(store, scope, is_answered=is_answered)
    return store.frame(
        f"WITH {tables}, {SEEN}, {HAD} SELECT * FROM features ORDER BY feature_no",  # noqa: S608 - fixed names only
        dtypes={
            **dict.fromkeys(("kind", "activity", "other", "stage_id"), "str"),
            **dict.fromkeys(("feature_no", "n_cases", "n_reached"), "int64"),
        },
        least_cases=least_cases, most=MOST_FEATURES, **params,
    )  # fmt: skip


def path_answers(store: Reader, scope: Scope) -> pd.DataFrame:
    """One row per score of the scope that belongs to a case, sorted by target.

    Columns: target (touchpoint, or "overall:" and a stage), rank (of its stage in the journey, 0 without), case_no,
    moment (seconds since 1970 at which it was experienced), stratum, cluster_group, norm (0-100).
    """
    tables, params = _walks(store, scope, is_answered=True)
    where, told = condition(scope)
    said = fill(ANSWERS, groups=str(CLUSTER_GROUPS), where=where)
    return store.frame(
        f"""WITH {tables}, {said}
            SELECT target, coalesce(rank, 0) AS rank, case_no, epoch(moment) AS moment, stratum, cluster_group, norm
            FROM said ORDER BY target, stratum""",  # noqa: S608 - fixed names only
        dtypes={"target": "str", "moment": "float64", "norm": "float64",
                **dict.fromkeys(("rank", "case_no", "stratum", "cluster_group"), "int64")},
        **{**params, **told},
    )  # fmt: skip


def path_exposures(store: Reader, scope: Scope, *, least_cases: int, is_answered: bool = True) -> pd.DataFrame:
    """One row per feature of `path_features` and case that could have it.

    Columns: feature_no, rank (of its stage, 0 without), case_no (as in `path_answers`), known_at (since when it is
    known whether the case has it) and there_at (since when it has it, missing where not), in seconds since 1970.
    """
    tables, params = _walks(store, scope, is_answered=is_answered)
    return store.frame(
        f"""WITH {tables}, {SEEN}, {HAD}, {RANKS}
            SELECT f.feature_no, coalesce(k.rank, 0) AS rank, n.case_no, epoch(h.known_at) AS known_at,
                epoch(h.there_at) AS there_at
            FROM had h JOIN features f USING (kind, activity, other) JOIN case_numbers n USING (case_id)
            LEFT JOIN ranks k ON k.stage_id = f.stage_id
            ORDER BY f.feature_no, n.case_no""",  # noqa: S608 - fixed names only
        dtypes={"known_at": "float64", "there_at": "float64",
                **dict.fromkeys(("feature_no", "rank", "case_no"), "int64")},
        least_cases=least_cases, most=MOST_FEATURES, **params,
    )  # fmt: skip


# Few of many cases have answers; only these can be held against any.
ANSWERED: Final = """
SELECT l.case_id FROM score_fact f JOIN response r USING (response_no) JOIN link l USING (response_id)
WHERE l.target = 'process_case' AND <where>"""


def _walks(store: Reader, scope: Scope, *, is_answered: bool) -> tuple[str, dict[str, object]]:
    """The steps of the journey's cases with answers of the scope, or of all; whole cases, whatever the period."""
    if not is_answered:
        return walk_sql(store, Scope(scope.journey_id))
    where, told = condition(scope)
    tables, params = walk_sql(store, Scope(scope.journey_id), only=fill(ANSWERED, where=where))
    return tables, {**params, **told}


def feature_cases(
    store: Reader, scope: Scope, kind: str, activity: str, other: str, *, most: int = 200
) -> pd.DataFrame:
    """One row per case that could have had the feature, those with it first, newest first.

    Columns: case_key, account, is_there, known_at (in the time zone of the store), n_answers and score (mean on
    0-100, NaN without) of the answers that came after, n_there and n_all (cases, before the list is cut).
    """
    one, params = _one(store, scope, kind, activity, other)
    return store.frame(
        f"""WITH {one},
            after AS (SELECT o.case_id, count(*) AS n_answers, avg(s.norm) AS score FROM one o
                JOIN case_numbers n USING (case_id) JOIN said s ON s.case_no = n.case_no AND s.moment >= o.known_at
                GROUP BY o.case_id)
            SELECT coalesce(any_value(p.external_key), o.case_id) AS case_key, any_value(a.name) AS account, o.is_there,
                o.known_at AT TIME ZONE $zone AS known_at, coalesce(any_value(f.n_answers), 0) AS n_answers,
                any_value(f.score) AS score,
                count(*) FILTER (o.is_there) OVER () AS n_there, count(*) OVER () AS n_all
            FROM one o JOIN process_case p USING (case_id) LEFT JOIN customer_account a USING (account_id)
                LEFT JOIN after f ON f.case_id = o.case_id
            GROUP BY o.case_id, o.is_there, o.known_at ORDER BY o.is_there DESC, o.known_at DESC, o.case_id
            LIMIT $rows""",  # noqa: S608 - fixed names only
        dtypes={"case_key": "str", "account": "str", "is_there": "bool", "score": "float64",
                **dict.fromkeys(("n_answers", "n_there", "n_all"), "int64")},
        rows=most, **params,
    )  # fmt: skip


def feature_comments(
    store: Reader, scope: Scope, kind: str, activity: str, other: str, *, most: int = 4
) -> pd.DataFrame:
    """One row per comment of the cases with the feature, given after it was there, lowest score first.

    Columns: comment_id, text, norm (mean score of its answer set), day, n (comments before the list is cut).
    """
    one, params = _one(store, scope, kind, activity, other)
    return store.frame(
        f"""WITH {one},
            heard AS (SELECT s.response_no, any_value(s.moment) AS moment, avg(s.norm) AS norm FROM one o
                JOIN case_numbers n USING (case_id) JOIN said s ON s.case_no = n.case_no AND s.moment >= o.known_at
                WHERE o.is_there GROUP BY s.response_no)
            SELECT c.comment_id, c.text, h.norm, h.moment AS day, count(*) OVER () AS n
            FROM heard h JOIN comment c USING (response_no)
            QUALIFY row_number() OVER (PARTITION BY c.text_hash ORDER BY h.norm, c.comment_id) = 1
            ORDER BY h.norm, h.moment DESC, c.comment_id LIMIT $rows""",  # noqa: S608 - fixed names only
        dtypes={"comment_id": "str", "text": "str", "norm": "float64", "n": "int64"},
        rows=most, **params,
    )  # fmt: skip


ONE: Final = """
told AS (
    SELECT case_id, known_at, is_there FROM seen WHERE kind = $kind AND activity = $activity
    UNION ALL SELECT case_id, next_begun, next_activity = $other FROM walk
        WHERE $kind = 'edge' AND activity = $activity AND next_activity IS NOT NULL
    UNION ALL SELECT case_id, known_at, way = $other FROM passed WHERE $kind = 'path' AND place = $activity),
one AS (
    SELECT case_id, bool_or(is_there) AS is_there, coalesce(min(known_at) FILTER (is_there), min(known_at)) AS known_at
    FROM told GROUP BY case_id)
"""


def _one(store: Reader, scope: Scope, kind: str, activity: str, other: str) -> tuple[str, dict[str, object]]:
    """Common tables up to `one` (the cases of one feature) and `said`, and their parameters."""
    tables, params = walk_sql(store, every_period(scope))
    where, told = condition(scope)
    said = fill(ANSWERS, groups=str(CLUSTER_GROUPS), where=where)
    return f"{tables}, {SEEN}, {ONE}, {said}", {
        **params, **told, "kind": kind, "activity": activity, "other": other}  # fmt: skip
