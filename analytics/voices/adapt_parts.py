"""What an adapted model looks at: the log-odds of the engine, the question, the sentence vector, the domain's n-grams.

Every part is put on a like scale, so that one ridge penalty a part is enough: vectors are standardised and divided by
the root of their width, n-grams are TF-IDF rows of length 1. English and other texts are read by words and pairs,
Chinese ones by runs of one to three characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from analytics.voices.hashing import char_grams, word_grams
from analytics.voices.questions import question_context
from analytics.voices.scores import Base, Floats

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Array = NDArray[Any]

MOST_LOGIT = 6.0
"""Log-odds beyond this say no more than "sure"."""
MOST_GRAMS = 20_000
MIN_TEXTS = 2
"""An n-gram that one text alone holds teaches nothing about another."""
MIN_ASKED = 20
"""A question gets a number of its own from this many texts on."""
CONTEXTS = ("faults", "praise")
BORDER_HELD, QUESTION_HELD = 300.0, 100.0
"""Penalties on the constant and on the questions where no label says at which log-odds praise begins."""


@dataclass(frozen=True)
class Lens:
    """How texts of a workspace are turned into numbers; fitted to its texts, without their labels.

    Attributes
    ----------
    encoder : the sentence vectors that are read, "" for none.
    mean, spread : of these vectors, shape (d,).
    keys, idf : the known n-grams, sorted, and their inverse document frequency, shape (k,).
    questions : the questions with a number of their own.
    """

    encoder: str
    mean: Floats
    spread: Floats
    keys: NDArray[np.uint32]
    idf: Floats
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Penalties:
    """Ridge penalties: half of penalty x coefficient squared is added to the sum of the log losses.

    The coefficient of the prior is drawn towards 1, all others towards 0: without data the model is the engine.
    """

    prior: float = 1.0
    question: float = 1.0
    vector: float = 0.7
    gram: float = 1.0


@dataclass(frozen=True)
class Design:
    """Rows of numbers: `dense` (constant, prior log-odds, question, vector), `grams` sparse; `penalty` per column.

    `n_asked` columns of `dense` belong to the question.
    """

    dense: Floats
    grams: csr_matrix
    penalty: Floats
    n_asked: int = 0

    def __len__(self) -> int:
        return len(self.dense)

    def take(self, rows: NDArray[np.int64]) -> Design:
        """These rows."""
        return replace(self, dense=self.dense[rows], grams=self.grams[rows])

    def anchored(self) -> Design:
        """The same rows, the border between the sides held where the prior has it: scores alone do not tell it."""
        penalty = self.penalty.copy()
        penalty[0] = BORDER_HELD
        penalty[2 : 2 + self.n_asked] = QUESTION_HELD
        return replace(self, penalty=penalty)

    def after(self, prior: Floats) -> Design:
        """The same rows, starting from these log-odds, shape (n,)."""
        dense = self.dense.copy()
        dense[:, 1] = np.clip(prior, -MOST_LOGIT, MOST_LOGIT)
        return replace(self, dense=dense)


def lens(base: Base, questions: Sequence[str | None]) -> Lens:
    """A lens for these texts: their n-grams, their vectors' centre, the questions asked often enough."""
    encoder = next((name for name in ("accurate", "standard") if name in base.vectors), "")
    vectors = base.vectors[encoder].astype(np.float64) if encoder else np.zeros((len(base), 0))
    spread = vectors.std(axis=0) if len(base) else np.zeros(vectors.shape[1])
    _row, key, _count = _counted(base)
    keys, n_texts = np.unique(key, return_counts=True)
    chosen = np.flatnonzero(n_texts >= MIN_TEXTS)
    if chosen.size > MOST_GRAMS:
        chosen = np.sort(chosen[np.argsort(-n_texts[chosen], kind="stable")[:MOST_GRAMS]])
    idf = np.log((1 + len(base)) / (1 + n_texts[chosen])) + 1
    asked, often = np.unique([question or "" for question in questions], return_counts=True)
    own = tuple(str(one) for one in asked[(often >= MIN_ASKED) & (asked != "")])
    return Lens(encoder, vectors.mean(axis=0), np.where(spread > 0, spread, 1.0), keys[chosen], idf, own)


def design(seen: Lens, base: Base, questions: Sequence[str | None], penalties: Penalties = Penalties()) -> Design:
    """The numbers of these texts through a lens, the prior log-odds still 0 (`Design.after`)."""
    vectors = base.vectors[seen.encoder] if seen.encoder else np.zeros((len(base), 0))
    placed = (vectors - seen.mean) / seen.spread / np.sqrt(max(len(seen.mean), 1))
    asked = _asked(seen, questions)
    dense = np.column_stack([np.ones(len(base)), np.zeros(len(base)), asked, placed])
    groups = (1, 1, asked.shape[1], placed.shape[1], len(seen.keys))
    penalty = np.repeat([0.0, penalties.prior, penalties.question, penalties.vector, penalties.gram], groups)
    return Design(np.asarray(dense, dtype=np.float64), _tfidf(seen, base), penalty, asked.shape[1])


def _asked(seen: Lens, questions: Sequence[str | None]) -> Floats:
    contexts = np.array([question_context(question) for question in questions], dtype=object)
    told = np.array([question or "" for question in questions], dtype=object)
    columns = [contexts == name for name in CONTEXTS] + [told == name for name in seen.questions]
    return np.column_stack(columns).astype(np.float64)


def _counted(base: Base) -> tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.int64]]:
    """Each n-gram of each text once: row, key, how often."""
    is_chinese = base.language == "zh"
    rows, keys = [], []
    for place, grams in ((np.flatnonzero(~is_chinese), word_grams), (np.flatnonzero(is_chinese), char_grams)):
        if place.size:
            found = grams([base.texts[row] for row in place.tolist()])
            rows.append(place[found.row])
            keys.append(found.key)
    if not rows:
        return np.zeros(0, np.int64), np.zeros(0, np.uint32), np.zeros(0, np.int64)
    both = (np.concatenate(rows).astype(np.uint64) << np.uint64(32)) | np.concatenate(keys).astype(np.uint64)
    distinct, count = np.unique(both, return_counts=True)
    return (distinct >> np.uint64(32)).astype(np.int64), distinct.astype(np.uint32), count


def _tfidf(seen: Lens, base: Base) -> csr_matrix:
    from scipy.sparse import csr_matrix  # only a model that has learnt needs it

    row, key, count = _counted(base)
    shape = (len(base), len(seen.keys))
    if not seen.keys.size:
        return csr_matrix(shape, dtype=np.float64)
    place = np.minimum(np.searchsorted(seen.keys, key), seen.keys.size - 1)
    known = seen.keys[place] == key
    row, place = row[known], place[known]
    value = (1 + np.log(count[known])) * seen.idf[place]
    length = np.sqrt(np.bincount(row, value**2, len(base)))
    return csr_matrix((value / length[row], (row, place)), shape=shape)
