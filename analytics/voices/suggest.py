"""Themes learned from corrections: comments the words missed, and how right the tags of each theme are.

The words teach a linear model per theme what their comments look like; corrected comments then decide how far words and
model are to be followed. docs/methods/themes.md gives the steps and what was measured.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.intervals import wilson
from analytics.voices.fold import fold
from errors import N_, BadInput

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LogOdds = Callable[[Floats], Floats]

MIN_MEASURED = 10
"""Corrections under which precision and recall are not measured."""
MIN_SIDE = 5
"""Corrections with and without a theme, each, from which its model may replace the words."""
FOLDS = 5
TAUGHT_ON = 4_000  # comments the first model is fitted on, drawn at random from more
WIDTH = 256  # of the hashed n-grams after projection, where there are no sentence vectors
OWN_HIT, OTHER_HITS, WEAK, VECTOR = 2.0, 0.3, 0.5, 0.1  # scale of the parts of the second model, by their trust
WORDS_COUNT_AS = 5.0  # corrections that all uncorrected comments count as together
WEAK_C, FINAL_C, CLIP = 0.003, 1.0, 8.0


@dataclass(frozen=True)
class ThemeModel:
    """What the models say, columns in the order of the themes that went in.

    Attributes
    ----------
    strength : shape (n, themes), 0 to 1; how much a comment looks like the theme's. Corrected comments are predicted
        by a model that has not seen their correction. It orders comments; it is no frequency.
    tags : shape (n, themes); the final tags: corrections first, then the model where it is followed, else the words.
    unaided : as tags, without taking over the corrections: what `accuracy` is measured on.
    is_followed : shape (themes,); the model has enough corrections and tags the corrected comments, held out, at least
        as well as the words do (F1).
    """

    strength: Floats
    tags: Bools
    unaided: Bools
    is_followed: Bools


@dataclass(frozen=True)
class Measured:
    """A share with its 95 % Wilson interval and n; value, low and high are None below MIN_MEASURED ("not measured")."""

    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class Accuracy:
    """Precision (of the tagged comments, how many speak of the theme) and recall (of those that do, how many are
    tagged) of one theme, on corrected comments only."""

    theme_id: str
    precision: Measured
    recall: Measured


def hashed_features(texts: Sequence[str], *, random_state: int) -> NDArray[np.float32]:
    """Stand-in for sentence vectors: character 2-4-grams, hashed and projected at random; shape (n, 256).

    Knows spelling, not meaning, and brings no language closer to the other.
    """
    from sklearn.feature_extraction.text import HashingVectorizer
    from sklearn.random_projection import SparseRandomProjection

    hashing = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 4), n_features=2**15, lowercase=False)
    grams = hashing.transform([fold(text) for text in texts])
    projection = SparseRandomProjection(WIDTH, random_state=random_state, dense_output=True)
    dense: NDArray[np.float32] = projection.fit_transform(grams).astype(np.float32)
    return dense


def correction_matrix(corrections: pd.DataFrame, n: int, theme_ids: Sequence[str]) -> NDArray[np.int8]:
    """Corrections as a matrix of shape (n, themes): 1 present, 0 absent, -1 not said.

    `corrections` has one row per text (0 to n - 1), theme_id and is_present; the last row about a pair counts, themes
    that are not in `theme_ids` are left out.

    >>> rows = pd.DataFrame({"text": [0, 1, 1], "theme_id": ["a", "a", "a"], "is_present": [True, True, False]})
    >>> correction_matrix(rows, 3, ["a", "b"]).tolist()
    [[1, -1], [0, -1], [-1, -1]]
    """
    said = np.full((n, len(theme_ids)), -1, dtype=np.int8)
    known = corrections[corrections["theme_id"].isin(list(theme_ids))].drop_duplicates(
        ["text", "theme_id"], keep="last"
    )
    text = known["text"].to_numpy(dtype=np.int64)
    if len(text) and (text.min() < 0 or text.max() >= n):
        outside = int(text[(text < 0) | (text >= n)][0])
        raise BadInput(field="text", value=outside, fix=N_("Give the number of one of the texts."))
    column = {theme_id: number for number, theme_id in enumerate(theme_ids)}
    said[text, known["theme_id"].map(column).to_numpy(dtype=np.int64)] = known["is_present"].to_numpy(dtype=np.int8)
    return said


def learn_themes(
    has: Bools, features: NDArray[np.float32] | Floats, said: NDArray[np.int8], *, random_state: int
) -> ThemeModel:
    """Models of all themes from their keyword hits and the corrections.

    Parameters
    ----------
    has : shape (n, themes), the words' tags (`analytics.voices.themes.presence`).
    features : shape (n, d), sentence vectors or `hashed_features`.
    said : `correction_matrix`, shape (n, themes).
    """
    rng = np.random.default_rng(random_state)
    scaled = _standardised(features)
    taught = rng.permutation(len(has))[:TAUGHT_ON]
    weak = np.column_stack([_weak(scaled, has[:, theme], taught) for theme in range(has.shape[1])])
    strength, followed = _sigmoid(weak), np.zeros(has.shape[1], dtype=bool)
    for theme in range(has.shape[1]):
        known = np.flatnonzero(said[:, theme] >= 0)
        sides = np.bincount(said[known, theme], minlength=2)
        if sides.min() < MIN_SIDE:
            continue
        parts = np.hstack([
            OWN_HIT * has[:, [theme]], WEAK * weak[:, [theme]], OTHER_HITS * has, VECTOR * scaled,
        ])  # fmt: skip
        held_out = _corrected(parts, has[:, theme], said[:, theme], taught, known, rng)
        strength[:, theme] = held_out
        truth = said[known, theme] == 1
        followed[theme] = _f1(truth, held_out[known] > 0.5) >= _f1(truth, has[known, theme])
    unaided = np.where(followed, strength > 0.5, has)
    return ThemeModel(strength, np.where(said >= 0, said == 1, unaided), unaided, followed)


def _standardised(features: NDArray[np.float32] | Floats) -> Floats:
    values = np.asarray(features, dtype=np.float64)
    spread = values.std(axis=0)
    scaled: Floats = (values - values.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    return scaled


def _sigmoid(logit: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-logit)), dtype=np.float64)


def _weak(scaled: Floats, hit: Bools, taught: Ints) -> Floats:
    """Log-odds of the model that the words alone have taught; -CLIP where they found next to nothing."""
    present = int(hit[taught].sum())
    if min(present, len(taught) - present) < MIN_SIDE:
        return np.where(hit, CLIP, -CLIP)
    return np.clip(_fitted(scaled, hit, taught, np.ones(len(taught)), WEAK_C)(scaled), -CLIP, CLIP)


def _fitted(parts: Floats, present: Bools, rows: Ints, weight: Floats, c: float) -> LogOdds:
    """Logistic regression with both sides of equal weight; gives the function from parts to log-odds."""
    from sklearn.linear_model import LogisticRegression

    side = np.where(present[rows], weight[present[rows]].sum(), weight[~present[rows]].sum())
    balanced = weight * weight.sum() / (2 * side)
    model = LogisticRegression(C=c, max_iter=500).fit(parts[rows], present[rows], sample_weight=balanced)
    return lambda values: np.asarray(model.decision_function(values), dtype=np.float64)


def _corrected(
    parts: Floats, hit: Bools, said: NDArray[np.int8], taught: Ints, known: Ints, rng: np.random.Generator
) -> Floats:
    """Strength by the model on top of the words, corrected comments predicted by folds that leave them out."""
    present = np.where(said >= 0, said == 1, hit)
    words_only = taught[said[taught] < 0]
    word_weight = np.full(len(words_only), WORDS_COUNT_AS / max(len(words_only), 1))

    def model(corrected: Ints) -> LogOdds:
        rows = np.concatenate([corrected, words_only])
        return _fitted(parts, present, rows, np.concatenate([np.ones(len(corrected)), word_weight]), FINAL_C)

    logit = model(known)(parts)
    fold_of = _folds(present[known], rng)
    for number in range(FOLDS):
        out = fold_of == number
        logit[known[out]] = model(known[~out])(parts[known[out]])
    return _sigmoid(logit)


def _folds(present: Bools, rng: np.random.Generator) -> Ints:
    """A fold for each row, both sides spread over all folds."""
    order = rng.permutation(len(present))
    order = order[np.argsort(present[order], kind="stable")]
    fold_of = np.empty(len(present), dtype=np.int64)
    fold_of[order] = np.arange(len(present)) % FOLDS
    return fold_of


def _f1(truth: Bools, tagged: Bools) -> float:
    both = int(truth.sum() + tagged.sum())
    return 2 * int((truth & tagged).sum()) / both if both else 1.0


def missed(
    model: ThemeModel, has: Bools, said: NDArray[np.int8], theme_ids: Sequence[str], *, most: int = 50
) -> pd.DataFrame:
    """Comments that look like a theme although no word of it was found and nobody has said anything yet.

    One row per text and theme_id, the likeliest first: text, theme_id, strength (above 0.5); at most `most` of each.
    """
    candidate = ~has & (said < 0) & (model.strength > 0.5)
    text, column = np.nonzero(candidate)
    rows = pd.DataFrame({"text": text, "theme_id": np.array(theme_ids, dtype=object)[column]})
    rows = rows.assign(strength=model.strength[text, column])
    rows = rows.sort_values(["strength", "text"], ascending=[False, True], kind="stable")
    return rows.groupby("theme_id", sort=False).head(most).reset_index(drop=True)


def accuracy(tagged: Bools, said: NDArray[np.int8], theme_ids: Sequence[str]) -> tuple[Accuracy, ...]:
    """Precision and recall of each theme on the corrected comments.

    They hold for all comments if the corrected ones were drawn at random. Comments corrected because they were tagged
    say nothing about recall, and those corrected from the list of missed ones make it look lower than it is.

    Examples
    --------
    >>> tagged = np.array([[True]] * 12 + [[False]] * 12)
    >>> said = np.array([[1]] * 9 + [[0]] * 3 + [[1]] * 1 + [[0]] * 11, dtype=np.int8)
    >>> one = accuracy(tagged, said, ["a"])[0]
    >>> one.precision.value, one.recall.value, one.precision.n, one.recall.n
    (0.75, 0.9, 12, 10)
    """
    is_said, is_true = said >= 0, said == 1
    hits = (tagged & is_true).sum(axis=0)
    n_tagged, n_true = (tagged & is_said).sum(axis=0), is_true.sum(axis=0)
    return tuple(
        Accuracy(theme_id, _measured(int(hits[at]), int(n_tagged[at])), _measured(int(hits[at]), int(n_true[at])))
        for at, theme_id in enumerate(theme_ids)
    )


def _measured(hits: int, n: int) -> Measured:
    if n < MIN_MEASURED:
        return Measured(None, None, None, n)
    low, high = wilson(hits, n)
    return Measured(hits / n, low, high, n)
