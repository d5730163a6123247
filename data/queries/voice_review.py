"""What the review of comments asks beside its queue: how sure a group hides its people, and why a text was read so."""

from __future__ import annotations

import pandas as pd

from data.queries.scope import Scope
from data.queries.text_work import QUESTIONS
from data.queries.voice_base import voice_sql
from data.reading import Reader


def question_counts(store: Reader, scope: Scope) -> pd.DataFrame:
    """One row per question of the scope's comments: question_hash, n comments, n_unread ones that wait for a score."""
    tables, params = voice_sql(store, scope)
    return store.frame(
        f"""WITH {tables}
            SELECT question_hash, count(*) AS n, count(*) FILTER (is_none IS NULL AND NOT is_foreign) AS n_unread
            FROM voice GROUP BY ALL ORDER BY ALL""",  # noqa: S608 - fixed names only
        dtypes={"question_hash": "str", "n": "int64", "n_unread": "int64"},
        **params,
    )


def question_labels(store: Reader) -> dict[str, dict[str, str]]:
    """The wordings of each question that comments answer, by the hash of the wording it was asked in and language."""
    found = store.rows(
        f"""SELECT t.question_hash, any_value(q.label_lang), any_value(q.label), any_value(q.translations ->> 'en'),
                any_value(q.translations ->> 'zh')
            FROM ({QUESTIONS}) t JOIN question q USING (question_id) WHERE q.label IS NOT NULL GROUP BY 1"""  # noqa: S608
    )
    return {
        str(key): {lang: str(told) for lang, told in (("en", en), ("zh", zh), (spoken, label)) if told and lang}
        for key, spoken, label, en, zh in found
    }


def evidence_of(store: Reader, text_hash: str, question_hash: str) -> str:
    """Why the text was read as it is: JSON [[start, end, weight]]; weights above 0 speak for positive."""
    found = store.value(
        "SELECT evidence::VARCHAR FROM text_score WHERE text_hash = $t AND question_hash = $q",
        t=text_hash,
        q=question_hash,
    )
    return "[]" if found is None else str(found)


def themes_of_text(store: Reader, text_hash: str, question_hash: str) -> pd.DataFrame:
    """One row per theme in use that the tags or a person see in the text, the tagged ones first.

    Columns: theme_id, is_tagged, said (what a person said: true, false or missing).
    """
    return store.frame(
        """WITH tagged AS (SELECT DISTINCT theme_id FROM text_theme WHERE text_hash = $t AND question_hash = $q),
               said AS (SELECT theme_id, is_present FROM theme_label WHERE text_hash = $t)
           SELECT theme_id, tagged.theme_id IS NOT NULL AS is_tagged, said.is_present AS said
           FROM theme LEFT JOIN tagged USING (theme_id) LEFT JOIN said USING (theme_id)
           WHERE theme.retired_at IS NULL AND (tagged.theme_id IS NOT NULL OR said.theme_id IS NOT NULL)
           ORDER BY is_tagged DESC, position, theme_id""",
        t=text_hash,
        q=question_hash,
        dtypes={"theme_id": "str", "is_tagged": "bool"},
    )


def n_text_labels(store: Reader) -> int:
    """How many texts a person has labelled that a comment still holds."""
    return int(store.value("SELECT count(*) FROM text_label SEMI JOIN comment USING (text_hash)"))


def theme_answers(store: Reader, theme_id: str) -> pd.DataFrame:
    """One row per text somebody answered about a theme: text_hash, said."""
    return store.frame(
        "SELECT text_hash, is_present AS said FROM theme_label WHERE theme_id = $theme ORDER BY text_hash",
        theme=theme_id,
        dtypes={"text_hash": "str", "said": "bool"},
    )
