"""Comments about a touchpoint, with the score the same response gave it."""

from __future__ import annotations

import pandas as pd

from data.queries.scope import Scope
from data.queries.segments import DATE_COLUMN, condition
from data.store import Store

_DTYPES = {
    "comment_id": "str",
    "text": "str",
    "native": "float64",
    "norm": "float64",
    "is_own": "bool",
    "n_same": "int64",
    "n_alike": "int64",
}


def touchpoint_comments(store: Store, scope: Scope, touchpoint_id: str, *, most: int = 60) -> pd.DataFrame:
    """One row per comment of answers that rated the touchpoint: own comments first, low scores first, no text twice.

    Columns: comment_id, text, native, norm, day, n_same, is_own, n_alike = how many there are of its sort (own, or
    of the whole response) before repeated texts are joined and the list is cut after `most`.
    """
    where, params = condition(scope)
    return store.frame(
        f"""WITH rated AS (
               SELECT response_no, avg(native) AS native, avg(norm) AS norm, min({DATE_COLUMN[scope.basis]}) AS day
               FROM score_fact f WHERE {where} AND about = 'touchpoint' AND touchpoint_id = $touchpoint
               GROUP BY response_no),
           heard AS (
               SELECT c.comment_id, c.text, c.text_hash, rated.native, rated.norm, rated.day,
                   coalesce(c.touchpoint_id = $touchpoint, false) AS is_own
               FROM comment c JOIN rated USING (response_no)
               WHERE c.touchpoint_id IS NULL OR c.touchpoint_id = $touchpoint)
           SELECT comment_id, text, native, norm, day::TIMESTAMP AS day, is_own,
               count(*) OVER (PARTITION BY text_hash) AS n_same, count(*) OVER (PARTITION BY is_own) AS n_alike
           FROM heard
           QUALIFY row_number() OVER (PARTITION BY text_hash ORDER BY is_own DESC, norm, comment_id) = 1
           ORDER BY is_own DESC, norm, day DESC NULLS LAST, comment_id LIMIT $most""",  # noqa: S608 - fixed names only
        touchpoint=touchpoint_id,
        most=most,
        dtypes=_DTYPES,
        **params,
    )


def comment_counts(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per touchpoint: touchpoint_id, n comments left by answers about it or naming it."""
    where, params = condition(scope)
    return store.frame(
        f"""WITH rated AS (
               SELECT DISTINCT touchpoint_id, response_no FROM score_fact f WHERE {where} AND about = 'touchpoint')
           SELECT rated.touchpoint_id, count(*) AS n FROM rated JOIN comment c USING (response_no)
           WHERE c.touchpoint_id IS NULL OR c.touchpoint_id = rated.touchpoint_id
           GROUP BY ALL ORDER BY ALL""",  # noqa: S608 - fixed names only
        dtypes={"touchpoint_id": "str", "n": "int64"},
        **params,
    )


def journey_comments(store: Store, scope: Scope, *, most: int = 60) -> pd.DataFrame:
    """One row per comment of a journey without touchpoints, newest first: comment_id, text, day."""
    return store.frame(
        """SELECT any_value(c.comment_id) AS comment_id, any_value(c.text) AS text,
               max(r.submitted_at)::TIMESTAMP AS day, count(*) AS n_same
           FROM comment c JOIN response r ON r.response_no = c.response_no AND r.is_current
           WHERE r.journey_id = $journey
               AND ($start::DATE IS NULL OR r.submitted_at >= $start::DATE)
               AND ($end::DATE IS NULL OR r.submitted_at < $end::DATE)
           GROUP BY c.text_hash ORDER BY day DESC NULLS LAST, comment_id LIMIT $most""",
        journey=scope.journey_id,
        start=scope.start,
        end=scope.end,
        most=most,
        dtypes={"comment_id": "str", "text": "str"},
    )
