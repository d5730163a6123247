"""Which texts wait for a look at their emotions, and what was found there."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

import pandas as pd

from data.reading import Reader
from data.transaction import Write


@dataclass(frozen=True)
class Looks:
    """How texts are looked at now: the names of a look by `words`, and of one by words and vectors, which begins alike.

    `with_vectors`: texts that have a vector come again until they were looked at by `both`. Other names are old.
    """

    words: str
    both: str
    with_vectors: bool


_WAITING: Final = """
FROM text_state t LEFT JOIN (SELECT text_hash FROM text_vector WHERE encoder = 'standard') v USING (text_hash)
SEMI JOIN comment USING (text_hash)
WHERE NOT starts_with(coalesce(t.emotion_version, ''), $words)
    OR ($with_vectors AND v.text_hash IS NOT NULL AND t.emotion_version <> $both)
"""


def unfelt_texts(store: Reader, looks: Looks, *, most: int, most_chars: int = 4_000_000) -> pd.DataFrame:
    """One row per distinct text not looked at for emotions: text_hash, text, language, vector (bytes; None without),
    net (chance of positive less negative, mean over the questions it answers; NaN without content or score).

    `most_chars` bounds a batch; a text that is larger alone makes a batch of its own.
    """
    return store.frame(
        f"""SELECT w.text_hash, any_value(c.text) AS text, any_value(w.language) AS language,
                any_value(v.vector) AS vector, any_value(s.net) AS net
            FROM (SELECT text_hash, t.language {_WAITING}
                  QUALIFY sum(t.n_chars) OVER (ORDER BY text_hash) <= $chars
                      OR row_number() OVER (ORDER BY text_hash) = 1
                  ORDER BY text_hash LIMIT $most) w
                JOIN comment c USING (text_hash)
                LEFT JOIN text_vector v ON v.text_hash = w.text_hash AND v.encoder = 'standard' AND $with_vectors
                LEFT JOIN (SELECT text_hash, avg(p_positive - p_negative) AS net FROM text_score
                           WHERE NOT is_none GROUP BY text_hash) s ON s.text_hash = w.text_hash
            GROUP BY w.text_hash ORDER BY w.text_hash""",  # noqa: S608 - fixed names only
        dtypes={"text_hash": "str", "text": "str", "language": "str", "vector": "object", "net": "float64"},
        most=most,
        chars=most_chars,
        **asdict(looks),
    )


def count_unfelt(store: Reader, looks: Looks) -> int:
    """How many distinct texts wait for a look at their emotions."""
    return int(store.value(f"SELECT count(*) {_WAITING}", **asdict(looks)))


def write_emotions(write: Write, looked: pd.DataFrame, hints: pd.DataFrame, looks: Looks) -> int:
    """Replace the hints of the texts in `looked` (text_hash, vector) by `hints`, columns of the table text_emotion.

    A text that went meanwhile gets none. Returns the hints written.
    """
    versions = looked["vector"].notna().map({True: looks.both, False: looks.words})
    write.execute("CREATE TEMP TABLE felt (text_hash VARCHAR, emotion_version VARCHAR)")
    write.insert("felt", pd.DataFrame({"text_hash": looked["text_hash"], "emotion_version": versions}))
    write.execute("DELETE FROM felt WHERE text_hash NOT IN (SELECT text_hash FROM comment)")
    write.execute("DELETE FROM text_emotion WHERE text_hash IN (SELECT text_hash FROM felt)")
    write.execute("CREATE TEMP TABLE fresh_emotion AS SELECT * FROM text_emotion LIMIT 0")
    write.insert("fresh_emotion", hints)
    n_rows = write.execute("INSERT INTO text_emotion SELECT h.* FROM fresh_emotion h SEMI JOIN felt USING (text_hash)")
    write.execute(
        "UPDATE text_state SET emotion_version = f.emotion_version FROM felt f WHERE text_state.text_hash = f.text_hash"
    )
    write.execute("DROP TABLE fresh_emotion")
    write.execute("DROP TABLE felt")
    return n_rows
