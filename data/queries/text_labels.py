"""What people said about texts, and what the models are to learn from it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import pandas as pd

from data.queries.text_work import QUESTIONS
from data.reading import Reader
from data.transaction import Write

OWN: Final = "upload_id NOT IN (SELECT upload_id FROM upload WHERE is_sample)"
"""Comments that people brought; those of the sample are invented."""
LESSONS: Final = f"({OWN} OR NOT EXISTS (SELECT 1 FROM comment WHERE {OWN}))"  # noqa: S608 - fixed names only
"""Comments whose scores may teach: what is invented teaches only where there is nothing else."""
WHITE: Final = " \t\r\n\u00a0\u3000"
_ANSWERS: Final = {"theme": ("theme_label", "theme_id"), "emotion": ("emotion_label", "emotion")}
_TEXT: Final = {"text_hash": "str", "question_hash": "str", "text": "str", "question": "str"}


def said_of_text(store: Reader, text_hash: str, question_hash: str) -> str | None:
    """The label a person gave the text under this question."""
    found = store.value(
        "SELECT label FROM text_label WHERE text_hash = $t AND question_hash = $q", t=text_hash, q=question_hash
    )
    return None if found is None else str(found)


def said_of_theme(store: Reader, text_hash: str, theme_id: str) -> bool | None:
    """Whether a person said that the text speaks of the theme."""
    return _answer(store, "theme", text_hash, theme_id)


def said_of_emotion(store: Reader, text_hash: str, emotion: str) -> bool | None:
    """Whether a person said that the text shows the emotion."""
    return _answer(store, "emotion", text_hash, emotion)


def _answer(store: Reader, kind: str, text_hash: str, code: str) -> bool | None:
    table, column = _ANSWERS[kind]
    sql = f"SELECT is_present FROM {table} WHERE text_hash = $t AND {column} = $code"  # noqa: S608 - fixed names only
    found = store.value(sql, t=text_hash, code=code)
    return None if found is None else bool(found)


def write_text_label(
    write: Write, text_hash: str, question_hash: str, label: str | None, *, at: datetime, by: str
) -> None:
    """Replace the label; None takes it away."""
    write.execute("DELETE FROM text_label WHERE text_hash = $t AND question_hash = $q", t=text_hash, q=question_hash)
    if label is not None:
        write.execute(
            "INSERT INTO text_label VALUES ($t, $q, $label, $by, $at)",
            t=text_hash, q=question_hash, label=label, by=by, at=at,
        )  # fmt: skip


def write_text_labels(write: Write, labels: pd.DataFrame, *, at: datetime, by: str) -> int:
    """Label every comment that holds one of these texts, under whatever question; returns the texts that were found.

    `labels`: text (spaces at its ends do not matter), label; the last one counts where a text comes twice.
    """
    write.execute("CREATE TEMP TABLE given (text VARCHAR, label VARCHAR)")
    write.insert("given", labels[["text", "label"]].drop_duplicates("text", keep="last"))
    write.execute(
        f"""CREATE TEMP TABLE meant AS
            SELECT DISTINCT c.text_hash, coalesce(q.question_hash, '') AS question_hash, g.label
            FROM comment c JOIN given g ON trim(c.text, $white) = g.text LEFT JOIN ({QUESTIONS}) q USING (question_id)
            QUALIFY row_number() OVER (PARTITION BY c.text_hash, question_hash ORDER BY g.label) = 1""",  # noqa: S608
        white=WHITE,
    )
    write.execute(
        """DELETE FROM text_label l WHERE EXISTS (SELECT 1 FROM meant m
           WHERE m.text_hash = l.text_hash AND m.question_hash = l.question_hash)"""
    )
    write.execute("INSERT INTO text_label SELECT text_hash, question_hash, label, $by, $at FROM meant", by=by, at=at)
    n_found = int(write.value("SELECT count(DISTINCT text_hash) FROM meant"))
    write.execute("DROP TABLE meant")
    write.execute("DROP TABLE given")
    return n_found


def write_theme_label(
    write: Write, text_hash: str, theme_id: str, is_present: bool | None, *, at: datetime, by: str
) -> None:
    """Replace the yes or no; None takes it away."""
    _write_answer(write, "theme", text_hash, theme_id, is_present, at=at, by=by)


def write_emotion_label(
    write: Write, text_hash: str, emotion: str, is_present: bool | None, *, at: datetime, by: str
) -> None:
    """Replace the yes or no; None takes it away."""
    _write_answer(write, "emotion", text_hash, emotion, is_present, at=at, by=by)


def _write_answer(
    write: Write, kind: str, text_hash: str, code: str, is_present: bool | None, *, at: datetime, by: str
) -> None:
    table, column = _ANSWERS[kind]
    write.execute(f"DELETE FROM {table} WHERE text_hash = $t AND {column} = $code", t=text_hash, code=code)  # noqa: S608
    if is_present is not None:
        write.execute(
            f"INSERT INTO {table} VALUES ($t, $code, $is_present, $by, $at)",  # noqa: S608 - fixed names only
            t=text_hash, code=code, is_present=is_present, by=by, at=at,
        )  # fmt: skip


def labelled_texts(store: Reader) -> pd.DataFrame:
    """One row per labelled text, in the order of labelling.

    Columns: text_hash, question_hash, text, question, label, labelled_at. Labels of texts that no comment holds any
    more are left out.
    """
    return store.frame(
        f"""SELECT l.text_hash, l.question_hash, any_value(c.text) AS text, any_value(q.label) AS question,
               any_value(l.label) AS label, any_value(l.labelled_at) AS labelled_at
            FROM text_label l JOIN comment c USING (text_hash) LEFT JOIN ({QUESTIONS}) q USING (question_id)
            WHERE l.question_hash = coalesce(q.question_hash, '')
            GROUP BY ALL ORDER BY labelled_at, l.text_hash, l.question_hash""",  # noqa: S608 - fixed names only
        dtypes={**_TEXT, "label": "str"},
    )


def is_invented(store: Reader) -> bool:
    """Whether all comments are those of the sample."""
    return not store.value(f"SELECT count(*) FROM comment WHERE {OWN}")  # noqa: S608 - fixed names only


def witnessed_texts(store: Reader, *, most: int = 20_000) -> pd.DataFrame:
    """One row per comment whose response gave scores.

    Columns: text_hash, question_hash, text, question, score (0-100), journey_id. The score is that of the comment's
    touchpoint where it names one, else the mean of the response's scores. At most `most` rows, chosen by the hash of
    the text so that they are the same every time. The sample's count only where there are no other comments.
    """
    return store.frame(
        f"""WITH own AS (SELECT response_no, touchpoint_id, avg(norm) AS score FROM score_fact GROUP BY ALL),
            whole AS (SELECT response_no, any_value(journey_id) AS journey_id, avg(norm) AS score FROM score_fact
                      GROUP BY ALL)
            SELECT c.text_hash, coalesce(q.question_hash, '') AS question_hash, c.text, q.label AS question,
               coalesce(o.score, w.score) AS score, w.journey_id
            FROM (SELECT * FROM comment WHERE {LESSONS}) c JOIN whole w USING (response_no)
            LEFT JOIN own o ON o.response_no = c.response_no AND o.touchpoint_id = c.touchpoint_id
            LEFT JOIN ({QUESTIONS}) q USING (question_id)
            ORDER BY c.text_hash, c.comment_id LIMIT $most""",  # noqa: S608 - fixed names only
        most=most,
        dtypes={**_TEXT, "score": "float64", "journey_id": "str"},
    )
