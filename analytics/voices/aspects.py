"""Sentiment by theme: what a mixed comment says about each of the things it speaks of.

A comment is scored whole, unless it speaks of several themes or its clauses disagree; then each theme gets the mean
of its own clauses. A clause behind a comma that names no theme ("..., unacceptable") is read together with the clause
whose theme it goes on about. docs/methods/themes.md says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.voices.clauses import follows_on
from analytics.voices.scores import TextScores
from analytics.voices.themes import Span, owned_clauses

Ints = NDArray[np.int64]
CLEAR = 0.2  # how far positive minus negative must be from 0 for a piece to count as a voice for one side
PROBABILITIES = ["p_negative", "p_neutral", "p_positive"]


class ScoreClauses(Protocol):
    """The engine, bound by the caller: `owners[i]` is the number of the text that piece i comes from, so that the
    language and the question of that text can go along."""

    def __call__(self, texts: Sequence[str], owners: Ints) -> TextScores:
        """Scores of the pieces in their order."""
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
    score : scores pieces of texts; called at most once, with the joined clauses of the texts where they can matter.

    Returns
    -------
    One row per text and theme_id: text, theme_id, p_negative, p_neutral, p_positive (sum 1), source ("comment" or
    "clause"), n_clauses (clauses that name the theme). Clauses without content do not count; a theme all of whose
    clauses are empty of content takes the score of the comment.
    """
    owned = owned_clauses(hits)
    pairs = hits[["text", "theme_id"]].drop_duplicates(ignore_index=True)
    comment = pd.DataFrame({name: getattr(whole, name) for name in PROBABILITIES})
    rows = pairs.join(comment, on="text").assign(source="comment")
    counts = owned.groupby(["text", "theme_id"]).size().rename("n_clauses")
    rows = rows.join(counts, on=["text", "theme_id"])
    rows["n_clauses"] = rows["n_clauses"].fillna(0).astype(np.int64)
    pieces = joined_clauses(texts, clauses, owned)
    scored = _piece_scores(texts, pieces, score)
    split = _split_texts(pairs, scored)
    own = owned[owned["text"].isin(split)].merge(pieces[["text", "clause", "piece"]], on=["text", "clause"])
    own = own.drop_duplicates(["theme_id", "piece"]).merge(scored[~scored["is_none"]].drop(columns="text"), on="piece")
    if own.empty:
        return rows
    return _with_clauses(rows, own)


def joined_clauses(texts: Sequence[str], clauses: Sequence[Sequence[Span]], owned: pd.DataFrame) -> pd.DataFrame:
    """Clauses joined to pieces, each of which speaks of the themes of one clause.

    A clause without a theme belongs to the clause with one that it follows on from (`clauses.follows_on`), or, where
    there is none before it, to the one that follows on from it.

    Parameters
    ----------
    owned : of `analytics.voices.themes.owned_clauses`.

    Returns
    -------
    One row per clause of the texts that have a theme and two clauses or more: text, clause, start, end, piece
    (counted over all texts, in order).
    """
    rows = [
        (text, clause, start, end, follows)
        for text in np.unique(owned["text"].to_numpy(dtype=np.int64)).tolist()
        if len(clauses[text]) > 1
        for clause, ((start, end), follows) in enumerate(
            zip(clauses[text], follows_on(texts[text], clauses[text]), strict=True)
        )
    ]
    frame = pd.DataFrame(rows, columns=["text", "clause", "start", "end", "follows"], dtype=np.int64)
    named = frame.merge(owned[["text", "clause"]].drop_duplicates().assign(is_named=1), how="left")["is_named"]
    breath = (frame["follows"] == 0).cumsum()
    place = named.fillna(0).groupby(breath).cumsum().clip(lower=1)
    is_new = (breath.diff() != 0) | (place.diff() != 0)
    return frame.drop(columns="follows").assign(piece=is_new.cumsum() - 1)


def _piece_scores(texts: Sequence[str], clauses: pd.DataFrame, score: ScoreClauses) -> pd.DataFrame:
    """One row per piece: piece, text, length, p_..., is_none."""
    frame = clauses.groupby("piece").agg(text=("text", "first"), start=("start", "min"), end=("end", "max"))
    frame = frame.reset_index()
    columns = [*PROBABILITIES, "is_none"]
    if frame.empty:
        return frame.assign(length=0, **dict.fromkeys(columns, 0.0)).astype({"is_none": bool})
    places = zip(frame["text"].tolist(), frame["start"].tolist(), frame["end"].tolist(), strict=True)
    scores = score([texts[text][start:end] for text, start, end in places], frame["text"].to_numpy(dtype=np.int64))
    return frame.assign(length=frame["end"] - frame["start"], **{name: getattr(scores, name) for name in columns})


def _split_texts(pairs: pd.DataFrame, scored: pd.DataFrame) -> Ints:
    """The texts with more than one theme, and those whose pieces disagree clearly."""
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
