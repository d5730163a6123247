"""Which texts wait to be scored, and by which model every text is scored: what the scoring in the background asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from data.reading import Reader

# A text is scored once per question it answers; texts without a question share the empty one.
QUESTIONS: Final = "SELECT question_id, coalesce(md5(label), '') AS question_hash, label, touchpoint_id FROM question"
PAIRS: Final = f"""
SELECT c.text_hash, coalesce(q.question_hash, '') AS question_hash, any_value(c.text) AS text,
    any_value(q.label) AS question
FROM comment c LEFT JOIN ({QUESTIONS}) q USING (question_id) GROUP BY ALL
"""  # noqa: S608 - fixed names only
KEYS: Final = f"""
SELECT DISTINCT c.text_hash, coalesce(q.question_hash, '') AS question_hash
FROM comment c LEFT JOIN ({QUESTIONS}) q USING (question_id)
"""  # noqa: S608 - fixed names only
_DONE: Final = {
    "any": "SELECT text_hash, question_hash FROM text_score",
    "engine": """SELECT text_hash, question_hash FROM text_score JOIN text_model USING (model_version)
                 WHERE list_contains($wanted, engine)""",
    "explained": """SELECT text_hash, question_hash FROM text_score
                    WHERE evidence IS NOT NULL AND list_contains($wanted, model_version)""",
    "version": "SELECT text_hash, question_hash FROM text_score WHERE list_contains($wanted, model_version)",
}
_WELL_READ: Final = """SELECT DISTINCT text_hash, question_hash FROM text_score JOIN text_model USING (model_version)
    WHERE engine <> 'instant'"""
_CUT: Final = """QUALIFY sum(length(text)) OVER (ORDER BY text_hash, question_hash) <= $chars
    OR row_number() OVER (ORDER BY text_hash, question_hash) = 1
ORDER BY text_hash, question_hash"""
_TEXTS: Final = {"text_hash": "str", "question_hash": "str", "text": "str", "question": "str"}


def waiting_texts(
    store: Reader, *, done: str, wanted: Sequence[str] = (), most: int = 10_000, most_chars: int = 4_000_000
) -> pd.DataFrame:
    """One row per (text, question) that is not yet scored: text_hash, question_hash, text, question.

    Parameters
    ----------
    done : what counts as scored: "any" score, one by an "engine" in `wanted`, one of a "version" in `wanted`, or such
        a one "explained" by the words that decided.
    most, most_chars : size of the batch; a text that is larger alone makes a batch of its own.

    Texts without a score, or with one of the quickest engine only, come before those that are read anew.
    """
    params = {} if done == "any" else {"wanted": list(wanted)}
    return store.frame(
        f"""SELECT text_hash, question_hash, text, question FROM (
               SELECT p.* FROM ({PAIRS}) p ANTI JOIN ({_DONE[done]}) USING (text_hash, question_hash)
               LEFT JOIN ({_WELL_READ}) w USING (text_hash, question_hash)
               ORDER BY w.text_hash IS NOT NULL, text_hash, question_hash LIMIT $most)
           {_CUT}""",  # noqa: S608 - fixed names only
        most=most,
        chars=most_chars,
        dtypes=_TEXTS,
        **params,
    )


def count_waiting(store: Reader, *, done: str, wanted: Sequence[str] = ()) -> int:
    """How many (text, question) are not yet scored; `done` and `wanted` as for `waiting_texts`."""
    params = {} if done == "any" else {"wanted": list(wanted)}
    sql = f"SELECT count(*) FROM ({KEYS}) ANTI JOIN ({_DONE[done]}) USING (text_hash, question_hash)"  # noqa: S608
    return int(store.value(sql, **params))


def untagged_texts(
    store: Reader, codeframe_version: str, *, by: str, most: int, most_chars: int = 4_000_000
) -> pd.DataFrame:
    """One row per (text, question) scored by model version `by` and not tagged by this codeframe under that score.

    Columns: text_hash, question_hash, text, question, language, model_version, p_negative, p_neutral, p_positive.
    """
    return store.frame(
        f"""SELECT * FROM (
               SELECT p.text_hash, p.question_hash, p.text, p.question, t.language, s.model_version,
                   s.p_negative, s.p_neutral, s.p_positive
               FROM ({PAIRS}) p JOIN text_score s USING (text_hash, question_hash) JOIN text_state t USING (text_hash)
               ANTI JOIN (SELECT text_hash, question_hash, model_version FROM text_tagged
                          WHERE codeframe_version = $version) USING (text_hash, question_hash, model_version)
               WHERE s.model_version = $scored_by ORDER BY text_hash, question_hash LIMIT $most)
           {_CUT}""",  # noqa: S608 - fixed names only
        version=codeframe_version,
        scored_by=by,
        most=most,
        chars=most_chars,
        dtypes={**_TEXTS, "language": "str", "model_version": "str"},
    )


def count_untagged(store: Reader, codeframe_version: str, *, by: str | None = None) -> int:
    """How many (text, question), scored by model version `by` or any, are not so tagged under their present score."""
    return int(
        store.value(
            """SELECT count(*) FROM text_score SEMI JOIN comment USING (text_hash)
               ANTI JOIN (SELECT text_hash, question_hash, model_version FROM text_tagged
                          WHERE codeframe_version = $version) USING (text_hash, question_hash, model_version)
               WHERE $scored_by IS NULL OR model_version = $scored_by""",
            version=codeframe_version,
            scored_by=by,
        )
    )


def has_read(store: Reader, model_version: str) -> bool:
    """Whether any score that counts comes from this version."""
    found = store.value("SELECT count(*) FROM (FROM text_score WHERE model_version = $v LIMIT 1)", v=model_version)
    return bool(found)


def n_distinct_texts(store: Reader) -> int:
    """Distinct (text, question) in the store."""
    return int(store.value(f"SELECT count(*) FROM ({KEYS})"))  # noqa: S608 - fixed names only


def scored_by(store: Reader) -> pd.DataFrame:
    """One row per model version that scored something: model_version, engine, kind, n texts, last scored_at.

    Texts that no comment holds any more are not counted.

    `n` adds up to less than `n_distinct_texts` while texts wait.
    """
    return store.frame(
        f"""SELECT s.model_version, m.engine, m.kind, count(*) AS n, max(s.scored_at) AS scored_at
            FROM text_score s JOIN text_model m USING (model_version)
            SEMI JOIN ({KEYS}) USING (text_hash, question_hash)
            GROUP BY ALL ORDER BY n DESC, model_version""",  # noqa: S608 - fixed names only
        dtypes={"model_version": "str", "engine": "str", "kind": "str", "n": "int64"},
    )
