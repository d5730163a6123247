"""Searching comments: the texts that hold every word of a query, Chinese by pairs of characters."""

from __future__ import annotations

import re
from typing import Final

from data.queries.text_write import fold_params, folded_sql, grams_sql
from data.reading import Reader

MOST_GRAMS: Final = 24
LONGEST: Final = 200
SHORT: Final = 3  # words from this length on also find longer words that begin with them
HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
FIND: Final = """
SELECT text_no FROM (
    SELECT t.text_no, w.gram FROM text_term t JOIN (SELECT unnest($exact) AS gram) w ON t.gram = w.gram
    UNION
    SELECT t.text_no, w.gram FROM text_term t JOIN (SELECT unnest($begun) AS gram) w ON starts_with(t.gram, w.gram)
    UNION
    SELECT t.text_no, w.gram FROM text_term t JOIN (SELECT unnest($within) AS gram) w ON contains(t.gram, w.gram))
GROUP BY text_no HAVING count(*) = $n ORDER BY text_no
"""


def query_grams(store: Reader, query: str) -> list[str]:
    """The index terms of a query, as texts are cut into them; at most MOST_GRAMS."""
    sql = f"SELECT {grams_sql('folded')} FROM (SELECT {folded_sql('$query')} AS folded)"  # noqa: S608 - fixed names only
    found = store.value(sql, query=query[:LONGEST], **fold_params())
    return sorted(str(gram) for gram in found or ())[:MOST_GRAMS]


def found_texts(store: Reader, query: str) -> tuple[int, ...] | None:
    """Numbers of the texts that hold all words of the query; None where the query holds no word at all.

    For `VoiceFilter.texts`. A word of three letters or more also finds what begins with it.
    """
    grams = query_grams(store, query)
    if not grams:
        return None
    lone = [gram for gram in grams if len(gram) == 1 and HAN.match(gram)]
    begun = [gram for gram in grams if len(gram) >= SHORT and not HAN.match(gram)]
    exact = [gram for gram in grams if gram not in lone and gram not in begun]
    rows = store.rows(FIND, exact=exact, begun=begun, within=lone, n=len(grams))
    return tuple(int(number) for (number,) in rows)
