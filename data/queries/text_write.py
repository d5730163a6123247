"""Writing scores, tags and vectors of texts. Only texts that a comment still holds get in."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import pandas as pd

from data.ingest.sql import fill
from data.transaction import Write

KEPT_VERSIONS: Final = 4
SCORE_COLUMNS: Final = (
    "text_hash",
    "question_hash",
    "p_negative",
    "p_neutral",
    "p_positive",
    "is_none",
    "confidence",
    "evidence",
)
# The text may have gone while it was scored: an upload taken back, a person erased.
HELD: Final = "DELETE FROM scored WHERE text_hash NOT IN (SELECT text_hash FROM comment)"
REPLACED: Final = """
INSERT INTO text_score_earlier
SELECT s.* FROM text_score s SEMI JOIN scored USING (text_hash, question_hash) WHERE s.model_version <> $version
"""
LEAVE: Final = """
DELETE FROM <table> t WHERE EXISTS (
    SELECT 1 FROM scored n WHERE n.text_hash = t.text_hash AND n.question_hash = t.question_hash) <which>
"""
LAND: Final = """
INSERT INTO text_score
SELECT text_hash, question_hash, $version, p_negative, p_neutral, p_positive, is_none, confidence, evidence, $at
FROM scored
"""
NEW_STATES: Final = """
INSERT INTO text_state (text_hash, text_no, language, n_chars)
SELECT text_hash, nextval('text_no_seq'), language, n_chars FROM (
    SELECT s.text_hash, any_value(s.language) AS language, length(any_value(c.text)) AS n_chars
    FROM scored s JOIN comment c USING (text_hash)
    WHERE s.text_hash NOT IN (SELECT text_hash FROM text_state) GROUP BY s.text_hash)
"""
# Words as they are written, small and in common width; Chinese by pairs of signs, a lone sign by itself.
FULL_WIDTH: Final = "".join(map(chr, range(0xFF01, 0xFF5F)))
HALF_WIDTH: Final = "".join(map(chr, range(0x21, 0x7F)))
FOLDED: Final = "lower(nfc_normalize(translate(<text>, $wide, $narrow)))"
WORDS: Final = r"regexp_extract_all(<folded>, '[\p{L}\p{N}]+')"
RUNS: Final = r"regexp_extract_all(<folded>, '\p{Han}+')"
NOT_HAN: Final = r"regexp_replace(<folded>, '\p{Han}+', ' ', 'g')"
GRAMS: Final = """
list_distinct(list_concat(
    regexp_extract_all(<not_han>, '[\\p{L}\\p{N}]+'),
    flatten(list_transform(<runs>, lambda run: CASE WHEN length(run) = 1 THEN [run]
        ELSE list_transform(range(1, length(run)), lambda place: substr(run, place, 2)) END))))
"""
INDEX: Final = """
INSERT INTO text_term
WITH fresh AS (
    SELECT text_no, any_value(c.text) AS text FROM text_state t JOIN comment c USING (text_hash)
    WHERE text_no > $last GROUP BY text_no)
SELECT gram, text_no FROM (SELECT unnest(<grams>) AS gram, text_no FROM (SELECT text_no, <folded> AS folded FROM fresh))
WHERE length(gram) <= 64 ORDER BY gram, text_no
"""


def grams_sql(folded: str) -> str:
    """SQL for the list of index terms of a folded text."""
    return fill(GRAMS, not_han=fill(NOT_HAN, folded=folded), runs=fill(RUNS, folded=folded))


def folded_sql(text: str) -> str:
    """SQL that folds a text as the index does; needs the parameters of `fold_params`."""
    return fill(FOLDED, text=text)


def fold_params() -> dict[str, str]:
    """The parameters of `folded_sql`."""
    return {"wide": FULL_WIDTH, "narrow": HALF_WIDTH}


def write_scores(write: Write, scored: pd.DataFrame, model_version: str, *, at: datetime) -> int:
    """Make `scored` the scores that count; what they replace is kept as earlier. Returns the scores written.

    `scored` has one row per (text, question): SCORE_COLUMNS and language; evidence as JSON text.
    """
    write.execute("CREATE TEMP TABLE scored AS SELECT *, '' AS language FROM text_score LIMIT 0")
    write.insert(
        "scored", scored[[*SCORE_COLUMNS, "language"]].assign(model_version=model_version, scored_at=pd.Timestamp(at))
    )
    write.execute(HELD)
    write.execute(REPLACED, version=model_version)
    write.execute(fill(LEAVE, table="text_score", which=""))
    write.execute(
        fill(LEAVE, table="text_score_earlier", which="AND t.model_version = $version"), version=model_version
    )
    n_rows = write.execute(LAND, version=model_version, at=at)
    _index_new(write)
    write.execute("DROP TABLE scored")
    return n_rows


def _index_new(write: Write) -> None:
    """Number the texts that were never seen and put their words into the search index."""
    last = write.value("SELECT coalesce(max(text_no), 0) FROM text_state")
    if write.execute(NEW_STATES):
        sql = fill(INDEX, grams=grams_sql("folded"), folded=folded_sql("text"))
        write.execute(sql, last=last, **fold_params())


def write_vectors(write: Write, vectors: pd.DataFrame, encoder: str) -> int:
    """Keep sentence vectors: text_hash, vector (bytes of float16). One per text and encoder."""
    write.execute("CREATE TEMP TABLE fresh_vector (text_hash VARCHAR, vector BLOB)")
    write.insert("fresh_vector", vectors[["text_hash", "vector"]].drop_duplicates("text_hash"))
    n_rows = write.execute(
        """INSERT INTO text_vector SELECT text_hash, $encoder, vector FROM fresh_vector
           WHERE text_hash IN (SELECT text_hash FROM comment)
           AND text_hash NOT IN (SELECT text_hash FROM text_vector WHERE encoder = $encoder)""",
        encoder=encoder,
    )
    write.execute("DROP TABLE fresh_vector")
    return n_rows


def write_tags(write: Write, looked: pd.DataFrame, tags: pd.DataFrame, codeframe_version: str) -> int:
    """Replace what models found in the (text, question) of `looked` by `tags`; what people and files said stays.

    `looked`: text_hash, question_hash, model_version. `tags`: one row per clause and theme, columns of text_theme.
    """
    write.execute("CREATE TEMP TABLE looked (text_hash VARCHAR, question_hash VARCHAR, model_version VARCHAR)")
    write.insert("looked", looked[["text_hash", "question_hash", "model_version"]])
    write.execute("DELETE FROM looked WHERE text_hash NOT IN (SELECT text_hash FROM comment)")
    for table, which in (("text_theme", "AND t.source IN ('keyword', 'model')"), ("text_tagged", "")):
        write.execute(
            f"""DELETE FROM {table} t WHERE EXISTS (SELECT 1 FROM looked n WHERE n.text_hash = t.text_hash
                AND n.question_hash = t.question_hash) {which}"""  # noqa: S608 - fixed names only
        )
    write.execute("CREATE TEMP TABLE fresh_tag AS SELECT * FROM text_theme LIMIT 0")
    write.insert("fresh_tag", tags)
    n_rows = write.execute("INSERT INTO text_theme SELECT t.* FROM fresh_tag t SEMI JOIN looked USING (text_hash)")
    write.execute("INSERT INTO text_tagged SELECT text_hash, question_hash, $v, model_version FROM looked",
                  v=codeframe_version)  # fmt: skip
    write.execute("DROP TABLE fresh_tag")
    write.execute("DROP TABLE looked")
    return n_rows


def tidy_scores(write: Write, *, engine: str) -> int:
    """Let go of earlier scores that nobody comes back to: of all but the newest few versions.

    Those of Instant as shipped go too, as it only stands in for another engine, unless it is the `engine` in use.
    """
    return write.execute(
        """DELETE FROM text_score_earlier WHERE model_version NOT IN (
               SELECT model_version FROM text_model WHERE engine <> 'instant' OR kind <> 'base' OR $engine = 'instant'
               ORDER BY is_active DESC, created_at DESC LIMIT $most)""",
        engine=engine,
        most=KEPT_VERSIONS,
    )
