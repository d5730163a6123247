"""The process instances that the comments of a view belong to, and what was measured on each."""

from __future__ import annotations

from typing import Final

import pandas as pd

from data.queries.scope import Scope
from data.queries.voice_base import CLUSTER_GROUPS, VoiceFilter, voice_sql
from data.reading import Reader

MEASURES: Final = ("lead_hours", "wait_hours", "repeats", "late")
# A case may have come with several files; work items are cases of their own without steps.
CASES: Final = """
held AS (
    SELECT case_id, any_value(account_id) AS account_id, min(opened_at) AS opened_at, max(closed_at) AS closed_at
    FROM process_case GROUP BY case_id
    UNION ALL
    SELECT item_id, NULL, min(created_at), max(closed_at) FROM work_item GROUP BY item_id),
stepped AS (
    SELECT case_id, count(*) - count(DISTINCT activity) AS repeats,
        sum(epoch(start_ts - enabled_ts)) FILTER (start_ts >= enabled_ts) / 3600 AS wait_hours,
        max((end_ts > target_ts)::INTEGER) FILTER (target_ts IS NOT NULL AND end_ts IS NOT NULL)::DOUBLE AS late
    FROM event GROUP BY case_id),
told_of AS (
    SELECT DISTINCT v.response_no, l.case_id, v.response_no IN (SELECT response_no FROM chosen) AS is_chosen,
        v.response_no IN (SELECT response_no FROM spoken) AS is_spoken
    FROM (SELECT DISTINCT response_no FROM said WHERE NOT is_none) v
    JOIN counted c USING (response_no) JOIN link l USING (response_id))
"""


def theme_cases(store: Reader, scope: Scope, theme_id: str, sentiment: str | None = None) -> pd.DataFrame:
    """One row per response with a comment of the scope and case it belongs to, with the measures of the case.

    Counting answers and not cases keeps a case with many comments, one of which is likely to speak of anything, from
    standing on the side of every theme.

    Columns: has_theme (a comment of the response speaks of the theme, with `sentiment` where given), cluster_group
    (customer account, else the case), lead_hours (opened to closed), wait_hours (sum of the waits before its steps),
    repeats (steps done again), late (1 where a step ended after its due time); NaN where it is not known. Responses
    that speak of the theme in another tone only are left out.
    """
    tables, params = voice_sql(store, scope, VoiceFilter(theme_id=theme_id))
    tone = "" if sentiment is None else "AND m.sentiment = $sentiment"
    toned = {} if sentiment is None else {"sentiment": sentiment}
    return store.frame(
        f"""WITH {tables},
            spoken AS (SELECT DISTINCT response_no FROM voice WHERE NOT is_none),
            chosen AS (SELECT DISTINCT v.response_no FROM voice v JOIN theme_said m USING (comment_id, upload_id)
                WHERE NOT v.is_none {tone}
                AND m.theme_id IN (SELECT theme_id FROM theme WHERE $theme IN (theme_id, parent_id))),
            {CASES}
            SELECT is_chosen AS has_theme,
                ((dense_rank() OVER (ORDER BY coalesce('a:' || h.account_id, 'c:' || h.case_id)) - 1)
                    % {CLUSTER_GROUPS})::INTEGER AS cluster_group,
                CASE WHEN h.closed_at >= h.opened_at THEN epoch(h.closed_at - h.opened_at) / 3600 END AS lead_hours,
                s.wait_hours, s.repeats, s.late
            FROM told_of t JOIN held h USING (case_id) LEFT JOIN stepped s USING (case_id)
            WHERE is_chosen OR NOT is_spoken ORDER BY t.response_no, case_id""",  # noqa: S608 - fixed names only
        dtypes={"has_theme": "bool", "cluster_group": "int64", **dict.fromkeys(MEASURES, "float64")},
        **{**params, **toned},
    )


def linked_share(store: Reader, scope: Scope) -> tuple[int, int]:
    """How many responses with a comment that says something belong to a case or work item, and how many there are."""
    tables, params = voice_sql(store, scope)
    n_linked, n_all = store.rows(
        f"""WITH {tables}, heard_of AS (
               SELECT DISTINCT response_id FROM said JOIN counted USING (response_no) WHERE NOT is_none)
            SELECT count(*) FILTER (response_id IN (
                SELECT response_id FROM link WHERE target IN ('process_case', 'work_item'))), count(*)
            FROM heard_of""",  # noqa: S608 - fixed names only
        **params,
    )[0]
    return int(n_linked), int(n_all)
