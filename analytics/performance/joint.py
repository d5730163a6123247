"""The probability that an open case meets all its objectives together, from errors that belong to the same later cases.

docs/methods/performance-models.md states the rule, its conditioning on what is known, and how its calibration is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.performance.forecast import AT_MOST, Forecast, Outcome, outcome_of
from analytics.performance.model import FEATURES, LEAST_CASES, ripe, split
from analytics.performance.recalibration import Recalibration
from analytics.performance.ridge import Floats, Ridge, ridge

LEAST_ERRORS: Final = 20  # later cases with every outcome known
LEAST_ALIVE: Final = 8  # of them, as old as the case or older when they ended
MOST_ERRORS: Final = 2000


@dataclass(frozen=True)
class Aim:
    """An objective of single cases: lead time (days) or cost at most, final satisfaction (0-100) at least `limit`."""

    outcome: Outcome
    limit: float


@dataclass(frozen=True, eq=False)
class StageErrors:
    """What the joint probability after one stage rests on.

    Attributes
    ----------
    outcomes : the columns of everything below.
    fits : the model of an outcome, or its training mean where the model does not beat that.
    errors : (n, k) outcome less prediction of later cases whose every outcome is known, one case per row.
    part : 1 for the cases between, 2 for the held-out latest ones.
    cases : the rows of `known_by_stage` behind `errors`, same order.
    """

    rank: int
    outcomes: tuple[Outcome, ...]
    fits: tuple[Ridge | float, ...]
    errors: Floats
    part: NDArray[np.int64]
    cases: pd.DataFrame

    def predicted(self, cases: pd.DataFrame) -> Floats:
        """Predictions of shape (cases, k)."""
        x = cases[list(FEATURES)].to_numpy(float)
        columns = [np.full(len(x), fit) if isinstance(fit, float) else fit.predict(x) for fit in self.fits]
        return np.column_stack(columns)

    @property
    def is_foreseen(self) -> tuple[bool, ...]:
        """Per outcome whether a model speaks, not the mean."""
        return tuple(not isinstance(fit, float) for fit in self.fits)


def stage_errors(
    known: pd.DataFrame, outcomes: Sequence[Outcome], forecasts: Mapping[Outcome, Forecast | None]
) -> dict[int, StageErrors]:
    """Errors per rank of stage that belong together, for the stages with at least LEAST_ERRORS such cases.

    Parameters
    ----------
    known : one row per case and stage passed (`data.queries.path_knowledge.known_by_stage`).
    forecasts : by outcome; they say which models beat the mean.
    """
    if known.empty or not outcomes:
        return {}
    columns = {name: outcome_of(known, name) for name in outcomes}
    rows = ripe(known.assign(**{f"y_{name}": column for name, column in columns.items()}),
                as_of=float(known["as_of"].iloc[0]))  # fmt: skip
    found = {int(str(key)): _stage(cases, int(str(key)), tuple(outcomes), forecasts)
             for key, cases in rows.groupby("rank")}  # fmt: skip
    return {rank: one for rank, one in found.items() if one is not None}


def _stage(
    cases: pd.DataFrame, rank: int, outcomes: tuple[Outcome, ...], forecasts: Mapping[Outcome, Forecast | None]
) -> StageErrors | None:
    part = split(cases)
    x = cases[list(FEATURES)].to_numpy(float)
    y = cases[[f"y_{name}" for name in outcomes]].to_numpy(float)
    fits: list[Ridge | float] = []
    predicted = np.empty_like(y)
    for number, name in enumerate(outcomes):
        train = (part == 0) & ~np.isnan(y[:, number])
        if train.sum() < LEAST_CASES / 2:
            return None
        told = forecasts.get(name)
        is_better = told is not None and rank in told.better
        fit: Ridge | float = ridge(x[train], y[train, number]) if is_better else float(y[train, number].mean())
        fits.append(fit)
        predicted[:, number] = fit if isinstance(fit, float) else fit.predict(x)
    use = (part > 0) & ~np.isnan(y).any(axis=1)
    chosen = np.flatnonzero(use)[:: max(1, -(-int(use.sum()) // MOST_ERRORS))]
    if len(chosen) < LEAST_ERRORS:
        return None
    errors = (y - predicted)[chosen]
    return StageErrors(rank, outcomes, tuple(fits), errors, part[chosen], cases.iloc[chosen].reset_index(drop=True))


def joint_chance(
    predicted: Floats, errors: Floats, limits: Floats, outcomes: Sequence[Outcome], *, age: Floats, spent: Floats
) -> Floats:
    """Probability of meeting every limit: share of the later cases whose errors, all of one case, allow it.

    (1/2 + cases that allow it) / (1 + cases still possible): possible is one that would not have ended before `age`.
    Certain where a limit is passed already: 0. Missing where fewer than LEAST_ALIVE are possible.

    Parameters
    ----------
    predicted : (m, k); errors : (n, k); limits : (m, k), missing where a case has no such objective.
    age, spent : (m,) days and cost so far.

    Examples
    --------
    Two outcomes that hang together: met together as often as alone, which a product of two halves would halve.

    >>> e = np.linspace(-1, 1, 101)
    >>> both = np.column_stack([e, -e])
    >>> at, limits = np.zeros((1, 2)), np.zeros((1, 2))
    >>> args = {"age": np.array([-9.0]), "spent": np.zeros(1)}
    >>> joint_chance(at, both, limits, ("lead", "score"), **args).round(2).tolist()
    [0.5]
    """
    is_met = np.ones((len(predicted), len(errors)), dtype=bool)
    alive = np.ones_like(is_met)
    passed = np.zeros(len(predicted), dtype=bool)
    for number, name in enumerate(outcomes):
        told = predicted[:, number, None] + errors[None, :, number]
        limit = limits[:, number, None]
        is_kept = told <= limit if AT_MOST[name] else told >= limit
        is_met &= np.isnan(limit) | is_kept
        if name == "lead":
            alive &= told > age[:, None]
            passed |= age >= limits[:, number]
        elif name == "cost":
            passed |= spent > limits[:, number]
    n = alive.sum(axis=1)
    chance: Floats = ((is_met & alive).sum(axis=1) + 0.5) / (n + 1)
    chance = np.where(n < LEAST_ALIVE, np.nan, chance)
    return np.where(passed, 0.0, chance)


def case_limits(cases: pd.DataFrame, outcomes: Sequence[Outcome], aims: Sequence[Aim]) -> Floats:
    """(m, k) limits: the strictest objective of each outcome, of the lead time the case's own committed date too.

    >>> cases = pd.DataFrame({"started_at": [0.0, 0.0], "due_at": [np.nan, 5 * 86400.0]})
    >>> case_limits(cases, ("lead",), (Aim("lead", 9.0), Aim("lead", 8.0))).tolist()
    [[8.0], [5.0]]
    """
    limits = np.full((len(cases), len(outcomes)), np.nan)
    for number, name in enumerate(outcomes):
        told = [aim.limit for aim in aims if aim.outcome == name]
        if told:
            limits[:, number] = min(told) if AT_MOST[name] else max(told)
        if name == "lead":
            own = ((cases["due_at"] - cases["started_at"]) / 86400).to_numpy(float)
            limits[:, number] = np.fmin(limits[:, number], own)
    return limits


def chances(stage: StageErrors, cases: pd.DataFrame, aims: Sequence[Aim], *, age: Floats | None = None) -> Floats:
    """The joint probability of cases that have passed the stage, at that moment, or at `age` (days)."""
    at = cases["elapsed_hours"].to_numpy(float) / 24 if age is None else age
    return joint_chance(
        stage.predicted(cases), stage.errors, case_limits(cases, stage.outcomes, aims), stage.outcomes,
        age=at, spent=cases["cost"].fillna(0).to_numpy(float),
    )  # fmt: skip


def open_chances(
    known: pd.DataFrame, stages: Mapping[int, StageErrors], aims: Sequence[Aim], *, bend: Recalibration | None = None
) -> pd.DataFrame:
    """One row per open case that has passed a stage with errors, the least likely first; bent where `bend` is given.

    Columns beside those of `known`: chance (now, at the age of now), chances (when each stage was passed) with ranks,
    age_days, is_foreseen (whether a model speaks for any outcome).
    """
    rows = known[known["ended_at"].isna() & known["rank"].isin(list(stages))]
    if rows.empty:
        return rows.assign(chance=[], chances=[], ranks=[], age_days=[], is_foreseen=[])
    parts = []
    for key, cases in rows.groupby("rank"):
        stage = stages[int(str(key))]
        age = ((cases["as_of"] - cases["started_at"]) / 86400).to_numpy(float)
        then, now = chances(stage, cases, aims), chances(stage, cases, aims, age=age)
        if bend is not None:
            then, now = bend.shown(then), bend.shown(now)
        parts.append(cases.assign(then=then, chance=now,
                                  age_days=age, is_foreseen=any(stage.is_foreseen)))  # fmt: skip
    told = pd.concat(parts).sort_values(["case_key", "rank"], kind="stable")
    grouped = told.groupby("case_key")
    last = grouped.tail(1).set_index("case_key")
    last = last.assign(chances=grouped["then"].agg(list), ranks=grouped["rank"].agg(list)).drop(columns="then")
    return last.reset_index().sort_values(["chance", "case_key"], kind="stable", ignore_index=True)


def past_met(stage: StageErrors, aims: Sequence[Aim]) -> NDArray[np.bool_]:
    """Per later case behind the errors whether it met every limit."""
    limits = case_limits(stage.cases, stage.outcomes, aims)
    y = stage.predicted(stage.cases) + stage.errors
    kept = [np.isnan(limits[:, number]) | (y[:, number] <= limits[:, number] if AT_MOST[name]
            else y[:, number] >= limits[:, number]) for number, name in enumerate(stage.outcomes)]  # fmt: skip
    met: NDArray[np.bool_] = np.logical_and.reduce(kept)
    return met


def moved_share(stage: StageErrors, aims: Sequence[Aim], outcome: Outcome, change: float) -> float:
    """Share of the later cases that would meet every limit if their `outcome` were `change` more; 0 = as it was.

    >>> cases = pd.DataFrame({**{name: [0.0] * 4 for name in FEATURES}, "started_at": 0.0, "due_at": np.nan})
    >>> errors = np.array([[1.0], [2.0], [3.0], [4.0]])
    >>> stage = StageErrors(1, ("lead",), (0.0,), errors, np.ones(4, dtype=np.int64), cases)
    >>> moved_share(stage, (Aim("lead", 2.0),), "lead", 0.0), moved_share(stage, (Aim("lead", 2.0),), "lead", -1.0)
    (0.5, 0.75)
    """
    shift = np.array([change if name == outcome else 0.0 for name in stage.outcomes])
    return float(past_met(replace(stage, errors=stage.errors + shift), aims).mean())
