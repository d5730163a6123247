"""Learning from a workspace step by step: the better engine, scores, corrections; the guard looks at every step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.voices import corrections, student
from analytics.voices.adapt import Adapted
from analytics.voices.adapt_fit import cross_fitted, fitted, folds, logistic
from analytics.voices.adapt_parts import Design, Lens, design, lens
from analytics.voices.engine import start_neutral, start_polarity
from analytics.voices.guard import Verdict, agreement, can_compare, recalls
from analytics.voices.heads import probabilities
from analytics.voices.rules import findings
from analytics.voices.scores import Base, Floats
from analytics.voices.witness import Table, Witnessed, witnessed

MIN_SCORES = 200
MIN_JUDGES = 20
"""Corrections from which on they judge, in place of agreement with the engine."""
WEAK = 0.15
"""Below this rank correlation of scores with predictions from text, scores are no witnesses of the texts."""
STRONG = 0.6
"""Rank correlation of scores with predictions from text from which on the score may be taken at its word."""
DIRECT_LOW, DIRECT_HIGH = 37.5, 62.5

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Rows:
    """Texts to learn from; all of length n.

    `scores` are 0 to 100, NaN without; `labels` are "negative", "neutral", "positive" or "" without; a corrected text
    has one row with its label. `lessons` holds what the better engine says.
    """

    base: Base
    questions: Sequence[str | None]
    scores: Floats
    labels: NDArray[Any]
    lessons: student.Lessons | None = None


@dataclass(frozen=True)
class Learnt:
    """What came of it; `adapted` is None where nothing was learnt or nothing passed the guard.

    Attributes
    ----------
    verdicts : one per step, in order, refused ones included.
    n_scores, n_corrections : rows that were learnt from.
    table : what the scores are worth as witnesses, whether or not the step was accepted.
    correlation : Spearman's, of scores with cross-validated predictions from text; None without scores enough.
    """

    adapted: Adapted | None
    verdicts: tuple[Verdict, ...]
    n_scores: int
    n_corrections: int
    table: Table | None = None
    correlation: float | None = None

    @property
    def offers_direct(self) -> bool:
        """Whether the scores agree so well with the texts that they may be learnt from directly."""
        return self.correlation is not None and self.correlation >= STRONG


@dataclass
class _Work:
    """The state between steps."""

    rows: Rows
    seen: Design
    lens: Lens
    fold: NDArray[np.int64]
    usable: NDArray[np.bool_]
    start: Floats
    polarity: Floats
    neutral: Floats
    stages: list[Floats] = field(default_factory=list)
    neutral_stages: list[Floats] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)

    @property
    def now(self) -> Design:
        """The rows, starting from the log-odds so far."""
        return self.seen.after(self.polarity)

    @property
    def polarised(self) -> Floats:
        """How far each text is not neutral: neutral ones say nothing of what tells the poles apart."""
        return 1 - logistic(self.neutral)

    def judged(self, kind: str, crossed: Floats) -> bool:
        """Whether the guard lets these held-out log-odds take the place of those so far."""
        judges = self.usable & corrections.polar(self.rows.labels)
        truth = (self.rows.labels[judges] == "positive").astype(np.int64)
        if len(truth) >= MIN_JUDGES and can_compare(truth):
            before, after = ((told[judges] > 0).astype(np.int64) for told in (self.polarity, crossed))
            verdict = recalls(kind, truth, before, after)
        else:
            verdict = agreement(kind, self.start[self.usable], crossed[self.usable])
        self.verdicts.append(verdict)
        return verdict.is_accepted

    def accept(self, kind: str, stage: Floats, crossed: Floats) -> None:
        """Take a stage into the chain."""
        self.kinds.append(kind)
        self.stages.append(stage)
        self.polarity = crossed


def learn(rows: Rows, *, seed: int, direct: bool = False, tell: Tell = lambda _step: None) -> Learnt:
    """Learn from a workspace; the same rows and seed give the same model.

    Parameters
    ----------
    rows : what there is to learn from.
    seed : of the folds.
    direct : take scores at their word where they agree with the texts, if the guard lets it pass.
    tell : hears the name of each step as it begins.
    """
    work = _begun(rows, seed)
    scored = work.usable & np.isfinite(rows.scores)
    if rows.lessons is not None and rows.lessons.taught.sum() >= student.MIN_LESSONS:
        tell("student")
        _from_teacher(work, rows.lessons)
    told: Witnessed | None = None
    correlation: float | None = None
    if scored.sum() >= MIN_SCORES:
        tell("witness")
        told = _witness(work, scored)
        correlation = _spearman(told.crossed[scored], rows.scores[scored])
        if correlation >= WEAK:
            _from_scores(work, scored, told, direct=direct and correlation >= STRONG)
    if corrections.is_enough(rows.labels, work.usable):
        tell("corrections")
        _from_corrections(work)
    table = told.table if told else None
    return Learnt(_model(work, table), tuple(work.verdicts), int(scored.sum()), _n_labels(work), table, correlation)


def _begun(rows: Rows, seed: int) -> _Work:
    seen = lens(rows.base, rows.questions)
    ruled = findings(rows.base.texts, rows.base.language.tolist())
    start = start_polarity(rows.base, rows.questions)
    fold = folds(rows.base.texts, rows.labels.astype(str), seed=seed)
    return _Work(
        rows, design(seen, rows.base, rows.questions), seen, fold, np.asarray(ruled.kind == "", dtype=bool),
        start, start, start_neutral(rows.base, rows.questions),
    )  # fmt: skip


def _from_teacher(work: _Work, lessons: student.Lessons) -> None:
    taught = lessons.taught & work.usable
    stage, crossed = student.learnt(work.now, lessons.polarity, taught, work.fold)
    if work.judged("student", crossed):
        work.accept("student", stage, crossed)
        stage, crossed = student.learnt(work.seen.after(work.neutral), lessons.neutral, taught, work.fold)
        work.neutral_stages.append(stage)
        work.neutral = crossed


def _witness(work: _Work, scored: NDArray[np.bool_]) -> Witnessed:
    """The rounds over the scored rows; its `crossed` are log-odds of all rows."""
    now, chosen = work.now.anchored(), np.flatnonzero(scored)
    everywhere, counts = np.zeros(len(scored)), work.polarised

    def refit(soft: Floats) -> Floats:
        target = np.zeros(len(scored))
        target[chosen] = soft
        everywhere[:] = cross_fitted(now, target, scored, work.fold, counts=counts)
        return everywhere[chosen]

    asked = [work.rows.questions[row] for row in chosen.tolist()]
    told = witnessed(work.polarity[chosen], asked, work.rows.scores[chosen], refit, weight=counts[chosen])
    return Witnessed(told.soft, everywhere, told.table)


def _from_scores(work: _Work, scored: NDArray[np.bool_], told: Witnessed, *, direct: bool) -> None:
    if direct:
        target, use = work.rows.scores >= DIRECT_HIGH, scored & _is_clear(work.rows.scores)
        crossed = cross_fitted(work.now, target.astype(np.float64), use, work.fold)
        if work.judged("direct", crossed):
            chosen = np.flatnonzero(use)
            work.accept("direct", fitted(work.now.take(chosen), target[chosen].astype(np.float64)), crossed)
            return
    if work.judged("witness", told.crossed):
        chosen = np.flatnonzero(scored)
        held = work.now.anchored().take(chosen)
        work.accept("witness", fitted(held, told.soft, counts=work.polarised[chosen]), told.crossed)


def _is_clear(scores: Floats) -> NDArray[np.bool_]:
    return np.asarray((scores <= DIRECT_LOW) | (scores >= DIRECT_HIGH), dtype=bool)


def _from_corrections(work: _Work) -> None:
    labels, use = work.rows.labels, work.usable & np.isin(work.rows.labels.astype(str), corrections.CLASSES)
    stage, crossed = corrections.learnt_polarity(work.now, labels, use, work.fold)
    if work.judged("corrections", crossed):
        work.accept("corrections", stage, crossed)
    if corrections.is_enough(labels, use, neutral=True):
        stage, crossed = corrections.learnt_neutral(work.seen.after(work.neutral), labels, use, work.fold)
        truth = np.searchsorted(corrections.CLASSES, labels[use].astype(str))
        before, after = (
            probabilities(work.polarity[use], told[use]).argmax(axis=1) for told in (work.neutral, crossed)
        )
        work.verdicts.append(recalls("neutral", truth, before, after))
        if work.verdicts[-1].is_accepted:
            work.neutral_stages.append(stage)
            work.neutral = crossed


def _model(work: _Work, table: Table | None) -> Adapted | None:
    if not work.stages and not work.neutral_stages:
        return None
    judges = work.usable & corrections.polar(work.rows.labels)
    enough = corrections.is_enough(work.rows.labels, judges)
    scale = corrections.scale(work.polarity[judges], work.rows.labels[judges] == "positive") if enough else 1.0
    return Adapted(
        work.rows.base.engine, tuple(work.kinds), work.lens, tuple(work.stages), tuple(work.neutral_stages), scale,
        table,
    )  # fmt: skip


def _n_labels(work: _Work) -> int:
    return int((work.rows.labels != "").sum())


def _spearman(first: Floats, second: Floats) -> float:
    """Rank correlation, ties by their mean rank; 0 where either does not vary."""
    from scipy.stats import rankdata

    ranks = np.column_stack([rankdata(first), rankdata(second)])
    return float(np.corrcoef(ranks.T)[0, 1]) if (ranks.std(axis=0) > 0).all() else 0.0
