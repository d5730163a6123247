"""What the editing of the codeframe and the search for topics ask: texts of a scope, groups, and comments to judge."""

from __future__ import annotations

from typing import Final

import pandas as pd

from data.queries.scope import Scope
from data.queries.voice_base import CLUSTER_GROUPS, voice_sql
from data.reading import Reader

_CLUSTER: Final = f"((dense_rank() OVER (ORDER BY cluster_id) - 1) % {CLUSTER_GROUPS})::INTEGER"


def scope_texts(store: Reader, scope: Scope) -> pd.DataFrame:
    """One row per distinct text with content in a language that is read, said most often first.

    Columns: text_hash, text_no, text, language ("en" or "zh"), confidence, n_same comments with it, has_theme (whether
    any theme was seen in it).
    """
    tables, params = voice_sql(store, scope)
    return store.frame(
        f"""WITH {tables}, about AS (SELECT DISTINCT comment_id, upload_id FROM theme_said)
            SELECT text_hash, any_value(text_no) AS text_no, any_value(text) AS text, any_value(language) AS language,
               any_value(confidence) AS confidence, count(*) AS n_same, count(about.comment_id) > 0 AS has_theme
            FROM voice LEFT JOIN about USING (comment_id, upload_id)
            WHERE NOT is_none AND language IN ('en', 'zh') GROUP BY text_hash ORDER BY n_same DESC, text_hash""",  # noqa: S608
        dtypes={"text_hash": "str", "text_no": "int64", "text": "str", "language": "str", "confidence": "float64",
                "n_same": "int64", "has_theme": "bool"},
        **params,
    )  # fmt: skip


def group_counts(store: Reader, scope: Scope) -> pd.DataFrame:
    """One row per group of the codeframe: theme_id of the group, n comments that speak of any of its themes."""
    tables, params = voice_sql(store, scope)
    return store.frame(
        f"""WITH {tables}
            SELECT parent_id AS theme_id, count(DISTINCT (comment_id, upload_id)) AS n
            FROM theme_said JOIN theme USING (theme_id) WHERE parent_id IS NOT NULL GROUP BY ALL ORDER BY ALL""",  # noqa: S608
        dtypes={"theme_id": "str", "n": "int64"},
        **params,
    )


def tagged_to_judge(store: Reader, scope: Scope, theme_id: str, *, most: int) -> pd.DataFrame:
    """Texts that the words of a theme were found in and nobody has judged, in an order that is as good as chance.

    Columns: text_hash, text. The order comes from the hash of text and theme: the same each time, blind to content.
    """
    tables, params = voice_sql(store, scope)
    return store.frame(
        f"""WITH {tables}
            SELECT v.text_hash, any_value(v.text) AS text
            FROM voice v SEMI JOIN (SELECT text_hash, question_hash FROM text_theme WHERE theme_id = $theme)
               USING (text_hash, question_hash)
            ANTI JOIN (SELECT text_hash FROM theme_label WHERE theme_id = $theme) USING (text_hash)
            GROUP BY v.text_hash ORDER BY md5(v.text_hash || $theme) LIMIT $most""",  # noqa: S608 - fixed names only
        theme=theme_id,
        most=most,
        dtypes={"text_hash": "str", "text": "str"},
        **params,
    )


def topic_sums(store: Reader, scope: Scope) -> pd.DataFrame:
    """One row per distinct text with content and cluster group, for means over groups of texts.

    Columns: text_hash, cluster_group, n comments, s sum of their net sentiment (-1 to 1), n_score of them whose
    response gave a score, s_score sum of those scores (0-100): the score of the comment's touchpoint, else the mean
    of the response.
    """
    tables, params = voice_sql(store, scope)
    return store.frame(
        f"""WITH {tables},
            own AS (SELECT response_no, touchpoint_id, avg(norm) AS own_score FROM score_fact GROUP BY ALL),
            whole AS (SELECT response_no, avg(norm) AS whole_score FROM score_fact GROUP BY ALL)
            SELECT text_hash, cluster_group, count(*) AS n, sum(net) AS s, count(score) AS n_score,
               coalesce(sum(score), 0) AS s_score
            FROM (SELECT text_hash, net, is_none, coalesce(own_score, whole_score) AS score,
                     {_CLUSTER} AS cluster_group
                  FROM voice LEFT JOIN own USING (response_no, touchpoint_id) LEFT JOIN whole USING (response_no))
            WHERE NOT is_none GROUP BY ALL ORDER BY ALL""",  # noqa: S608 - fixed names only
        dtypes={"text_hash": "str", "cluster_group": "int64", "n": "int64", "s": "float64", "n_score": "int64",
                "s_score": "float64"},
        **params,
    )  # fmt: skip


def vector_mark(store: Reader) -> str:
    """What changes when texts get vectors: the encoder in use and how many texts it has read; "" without vectors."""
    rows = store.rows("SELECT encoder, count(*) FROM text_vector GROUP BY encoder ORDER BY encoder DESC LIMIT 1")
    return f"{rows[0][0]} {rows[0][1]}" if rows else ""
