"""Comments word by word: page by page with everything known of them, similar ones, and those to look at first.

Whether they may be shown at all (`min_comments`) is decided with `n_comments`; texts are the masked ones of the store.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.queries.scope import Scope
from data.queries.voice_base import VoiceFilter, voice_sql
from data.store import Reader

ORDERS: Final = {
    "newest": "day DESC NULLS LAST",
    "worst": "net NULLS LAST",
    "best": "net DESC NULLS LAST",
    "unsure": "confidence NULLS LAST",
}
_ROWS: Final = {
    **dict.fromkeys(
        ("comment_id", "text", "text_hash", "question_hash", "question", "touchpoint_id", "language", "sentiment",
         "label", "model_version", "engine", "evidence", "themes", "emotions"), "str"),
    "n_same": "int64",
    "p_chosen": "float64",
}  # fmt: skip
_CHOSEN: Final = """SELECT comment_id, upload_id,
        max(CASE $sentiment WHEN 'negative' THEN p_negative WHEN 'positive' THEN p_positive ELSE p_neutral END)
            AS p_chosen
    FROM theme_said WHERE sentiment = $sentiment
        AND theme_id IN (SELECT theme_id FROM theme WHERE $theme IN (theme_id, parent_id)) GROUP BY ALL"""
_UNCHOSEN: Final = "SELECT '' AS comment_id, NULL::VARCHAR AS upload_id, NULL::DOUBLE AS p_chosen WHERE false"


def n_comments(store: Reader, scope: Scope, chosen: VoiceFilter | None = None) -> tuple[int, int]:
    """How many comments pass the filter, and how many different persons or accounts they come from."""
    tables, params = voice_sql(store, scope, chosen)
    sql = f"WITH {tables} SELECT count(*), count(DISTINCT cluster_id) FROM voice"  # noqa: S608 - fixed names only
    n_all, n_clusters = store.rows(sql, **params)[0]
    return int(n_all), int(n_clusters)


def comment_page(
    store: Reader, scope: Scope, chosen: VoiceFilter | None = None, *,
    order: str = "newest", first: int = 0, most: int = 20,
) -> pd.DataFrame:  # fmt: skip
    """One row per distinct text and question, `most` of them from number `first` on.

    Columns: comment_id (of the newest), response_no, text, text_hash, question_hash, question, touchpoint_id, day,
    language, p_negative, p_neutral, p_positive, net, sentiment, confidence, label (by a person), model_version, engine,
    evidence (JSON [[start, end, weight]]), themes (JSON [{theme_id, clause, source, p_negative, p_positive, spans}]),
    emotions (JSON [{emotion, confidence, spans, nearest, said}]; confidence and spans null where only a person named
    it, said null where nobody judged it), score (0-100 of the response), text_no, n_same comments with this text,
    p_chosen (with theme and sentiment: how probable that sentiment is in what the comment says of the theme).
    """
    tables, params = voice_sql(store, scope, chosen)
    is_of_theme = chosen is not None and chosen.theme_id is not None and chosen.sentiment is not None
    return store.frame(
        f"""WITH {tables},
            chosen AS ({_CHOSEN if is_of_theme else _UNCHOSEN}),
            shown AS (
               SELECT *, count(*) OVER same AS n_same FROM voice WINDOW same AS (PARTITION BY text_hash, question_hash)
               QUALIFY row_number() OVER (same ORDER BY day DESC NULLS LAST, comment_id) = 1
               ORDER BY {ORDERS[order]}, comment_id LIMIT $most OFFSET $first)
            SELECT v.comment_id, v.response_no, v.text, v.text_hash, v.question_hash, v.question, v.touchpoint_id,
               v.day, v.language, v.p_negative, v.p_neutral, v.p_positive, v.net, v.sentiment, v.confidence, v.label,
               v.model_version, m.engine, v.evidence, v.text_no, v.n_same, b.score,
               a.p_chosen,
               (SELECT to_json(list({{'theme_id': t.theme_id, 'clause': t.clause_no, 'source': t.source,
                    'p_negative': t.p_negative, 'p_positive': t.p_positive, 'spans': t.spans}}
                    ORDER BY t.clause_no, t.theme_id))
                FROM text_theme t WHERE t.text_hash = v.text_hash AND t.question_hash = v.question_hash) AS themes,
               (SELECT to_json(list({{'emotion': e.emotion, 'confidence': e.confidence,
                    'spans': e.spans, 'nearest': e.nearest, 'said': e.said}}
                    ORDER BY e.confidence DESC, e.emotion))
                FROM hinted e WHERE e.text_hash = v.text_hash) AS emotions
            FROM shown v LEFT JOIN text_model m USING (model_version) LEFT JOIN chosen a USING (comment_id, upload_id)
               LEFT JOIN (SELECT response_no, avg(norm) AS score FROM score_fact GROUP BY ALL) b USING (response_no)
            ORDER BY {ORDERS[order].replace("day", "v.day")}, v.comment_id""",  # noqa: S608 - fixed names only
        most=most,
        first=first,
        dtypes=_ROWS,
        **params,
    )


def review_queue(store: Reader, scope: Scope | None = None, *, most: int = 50) -> pd.DataFrame:
    """One row per distinct text and question nobody has labelled: the least certain first, then those said most often.

    Columns: text_hash, question_hash, text, question, language, p_negative, p_neutral, p_positive, confidence, n_same.
    Answers without content are left out. Without a scope over the whole store.
    """
    if scope is None:
        tables, params = _WHOLE_STORE, dict[str, object]()
    else:
        tables, params = voice_sql(store, scope)
    return store.frame(
        f"""WITH {tables}
            SELECT text_hash, question_hash, any_value(text) AS text, any_value(question) AS question,
               any_value(language) AS language, any_value(p_negative) AS p_negative, any_value(p_neutral) AS p_neutral,
               any_value(p_positive) AS p_positive, any_value(confidence) AS confidence, count(*) AS n_same
            FROM voice WHERE NOT is_none AND label IS NULL GROUP BY text_hash, question_hash
            ORDER BY round(any_value(confidence), 2), n_same DESC, text_hash, question_hash LIMIT $most""",  # noqa: S608
        most=most,
        dtypes={name: kind for name, kind in _ROWS.items() if name in _QUEUE},
        **params,
    )


_QUEUE: Final = ("text_hash", "question_hash", "text", "question", "language", "n_same")
_WHOLE_STORE: Final = """
voice AS (
    SELECT c.text, c.text_hash, s.question_hash, q.label AS question, t.language, s.p_negative, s.p_neutral,
        s.p_positive, s.confidence, s.is_none, l.label
    FROM comment c LEFT JOIN question q USING (question_id)
    JOIN text_score s ON s.text_hash = c.text_hash AND s.question_hash = coalesce(md5(q.label), '')
    JOIN text_state t ON t.text_hash = c.text_hash
    LEFT JOIN text_label l ON l.text_hash = s.text_hash AND l.question_hash = s.question_hash)
"""


def text_vectors(
    store: Reader, scope: Scope, chosen: VoiceFilter | None = None
) -> tuple[pd.DataFrame, NDArray[np.float32]]:
    """One row per distinct text with a vector, and beside it the vectors, shape (rows, width): for topics and quotes.

    Columns: text_hash, text, language, confidence, n_same.
    """
    tables, params = voice_sql(store, scope, chosen)
    texts = store.frame(
        f"""WITH {tables},
            one AS (SELECT max(encoder) AS encoder FROM text_vector)
            SELECT text_hash, any_value(v.text) AS text, any_value(v.language) AS language,
               any_value(v.confidence) AS confidence, count(*) AS n_same, any_value(x.vector) AS vector
            FROM voice v JOIN text_vector x USING (text_hash) JOIN one USING (encoder)
            WHERE NOT is_none GROUP BY text_hash ORDER BY text_hash""",  # noqa: S608 - fixed names only
        dtypes={"text_hash": "str", "text": "str", "language": "str", "n_same": "int64"},
        **params,
    )
    return texts.drop(columns="vector"), as_matrix(texts["vector"])


def as_matrix(vectors: pd.Series) -> NDArray[np.float32]:
    """Stored vectors as rows of a matrix."""
    if not len(vectors):
        return np.zeros((0, 0), dtype=np.float32)
    joined = np.frombuffer(b"".join(bytes(one) for one in vectors), dtype=np.float16)
    return joined.reshape(len(vectors), -1).astype(np.float32)
