"""Themes and readings per customer and per period: what two sides, or one period and the next, are compared by."""

from __future__ import annotations

from typing import Final

import pandas as pd

from data.queries.scope import Scope
from data.queries.voice_base import voice_sql
from data.store import Reader

GRAINS: Final = ("week", "month", "quarter", "year")
_MENTIONS: Final = """count(*) AS n_mentions, count(*) FILTER (m.sentiment = 'negative') AS n_negative,
    sum(m.p_positive - m.p_negative) AS s"""
_DTYPES: Final = {**dict.fromkeys(("cluster_group", "n_mentions", "n_negative"), "int64"), "s": "float64"}


def theme_sums(store: Reader, scope: Scope) -> pd.DataFrame:
    """One row per theme and cluster group that speaks of it: theme_id, cluster_group, n_mentions, n_negative, s.

    n_mentions = comments with content that speak of the theme, n_negative of them badly, s = sum of their net sentiment
    (-1 to 1). The comments that speak of it or not are in `voice_rows.sentiment_sums`, by the same cluster groups.
    """
    tables, params = voice_sql(store, scope)
    return store.frame(
        f"""WITH {tables}
            SELECT m.theme_id, v.cluster_group, {_MENTIONS}
            FROM theme_said m JOIN voice v USING (comment_id, upload_id) WHERE NOT v.is_none
            GROUP BY ALL ORDER BY ALL""",  # noqa: S608 - fixed names only
        dtypes={"theme_id": "str", **_DTYPES},
        **params,
    )


def theme_course(store: Reader, scope: Scope, grain: str, theme_id: str) -> pd.DataFrame:
    """One row per period and cluster group with a comment that has content, whether it speaks of the theme or not.

    Columns: period_start (date), cluster_group, n comments with content, and n_mentions, n_negative, s as `theme_sums`.
    """
    tables, params = voice_sql(store, scope)
    return store.frame(
        f"""WITH {tables},
            about AS (SELECT comment_id, upload_id, sentiment, p_positive - p_negative AS net FROM theme_said
                WHERE theme_id = $theme)
            SELECT date_trunc($grain, v.day)::DATE AS period_start, v.cluster_group, count(*) AS n,
                count(a.net) AS n_mentions, count(*) FILTER (a.sentiment = 'negative') AS n_negative,
                coalesce(sum(a.net), 0) AS s
            FROM voice v LEFT JOIN about a USING (comment_id, upload_id)
            WHERE NOT v.is_none AND v.day IS NOT NULL GROUP BY ALL ORDER BY ALL""",  # noqa: S608 - fixed names only
        theme=theme_id,
        grain=_known(grain),
        dtypes={"n": "int64", **_DTYPES},
        **params,
    )


def reading_course(store: Reader, scope: Scope, grain: str) -> pd.DataFrame:
    """One row per period, question and engine: period_start (date), question ('' unknown), engine, n comments.

    Engine is that of the reading that counts; "person" where somebody corrected it.
    """
    tables, params = voice_sql(store, scope)
    return store.frame(
        f"""WITH {tables}
            SELECT date_trunc($grain, v.day)::DATE AS period_start, coalesce(v.question, '') AS question,
                CASE WHEN v.label IS NULL THEN coalesce(t.engine, '') ELSE 'person' END AS engine, count(*) AS n
            FROM voice v LEFT JOIN text_model t USING (model_version)
            WHERE NOT v.is_none AND v.day IS NOT NULL GROUP BY ALL ORDER BY ALL""",  # noqa: S608 - fixed names only
        grain=_known(grain),
        dtypes={"question": "str", "engine": "str", "n": "int64"},
        **params,
    )


def _known(grain: str) -> str:
    if grain not in GRAINS:
        raise ValueError(f"grain must be one of {GRAINS}, not {grain}")
    return grain
