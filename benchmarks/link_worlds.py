"""Are links between process and touchpoints found where they were made, with honest intervals, and only there?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.links.cases import case_matrix
from analytics.links.lags import correlation_p, lag_correlations
from analytics.links.model import CaseMatrix, LinkCell, LinkedRows
from analytics.links.periods import PeriodMatrix, period_matrix
from benchmarks.rates import Rate

TOUCHPOINTS: Final = tuple("abcdef")
MEASURES: Final = tuple("vwxyz")
PLANTED: Final = {("a", "v"): -8.0, ("b", "w"): -7.0, ("c", "v"): 7.0, ("d", "z"): -9.0}  # points per unit
ROWS, ACCOUNTS, STRATA = 3000, 80, 8
LAG: Final = 3
LINK: Final = 0.9  # planted change of score per unit of the measure; what is new in a period has standard deviation 1
LINKED: Final = ("b", "w")


def case_world(rng: np.random.Generator, *, effects: bool) -> LinkedRows:
    """Answers of accounts of unequal size, with accounts and strata that move scores and measures alike."""
    size = rng.lognormal(0, 0.8, ACCOUNTS)
    account, stratum = rng.choice(ACCOUNTS, ROWS, p=size / size.sum()), rng.integers(0, STRATA, ROWS)
    hidden = rng.normal(size=(STRATA, 1 + len(MEASURES)))
    hidden[:, 1:] += hidden[:, :1]  # groups that fare badly wait longer: what the adjustment has to take out
    own = rng.normal(0, 0.5, (ACCOUNTS, len(MEASURES)))[account]
    values = np.exp(0.4 * (own + rng.normal(size=(ROWS, len(MEASURES))))) + hidden[stratum, 1:]
    touchpoint = rng.integers(0, len(TOUCHPOINTS), ROWS)
    score = 70 - 6 * hidden[stratum, 0] + rng.normal(0, 6, ACCOUNTS)[account] + rng.normal(0, 12, ROWS)
    for (name, measure), effect in PLANTED.items() if effects else ():
        asked = touchpoint == TOUCHPOINTS.index(name)
        score[asked] += effect * values[asked, MEASURES.index(measure)]
    values[rng.random(values.shape) < 0.1] = np.nan
    return LinkedRows.long(TOUCHPOINTS, touchpoint, score, MEASURES, values, stratum=stratum, cluster=account)


def case_rates(seeds: Iterable[int]) -> list[Rate]:
    """Planted effects covered, found and of the right sign; false discoveries with and without effects."""
    drawn = list(seeds)
    found = [case_matrix(case_world(np.random.default_rng(seed), effects=True)) for seed in drawn]
    none = [case_matrix(case_world(np.random.default_rng(seed), effects=False)) for seed in drawn]
    planted = [(cell, PLANTED[cell.touchpoint, cell.measure]) for one in found for cell in one if _is_planted(cell)]
    called = [cell for one in found for cell in one if cell.verdict == "likely_real"]
    right = sum(cell.verdict == "likely_real" and (cell.effect or 0) * effect > 0 for cell, effect in planted)
    covered = sum(cell.low is not None and cell.low <= effect <= (cell.high or 0) for cell, effect in planted)
    free = [(cell.low, cell.high) for one in none for cell in one if cell.low is not None and cell.high is not None]
    around = sum(low <= 0 <= high for low, high in free)
    strays = sum(not _is_planted(cell) for cell in called)
    return [
        Rate("links by case: planted effect found, sign right", right, len(planted), at_least=0.95),
        Rate("links by case: planted effect covered", covered, len(planted), 0.92, 0.98),
        Rate("links by case: calls without a planted effect", strays, len(called), None, 0.05),
        Rate("links by case, without effects: covered", around, len(free), 0.92, 0.98),
        Rate("links by case, without effects: worlds with any call", sum(map(_calls, none)), len(none), None, 0.05),
    ]  # fmt: skip


def rank_rates(seeds: Iterable[int]) -> list[Rate]:
    """Rank correlations of accounts' answers with a known one: normal pairs of correlation r have 6/pi asin(r/2)."""
    covered, trials = 0, 0
    for seed in seeds:
        rng = np.random.default_rng(seed)
        n_rows, n_accounts = int(rng.integers(60, 600)), int(rng.integers(20, 80))
        r, within = rng.uniform(0, 0.85), rng.uniform(0, 0.4)
        account = rng.integers(0, n_accounts, n_rows)
        own, row = rng.normal(size=(2, n_accounts, 4)), rng.normal(size=(2, n_rows, 4))
        first, second = np.sqrt(within) * own[:, account] + np.sqrt(1 - within) * row
        scores = 70 + 10 * (r * first[:, :1] + np.sqrt(1 - r * r) * second)
        rows = LinkedRows.wide("abcd", scores, "x", np.exp(first[:, :1]), stratum=account * 0, cluster=account)
        told = [(cell.rho_low, cell.rho_high) for cell in case_matrix(rows)]
        known = [(low, high) for low, high in told if low is not None and high is not None]
        covered += sum(low <= 6 / np.pi * np.arcsin(r / 2) <= high for low, high in known)
        trials += len(known)
    return [Rate("links by case: rank correlation covered", covered, trials, 0.92, 0.98)]


def _is_planted(cell: LinkCell) -> bool:
    return (cell.touchpoint, cell.measure) in PLANTED


def _calls(matrix: CaseMatrix | PeriodMatrix) -> bool:
    return any(cell.verdict == "likely_real" for cell in matrix)


@dataclass(frozen=True)
class Course:
    """How series run: what carries over from period to period, trend and season in standard deviations, gaps."""

    name: str
    periods: int
    lags: range
    carry: float
    trend: float = 0.0
    season: float = 0.0
    gaps: float = 0.0
    year: int | None = 52


COURSES: Final = (
    Course("104 weeks, carry .6, trend", 104, range(13), 0.6, trend=3.0),
    Course("104 weeks, carry .8, gaps", 104, range(13), 0.8, gaps=0.1),
    Course("104 weeks, one season", 104, range(13), 0.3, season=1.0),
    Course("24 months, carry .4", 24, range(5), 0.4, trend=1.0, year=None),
)


def period_world(course: Course, rng: np.random.Generator, *, linked: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Scores (touchpoints, periods) and measures (measures, periods) that share trend and season, not their chance."""
    scores, values = (_series(course, rng, len(names)) for names in (TOUCHPOINTS, MEASURES))
    if linked:
        measure = values[MEASURES.index(LINKED[1])]
        scores[TOUCHPOINTS.index(LINKED[0]), LAG:] -= LINK * measure[:-LAG]
    for rows in (scores, values):
        rows[rng.random(rows.shape) < course.gaps] = np.nan
    return scores, values


def _series(course: Course, rng: np.random.Generator, k: int) -> np.ndarray:
    series = rng.normal(size=(k, course.periods + 50))
    for period in range(1, series.shape[1]):
        series[:, period] += course.carry * series[:, period - 1]
    time = np.arange(course.periods)
    shared = course.trend * time / course.periods + course.season * np.sin(2 * np.pi * time / 52)
    return series[:, 50:] + shared


def _matrix(course: Course, scores: np.ndarray, values: np.ndarray, rng: np.random.Generator) -> PeriodMatrix:
    return period_matrix(TOUCHPOINTS, scores, MEASURES, values, lags=course.lags, rng=rng, season=course.year)


def period_rates(seeds: Iterable[int]) -> list[Rate]:
    """The search's false-positive rate per course, what plain correlations would have said, and the planted lag."""
    drawn = list(seeds)
    found = [rate for course in COURSES for rate in _free_rates(course, drawn)]
    return [*found, _planted_rate(COURSES[0], drawn)]


def _free_rates(course: Course, seeds: Iterable[int]) -> list[Rate]:
    passed = tested = plain = worlds = n_worlds = 0
    for seed in seeds:
        rng = np.random.default_rng(seed)
        scores, values = period_world(course, rng)
        matrix = _matrix(course, scores, values, rng)
        p = [cell.p for cell in matrix if cell.p is not None]
        passed, tested = passed + sum(one <= 0.05 for one in p), tested + len(p)
        naive = lag_correlations(scores, values, course.lags)
        plain += int((correlation_p(naive.r, naive.n).min(axis=0) <= 0.05).sum())
        worlds, n_worlds = worlds + _calls(matrix), n_worlds + 1
    name = f"links by period, nothing linked, {course.name}"
    return [
        Rate(f"{name}: p of the search <= .05", passed, tested, at_most=0.05),
        Rate(f"{name}: worlds with any call", worlds, n_worlds, at_most=0.05),
        Rate(f"{name}: for comparison, best plain p <= .05", plain, tested),
    ]


def _planted_rate(course: Course, seeds: Iterable[int]) -> Rate:
    hits = trials = 0
    for seed in seeds:
        rng = np.random.default_rng(seed)
        cell = _matrix(course, *period_world(course, rng, linked=True), rng).of(*LINKED)
        hits += cell.verdict == "likely_real" and cell.lag == LAG and (cell.high or 0) < 0
        trials += 1
    return Rate("links by period: planted link found at its lag, sign right", hits, trials, at_least=0.95)
