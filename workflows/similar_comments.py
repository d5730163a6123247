"""Comments like one comment: by meaning where sentence vectors are there, else by shared words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

from data.queries.scope import Scope
from data.queries.voice_similar import compared_texts, number_of, vector_cosines, word_cosines
from data.store import Reader

By = Literal["meaning", "words"]
LEVELS: Final[dict[By, tuple[float, float, float]]] = {"meaning": (0.85, 0.65, 0.45), "words": (0.80, 0.50, 0.25)}
"""Cosine from which comments are nearly the same, very similar, similar (docs/methods/similar-comments.md)."""


@dataclass(frozen=True)
class Similar:
    """How like one text the others of a scope are.

    Attributes
    ----------
    by : what was compared.
    found : one row per other text, the most similar first: text_no, n_same comments with it, cosine.
    """

    by: By
    found: pd.DataFrame

    @property
    def n_compared(self) -> int:
        """Comments it was compared with."""
        return int(self.found["n_same"].sum())

    @property
    def alike(self) -> pd.DataFrame:
        """The rows that are similar or more."""
        return self.found[self.found["cosine"] >= LEVELS[self.by][-1]]


def level_of(by: By, cosine: float) -> int:
    """0 nearly the same, 1 very similar, 2 similar, 3 only loosely related.

    >>> level_of("meaning", 0.9), level_of("meaning", 0.5), level_of("words", 0.1)
    (0, 2, 3)
    """
    return sum(cosine < least for least in LEVELS[by])


def similar_comments(store: Reader, scope: Scope, text_hash: str) -> Similar | None:
    """Every other text of the scope with its likeness; None where the text was not read yet.

    Texts without content are left out; where some texts have no vector yet, those with one are compared.
    """
    own = number_of(store, text_hash)
    if own is None:
        return None
    texts = compared_texts(store, scope)
    texts = texts[texts["text_no"] != own]
    by: By = "meaning"
    cosine = vector_cosines(store, own, texts["text_no"])
    if cosine is None:
        by = "words"
        cosine = word_cosines(store, own, pd.concat([texts["text_no"], pd.Series([own])]))
    kept = texts.join(cosine.rename("cosine"), on="text_no", how="inner")
    ranked = kept.sort_values(["cosine", "text_no"], ascending=[False, True], ignore_index=True)
    return Similar(by, ranked)
