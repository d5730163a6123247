"""Sentiment and themes of comments, summed in the store: what the figures of the page voices are computed from."""

from __future__ import annotations

from typing import Final

import pandas as pd

from data.queries.scope import Scope
from data.queries.voice_base import LOW_CONFIDENCE, VoiceFilter, voice_sql
from data.store import Reader

_COUNTS: Final = f"""count(*) AS n_all, count(*) FILTER (is_none) AS n_none,
    count(*) FILTER (is_none IS NULL AND NOT is_foreign) AS n_unread, count(*) FILTER (is_foreign) AS n_foreign,
    count(*) FILTER (NOT is_none AND confidence < {LOW_CONFIDENCE}) AS n_low,
    count(*) FILTER (sentiment = 'negative') AS n_negative, count(*) FILTER (sentiment = 'neutral') AS n_neutral,
    count(*) FILTER (sentiment = 'positive') AS n_positive,
    count(*) FILTER (NOT is_none) AS n, coalesce(sum(net) FILTER (NOT is_none), 0) AS s"""
_KEYS: Final = {
    "all": "''",
    "touchpoint": "touchpoint_id",
    "language": "coalesce(language, 'other')",
    "question": "question_hash",
    "survey": "coalesce(survey_id, '')",
}
_SUMS: Final = {
    "key": "str",
    **dict.fromkeys(
        (
            "cluster_group",
            "n_all",
            "n_none",
            "n_unread",
            "n_foreign",
            "n_low",
            "n_negative",
            "n_neutral",
            "n_positive",
            "n",
        ),
        "int64",
    ),
    "s": "float64",
}


def sentiment_sums(store: Reader, scope: Scope, by: str = "all", chosen: VoiceFilter | None = None) -> pd.DataFrame:
    """One row per key and cluster group, as `analytics.clusters.cluster_table` takes them.

    Parameters
    ----------
    by : "all", "touchpoint" ("" = names none), "language", "question" or "survey".

    Returns
    -------
    Columns: key, cluster_group, n_all comments, n_none answers without content, n_unread not scored yet, n_foreign in
    other languages than English and Chinese, which are not read and in none of what follows, n_low of
    those with content read with little confidence, n_negative, n_neutral, n_positive, n with content, s = sum of net
    sentiment (p_positive - p_negative, -1 to 1) over the n.
    """
    return _sums(store, scope, _KEYS[by], chosen)


def _sums(store: Reader, scope: Scope, key: str, chosen: VoiceFilter | None) -> pd.DataFrame:
    tables, params = voice_sql(store, scope, chosen)
    return store.frame(
        f"""WITH {tables}
            SELECT key, cluster_group, {_COUNTS} FROM (SELECT *, {key} AS key FROM voice)
            GROUP BY ALL ORDER BY ALL""",  # noqa: S608 - fixed names only
        dtypes=_SUMS,
        **params,
    )


def theme_counts(store: Reader, scope: Scope, chosen: VoiceFilter | None = None) -> pd.DataFrame:
    """One row per theme and sentiment of the clauses about it.

    Columns: theme_id, sentiment, n_comments, n_responses, n_clusters (persons or accounts). A comment that speaks of a
    theme in several clauses counts once, by what they say together.
    """
    tables, params = voice_sql(store, scope, chosen)
    return store.frame(
        f"""WITH {tables}
            SELECT m.theme_id, m.sentiment, count(*) AS n_comments, count(DISTINCT v.response_no) AS n_responses,
                count(DISTINCT v.cluster_id) AS n_clusters
            FROM theme_said m JOIN voice v USING (comment_id, upload_id) GROUP BY ALL ORDER BY ALL""",  # noqa: S608
        dtypes={
            "theme_id": "str",
            "sentiment": "str",
            **dict.fromkeys(("n_comments", "n_responses", "n_clusters"), "int64"),
        },
        **params,
    )


def scored_responses(
    store: Reader, scope: Scope, *, question_id: str | None = None, touchpoint_id: str | None = None,
    chosen: VoiceFilter | None = None,
) -> pd.DataFrame:  # fmt: skip
    """One row per response with a score and a comment that says something: response, score (0-100), cluster.

    For `analytics.voices.impact.theme_impacts`. The score is that of one question, of one touchpoint, or (neither
    given) the mean of all scores of the response.
    """
    tables, params = voice_sql(store, scope, chosen)
    return store.frame(
        f"""WITH {tables}
            SELECT response_no AS response, score, dense_rank() OVER (ORDER BY cluster_id) - 1 AS cluster
            FROM (SELECT response_no, any_value(cluster_id) AS cluster_id FROM voice WHERE NOT is_none GROUP BY ALL)
            JOIN (SELECT response_no, avg(norm) AS score FROM score_fact
                  WHERE ($question::VARCHAR IS NULL OR question_id = $question)
                  AND ($point::VARCHAR IS NULL OR touchpoint_id = $point) GROUP BY ALL) USING (response_no)
            ORDER BY response_no""",  # noqa: S608 - fixed names only
        question=question_id,
        point=touchpoint_id,
        dtypes={"response": "int64", "score": "float64", "cluster": "int64"},
        **params,
    )


def theme_mentions(store: Reader, scope: Scope, chosen: VoiceFilter | None = None) -> pd.DataFrame:
    """One row per comment and theme: response, theme, p_negative, p_neutral, p_positive of the clauses about it.

    For `analytics.voices.tones.weighed_mentions`, with `scored_responses` of the same scope.
    """
    tables, params = voice_sql(store, scope, chosen)
    tones = dict.fromkeys(("p_negative", "p_neutral", "p_positive"), "float64")
    return store.frame(
        f"""WITH {tables}
            SELECT v.response_no AS response, m.theme_id AS theme, m.p_negative, m.p_neutral, m.p_positive
            FROM theme_said m JOIN voice v USING (comment_id, upload_id) WHERE NOT v.is_none ORDER BY ALL""",  # noqa: S608
        dtypes={"response": "int64", "theme": "str", **tones},
        **params,
    )
