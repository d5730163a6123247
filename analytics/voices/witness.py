"""Learning from scores without believing them: the score as a noisy witness of what the text says.

A text has a hidden sentiment z (negative or positive). The classifier says p(z | text); a table says how often each
score is given by authors of either kind of text, P(score | z, question). Both are estimated in turn (expectation
maximisation): the posterior of z from text and score gives a new table and soft labels for a new classifier, whose
cross-fitted predictions begin the next round. Where "what could we do better?" is answered by people who are content,
the table learns that a high score is no sign of praise, and the texts keep their sign. See docs/methods/learning.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.voices.adapt_fit import Refit, logistic
from analytics.voices.adapt_parts import MOST_LOGIT
from analytics.voices.scores import Floats

LEVELS = 5
ROUNDS = 5
TABLE_ROUNDS = 20
POOLED = 10.0
"""Answers that the table of all questions counts for in the table of one."""
SMALLEST_SHARE = 0.05
"""The share of either sentiment, which balanced fits leave open, never falls below this."""
MOST_SAID = 2.0
"""Log-odds that a score adds at most: whoever gives it also thinks of what the comment leaves out."""
MOST_TAUGHT = 1.0
"""The same where the classifier learns from it: what a score adds beyond is not in the words."""


@dataclass(frozen=True)
class Table:
    """P(score | z, question): `rates` has the shape (questions, 2, LEVELS), z = 0 negative, 1 positive.

    The last of `questions` is None: the table of a question that was not learnt from.
    """

    questions: tuple[str | None, ...]
    rates: Floats

    def posterior(self, polarity: Floats, questions: Sequence[str | None], scores: Floats) -> Floats:
        """p(positive | text, score), shape (n,); where there is no score, p(positive | text).

        Stands beside text sentiment, never in its place: it would make text and score agree by construction.
        """
        place = np.array([self._place(question) for question in questions], dtype=np.int64)
        level = levels(scores)
        says = _says(self.rates, place, np.maximum(level, 0))
        return logistic(polarity + np.where(level >= 0, says, 0.0))

    def _place(self, question: str | None) -> int:
        known = self.questions[:-1]
        return known.index(question) if question in known else len(known)


@dataclass(frozen=True)
class Witnessed:
    """What the rounds ended with: soft labels and cross-fitted log-odds, both of shape (n,), and the table."""

    soft: Floats
    crossed: Floats
    table: Table


def levels(scores: Floats) -> NDArray[np.int64]:
    """Scores from 0 to 100 in five steps, 0 to 4; -1 where there is none.

    A scale of 1 to 5 keeps its steps; 0 to 10 becomes 0-1, 2-3, 4-6, 7-8, 9-10.

    Examples
    --------
    >>> levels(np.array([0.0, 25.0, 60.0, 90.0, 100.0, np.nan])).tolist()
    [0, 1, 2, 4, 4, -1]
    """
    known = np.isfinite(scores)
    step = np.floor(np.clip(np.where(known, scores, 0.0), 0, 100) / 25 + 0.5)
    return np.where(known, step, -1).astype(np.int64)


def witnessed(
    prior: Floats,
    questions: Sequence[str | None],
    scores: Floats,
    refit: Refit,
    *,
    weight: Floats | None = None,
    rounds: int = ROUNDS,
) -> Witnessed:
    """Learn soft labels of n texts from their scores.

    Parameters
    ----------
    prior : log-odds of positive by the engine, the question included, shape (n,).
    questions : the question that each text answers.
    scores : 0 to 100, shape (n,).
    weight : how much each text counts in the table, shape (n,); all the same where not given.
    refit : fits the classifier to soft labels and returns log-odds for rows it has not seen, shape (n,).

    Returns
    -------
    Soft labels from text and score together, the log-odds from text alone, and the table.
    """
    names, group = np.unique([question or "" for question in questions], return_inverse=True)
    level, counts = levels(scores), np.ones(len(scores)) if weight is None else weight
    told = np.clip(prior, -MOST_LOGIT / 2, MOST_LOGIT / 2)
    for _round in range(rounds):
        rates, soft = _table(told, group, level, len(names), counts)
        told = refit(soft)
    rates, soft = _table(told, group, level, len(names), counts)
    return Witnessed(soft, told, Table((*(str(name) or None for name in names), None), rates))


def _table(
    told: Floats, group: NDArray[np.int64], level: NDArray[np.int64], n: int, weight: Floats
) -> tuple[Floats, Floats]:
    """Table (the last one of all questions) and posterior; the classifier stays as it is."""
    soft = logistic(told)
    rates = np.full((n + 1, 2, LEVELS), 1 / LEVELS)
    for _round in range(TABLE_ROUNDS):
        rates = _rates(soft, group, level, n, weight)
        share = np.clip(weight @ soft / weight.sum(), SMALLEST_SHARE, 1 - SMALLEST_SHARE)
        prior = told + np.log(share / (1 - share))
        soft = logistic(prior + _says(rates, group, level))
    return rates, logistic(prior + _says(rates, group, level, most=MOST_TAUGHT))


def _says(rates: Floats, group: NDArray[np.int64], level: NDArray[np.int64], *, most: float = MOST_SAID) -> Floats:
    """What a score adds to the log-odds; no witness is worth more than `most`."""
    said = np.log(rates[group, 1, level]) - np.log(rates[group, 0, level])
    return np.asarray(np.clip(said, -most, most))


def _rates(soft: Floats, group: NDArray[np.int64], level: NDArray[np.int64], n: int, weight: Floats) -> Floats:
    """Smoothed shares of each level by question and sentiment; few answers lean on the table of all questions."""
    counts = np.zeros((n, 2, LEVELS))
    cell = group * LEVELS + level
    for side, share in enumerate((1 - soft, soft)):
        counts[:, side] = np.bincount(cell, weight * share, n * LEVELS).reshape(n, LEVELS)
    pooled = counts.sum(axis=0) + 1
    pooled /= pooled.sum(axis=1, keepdims=True)
    own = counts + POOLED * pooled
    return np.concatenate([own / own.sum(axis=2, keepdims=True), pooled[None]])
