"""Scores, tags, vectors and index of texts that nobody's comment holds any more: they go with the last comment."""

from __future__ import annotations

from typing import Final

from data.ingest.sql import fill
from data.transaction import Write

DERIVED: Final = (
    "text_score",
    "text_score_earlier",
    "text_emotion",
    "text_vector",
    "text_theme",
    "text_tagged",
)
BY_PEOPLE: Final = ("text_label", "theme_label", "emotion_label")
UNHELD: Final = "DELETE FROM <table> WHERE text_hash NOT IN (SELECT text_hash FROM comment)"
UNHELD_TERMS: Final = """
DELETE FROM text_term WHERE text_no IN (
    SELECT text_no FROM text_state WHERE text_hash NOT IN (SELECT text_hash FROM comment))
"""
CHANGED: Final = """
CREATE TEMP TABLE changed_text AS
SELECT text_hash AS old_hash, any_value(md5(text)) AS new_hash FROM comment WHERE text_hash <> md5(text)
GROUP BY text_hash
"""
FOLLOW: Final = "UPDATE <table> SET text_hash = new_hash FROM changed_text WHERE text_hash = old_hash"


def forget_texts(write: Write, *, with_labels: bool = False) -> int:
    """Drop what was derived from texts that are in no comment any more; returns the dropped rows.

    What people said about a text stays, so that an upload that comes back finds it again; `with_labels` drops it too.
    """
    n_rows = write.execute(UNHELD_TERMS)
    tables = (*DERIVED, "text_state", *(BY_PEOPLE if with_labels else ()))
    return n_rows + sum(write.execute(fill(UNHELD, table=table)) for table in tables)


def follow_changed_texts(write: Write) -> int:
    """Give comments whose words were changed in place the hash of their new words; returns how many texts changed.

    Labels follow the text; scores, tags and index are those of the old words and go with `forget_texts`.
    """
    write.execute(CHANGED)
    n_texts = int(write.value("SELECT count(*) FROM changed_text"))
    if n_texts:
        for table in BY_PEOPLE:
            write.execute(fill(FOLLOW, table=table))
        write.execute("UPDATE comment SET text_hash = md5(text) WHERE text_hash <> md5(text)")
    write.execute("DROP TABLE changed_text")
    return n_texts
