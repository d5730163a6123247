"""Comments about a touchpoint, with the score the same response gave it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from data.queries.scope import Scope
from data.queries.segments import DATE_COLUMN, condition
from data.queries.setting import setting
from data.store import Store

_DTYPES = {
    "comment_id": "str",
    "text": "str",
    "text_no": "Int64",
    "native": "float64",
    "norm": "float64",
    "is_own": "bool",
    "source_kind": "str",
    "is_solicited": "bool",
    "n_same": "int64",
    "n_alike": "int64",
}


# A comment belongs to its own touchpoint, else to that of the question it answers.
_COMMENT = """(SELECT c.comment_id, c.response_no, c.text, c.text_hash,
                coalesce(c.touchpoint_id, q.touchpoint_id) AS touchpoint_id
            FROM comment c LEFT JOIN question q USING (question_id)) c"""
_SURVEY = """JOIN (SELECT response_no AS asked_no, survey_id FROM response) r ON r.asked_no = c.response_no
               LEFT JOIN survey v ON v.survey_id = r.survey_id"""
# Responses with the columns by which a scope narrows scores, for those that hold none.
_UNSCORED = """
    SELECT *, {day} AS day FROM (
        SELECT response_no, journey_id, NULL::INTEGER AS respondent_no, NULL::INTEGER AS account_no,
            CAST(submitted_at AT TIME ZONE $zone AS DATE) AS answered_on,
            CAST(served_at AT TIME ZONE $zone AS DATE) AS served_on
        FROM response WHERE is_current AND status NOT IN ('test', 'preview', 'spam')) f
    WHERE {where}"""


def touchpoint_comments(
    store: Store, scope: Scope, touchpoint_id: str, *, most: int = 60, responses: Sequence[int] | None = None
) -> pd.DataFrame:
    """One row per comment of answers that rated the touchpoint or name it: own first, low scores first, no text twice.

    Columns: comment_id, text, text_no (missing until it was read), native and norm (NaN without a score), day, n_same,
    is_own, source_kind, is_solicited, n_alike = how many there are of its sort (own, or of the whole response) before
    repeated texts are joined and the list is cut after `most`. `responses`: of these response numbers only.
    """
    where, params = condition(scope)
    only = "" if responses is None else "AND response_no IN (SELECT unnest($responses::BIGINT[]))"
    if responses is not None:
        params = params | {"responses": list(responses)}
    unscored = _UNSCORED.format(day=DATE_COLUMN[scope.basis], where=where)
    return store.frame(
        f"""WITH rated AS (
               SELECT response_no, avg(native) AS native, avg(norm) AS norm, min({DATE_COLUMN[scope.basis]}) AS day
               FROM score_fact f WHERE {where} AND about = 'touchpoint' AND touchpoint_id = $touchpoint
                   {only} GROUP BY response_no),
           heard AS (
               SELECT c.comment_id, c.text, c.text_hash, rated.native, rated.norm, rated.day,
                   coalesce(c.touchpoint_id = $touchpoint, false) AS is_own, v.source_kind, v.is_solicited
               FROM {_COMMENT} JOIN rated USING (response_no) {_SURVEY}
               WHERE c.touchpoint_id IS NULL OR c.touchpoint_id = $touchpoint
               UNION ALL
               SELECT c.comment_id, c.text, c.text_hash, NULL, NULL, f.day, true, v.source_kind, v.is_solicited
               FROM {_COMMENT} JOIN ({unscored}) f USING (response_no) {_SURVEY}
               WHERE c.touchpoint_id = $touchpoint AND c.response_no NOT IN (SELECT response_no FROM rated) {only})
           SELECT comment_id, text, t.text_no, native, norm, day::TIMESTAMP AS day, is_own,
               coalesce(source_kind, 'survey') AS source_kind, coalesce(is_solicited, true) AS is_solicited,
               count(*) OVER (PARTITION BY text_hash) AS n_same, count(*) OVER (PARTITION BY is_own) AS n_alike
           FROM heard LEFT JOIN text_state t USING (text_hash)
           QUALIFY row_number() OVER (PARTITION BY text_hash ORDER BY is_own DESC, norm, comment_id) = 1
           ORDER BY is_own DESC, norm, day DESC NULLS LAST, comment_id LIMIT $most""",  # noqa: S608 - fixed names only
        touchpoint=touchpoint_id,
        most=most,
        zone=str(setting(store, "time_zone")),
        dtypes=_DTYPES,
        **params,
    )


def comment_counts(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per touchpoint: touchpoint_id, n comments left by answers about it or naming it."""
    where, params = condition(scope)
    return store.frame(
        f"""WITH rated AS (
               SELECT DISTINCT touchpoint_id, response_no FROM score_fact f WHERE {where} AND about = 'touchpoint')
           SELECT rated.touchpoint_id, count(*) AS n FROM rated JOIN {_COMMENT} USING (response_no)
           WHERE c.touchpoint_id IS NULL OR c.touchpoint_id = rated.touchpoint_id
           GROUP BY ALL ORDER BY ALL""",  # noqa: S608 - fixed names only
        dtypes={"touchpoint_id": "str", "n": "int64"},
        **params,
    )


def journey_comments(store: Store, scope: Scope, *, most: int = 60) -> pd.DataFrame:
    """One row per comment of a journey without touchpoints, newest first: comment_id, text, day, source_kind,
    is_solicited."""
    return store.frame(
        """SELECT any_value(c.comment_id) AS comment_id, any_value(c.text) AS text,
               max(r.submitted_at)::TIMESTAMP AS day, count(*) AS n_same,
               coalesce(any_value(v.source_kind), 'survey') AS source_kind,
               coalesce(any_value(v.is_solicited), true) AS is_solicited
           FROM comment c JOIN response r ON r.response_no = c.response_no AND r.is_current
               LEFT JOIN survey v ON v.survey_id = r.survey_id
           WHERE r.journey_id = $journey
               AND ($start::DATE IS NULL OR r.submitted_at >= $start::DATE)
               AND ($end::DATE IS NULL OR r.submitted_at < $end::DATE)
           GROUP BY c.text_hash ORDER BY day DESC NULLS LAST, comment_id LIMIT $most""",
        journey=scope.journey_id,
        start=scope.start,
        end=scope.end,
        most=most,
        dtypes={"comment_id": "str", "text": "str", "source_kind": "str", "is_solicited": "bool"},
    )
