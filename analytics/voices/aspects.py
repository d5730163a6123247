"""Sentiment by theme: what a mixed comment says about each of the things it speaks of.

A comment is scored whole, unless it speaks of several themes or its clauses disagree; then each theme gets the mean
of its own clauses. docs/methods/themes.md says why (clause scores read mixed comments better and plain ones worse).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.voices.scores import TextScores
from analytics.voices.themes import Span, owned_clauses

Ints = NDArray[np.int64]
CLEAR = 0.2  # how far positive minus negative must be from 0 for a clause to count as a voice for one side
PROBABILITIES = ["p_negative", "p_neutral", "p_positive"]


class ScoreClauses(Protocol):
    """The engine, bound by the caller: `owners[i]` is the number of the text that clause i comes from, so that the
    language and the question of that text can go along."""

    def __call__(self, texts: Sequence[str], owners: Ints) -> TextScores:
        """Scores of the clauses in their order."""
        ...


def aspect_scores(
    texts: Sequence[str],
    clauses: Sequence[Sequence[Span]],
    hits: pd.DataFrame,
    whole: TextScores,
    score: ScoreClauses,
) -> pd.DataFrame:
    """Sentiment per text and theme.

    Parameters
    ----------
    texts : n texts as stored.
    clauses : per text its clauses as (start, end).
    hits : of `analytics.voices.themes.tag` with the same clauses.
    whole : scores of the n whole texts.
    score : scores clauses; called at most once, with the clauses of the texts where they can matter.

    Returns
    -------
    One row per text and theme_id: text, theme_id, p_negative, p_neutral, p_positive (sum 1), source ("comment" or
    "clause"), n_clauses (clauses the theme owns). Clauses without content do not count; a theme all of whose clauses
    are empty of content takes the score of the comment.
    """
    owned = owned_clauses(hits)
    pairs = hits[["text", "theme_id"]].drop_duplicates(ignore_index=True)
    comment = pd.DataFrame({name: getattr(whole, name) for name in PROBABILITIES})
    rows = pairs.join(comment, on="text").assign(source="comment")
    counts = owned.groupby(["text", "theme_id"]).size().rename("n_clauses")
    rows = rows.join(counts, on=["text", "theme_id"])
    rows["n_clauses"] = rows["n_clauses"].fillna(0).astype(np.int64)
    scored = _clause_scores(texts, clauses, np.unique(pairs["text"].to_numpy(dtype=np.int64)), score)
    split = _split_texts(pairs, scored)
    own = owned[owned["text"].isin(split)].merge(scored[~scored["is_none"]], on=["text", "clause"])
    if own.empty:
        return rows
    return _with_clauses(rows, own)


def _clause_scores(
    texts: Sequence[str], clauses: Sequence[Sequence[Span]], chosen: Ints, score: ScoreClauses
) -> pd.DataFrame:
    """One row per clause of the chosen texts with two clauses or more: text, clause, length, p_..., is_none."""
    places = [
        (text, clause, start, end)
        for text in chosen.tolist()
        if len(clauses[text]) > 1
        for clause, (start, end) in enumerate(clauses[text])
    ]
    frame = pd.DataFrame(places, columns=["text", "clause", "start", "end"], dtype=np.int64)
    columns = [*PROBABILITIES, "is_none"]
    if frame.empty:
        return frame.assign(length=0, **dict.fromkeys(columns, 0.0)).astype({"is_none": bool})
    pieces = [texts[text][start:end] for text, _, start, end in places]
    scores = score(pieces, frame["text"].to_numpy())
    return frame.assign(length=frame["end"] - frame["start"], **{name: getattr(scores, name) for name in columns})


def _split_texts(pairs: pd.DataFrame, scored: pd.DataFrame) -> Ints:
    """The texts with more than one theme, and those whose clauses disagree clearly."""
    themes = pairs.groupby("text")["theme_id"].size()
    several = themes.index[themes > 1].to_numpy(dtype=np.int64)
    lean = (scored["p_positive"] - scored["p_negative"]).where(~scored["is_none"], 0.0)
    ends = lean.groupby(scored["text"]).agg(["min", "max"])
    mixed = ends.index[(ends["min"] <= -CLEAR) & (ends["max"] >= CLEAR)].to_numpy(dtype=np.int64)
    return np.union1d(several, mixed)


def _with_clauses(rows: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """The rows, with the length-weighted mean of the theme's clauses where it has any."""
    weighted = own[PROBABILITIES].mul(own["length"], axis=0).assign(length=own["length"])
    sums = weighted.groupby([own["text"], own["theme_id"]]).sum()
    means = sums[PROBABILITIES].div(sums["length"], axis=0)
    found = rows[["text", "theme_id"]].join(means, on=["text", "theme_id"])
    is_own = found["p_negative"].notna()
    replaced = {name: rows[name].where(~is_own, found[name]) for name in PROBABILITIES}
    return rows.assign(**replaced, source=np.where(is_own, "clause", rows["source"]))
