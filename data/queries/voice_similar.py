"""How like one comment all others of a scope are: by sentence vectors, or by the words of the search index.

Vectors are read in slices of the texts' numbers, so memory does not grow with the number of comments.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.queries.scope import Scope
from data.queries.voice_base import voice_sql
from data.queries.voice_texts import as_matrix
from data.reading import Reader

ENCODER: Final = "standard"  # places English and Chinese in one space; read with every engine but Instant
SLICE: Final = 8_192
_TYPES: Final = {"text_no": "int64", "n_same": "int64"}
SLICE_SQL: Final = """
SELECT t.text_no, v.vector FROM text_state t JOIN text_vector v USING (text_hash)
WHERE v.encoder = $encoder AND t.text_no >= $first AND t.text_no < $first + $most
"""
# Cosine of the sets of terms, each weighted by its inverse document frequency ln(N / df).
WORDS_SQL: Final = """
WITH among AS (SELECT unnest($among) AS text_no),
held AS (SELECT t.gram, t.text_no FROM text_term t SEMI JOIN among USING (text_no)),
weighed AS (SELECT gram, pow(ln((SELECT count(*) FROM among) / count(*)::DOUBLE), 2) AS weight
            FROM held GROUP BY gram),
norms AS (SELECT text_no, sqrt(sum(weight)) AS norm FROM held JOIN weighed USING (gram) GROUP BY text_no),
own AS (SELECT gram, weight FROM held JOIN weighed USING (gram) WHERE text_no = $own),
shared AS (SELECT h.text_no, sum(o.weight) AS dot FROM held h JOIN own o USING (gram) GROUP BY h.text_no)
SELECT s.text_no, s.dot / (n.norm * (SELECT sqrt(sum(weight)) FROM own)) AS cosine
FROM shared s JOIN norms n USING (text_no) WHERE n.norm > 0 AND s.dot > 0
"""


def number_of(store: Reader, text_hash: str) -> int | None:
    """The number of a text in the index; None where it was not read yet or no comment holds it."""
    found = store.value("SELECT text_no FROM text_state WHERE text_hash = $one", one=text_hash)
    return None if found is None else int(found)


def text_of(store: Reader, text_hash: str) -> str | None:
    """The text as it is stored, personal data masked; None where no comment holds it."""
    found = store.value("SELECT any_value(text) FROM comment WHERE text_hash = $one", one=text_hash)
    return None if found is None else str(found)


def compared_texts(store: Reader, scope: Scope) -> pd.DataFrame:
    """One row per distinct text of the scope that says something: text_no, n_same comments with it."""
    tables, params = voice_sql(store, scope)
    return store.frame(
        f"""WITH {tables} SELECT text_no, count(*) AS n_same FROM voice
            WHERE NOT is_none AND text_no IS NOT NULL GROUP BY text_no ORDER BY text_no""",  # noqa: S608 - fixed names
        dtypes=_TYPES,
        **params,
    )


def vector_cosines(store: Reader, own: int, among: pd.Series) -> pd.Series | None:
    """Cosine with the text number `own` of every text of `among` that has a vector, by text number.

    None where the text itself has no vector: only Instant has read it.
    """
    held = _slice(store, own, 1)
    if held.empty:
        return None
    sought = _units(as_matrix(held["vector"]))[0]
    numbers = np.sort(among.to_numpy(dtype=np.int64))
    parts: list[pd.Series] = []
    for first in dict.fromkeys((numbers // SLICE * SLICE).tolist()):
        part = _slice(store, first, SLICE)
        kept = part[np.isin(part["text_no"].to_numpy(), numbers)]
        if len(kept):
            cosine = _units(as_matrix(kept["vector"])) @ sought
            parts.append(pd.Series(cosine.astype(float), index=kept["text_no"].to_numpy()))
    return pd.concat(parts) if parts else pd.Series(dtype="float64")


def word_cosines(store: Reader, own: int, among: pd.Series) -> pd.Series:
    """The same by shared words and pairs of Chinese characters, rare ones counting more; 0 where none is shared."""
    numbers = among.to_numpy(dtype=np.int64)
    frame = store.frame(
        WORDS_SQL, among=numbers.tolist(), own=own, dtypes={"text_no": "int64", "cosine": "float64"}
    )  # fmt: skip
    return frame.set_index("text_no")["cosine"].reindex(numbers, fill_value=0.0)


def _slice(store: Reader, first: int, most: int) -> pd.DataFrame:
    return store.frame(SLICE_SQL, encoder=ENCODER, first=first, most=most, dtypes={"text_no": "int64"})


def _units(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1.0), dtype=np.float32)
