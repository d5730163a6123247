"""Emotions of comments, summed in the store: how often each is hinted at, and how often people say a hint is right."""

from __future__ import annotations

import pandas as pd

from data.queries.scope import Scope
from data.queries.voice_base import VoiceFilter, voice_sql
from data.reading import Reader


def emotion_sums(store: Reader, scope: Scope, chosen: VoiceFilter | None = None) -> pd.DataFrame:
    """One row per emotion and cluster group, for the comments that pass the filter and for the rest of the scope.

    Columns: emotion ("" = all comments), cluster_group, n_chosen, n_rest comments. Counted are comments with content
    whose texts were looked at for emotions; a comment may hint at several, and then counts for each.
    """
    tables, params = voice_sql(store, scope, chosen)
    return store.frame(
        f"""WITH {tables},
            placed AS (
               SELECT s.text_hash, v.comment_id IS NOT NULL AS is_chosen, s.cluster_group
               FROM said s
               LEFT JOIN (SELECT comment_id, upload_id FROM voice) v USING (comment_id, upload_id)
               WHERE NOT s.is_none AND s.emotion_version IS NOT NULL)
            SELECT emotion, cluster_group, count(*) FILTER (is_chosen) AS n_chosen,
               count(*) FILTER (NOT is_chosen) AS n_rest
            FROM (SELECT '' AS emotion, cluster_group, is_chosen FROM placed
                  UNION ALL SELECT f.emotion, p.cluster_group, p.is_chosen FROM placed p JOIN felt f USING (text_hash))
            GROUP BY ALL ORDER BY ALL""",  # noqa: S608 - fixed names only
        dtypes={"emotion": "str", **dict.fromkeys(("cluster_group", "n_chosen", "n_rest"), "int64")},
        **params,
    )


def emotion_corrections(store: Reader) -> pd.DataFrame:
    """One row per emotion somebody judged: emotion, n_hit (hinted at, yes), n_false (hinted at, no), n_missed (yes
    without a hint). The share of hints that are right is n_hit / (n_hit + n_false)."""
    return store.frame(
        """SELECT l.emotion, count(*) FILTER (l.is_present AND e.emotion IS NOT NULL) AS n_hit,
               count(*) FILTER (NOT l.is_present AND e.emotion IS NOT NULL) AS n_false,
               count(*) FILTER (l.is_present AND e.emotion IS NULL) AS n_missed
           FROM emotion_label l SEMI JOIN comment USING (text_hash) LEFT JOIN text_emotion e USING (text_hash, emotion)
           GROUP BY ALL ORDER BY ALL""",
        dtypes={"emotion": "str", **dict.fromkeys(("n_hit", "n_false", "n_missed"), "int64")},
    )


def emotions_of_text(store: Reader, text_hash: str) -> pd.DataFrame:
    """One row per emotion hinted at or named by a person: emotion, confidence and spans (JSON; missing
    where only a person named it), nearest (the sentence it is like), said (true, false or missing)."""
    return store.frame(
        """SELECT emotion, e.confidence, e.spans::VARCHAR AS spans, e.nearest, l.is_present AS said
           FROM (SELECT * FROM text_emotion WHERE text_hash = $t) e
           FULL JOIN (SELECT * FROM emotion_label WHERE text_hash = $t) l USING (emotion)
           ORDER BY e.confidence DESC NULLS LAST, emotion""",
        t=text_hash,
        dtypes={"emotion": "str", "confidence": "float64", "spans": "str", "nearest": "str"},
    )
